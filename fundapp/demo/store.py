"""The province's goods before Tết: given, packed, taken to the hall, handed out, brought back; counted with two bags too few."""

from datetime import date

from fundapp.demo.bookkeeping import HOME, Office
from fundapp.demo.timeline import WORKING_DAYS, moment
from fundapp.demo.year import Life, Year
from fundapp.stock import queries, service
from fundapp.stock.models import StockGood, StockPlace, StockSlip
from fundapp.stock.service import Item, Wanted

GOODS = (("GAO", "Gạo tám thơm", "kg"), ("DAU", "Dầu ăn 1 lít", "chai"), ("TUI", "Túi quà Tết", "túi"))
PLACES = (("Kho LĐLĐ tỉnh", "Số 1 phố Mẫu, phường Hoa Lư"), ("Hội trường Khu công nghiệp (mẫu)", "Cổng 2"))
DONOR = "Công ty TNHH Én Xuân Bắc"


def keep_the_store(year: Year, office: Office) -> Life:
    """From the first gift of rice to a count that the accountant still has to settle."""
    yield moment(WORKING_DAYS[-14], 8, 40)
    store = Store(year, office)
    store.open()
    store.move("receipt", [("GAO", 300, 5_400_000), ("DAU", 60, 2_700_000)], DONOR, "Ủng hộ quà Tết Sum vầy", basis="Biên bản giao nhận ngày 03/11/2026")
    yield moment(WORKING_DAYS[-13], 14, 5)
    store.move("packing", [("GAO", 250), ("DAU", 50)], "Tổ đóng gói Văn phòng", "Đóng 50 túi quà, mỗi túi 5 kg gạo và 1 chai dầu", made=("TUI", 50))
    yield moment(WORKING_DAYS[-10], 7, 30)
    store.move("transfer", [("TUI", 40)], "Đỗ Ngọc Lan", "Đưa quà đến nơi phát", to=True)
    yield moment(WORKING_DAYS[-10], 9, 0)
    handed = store.move("hand_out", [("TUI", 38)], "Đoàn viên theo danh sách ký nhận", "Phát quà đợt thử tại khu công nghiệp (mẫu)", hall=True)
    yield moment(WORKING_DAYS[-9], 15, 0)
    store.move("return", [("TUI", 2)], "Đỗ Ngọc Lan", "Hai người vắng mặt, trả lại quà", hall=True, returns=handed)
    yield moment(WORKING_DAYS[-4], 16, 10)
    store.count(missing=2)
    yield moment(WORKING_DAYS[-2], 10, 0)
    store.make("purchase", [("DAU", 100, 4_300_000)], "Siêu thị Sông Vân (mẫu)", "Mua dầu ăn cho túi quà Tết", basis="Hóa đơn mẫu số 123")


class Store:
    """Tuấn makes the slips, Lan keeps the goods."""

    def __init__(self, year: Year, office: Office) -> None:
        self.year, self.office = year, office
        self.goods: dict[str, int] = {}
        self.places: list[int] = []

    @property
    def on(self) -> date:
        return self.year.on

    def open(self) -> None:
        session, unit_id, tuan = self.year.session, self.year.unit_ids[HOME], self.year.actor("tuan")
        self.places = [service.add_place(session, unit_id=unit_id, name=name, address=address, by=tuan).id for name, address in PLACES]
        self.goods = {
            code: service.add_good(session, unit_id=unit_id, code=code, name=name, measure=measure, by=tuan).id for code, name, measure in GOODS
        }

    def make(
        self, kind: str, items: list[tuple[str, int] | tuple[str, int, int]], party: str, reason: str, *, made: tuple[str, int] | None = None, to: bool = False,
        hall: bool = False, returns: int | None = None, basis: str = "",
    ) -> StockSlip:
        session = self.year.session
        first, second = (session.get_one(StockPlace, one) for one in self.places)
        listed = [Item(session.get_one(StockGood, self.goods[item[0]]), item[1], item[2] if len(item) == 3 else None) for item in items]
        if made is not None:
            listed.append(Item(session.get_one(StockGood, self.goods[made[0]]), made[1], is_made=True))
        wanted = Wanted(
            kind, self.office.book("XAHOI"), second if hall else first, listed, party, reason, to_place=second if to else None, basis=basis,
            returns=None if returns is None else session.get_one(StockSlip, returns),
        )
        return service.make_slip(session, wanted, by=self.year.actor("tuan"), on=self.on)

    def move(self, kind: str, items: list[tuple[str, int] | tuple[str, int, int]], party: str, reason: str, **more: object) -> int:
        slip = self.make(kind, items, party, reason, **more)  # type: ignore[arg-type]
        service.carry_out(self.year.session, slip, by=self.year.actor("lan"), on=self.on)
        return slip.id

    def count(self, *, missing: int) -> None:
        session, place = self.year.session, self.year.session.get_one(StockPlace, self.places[1])
        pieces = {one.holding.id: one.holding.quantity - missing for one in queries.held(session, place_id=place.id)}
        count = service.take_count(session, place, pieces=pieces, present="Phạm Quang Nghĩa (mẫu)", by=self.year.actor("lan"), on=self.on)
        service.answer_count(session, count, agrees=True, text="Đã cùng đếm hai lần", by=self.year.actor("hanh"), on=self.on)
