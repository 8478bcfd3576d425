"""The province's cash box as people stand before it: closed every evening, counted at the end of two months, visited once unannounced."""

from datetime import date

from fundapp.cash import service as cash
from fundapp.cash.counting import denominations
from fundapp.cash.kinds import CountKind
from fundapp.cash.models import CashCount
from fundapp.demo.bookkeeping import CASH, MILLION, Office
from fundapp.demo.income import Income
from fundapp.demo.timeline import WORKING_DAYS, moment
from fundapp.demo.year import Life, Year
from fundapp.ledger import queries, service
from fundapp.ledger.kinds import VoucherKind
from fundapp.ledger.models import CashClose, Entry
from fundapp.ledger.service import LineSpec, NewVoucher, Posting

FIRST_CLOSE = date(2026, 9, 28)
# The last two days wait for their treasurer.
CLOSED_DAYS = tuple(day for day in WORKING_DAYS[:-2] if day >= FIRST_CLOSE)
FORGOTTEN = WORKING_DAYS[-7]
MISSING, TOO_MUCH = 20_000, 5_000


def keep_the_box(year: Year, office: Office) -> None:
    """Begin everything that happens before the box."""
    till = Till(year, office)
    for life in (till.ceiling(), till.evenings(), till.forgotten_receipt(), till.september(), till.october(), till.surprise(), till.last_gift()):
        year.start(life)


def notes_of(amount: int, on: date) -> tuple[dict[int, int], int]:
    """Pieces that come to an amount, in a box that has some of everything, and the loose rest."""
    pieces: dict[int, int] = {}
    known = [one.value for one in denominations(on)]
    for place, value in enumerate(known):
        # A part of each value is kept in the next smaller ones, as a box that pays out must.
        take = amount // value if place == len(known) - 1 else max(amount // value - (2 if value > 1_000 else 0), 0)
        pieces[value], amount = take, amount - take * value
    return pieces, amount


