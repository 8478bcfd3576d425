"""The treasurer lays each month's statement beside the books; two months are signed by two, the last whole one waits for its second person."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from fundapp.bank import open_items, settling
from fundapp.bank.models import Settlement
from fundapp.bank.settlement_kinds import SettlementState
from fundapp.bank.settling.reconciling import standing
from fundapp.demo.bookkeeping import Office
from fundapp.demo.statements import FETCHED_ON, HALFWAY, spans
from fundapp.demo.timeline import moment, on_or_after
from fundapp.demo.year import DEMO, Year

SIGNED, WAITING = (date(2026, 8, 31), date(2026, 9, 30)), date(2026, 10, 31)


class Bench:
    """Lan's bench over the federation's account."""

    def __init__(self, year: Year, office: Office) -> None:
        self.year, self.office = year, office

    def start(self) -> None:
        """Plan the work of every month, after its statement has come."""
        for _first, last in spans():
            day = on_or_after(last + timedelta(days=FETCHED_ON))
            self._at(day, 16, 20, self._settle)
            if last == WAITING:
                self._at(day, 16, 30, self._undo)
            if last in SIGNED or last == WAITING:
                self._at(day, 16, 35, partial(self._prepare, last))
            if last in SIGNED:
                self._at(day, 16, 50, self._sign)
        halfway = on_or_after(HALFWAY + timedelta(days=1))
        self._at(halfway, 16, 20, self._look)
        self._at(halfway, 16, 40, self._book)
        self._at(halfway, 16, 45, self._receive)

    def _at(self, day: date, hour: int, minute: int, act: Callable[[], None]) -> None:
        self.year.outside(moment(day, hour, minute), partial(self._within, act))

    def _within(self, act: Callable[[], None]) -> None:
        with self.year.db.transaction(DEMO) as self.year.session:
            act()

    def _settle(self) -> None:
        """Confirm what is proposed, then pair by hand what one day leaves no doubt about."""
        self._look()
        self._confirm(open_items.settlements(self.year.session, self.office.bank_id, SettlementState.PROPOSED.value))
        lines: dict[tuple[date, int], list[int]] = defaultdict(list)
        items: dict[tuple[date, int], list[int]] = defaultdict(list)
        for row in open_items.bank_rows(self.year.session, self.office.bank_id):
            lines[row.on, row.amount].append(row.id)
        for one in open_items.book_rows(self.year.session, self.office.bank_id):
            items[one.on, one.amount].append(one.id)
        for place, ids in lines.items():
            if len(items[place]) == len(ids):
                self._confirm([self._pair(ids, items[place])])
        self._same_day()

    def _same_day(self) -> None:
        """Pair one line of the bank with what several funds wrote on its day, and what the books took back and entered anew, with nothing."""
        books = open_items.book_rows(self.year.session, self.office.bank_id)
        for line in open_items.bank_rows(self.year.session, self.office.bank_id):
            ids = [one.id for one in books if one.on == line.on and one.amount * line.amount > 0]
            if len(ids) > 1 and sum(one.amount for one in books if one.id in ids) == line.amount:
                self._confirm([self._pair([line.id], ids)])
        books = open_items.book_rows(self.year.session, self.office.bank_id)
        for on in dict.fromkeys(one.on for one in books):
            rows = [one for one in books if one.on == on]
            if sum(one.amount for one in rows) == 0:
                self._confirm([self._pair([], [one.id for one in rows])])

    def _look(self) -> None:
        settling.propose(self.year.session, self.office.bank, by=self.year.actor("lan"))

    def _pair(self, line_ids: list[int], item_ids: list[int]) -> Settlement:
        return settling.pair(self.year.session, self.office.bank, line_ids=line_ids, ledger_line_ids=item_ids, by=self.year.actor("lan"))

    def _confirm(self, found: list[Settlement]) -> None:
        if found:
            settling.confirm(self.year.session, self.office.bank, settling.marks(self.year.session, found), by=self.year.actor("lan"))

    def _prepare(self, last: date) -> None:
        now = standing(self.year.session, self.office.bank, last)
        why = "Chênh lệch có từ trước ngày bắt đầu đối chiếu" if now.unexplained else ""
        settling.prepare(self.year.session, self.office.bank, on=last, explanation=why, seen=now.difference, by=self.year.actor("lan"))

    def _sign(self) -> None:
        newest = open_items.reconciliations(self.year.session, self.office.bank_id)[0]
        settling.sign(self.year.session, newest, answer="Đã xem sao kê gốc", by=self.year.actor("hanh"))

    def _book(self) -> None:
        """The accountant drafts the entry of the bank's fee and lets the way be remembered."""
        fee = next(one for one in open_items.bank_rows(self.year.session, self.office.bank_id) if one.note.startswith("PHI QUAN LY"))
        book = self.office.book("XAHOI")
        settling.book_line(
            self.year.session, self.office.bank, fee.id, book=book, account=book.fund_account_code, narration="Phí quản lý tài khoản ngân hàng",
            purpose=book.purposes[0], words="phi quan ly tai khoan", by=self.year.actor("tuan"), on=self.year.on,
        )

    def _receive(self) -> None:
        """The accountant, who has not filed the statement, confirms what a household has returned; it waits to be allocated."""
        came = settling.arrivals(self.year.session, self.office.bank)
        settling.receive(self.year.session, self.office.bank, {one.line.id: one.mark for one in came}, by=self.year.actor("tuan"))

    def _undo(self) -> None:
        """One that was settled after the last signed day is taken back, and stands open on the next statement."""
        found = open_items.settlements(self.year.session, self.office.bank_id, SettlementState.CONFIRMED.value)
        late = [one for one in found if one.last_on > SIGNED[-1]]
        if late:
            settling.undo(self.year.session, late[0], reason="Ghép nhầm người nộp", by=self.year.actor("lan"))
