"""Invented families: where they live, what they earn, what they lack, and how that fits together. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from fundapp.demo.people import Invented, Pool
from fundapp.households.poverty import every_indicator
from fundapp.households.registration import DeclarationInput, PersonInput

PROVINCE = "tỉnh Ninh Bình"
SOUTH = (("xã Hải Anh", "rural"), ("xã Hải Hậu", "rural"), ("xã Hải Xuân", "rural"), ("xã Cát Thành", "rural"), ("xã Nghĩa Lâm", "rural"))
CENTRE = (("phường Hoa Lư", "urban"), ("phường Đông Hoa Lư", "urban"), ("xã Gia Vân", "rural"), ("xã Yên Khánh", "rural"), ("phường Tam Điệp", "urban"))
NORTH = (("xã Liêm Hà", "rural"), ("xã Bình An", "rural"), ("xã Nam Xang", "rural"), ("phường Duy Hà", "urban"))
PLACES = {"rural": ("Xóm {}", "Thôn {}", "Xóm {}"), "urban": ("Tổ dân phố {}", "Số {} ngõ 12, đường liên phường", "Tổ dân phố {}")}
REGIONS = {
    "CDX-HAIANH": SOUTH, "CDX-HAIHAU": SOUTH, "CDX-HAIXUAN": SOUTH, "CDP-HOALU": CENTRE, "CDP-DONGHL": CENTRE, "CDX-LIEMHA": NORTH,
    "LDLD-NB": SOUTH + NORTH, "CDKCN-NB": CENTRE + NORTH, "CDN-GD": SOUTH + CENTRE,
}
CATEGORIES = ("poor", "near_poor", "hardship", "serious_illness", "single_parent", "disability", "work_accident", "disaster")
WEIGHTS = (14, 18, 34, 10, 10, 6, 5, 3)
INCOMES = {"poor": (600, 1450), "near_poor": (900, 1500), "hardship": (1500, 2800), "serious_illness": (1300, 3200), "single_parent": (1400, 2900)}
WHY = {
    "poor": ("Thu nhập thấp, ruộng ít, hay đau ốm.", "Thu nhập thấp, đông con.", "Bố mẹ già yếu không có lương hưu, con nhỏ hay ốm.", "Chồng đau yếu."),
    "near_poor": ("Mới thoát nghèo năm trước, thu nhập không ổn định.", "Chồng làm thuê theo mùa, vợ lương cơ bản."),
    "hardship": ("Ở trọ, lương cơ bản, nuôi hai con đang đi học.", "Bị giảm giờ làm từ giữa năm.", "Nhà dột, chưa có tiền sửa.", "Nuôi con đang học đại học."),
    "serious_illness": ("Suy thận mạn, chạy thận ba lần một tuần.", "Con bị tim bẩm sinh, viện phí lớn.", "Ung thư tuyến giáp, đang điều trị."),
    "single_parent": ("Một mình nuôi hai con nhỏ.", "Chồng mất, con út bốn tuổi.", "Ly hôn, nuôi con và mẹ già."),
    "disability": ("Con trai khuyết tật vận động.", "Bản thân khuyết tật bàn tay phải."),
    "work_accident": ("Tai nạn lao động đầu năm, suy giảm 21% khả năng lao động.", "Bỏng tay khi làm ca đêm."),
    "disaster": ("Nhà tốc mái sau bão.", "Ngập 1,5 m, hỏng hết đồ đạc."),
}
HOUSE_LACKS = {"temporary": ("housing_quality", "housing_area", "toilet"), "dilapidated": ("housing_quality", "toilet"), "damaged": ("housing_quality",)}


@dataclass(frozen=True)
class Family:
    """A household that is going to be registered: at which unit, on which day, who and what is declared."""

    unit_code: str
    registered_on: date
    head: PersonInput
    declaration: DeclarationInput
    relatives: tuple[PersonInput, ...] = field(default=())


def fitting(texts: Sequence[str], sex: str, size: int) -> list[str]:
    """Leave out what does not fit: a man has no husband, two people have no crowd of children."""
    kept = [text for text in texts if (sex == "F" or "hồng" not in text) and (size >= 3 or " con " not in f" {text.replace(',', ' ')} ".lower())]
    return kept or list(texts[:1])


class Village:
    """Makes up one family after the other, the same ones for the same seed."""

    def __init__(self, pool: Pool, seed: int) -> None:
        self._pool = pool
        self._dice = Random(seed)

    def family(self, unit_code: str, above: str, on: date, *, with_relatives: bool) -> Family:
        """Make up a household as it comes: any hardship, now and then something not known."""
        category = self._dice.choices(CATEGORIES, WEIGHTS)[0]
        extra = self._dice.choice(("serious_illness", "single_parent", "disability")) if self._dice.random() < 0.12 else None
        head = self._pool.person()
        place, area = self._dice.choice(REGIONS[above])
        categories = tuple(dict.fromkeys(c for c in (category, extra) if c))
        size = max(self._dice.choices(range(1, 8), (4, 13, 23, 32, 17, 8, 3))[0], 3 if "single_parent" in categories else 1)
        told = self._declaration(on, place, area, size, categories, head.sex)
        if self._dice.random() < 0.08:
            told = replace(told, income_per_head_amount=None)
        relatives = self._relatives(head, size, on, alone="single_parent" in categories) if with_relatives else ()
        return Family(unit_code, on, self._member(head, on, years=(0, 14)), told, relatives)

    def in_need_of_a_house(self, unit_code: str, above: str, on: date, *, kind: str, member_years: tuple[int, int] = (7, 16)) -> Family:
        """Make up a household that may ask for a house: a member for years, poor, on its own land, in a bad house."""
        head = self._pool.person(born=(1972, 1994))
        place, area = self._dice.choice(REGIONS[above])
        size = self._dice.choice((3, 3, 4, 4, 5))
        category = self._dice.choice(("poor", "near_poor", "near_poor"))
        extra = self._dice.choice((None, None, "single_parent", "serious_illness", "disability"))
        condition = self._dice.choice(("temporary", "dilapidated")) if kind == "new" else self._dice.choice(("dilapidated", "damaged"))
        told = self._declaration(on, place, area, size, tuple(c for c in (category, extra) if c), head.sex, condition)
        told = replace(told, house_tenure="own", house_area_m2=self._dice.randrange(28, 62))
        return Family(unit_code, on, self._member(head, on, years=member_years), told, self._relatives(head, size, on, alone=extra == "single_parent"))

    def _declaration(
        self, on: date, place: str, area: str, size: int, categories: Sequence[str], sex: str, condition: str | None = None
    ) -> DeclarationInput:
        low, high = INCOMES.get(categories[0], (1500, 3500))
        income = self._dice.randrange(low, high + 1, 50) * 1000
        condition = condition or self._dice.choices(("sound", "damaged", "dilapidated", "temporary", None), (45, 25, 8, 6, 16))[0]
        number = self._dice.randrange(100_000, 999_999)
        certified = categories[0] in ("poor", "near_poor") and self._dice.random() < 0.7
        return DeclarationInput(
            declared_on=on, household_size=size, income_per_head_amount=income, area=area,
            address=f"{self._dice.choice(PLACES[area]).format(self._dice.randrange(1, 19))}, {place}, {PROVINCE}", categories=tuple(categories),
            deprivations=self._lacks(categories[0], condition), circumstances=" ".join(self._dice.choice(fitting(WHY[c], sex, size)) for c in categories),
            house_condition=condition, house_tenure=self._dice.choices(("own", "shared", "rented", "lent"), (60, 18, 14, 8))[0],
            house_area_m2=self._dice.randrange(24, 95), declared_by="",
            certificate_class=categories[0] if certified else None, certificate_number=f"GCN-{number}" if certified else "",
            certificate_issuer=f"UBND {place}" if certified else "", certificate_year=on.year if certified else None,
        )

    def _lacks(self, category: str, condition: str | None) -> dict[str, bool | None]:
        keys = [indicator.key for indicator in every_indicator()]
        lacking = set(HOUSE_LACKS.get(condition or "", ()))
        more = {"poor": 3, "near_poor": 1}.get(category, 0)
        lacking |= set(self._dice.sample(("dependants", "health_insurance", "telecom", "water_source", "adult_education"), more))
        return {key: key in lacking for key in keys}

    def _member(self, who: Invented, on: date, *, years: tuple[int, int]) -> PersonInput:
        grown = date(who.birth_year + 18, 6, 1)
        joined = max(on - timedelta(days=365 * years[0] + self._dice.randrange(60, 365 * (years[1] - years[0]) + 61)), grown)
        employed = max(joined - timedelta(days=self._dice.randrange(30, 400)), grown)
        account = f"0000{self._dice.randrange(10**8):08d}" if self._dice.random() < 0.3 else None
        return PersonInput(
            full_name=who.full_name, birth=who.birth, sex=who.sex, cccd=who.cccd, phone=who.phone, is_member=True, joined_union_on=joined,
            employed_since_on=employed, bank_account=account, bank_code="Agribank" if account else None,
        )

    def _relatives(self, head: Invented, size: int, on: date, *, alone: bool) -> tuple[PersonInput, ...]:
        """Spouse first, then children under eighteen with the family name of the father."""
        if size < 2:
            return ()
        made: list[PersonInput] = []
        father = head
        if not alone:
            spouse = self._pool.person(sex="M" if head.sex == "F" else "F", born=(head.birth_year - 4, head.birth_year + 4))
            made = [PersonInput(full_name=spouse.full_name, birth=spouse.birth, sex=spouse.sex, cccd=spouse.cccd, relation="spouse")]
            father = head if head.sex == "M" else spouse
        for _child in range(min(size - 2, 2)):
            first = max(head.birth_year + 20, on.year - 17)
            child = self._pool.person(sex=self._dice.choice("FM"), born=(first, max(first, min(on.year - 2, head.birth_year + 40))), family=father.full_name.split()[0])
            made.append(PersonInput(full_name=child.full_name, birth=child.birth, sex=child.sex, cccd=child.cccd, relation="child"))
        return tuple(made)
