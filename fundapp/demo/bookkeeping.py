"""The three funds of the provincial federation: opened, fed month by month, moved to the cash box, closed by two people."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random

from sqlalchemy import select

from fundapp.access.actor import Actor
from fundapp.demo.income import BOOKS, Income, incomes
from fundapp.demo.timeline import FIRST_DAY, LAST_DAY, WORKING_DAYS, moment, months, on_or_after
from fundapp.demo.year import Life, Year
from fundapp.ledger import queries, service
from fundapp.ledger.kinds import EntryKind, VoucherKind
from fundapp.ledger.models import Balance, Book, BookYear, CashBox, Entry, Period, Voucher
from fundapp.ledger.service import LineSpec, NewVoucher, Posting
from fundapp.ledger.year_end import SURPLUS

HOME = "LDLD-NB"
MILLION = 1_000_000
CASH, BANK = "1111", "1121"
CONFIRMED_LATE, NOT_ASKED = "VNN", "UYTHAC"


class Office:
    """The money side of the demo province: its books, its box and its bank account by id."""

    def __init__(self, year: Year) -> None:
        self.year = year
        self.book_ids: dict[str, int] = {}
        self.cash_id = self.bank_id = 0
        self._drawn = 0

    def open(self) -> None:
        """Open the funds with what they held on the first day."""
        year, unit_id = self.year, self.year.unit_ids[HOME]
        tuan = year.actor("tuan")
        self.cash_id = service.add_box(year.session, unit_id=unit_id, kind="cash", name="Quỹ tiền mặt LĐLĐ tỉnh", by=tuan).id
        self.bank_id = service.add_box(
            year.session, unit_id=unit_id, kind="bank", name="Tiền gửi Agribank tỉnh Ninh Bình", bank_code="VBA", account_tail="0009", by=tuan
        ).id
        for made in BOOKS:
            book = service.open_book(
                year.session, unit_id=unit_id, code=made.code, name=made.name, legal_form=made.legal_form, fund_account=made.account,
                purposes=made.purposes, by=tuan, on=FIRST_DAY,
            )
            self.book_ids[made.code] = book.id
            lines = [
                LineSpec(BANK, debit=made.in_bank, box=self.bank), LineSpec(CASH, debit=made.in_cash, box=self.cash),
                LineSpec(made.account, credit=made.in_bank + made.in_cash),
            ]
            service.enter_opening(year.session, book, lines=lines, on=FIRST_DAY, drafted_by=tuan.user_id, by=year.actor("hanh"))

    def book(self, code: str) -> Book:
        return self.year.session.get_one(Book, self.book_ids[code])

    @property
    def cash(self) -> CashBox:
        return self.year.session.get_one(CashBox, self.cash_id)

    @property
    def bank(self) -> CashBox:
        return self.year.session.get_one(CashBox, self.bank_id)

    def fill_the_box(self, shares: Sequence[tuple[int, int]]) -> None:
        """Draw from the bank what the box lacks for a payment, in round sums; `shares` are (book id, amount)."""
        needed: dict[int, int] = {}
        for book_id, amount in shares:
            needed[book_id] = needed.get(book_id, 0) + amount
        for book_id, amount in needed.items():
            held = self.year.session.scalar(select(Balance.amount).where(Balance.book_id == book_id, Balance.box_id == self.cash_id)) or 0
            if held < amount:
                self._draw(self.year.session.get_one(Book, book_id), -(-(amount - held) // (10 * MILLION)) * 10 * MILLION)

    def _draw(self, book: Book, amount: int) -> None:
        self._drawn += 1
        self._post(
            book, EntryKind.TRANSFER, "Rút tiền gửi ngân hàng về nhập quỹ tiền mặt", f"transfers/{self._drawn}", (CASH, BANK), amount,
            by=self.year.actor("lan"), voucher=NewVoucher(VoucherKind.CASH_RECEIPT, amount, "Agribank tỉnh Ninh Bình", "Rút tiền gửi ngân hàng về nhập quỹ tiền mặt"),
        )

    def receive(self, income: Income, reference: str) -> service.Posted:
        """Take in money for a fund, at the bank or in cash, with its voucher."""
        book = self.book(income.book)
        kind = VoucherKind.CASH_RECEIPT if income.in_cash else VoucherKind.BANK_RECEIPT
        entry = self._post(
            book, EntryKind.ORDINARY, income.reason, reference, (CASH if income.in_cash else BANK, book.fund_account_code), income.amount,
            by=self.year.actor("lan" if income.in_cash else "hanh"),
            voucher=NewVoucher(kind, income.amount, income.payer, income.reason, income.address, 1),
        )
        if income.in_cash:
            service.print_voucher(self.year.session, self.year.session.get_one(Voucher, entry.voucher_id), by=self.year.actor("tuan"))
        return entry

    def _post(
        self, book: Book, kind: EntryKind, narration: str, reference: str, accounts: tuple[str, str], amount: int, *, by: Actor,
        voucher: NewVoucher | None = None,
    ) -> service.Posted:
        debit, credit = accounts
        lines = [LineSpec(debit, debit=amount, box=self._box(debit)), LineSpec(credit, credit=amount, box=self._box(credit))]
        wanted = Posting(
            book=book, on=self.year.on, narration=narration, lines=lines, reference=reference, voucher=voucher, kind=kind.value
        )
        return service.post(self.year.session, wanted, drafted_by=self.year.user_ids["tuan"], by=by)

    def _box(self, account: str) -> CashBox | None:
        return {CASH: self.cash, BANK: self.bank}.get(account)

    def start(self) -> None:
        """Begin everything that happens in the books by itself."""
        for number, income in enumerate(incomes(Random(self.year.seed)), 1):
            self.year.start(self._income(income, f"receipts/{number}"))
        self.year.start(self._closings())
        self.year.start(self._year_ends())
        self.year.start(self._mistake())
        self.year.start(self._void())
        self.year.start(self._drafts())

    def _income(self, income: Income, reference: str) -> Life:
        yield moment(income.on, income.hour, 20)
        self.receive(income, reference)

    def _closings(self) -> Iterator[datetime]:
        """Close each month in the next one: the accountant asks, the head of accounting confirms. The last is still to be confirmed."""
        for year, month in months()[1:]:
            day = on_or_after(date(year, month, 6))
            yield moment(day, 8, 5)
            asked = [period for code in self.book_ids for period in self._ended(code, day)]
            if (year, month) == (LAST_DAY.year, LAST_DAY.month):
                asked = asked[:1]
            if month == 1:
                self._carry_results(year - 1)
            for period in asked:
                service.request_close(self.year.session, period, by=self.year.actor("tuan"), on=day)
                if (year, month) != (LAST_DAY.year, LAST_DAY.month):
                    service.close_period(self.year.session, period, by=self.year.actor("hanh"), on=day)

    def _carry_results(self, year: int) -> None:
        """Before December is closed, what came in as income and went out as costs is carried to the surplus."""
        for book, book_year in self._years(year):
            if any(queries.results_of(self.year.session, book_year).values()):
                made = service.draft_closing(self.year.session, book, book_year, surplus=SURPLUS, by=self.year.actor("tuan"))
                service.post_draft(self.year.session, made, by=self.year.actor("hanh"))

    def _year_ends(self) -> Iterator[datetime]:
        """In January the year that has ended is closed fund by fund; of one the head of accounting still has to confirm it, for one nobody asked yet."""
        yield moment(on_or_after(date(FIRST_DAY.year + 1, 1, 20)), 9, 10)
        for book, book_year in self._years(FIRST_DAY.year):
            if book.code == NOT_ASKED:
                continue
            asked = service.request_year_close(self.year.session, book_year, by=self.year.actor("tuan"), on=self.year.on)
            if book.code != CONFIRMED_LATE:
                service.close_year(self.year.session, asked, by=self.year.actor("hanh"), on=self.year.on)

    def _years(self, year: int) -> list[tuple[Book, BookYear]]:
        found = select(Book, BookYear).join(BookYear, BookYear.book_id == Book.id).where(Book.id.in_(self.book_ids.values()), BookYear.year == year)
        return [(book, book_year) for book, book_year in self.year.session.execute(found.order_by(Book.id))]

    def _ended(self, code: str, day: date) -> list[Period]:
        query = select(Period).where(Period.book_id == self.book_ids[code], Period.ends_on < day, Period.state == "open")
        return list(self.year.session.scalars(query.order_by(Period.starts_on)))

    def _mistake(self) -> Life:
        """A donation is entered in the wrong fund, taken back two days later and entered where it belongs."""
        wrong = Income(
            "MAIAM", date(2026, 6, 23), 25 * MILLION, "Công ty CP Vật liệu Ngói Xanh Đồng Văn", "Ủng hộ chăm lo con công nhân có hoàn cảnh khó khăn"
        )
        yield moment(wrong.on, 14, 10)
        entry_id = self.receive(wrong, "receipts/1001").id
        yield moment(date(2026, 6, 25), 9, 5)
        service.reverse(
            self.year.session, self.year.session.get_one(Entry, entry_id), reason="Ghi nhầm quỹ, tiền ủng hộ thuộc Quỹ Xã hội",
            drafted_by=self.year.user_ids["tuan"], by=self.year.actor("hanh"), on=self.year.on,
        )
        right = Income("XAHOI", self.year.on, wrong.amount, wrong.payer, wrong.reason)
        self.receive(right, "receipts/1002")

    def _void(self) -> Life:
        """A receipt voucher is spoilt; it keeps its number."""
        yield moment(date(2026, 4, 14), 10, 30)
        voucher = service.issue_voucher(
            self.year.session, unit_id=self.year.unit_ids[HOME], kind=VoucherKind.CASH_RECEIPT, on=self.year.on, amount=3 * MILLION,
            payee_name="Nguyễn Hữu Thịnh", reason="Ủng hộ Quỹ Xã hội công đoàn", by=self.year.actor("tuan"),
        )
        service.void_voucher(
            self.year.session, voucher, reason="Người nộp chuyển khoản thay vì nộp tiền mặt", by=self.year.actor("hanh"), on=self.year.on
        )

    def _drafts(self) -> Life:
        """One draft was dropped, one still waits for the second person."""
        yield moment(WORKING_DAYS[-9], 15, 0)
        dropped = self._draft("MAIAM", 40 * MILLION, "drafts/1")
        yield moment(WORKING_DAYS[-8], 8, 30)
        service.drop_draft(
            self.year.session, self.year.session.get_one(Entry, dropped), reason="Chưa cần rút, quỹ tiền mặt còn đủ chi", by=self.year.actor("hanh")
        )
        yield moment(WORKING_DAYS[-3], 9, 10)
        self._adjust(2 * MILLION, "Trích trước tiền thăm hỏi tháng 11/2026 chưa chi")
        yield moment(WORKING_DAYS[-2], 15, 40)
        self._draft("XAHOI", 20 * MILLION, "drafts/2")

    def _adjust(self, amount: int, what: str) -> None:
        """An entry without money on a phiếu kế toán, posted by the head of accounting, and printed twice."""
        session, tuan, book = self.year.session, self.year.actor("tuan"), self.book("CHAMLO")
        voucher = service.issue_voucher(
            session, unit_id=book.unit_id, kind=VoucherKind.ADJUSTMENT.value, on=self.year.on, amount=amount, payee_name=tuan.full_name, reason=what, attachments=1,
            by=tuan,
        )
        lines = [LineSpec(book.fund_account_code, debit=amount), LineSpec("3388", credit=amount)]
        wanted = Posting(book, self.year.on, what, lines, f"adjustment/{voucher.id}", voucher=voucher, purpose="relief")
        service.post_draft(session, service.draft(session, wanted, by=tuan), by=self.year.actor("hanh"))
        service.print_voucher(session, voucher, by=tuan)
        service.print_voucher(session, voucher, by=self.year.actor("hanh"))

    def _draft(self, code: str, amount: int, reference: str) -> int:
        lines = [LineSpec(CASH, debit=amount, box=self.cash), LineSpec(BANK, credit=amount, box=self.bank)]
        wanted = Posting(
            book=self.book(code), on=self.year.on, narration="Rút tiền gửi về quỹ tiền mặt chuẩn bị chi hỗ trợ", lines=lines, reference=reference,
            kind=EntryKind.TRANSFER.value,
        )
        return service.draft(self.year.session, wanted, by=self.year.actor("tuan")).id
