"""Invented statement lines and open items with the truth between them. Imports no matcher.

At least one line in ten bears an amount that many items bear and no code; one in twenty bears a wrong code: a digit mistyped, two
neighbours changed, a code of nothing that is open, or a neighbour's good code. Who pays under a neighbour's code for the very same amount
is named by the bank, as transfers name their sender; without that nobody could know.
"""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from fundapp.kernel.codes import make_code
from fundapp.kernel.names import fold

FAMILIES = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý"]
MIDDLES = ["Văn", "Thị", "Đức", "Ngọc", "Minh", "Hữu", "Thanh", "Kim", "Quang", "Thu", "Mạnh", "Bích", "Gia", "Xuân", "Hồng", "Thế", "Công", "Phương"]
GIVENS = [
    "An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Hạnh", "Hải", "Hằng", "Hiếu", "Hòa", "Huệ", "Hùng", "Hương", "Khánh", "Lan",
    "Linh", "Loan", "Long", "Mai", "Nam", "Nga", "Nghĩa", "Oanh", "Phong", "Quý", "Sơn", "Tâm", "Thảo", "Tuấn", "Vinh", "Yến",
]
# What people are asked to give or to pay back: few amounts, so equal ones abound.
USUAL = (200_000, 300_000, 500_000, 1_000_000, 888_333, 1_776_666, 2_155_000, 2_686_667, 5_000_000)
FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class Item:
    """What the books expect."""

    id: int
    day: date
    amount: int
    code: str
    name: str


@dataclass(frozen=True)
class Row:
    """What the bank shows, with the items that it truly pays."""

    id: int
    day: date
    amount: int
    note: str
    kind: str
    pays: tuple[int, ...] = ()


@dataclass
class World:
    """Items, rows, and nothing else."""

    items: list[Item] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


KINDS = (
    ("code", 66), ("no_code", 11), ("typo", 3), ("swapped", 1), ("nothing_open", 1), ("neighbour", 2), ("named", 5),
    ("part", 2), ("two_codes", 2), ("two_lines", 2), ("doubled", 1), ("fee", 2), ("stranger", 2),
)


def invent(size: int, seed: int) -> World:
    """Invent about `size` rows over `size` items."""
    chance, world = random.Random(seed), World()
    kinds = chance.choices([kind for kind, _weight in KINDS], [weight for _kind, weight in KINDS], k=size)
    for number in range(1, size + 1):
        way = -1 if chance.random() < 0.2 else 1
        amount = chance.choice(USUAL) if chance.random() < 0.7 else chance.randrange(50_000, 60_000_000)
        prefix, year = ("PC" if way < 0 else "HV"), 2026 - number // 90_000
        name = " ".join((chance.choice(FAMILIES), chance.choice(MIDDLES), chance.choice(MIDDLES), chance.choice(GIVENS)))
        world.items.append(Item(number, FIRST + timedelta(days=chance.randrange(330)), amount * way, make_code(prefix, year, number % 90_000), name))
    used: set[int] = set()
    for item, kind in zip(world.items, kinds, strict=True):
        if item.id not in used:
            for amount, note, pays in _rows(chance, world, item, kind):
                used.update(pays)
                day = item.day + timedelta(days=chance.randrange(-2, 12))
                world.rows.append(Row(len(world.rows) + 1, day, amount, note, kind, pays))
    chance.shuffle(world.rows)
    return world


def _rows(chance: random.Random, world: World, item: Item, kind: str) -> list[tuple[int, str, tuple[int, ...]]]:
    name = item.name if chance.random() < 0.5 else ""
    other = world.items[item.id % len(world.items)]
    if kind == "two_codes" and (other.amount < 0) == (item.amount < 0) and other.id > item.id:
        return [(item.amount + other.amount, note(chance, f"{mangled(chance, item.code)} va {mangled(chance, other.code)}", name), (item.id, other.id))]
    said = note(chance, mangled(chance, item.code), name)
    ours, third = (item.id,), item.amount // 3
    usual = chance.choice(USUAL)
    right = [(item.amount, said, ours)]
    return {
        "no_code": [(item.amount if item.amount < 0 else usual, note(chance, "ung ho quy mai am", chance.choice(("", item.name))), ())],
        "named": [(item.amount, note(chance, "chuyen tien", item.name), ours)],
        "typo": [(item.amount, note(chance, mangled(chance, _typo(chance, item.code)), name), ours)],
        "swapped": [(item.amount, note(chance, mangled(chance, _swapped(item.code)), item.name), ours)],
        "nothing_open": [(item.amount, note(chance, mangled(chance, make_code(item.code[:2], 2022, item.id % 90_000)), name), ours)],
        "neighbour": [(item.amount, note(chance, mangled(chance, other.code), item.name), ours)],
        "part": [(item.amount * 2 // 5, said, ours)],
        "two_lines": [(third, said, ours), (item.amount - third, said, ours)],
        "doubled": right * 2,
        "fee": [*right, (-11_000, note(chance, "PHI CHUYEN TIEN " + mangled(chance, item.code), ""), ())],
        "stranger": [(usual, note(chance, "nop tien mat", ""), ())],
    }.get(kind, right)


def mangled(chance: random.Random, code: str) -> str:
    """Write a code as people and banks do."""
    return chance.choice((code, code.lower(), code.replace("-", ""), code.replace("-", " "), code.replace("-", "."), f"{code[:2]} {code[2:]}", f"{code[:7]} {code[7:]}"))


def note(chance: random.Random, text: str, name: str) -> str:
    """Put a bank's noise and the sender around a text."""
    sender, number = fold(name).upper(), chance.randrange(10**9, 10**10)
    if not sender:
        return chance.choice((f"MBVCB.{number}.{text} ung ho", f"CT DEN:{number} {text}", text))
    return chance.choice((f"MBVCB.{number}.{text}.CT tu 0999{number} {sender} toi QUY MAI AM", f"{sender} chuyen tien {text}", f"IBFTA {number} {text}; {sender}"))


def _typo(chance: random.Random, code: str) -> str:
    place = chance.choice((5, 6, 7, 8, 9))
    return code[:place] + str((int(code[place]) + chance.randrange(1, 10)) % 10) + code[place + 1:]


def _swapped(code: str) -> str:
    return code[:7] + code[8] + code[7] + code[9:] if code[7] != code[8] else code[:8] + str((int(code[8]) + 1) % 10) + code[9:]
