"""Advances of the demo world: one settled with a rest that came back, one still held and late, one that waits to be checked."""

from datetime import date, timedelta

from fundapp.advances import service
from fundapp.advances.models import Advance
from fundapp.demo.bookkeeping import HOME, MILLION, Office
from fundapp.demo.timeline import WORKING_DAYS, moment
from fundapp.demo.year import Life, Year

FUND, PURPOSE = "CHAMLO", "relief"


def advance_money(year: Year, office: Office) -> None:
    """Begin the advances of the year."""
    till = Purse(year, office)
    for life in (till.settled(), till.late(), till.asked()):
        year.start(life)


class Purse:
    """Who is advanced money, and what becomes of it."""

    def __init__(self, year: Year, office: Office) -> None:
        self.year, self.office = year, office

    def settled(self) -> Life:
        """Minh visits sick members in May and brings a part back."""
        first = WORKING_DAYS[105]
        yield moment(first, 8, 40)
        made = self._ask("minh", 6 * MILLION, "Thăm 12 đoàn viên ốm đau, tai nạn lao động trong Tháng Công nhân", 20)
        yield moment(WORKING_DAYS[106], 9, 5)
        self._pay(made)
        yield moment(WORKING_DAYS[113], 10, 15)
        row = self._row(made)
        papers = "Danh sách ký nhận 11 suất × 500.000 đồng; hóa đơn 0231, hoa và bánh, 260.000 đồng"
        service.report(self.year.session, row, spent=5_760_000, papers=papers, attachments=2, by=self.year.actor("minh"), on=self.year.on)
        yield moment(WORKING_DAYS[114], 9, 20)
        account = self.office.book(FUND).fund_account_code
        service.verify(self.year.session, self._row(made), account=account, by=self.year.actor("hanh"), on=self.year.on)
        service.settle(self.year.session, self._row(made), by=self.year.actor("van"), on=self.year.on)
        yield moment(WORKING_DAYS[115], 9, 30)
        service.level(self.year.session, self._row(made), box=self.office.cash, by=self.year.actor("lan"), on=self.year.on)

    def late(self) -> Life:
        """Tuấn has bought for a meeting, and his papers are late."""
        yield moment(WORKING_DAYS[-28], 8, 35)
        made = self._ask("tuan", 3 * MILLION, "Tổ chức gặp mặt công nhân khu trọ, mua nước và quà nhỏ", 14)
        yield moment(WORKING_DAYS[-27], 9, 25)
        self._pay(made)

    def asked(self) -> Life:
        yield moment(WORKING_DAYS[-1], 8, 50)
        self._ask("minh", 4 * MILLION, "Thăm gia đình đoàn viên bị tai nạn lao động tại xã Hải Anh", 15)

    def _ask(self, username: str, amount: int, reason: str, days: int) -> int:
        due: date = self.year.on + timedelta(days=days)
        return service.ask(
            self.year.session, unit_id=self.year.unit_ids[HOME], amount=amount, reason=reason, due_on=due, by=self.year.actor(username), on=self.year.on
        ).id

    def _pay(self, made: int) -> None:
        session, row, on = self.year.session, self._row(made), self.year.on
        book = self.office.book(FUND)
        service.check(session, row, book=book, purpose=PURPOSE, by=self.year.actor("hanh"), on=on)
        service.sign(session, row, by=self.year.actor("van"), on=on)
        self.office.fill_the_box([(book.id, row.amount)])
        service.pay(session, row, box=self.office.cash, by=self.year.actor("lan"), on=on)

    def _row(self, made: int) -> Advance:
        return self.year.session.get_one(Advance, made)
