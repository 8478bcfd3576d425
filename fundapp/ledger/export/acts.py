"""Hand the books out into a folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from fundapp.kernel.labels import _
from fundapp.ledger import chain
from fundapp.ledger.export import outside, rows
from fundapp.ledger.export.outside import OutsideBook, Place, Posting, Transaction
from fundapp.ledger.export.proof import VERIFIER, write_proof
from fundapp.ledger.export.rows import Chosen
from fundapp.ledger.service.refusals import LedgerRefused

FORMATS = ("proof", "beancount", "hledger")
WRITERS: dict[str, tuple[str, Callable[[OutsideBook], Iterator[str]]]] = {
    "beancount": ("beancount", outside.beancount), "hledger": ("journal", outside.hledger),
}


@dataclass
class Handout:
    """What was written: files with their rows or entries, the heads of the chains, and for a proof the digest of its list of files."""

    folder: Path
    files: dict[str, int] = field(default_factory=dict)
    heads: list[dict[str, Any]] = field(default_factory=list)
    seal: str = ""
    verifier: str = ""

    def report(self) -> dict[str, Any]:
        return {"out": str(self.folder), "files": self.files, "heads": self.heads, "seal": self.seal, "verifier": self.verifier}


def summary(report: dict[str, Any]) -> list[str]:
    """Say what was written, and what to do with it."""
    said = [f"{file:<24} {rows:>9}" for file, rows in report["files"].items()]
    for head in report["heads"]:
        said.append(_("Sổ %(book)s năm %(year)s: %(number)s bút toán, đầu chuỗi %(mark)s", mark=chain.in_fours(head["hash"]), **head))
    if report["verifier"]:
        said.append(_("Mã băm của files.csv: %(seal)s", seal=chain.in_fours(report["seal"])))
        said.append(_("Kiểm tra không cần phần mềm này: python3 -I %(script)s %(out)s", script=Path(report["out"]) / report["verifier"], out=report["out"]))
    return said


def write_books(session: Session, folder: Path, *, form: str, code: str | None = None, at: datetime, version: str) -> Handout:
    """Write all books, or the one of a code, into a folder; files of the same name are replaced."""
    if form not in FORMATS:
        raise ValueError(f"no format {form}")
    if session.get_bind().dialect.name == "postgresql":
        # Many statements read one book, so they must all see it as of one instant; SQLite gives that to every reading transaction.
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    books = rows.chosen(session, code)
    if not books.books:
        raise LedgerRefused(_("Không có quỹ mã %(code)s.", code=code) if code else _("Chưa có quỹ nào để xuất."))
    folder.mkdir(parents=True, exist_ok=True)
    made = Handout(folder, heads=[
        {"book": row.code, "year": row.year, "number": row.last_number, "hash": row.last_hash} for row in rows.years(session, books)
    ])
    if form == "proof":
        written = write_proof(session, books, folder, at=at, version=version)
        made.files = {one.file: one.rows for one in written}
        made.seal, made.verifier = written[-1].sha256, VERIFIER
        return made
    ending, writer = WRITERS[form]
    for book in _outside_books(session, books):
        file = f"{outside.component(book.code)}.{ending}"
        if file in made.files:
            raise LedgerRefused(_("Hai quỹ có mã chỉ khác nhau ở dấu (%(file)s). Hãy xuất từng quỹ vào thư mục riêng.", file=file))
        with (folder / file).open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(writer(book))
        made.files[file] = len(book.transactions)
    return made


def _outside_books(session: Session, books: Chosen) -> Iterator[OutsideBook]:
    names = rows.account_names(session, books)
    months = {code: list(group) for code, group in groupby(rows.months(session, books), key=lambda row: row.code)}
    balances = {code: list(group) for code, group in groupby(rows.balances(session, books), key=lambda row: row.code)}
    for book in books.books:
        transactions = [_transaction(entry) for entry in rows.entries(session, Chosen([book], books.is_whole))]
        # Numbers run in the order of posting; a plain-text book runs in the order of its days.
        transactions.sort(key=lambda one: (one.on, one.number))
        held = {Place(row.account_code, row.box_id): row.amount for row in balances.get(book.code, [])}
        moved = [
            (Place(row.account_code, row.box_id), row.year, row.month, row.debit_amount - row.credit_amount) for row in months.get(book.code, [])
        ]
        yield OutsideBook(
            code=book.code, name=book.name, opened_on=min([book.opened_on, *(one.on for one in transactions[:1])]), transactions=transactions,
            places={place: names[(book.unit_id, place.account)] for place in held},
            standings=outside.standings(moved, held, transactions[-1].on if transactions else book.opened_on),
        )


def _transaction(entry: rows.Told) -> Transaction:
    return Transaction(
        on=entry.on, number=entry.number, kind=entry.kind, narration=outside.narration(entry.kind, entry.voucher, entry.purpose),
        facts={
            "number": f"{entry.number}/{entry.year}", "voucher": entry.voucher, "reference": entry.reference, "reverses": entry.reverses,
            "subject": ", ".join(sorted({line.subject for line in entry.lines if line.subject})), "hash": entry.hash,
        },
        postings=[Posting(Place(line.account_code, line.box_id), line.debit - line.credit) for line in entry.lines],
    )