class Till:
    """Lan's box."""

    def __init__(self, year: Year, office: Office) -> None:
        self.year, self.office = year, office

    def ceiling(self) -> Life:
        yield moment(WORKING_DAYS[25], 9, 30)
        self._limit(80 * MILLION, "Quy chế chi tiêu nội bộ năm 2026, Điều 9: tồn quỹ tiền mặt cuối ngày")
        yield moment(WORKING_DAYS[-30], 9, 10)
        self._limit(20 * MILLION, "Hạ mức theo kết luận cuộc họp Ban Tài chính; chi lớn rút tiền trong ngày")

    def evenings(self) -> Life:
        """Both books, the cash, and the key turned; once a voucher was not in the books yet."""
        for day in CLOSED_DAYS:
            yield moment(day, 17, 10)
            books = queries.two_books(self.year.session, self.office.cash, day)
            late = sum(pair.difference for pair in books.differences)
            note = "Phiếu thu lập cuối giờ đã thu tiền, phụ trách kế toán chưa ghi sổ" if books.differences else ""
            self._close(day, books.closing + late, note)

    def forgotten_receipt(self) -> Life:
        """A gift comes in at the last minute; the day is opened again by two for its entry, and closed once more."""
        yield moment(FORGOTTEN, 16, 50)
        session, book, amount = self.year.session, self.office.book("XAHOI"), 2 * MILLION
        voucher = service.issue_voucher(
            session, unit_id=book.unit_id, kind=VoucherKind.CASH_RECEIPT.value, on=FORGOTTEN, amount=amount, payee_name="Đinh Thị Thơm",
            reason="Ủng hộ Quỹ Xã hội công đoàn", by=self.year.actor("tuan"),
        )
        lines, label = [LineSpec(CASH, debit=amount, box=self.office.cash), LineSpec(book.fund_account_code, credit=amount)], voucher.label
        draft_id = service.draft(session, Posting(book, FORGOTTEN, voucher.reason, lines, f"receipt/{voucher.id}", voucher=voucher), by=self.year.actor("tuan")).id
        yield moment(WORKING_DAYS[-6], 8, 15)
        asked = service.ask_reopening(
            self.year.session, self.office.cash, from_on=FORGOTTEN, reason=f"Phiếu thu {label} lập ngày này chưa kịp ghi sổ", by=self.year.actor("tuan"),
            on=self.year.on,
        )
        service.confirm_reopening(self.year.session, asked, by=self.year.actor("hanh"), on=self.year.on)
        service.post_draft(self.year.session, self.year.session.get_one(Entry, draft_id), by=self.year.actor("hanh"))
        self._close(FORGOTTEN, queries.two_books(self.year.session, self.office.cash, FORGOTTEN).closing)

    def september(self) -> Life:
        """Some small notes are missing: told, witnessed, booked by two others, paid back by the treasurer."""
        yield moment(date(2026, 9, 30), 16, 40)
        count = self._count(-MISSING)
        cash.explain(self.year.session, count, text="Trả thừa tiền lẻ khi chi thăm hỏi, chưa tìm được người nhận thừa", by=self.year.actor("lan"), on=self.year.on)
        cash.confirm_count(self.year.session, count, note="Đã cùng đếm hai lần, thiếu một tờ 20.000 đồng", by=self.year.actor("hanh"), on=self.year.on)
        count_id = count.id
        yield moment(date(2026, 10, 2), 9, 15)
        entry = cash.settle(
            self.year.session, self.year.session.get_one(CashCount, count_id), book=self.office.book("XAHOI"), account="1384", amount=MISSING,
            reason="Chờ thủ quỹ nộp bù", by=self.year.actor("tuan"), on=self.year.on,
        )
        service.post_draft(self.year.session, entry, by=self.year.actor("hanh"))
        yield moment(date(2026, 10, 8), 10, 0)
        lines = [LineSpec(CASH, debit=MISSING, box=self.office.cash), LineSpec("1384", credit=MISSING)]
        paper = NewVoucher(VoucherKind.CASH_RECEIPT.value, MISSING, "Đỗ Ngọc Lan", "Nộp bù tiền thiếu quỹ theo biên bản kiểm kê ngày 30/9/2026")
        paid = Posting(self.office.book("XAHOI"), self.year.on, paper.reason, lines, f"counts/{count_id}/paid", voucher=paper)
        service.post(self.year.session, paid, drafted_by=self.year.user_ids["tuan"], by=self.year.actor("hanh"))

    def october(self) -> Life:
        yield moment(date(2026, 10, 30), 16, 40)
        count = self._count(0)
        cash.confirm_count(self.year.session, count, by=self.year.actor("tuan"), on=self.year.on)

    def surprise(self) -> Life:
        """The inspection committee comes unannounced and finds a few đồng too much; the treasurer sees it otherwise. It stays open."""
        yield moment(WORKING_DAYS[-5], 10, 30)
        count = self._count(TOO_MUCH, kind=CountKind.SURPRISE, by="binh", present="Phạm Quang Nghĩa, Ủy viên Ủy ban Kiểm tra (mẫu)")
        cash.answer_surprise(
            self.year.session, count, agrees=False, text="Tiền trả lại cho người nộp sáng nay còn để chung, không phải tiền của quỹ; đề nghị trả người nộp",
            by=self.year.actor("lan"), on=self.year.on,
        )

    def last_gift(self) -> Life:
        """What comes in on a day that nobody has closed yet."""
        yield moment(WORKING_DAYS[-2], 14, 20)
        gift = Income("MAIAM", self.year.on, 3 * MILLION, "Lê Văn Toàn", "Ủng hộ xây nhà Mái ấm công đoàn", in_cash=True)
        self.office.receive(gift, "receipts/1003")

    def _limit(self, amount: int, reason: str) -> None:
        service.set_limit(self.year.session, self.office.cash, amount=amount, reason=reason, by=self.year.actor("hanh"), on=self.year.on)

    def _close(self, day: date, counted: int, note: str = "") -> CashClose:
        return service.close_day(self.year.session, self.office.cash, until=day, counted=counted, note=note, by=self.year.actor("lan"), on=self.year.on)

    def _count(self, difference: int, *, kind: CountKind = CountKind.REGULAR, by: str = "lan", present: str = "") -> CashCount:
        held = queries.box_states(self.year.session, [self.office.cash])[self.office.cash_id].held
        pieces, loose = notes_of(held + difference, self.year.on)
        return cash.take_count(
            self.year.session, self.office.cash, pieces=pieces, loose=loose, kind=kind.value, present=present, by=self.year.actor(by), on=self.year.on
        )
