"""What the three funds hold on the first day and what comes in through the year, as data. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from fundapp.demo.timeline import WORKING_DAYS, months, on_or_after
from fundapp.demo.units import GRASSROOTS
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import LegalForm

MILLION = 1_000_000


@dataclass(frozen=True)
class Fund:
    """One fund as it is opened."""

    code: str
    name: str
    legal_form: str
    account: str
    purposes: tuple[str, ...]
    in_bank: int
    in_cash: int


@dataclass(frozen=True)
class Income:
    """Money that comes into one fund."""

    book: str
    on: date
    amount: int
    payer: str
    reason: str
    in_cash: bool = False
    address: str = "tỉnh Ninh Bình"
    hour: int = 9


BOOKS = (
    Fund("MAIAM", "Quỹ Mái ấm công đoàn", LegalForm.SOCIAL_FUND, "43181", ("housing",), 640 * MILLION, 35 * MILLION),
    Fund("XAHOI", "Quỹ Xã hội công đoàn", LegalForm.SOCIAL_FUND, "43183", ("housing", "relief", "gifts"), 410 * MILLION, 22 * MILLION),
    Fund("CHAMLO", "Tài chính công đoàn dành cho chăm lo", LegalForm.UNION_FINANCE, "4312", ("housing", "relief", "gifts", "running"), 380 * MILLION, 15 * MILLION),
)
DONORS = (
    "Công ty TNHH Giày Mây Hồng Hạc", "Công ty TNHH Linh kiện điện tử Trăng Non Xanh", "Công ty CP May mặc Bến Mộc Lan", "Công ty TNHH Gốm Sao Khuê Đỏ",
    "Công ty TNHH Xi măng Đá Bạc Sương", "Hội Doanh nhân trẻ Sông Vân (mẫu)", "Công ty TNHH Én Xuân Bắc", "Nhóm thiện nguyện Hoa Gạo (mẫu)",
)
PERSONS = ("Nguyễn Hữu Thịnh", "Trần Thị Mai Khuyên", "Phạm Quang Nghĩa", "Đinh Thị Thơm", "Lê Văn Toàn")
# Month by month: gifts of firms before Tết and in Tháng Công nhân, less in between.
GIFTS = {12: 2, 1: 4, 2: 1, 3: 1, 4: 2, 5: 4, 6: 1, 7: 1, 8: 1, 9: 2, 10: 2, 11: 1}
CONTRIBUTION = 20_000  # (a) Khánh Hòa: đồng per member and year


def incomes(dice: Random) -> list[Income]:
    """Everything that comes in, by day."""
    payers = [spec for spec in GRASSROOTS if spec.kind != "section"]
    dice.shuffle(payers)
    found: list[Income] = []
    for place, (year, month) in enumerate(months()):
        found += _contributions(dice, payers[place::12][:3], year, month)
        found += _gifts(dice, year, month)
        found += _regular(dice, year, month)
    return sorted((one for one in found if one.on <= WORKING_DAYS[-1]), key=lambda one: (one.on, one.hour, one.book, one.payer))


def _contributions(dice: Random, units: list, year: int, month: int) -> Iterator[Income]:  # type: ignore[type-arg]
    for unit in units:
        day = on_or_after(date(year, month, dice.randrange(5, 18)))
        reason = f"Đóng góp Quỹ Mái ấm công đoàn năm {year}, {dong(unit.members)} đoàn viên"
        yield Income("MAIAM", day, unit.members * CONTRIBUTION, unit.name, reason, hour=dice.randrange(8, 11))


def _gifts(dice: Random, year: int, month: int) -> Iterator[Income]:
    for gift in range(GIFTS[month]):
        day = on_or_after(date(year, month, dice.randrange(4, 19)))
        fund = "XAHOI" if gift % 2 or month in (12, 1) else "MAIAM"
        what = "chăm lo Tết cho đoàn viên khó khăn" if month in (12, 1) else "xây nhà Mái ấm công đoàn" if fund == "MAIAM" else "chăm lo đoàn viên"
        if gift == 1:
            yield Income(fund, day, dice.choice((1, 2, 3, 5)) * MILLION, dice.choice(PERSONS), f"Ủng hộ {what}", in_cash=True, hour=10)
        else:
            yield Income(fund, day, dice.choice((10, 15, 20, 30, 50)) * MILLION, dice.choice(DONORS), f"Ủng hộ {what}", hour=13)


def _regular(dice: Random, year: int, month: int) -> Iterator[Income]:
    """Interest of the month before for each fund; every quarter what union finance sets apart for care."""
    day = on_or_after(date(year, month, 2))
    for fund in BOOKS:
        yield Income(fund.code, day, dice.randrange(48_000, 96_000), "Agribank tỉnh Ninh Bình", "Lãi tiền gửi không kỳ hạn tháng trước", hour=15)
    if month in (1, 4, 7, 10):
        reason = f"Trích tài chính công đoàn dành cho chăm lo, quý {(month - 1) // 3 + 1} năm {year}"
        yield Income("CHAMLO", on_or_after(date(year, month, 10)), 90 * MILLION, "Ban Tài chính LĐLĐ tỉnh Ninh Bình", reason, hour=14)
