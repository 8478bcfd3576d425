"""A fund whose books were kept in Excel: its opening balances and its journal of 2025 came by file; a third file still needs mending."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from fundapp.demo.bookkeeping import HOME, MILLION, Office
from fundapp.demo.timeline import LAST_DAY, moment
from fundapp.demo.year import DEMO, Year
from fundapp.jobs import service as jobs
from fundapp.kernel.certain import surely
from fundapp.ledger import queries
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import LegalForm
from fundapp.ledger.models import Book
from fundapp.ledger.year_end import SURPLUS
from fundapp.takeover import service, words
from fundapp.takeover import work as takeover_work
from fundapp.takeover.models import Takeover

FUND, NAME, ACCOUNT, BANK = "TUONGTRO", "Quỹ Tương trợ công đoàn", "43184", "1121"
INTEREST = "531"
KEPT_SINCE, TAKEN_OVER = date(2025, 1, 1), date(2026, 1, 12)
HELD = 86 * MILLION + 450_000
HEADERS = {
    words.OPENING: ("Mã quỹ", "Số hiệu tài khoản", "Tên tài khoản", "Quỹ tiền mặt, ngân hàng", "Dư Nợ", "Dư Có"),
    words.JOURNAL: ("Ngày ghi sổ", "Số chứng từ", "Diễn giải", "TK Nợ", "TK Có", "Số tiền", "Ngân hàng"),
}
WORK = (takeover_work.read_file, takeover_work.post_file)  # Importing them registers the long work of the files.
Rows = Sequence[Sequence[Any]]


class OldBooks:
    """Opens the fund on the first day; its past comes in January, so that its months are closed like the others' from then on."""

    def __init__(self, year: Year, office: Office) -> None:
        self.year, self.office, self.book_id = year, office, 0

    def open(self) -> None:
        """Open the fund as of the first day of its old books, with a bank account of its own."""
        year, tuan = self.year, self.year.actor("tuan")
        book = ledger.open_book(
            year.session, unit_id=year.unit_ids[HOME], code=FUND, name=NAME, legal_form=LegalForm.SOCIAL_FUND, fund_account=ACCOUNT, purposes=["relief"],
            document="Quy chế Quỹ Tương trợ (mẫu) số 02/QC-LĐLĐ ngày 20/12/2024", by=tuan, on=KEPT_SINCE,
        )
        ledger.add_box(
            year.session, unit_id=book.unit_id, kind="bank", name="Tài khoản Quỹ Tương trợ, Vietinbank (mẫu)", account_tail="0288", own_book=book, by=tuan
        )
        self.book_id = book.id

    def start(self) -> None:
        """Plan the three files."""
        opening = [(FUND, BANK, "Tiền gửi", "0288", HELD, None), (FUND, ACCOUNT, "Quỹ tương trợ", None, None, HELD), ("Tổng cộng", None, None, None, HELD, HELD)]
        wrong = [*opening[:1], (FUND, ACCOUNT, "Quỹ tương trợ", None, None, HELD - 450_000)]
        next_day = TAKEN_OVER + timedelta(days=1)
        self._plan(moment(TAKEN_OVER, 9, 15), "Số dư Quỹ Tương trợ 01-01-2025.xlsx", words.OPENING, opening, self._posted)
        self._plan(moment(next_day, 8, 40), "Nhật ký Quỹ Tương trợ 2025.xlsx", words.JOURNAL, _journal(Random(self.year.seed)), self._taken_over)
        self._plan(moment(LAST_DAY, 14, 5), "Số dư Quỹ Tương trợ 2025 (bản cũ).xlsx", words.OPENING, wrong, lambda _id: None)

    def _plan(self, at: datetime, name: str, kind: str, rows: Rows, after: Callable[[int], None]) -> None:
        def act() -> None:
            after(self._upload(name, kind, rows))

        self.year.outside(at, act)

    def _upload(self, name: str, kind: str, rows: Rows) -> int:
        """Upload a file and have it read as the job would; each step is a transaction of its own, as in the app."""
        with self.year.db.transaction(DEMO) as self.year.session:
            made = service.receive(
                self.year.session, content=_workbook(kind, rows), name=name, unit_id=self.year.unit_ids[HOME], kind=kind,
                book=self.year.session.get_one(Book, self.book_id) if kind == words.JOURNAL else None, opened_on=KEPT_SINCE, year=KEPT_SINCE.year,
                purpose=None, closes=True, by=self.year.actor("tuan"), on=self.year.on,
            )
            takeover_id, job_id = made.id, made.job_id
        self._run(job_id)
        return takeover_id

    def _posted(self, takeover_id: int) -> None:
        with self.year.db.transaction(DEMO) as self.year.session:
            takeover = self.year.session.get_one(Takeover, takeover_id)
            service.send(self.year.session, takeover, by=self.year.actor("tuan"))
            service.ask_to_post(self.year.session, takeover, by=self.year.actor("hanh"))
            job_id = takeover.job_id
        self._run(job_id)

    def _taken_over(self, takeover_id: int) -> None:
        """The interest of the old year is carried to the surplus; then its December is closed, and the year with those of the other funds."""
        self._posted(takeover_id)
        with self.year.db.transaction(DEMO) as self.year.session:
            session, tuan, hanh = self.year.session, self.year.actor("tuan"), self.year.actor("hanh")
            book = session.get_one(Book, self.book_id)
            (last,) = (year for year in queries.book_years(session, book) if year.year == KEPT_SINCE.year)
            ledger.post_draft(session, ledger.draft_closing(session, book, last, surplus=SURPLUS, by=tuan), by=hanh)
            december = queries.periods_of(session, book, last.year)[-1]
            ledger.request_close(session, december, by=tuan, on=self.year.on)
            ledger.close_period(session, december, by=hanh, on=self.year.on)
        self.office.book_ids[FUND] = self.book_id

    def _run(self, job_id: int | None) -> None:
        ended = jobs.run(self.year.db, surely(job_id, "job that reads the file"))
        if ended != "done":
            raise RuntimeError(f"the job of old books ended {ended}")


