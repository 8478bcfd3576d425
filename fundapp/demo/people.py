"""Invented people: names put together from common parts, numbers that nobody was ever given. Pure.

The last six digits of every CCCD are 900000 or more, and every phone number lies in a range that no operator holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Ngô", "Dương", "Đinh", "Trịnh", "Mai", "Tô", "Lâm", "Tạ", "Hà",
    "Lưu", "Đoàn", "Đào", "Trương", "Lương", "Phùng", "Tống", "Kiều", "Cao", "Thái", "Quách",
)
FAMILY_WEIGHTS = (38, 11, 9.5, 7, 4, 4.5, 4, 2.4, 2.2, 2, 1.6, 1.4, 1.2, 1, 1, *([0.6] * 15))
MIDDLE = {
    "M": ("Văn", "Văn", "Văn", "Đức", "Hữu", "Minh", "Quang", "Công", "Xuân", "Quốc", "Đình", "Bá", "Trọng", "Gia", "Thế", "Mạnh", "Duy"),
    "F": ("Thị", "Thị", "Thị", "Thị", "Thị Thu", "Thị Kim", "Thị Hồng", "Ngọc", "Thu", "Thanh", "Bích", "Hồng", "Phương", "Diệu", "Thùy", "Khánh"),
}
GIVEN = {
    "M": (
        "Hùng", "Dũng", "Tuấn", "Nam", "Sơn", "Hải", "Long", "Thắng", "Cường", "Đạt", "Phúc", "Hòa", "Khoa", "Quý", "Tiến", "Toàn", "Vinh", "Bình",
        "Lâm", "Kiên", "Trung", "Thành", "Huy", "Hiếu", "Nghĩa", "Lộc", "Tài", "Hưng", "Tùng", "Khánh", "An", "Thịnh", "Chiến", "Khải", "Phong",
    ),
    "F": (
        "Hoa", "Lan", "Hương", "Hường", "Hằng", "Hạnh", "Thủy", "Thúy", "Hòa", "Loan", "Phượng", "Tuyết", "Yến", "Nga", "Oanh", "Mai", "Huệ",
        "Liên", "Dung", "Thảo", "Trang", "Linh", "Ngân", "Nhung", "Hiền", "Vân", "Xuân", "Đào", "Sen", "Thoa", "Duyên", "Uyên", "Quyên", "Gấm",
        "Thơm", "Lụa", "Nguyệt", "Đượm", "Khuyên",
    ),
}
BIRTHPLACES = ("035", "036", "037")
FREE_PHONES = ("030", "031", "050", "051", "053", "054", "057", "071", "072", "073", "074", "075", "080", "095")
FIRST_FREE = 900_000


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist. Birth is yyyy-mm-dd."""

    full_name: str
    sex: str
    birth: str
    cccd: str
    phone: str

    @property
    def birth_year(self) -> int:
        return int(self.birth[:4])


class Pool:
    """Makes up one person after the other, the same ones for the same seed; no number is given twice."""

    def __init__(self, seed: int, taken: Sequence[str] = ()) -> None:
        self._dice = Random(seed)
        self._numbers = set(taken)

    def person(self, *, sex: str | None = None, born: tuple[int, int] = (1968, 2004), family: str | None = None) -> Invented:
        """Make up somebody born between two years, with a given family name or any."""
        sex = sex or ("F" if self._dice.random() < 0.62 else "M")
        first = date(born[0], 1, 1)
        birth = first + timedelta(days=self._dice.randrange((date(born[1], 12, 31) - first).days + 1))
        name = " ".join((family or self._dice.choices(FAMILY, FAMILY_WEIGHTS)[0], self._dice.choice(MIDDLE[sex]), self._dice.choice(GIVEN[sex])))
        return Invented(name, sex, birth.isoformat(), self._cccd(sex, birth), self._phone())

    def _cccd(self, sex: str, birth: date) -> str:
        century = 2 * (birth.year // 100 - 19) + (sex == "F")
        while True:
            number = f"{self._dice.choice(BIRTHPLACES)}{century}{birth.year % 100:02d}{self._dice.randrange(FIRST_FREE, 1_000_000)}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def _phone(self) -> str:
        while True:
            number = f"{self._dice.choice(FREE_PHONES)}{self._dice.randrange(10**7):07d}"
            if number not in self._numbers:
                self._numbers.add(number)
                return number
