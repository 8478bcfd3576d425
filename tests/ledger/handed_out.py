"""An export of a fuller story, and the hands that change it: one cell, one row, or everything that a forger can make anew."""

import csv
import importlib.util
import secrets
import shutil
from datetime import date
from pathlib import Path
from types import ModuleType

from fundapp.kernel import clock
from fundapp.kernel.db import Scope
from fundapp.ledger import export, service
from fundapp.ledger.export.proof import DATA, VERIFIER
from fundapp.ledger.export.tables import Written, write_table
from fundapp.ledger.models import BookYear, Period
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from tests.ledger.story import tell

Rows = list[list[str]]


def load_verifier() -> ModuleType:
    """The verifier as a module, from the very file that is handed out."""
    spec = importlib.util.spec_from_file_location("verify_books", DATA / VERIFIER)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


VERIFY = load_verifier()


def tell_more(funds) -> None:
    """The short story, and a third fund over two years: December and January closed, opened, mended, closed anew; its first year closed twice."""
    tell(funds)
    maker, poster, head = funds.maker, funds.poster, funds.world.actor("hanh")
    with funds.world.transaction() as session:
        book = service.open_book(
            session, unit_id=funds.a.unit_id, code="QTV-NB", name="Quỹ trợ vốn tỉnh", legal_form="capital_support", fund_account="43182",
            purposes=["loans"], by=maker, on=date(2025, 12, 1),
        )
        lines = [LineSpec("1121", debit=9_000_000, box=funds.bank), LineSpec("43182", credit=9_000_000)]
        service.enter_opening(session, book, lines=lines, on=date(2025, 12, 1), drafted_by=maker.user_id, by=head)

        def receive(amount: int, on: date, reference: str):
            entry = [LineSpec("1121", debit=amount, box=funds.bank), LineSpec("43182", credit=amount)]
            paper = NewVoucher("bank_receipt", amount, "Công ty A", "Góp vốn")
            return service.post(session, Posting(book, on, "Góp vốn", entry, reference, voucher=paper), drafted_by=maker.user_id, by=poster)

        receive(1_000_000, date(2025, 12, 20), "in/1")
        receive(2_000_000, date(2026, 1, 5), "in/2")
        months = [session.query(Period).filter_by(book_id=book.id, month=month, starts_on=first).one() for month, first in (
            *((month, date(2025, month, 1)) for month in range(1, 13)), (1, date(2026, 1, 1)), (2, date(2026, 2, 1)))]
        today = clock.today()

        def close(period: Period) -> None:
            service.request_close(session, period, by=maker, on=today)
            service.close_period(session, period, by=head, on=today)

        for period in months:
            close(period)
        for period in reversed(months[-3:]):
            service.request_reopen(session, period, reason="Sót chứng từ", by=maker, on=today)
            service.reopen_period(session, period, by=head, on=today)
        late = receive(3_000_000, date(2025, 12, 31), "in/3")
        service.reverse(session, late, reason="Ghi nhầm", drafted_by=maker.user_id, by=head, on=date(2026, 1, 31))
        for period in months[-3:]:
            close(period)
        year = session.query(BookYear).filter_by(book_id=book.id, year=2025).one()
        asked = service.close_year(session, service.request_year_close(session, year, by=maker, on=today), by=head, on=today)
        service.request_year_reopen(session, asked, reason="Sót chứng từ", by=maker, on=today)
        service.reopen_year(session, asked, by=head, on=today)
        service.close_year(session, service.request_year_close(session, year, by=maker, on=today), by=head, on=today)
        receive(4_000_000, date(2026, 3, 1), "in/4")


def hand_out(world, folder: Path, form: str = "proof", code: str | None = None):
    with world.db.reading(Scope.everything("a test")) as session:
        return export.write_books(session, folder, form=form, code=code, at=clock.now(), version="thử")


def read(folder: Path, file: str) -> Rows:
    with (folder / file).open(encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def write(folder: Path, file: str, rows: Rows) -> None:
    with (folder / file).open("w", encoding="utf-8", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows(rows)


def forge(folder: Path, file: str, rows: Rows) -> None:
    """Write a table and make row numbers, marks and the list of files anew, as a forger who has read the program would."""
    columns = VERIFY.TABLES[file].split()
    made = write_table(folder, file, columns, [row[1:-1] for row in rows[1:]])
    listed = read(folder, "files.csv")
    known = [made if row[1] == file else Written(row[1], int(row[2]), row[3]) for row in listed[1:]]
    write_table(folder, "files.csv", Written._fields, known)


def copied(folder: Path, place: Path) -> Path:
    made = place / f"copy{secrets.token_hex(6)}"
    shutil.copytree(folder, made)
    return made


def other(value: str) -> str:
    """Another value of the same kind."""
    if value and value[-1].isdigit():
        return value[:-1] + str((int(value[-1]) + 1) % 10)
    return f"{value}x" if value else "7"


def findings(folder: Path, *printed: str) -> list:
    return VERIFY.verify(folder, list(printed))[0]