def _journal(dice: Random) -> Rows:
    """A year as an accountant keeps it in Excel: what members pay in each month, what is paid out, and sums between."""
    return list(_year(dice))


def _year(dice: Random) -> Iterator[tuple[Any, ...]]:
    paid = 0
    for month in range(1, 13):
        amount = dice.randrange(70, 140) * 100_000
        yield date(2025, month, 10), f"BC{month:02d}", f"Các công đoàn cơ sở nộp quỹ tương trợ tháng {month}", BANK, ACCOUNT, amount, "0288"
        for _time in range(dice.randrange(1, 4)):
            paid += 1
            out = dice.randrange(2, 7) * 500_000
            yield date(2025, month, dice.randrange(12, 28)), f"UNC{paid:02d}", "Trợ cấp đoàn viên ốm đau, tai nạn theo danh sách", ACCOUNT, BANK, out, "0288"
        if month % 3 == 0:
            yield date(2025, month, 28), f"LÃI{month // 3}", f"Lãi tiền gửi quý {month // 3}", BANK, INTEREST, dice.randrange(60, 90) * 1000, "0288"
        yield None, None, f"Cộng phát sinh tháng {month}", None, None, amount


def _workbook(kind: str, rows: Rows) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001  (the file format holds naive days)
    sheet, bold, day = book.add_worksheet("Sổ"), book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write(0, 0, "LIÊN ĐOÀN LAO ĐỘNG TỈNH", bold)
    sheet.write(1, 0, NAME.upper(), bold)
    for number, row in enumerate([HEADERS[kind], *rows], 3):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif cell is not None:
                sheet.write(number, column, cell)
    book.close()
    return out.getvalue()
