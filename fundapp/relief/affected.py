"""Whether an address lies in a commune that was hit. Pure.

Addresses are typed by people ("Xóm 7, xã Hải Anh, tỉnh Ninh Bình"), so a commune is found as a part between commas, or behind the word for a commune.
A name that only occurs somewhere ("đường Hải Anh") is told as doubtful, and a person looks.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fundapp.kernel.names import fold

# What stands before the name of a commune, of a district or of a province, folded and short.
KINDS = ("xa", "phuong", "thi tran", "dac khu", "tt", "p", "x", "huyen", "quan", "thi xa", "thanh pho", "tp", "tinh")
BREAKS = re.compile(r"[\s,;.–-]+")
LEADING = re.compile(r"^(?:" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")\.?\s+")


@dataclass(frozen=True)
class Area:
    """One commune that was hit, on a day. The name may go on after a comma ("Hải Anh, Ninh Bình") where there are several of that name."""

    name: str
    hit_on: date


@dataclass(frozen=True)
class Found:
    """The area in which an address lies, and whether that is sure."""

    area: Area
    is_sure: bool


def place_key(name: str) -> str:
    """The key under which two ways to write a commune are one: "Xã Hải Anh" and "hải anh" are "hai anh"."""
    return ", ".join(_bare(part) for part in name.split(",") if part.strip())


def area_of(address: str, areas: Iterable[Area]) -> Found | None:
    """Find the area in which an address lies, a sure one before a doubtful one; None when none of them occurs in it."""
    parts = [_bare(part) for part in re.split(r"[,;\n]| [-–] ", address) if part.strip()]
    whole = " ".join(["", *BREAKS.split(fold(address)), ""])
    doubtful: Found | None = None
    for area in areas:
        wanted = _wanted(area.name)
        if all(part in parts or _named(part, whole) for part in wanted):
            return Found(area, True)
        if doubtful is None and f" {wanted[0]} " in whole:
            doubtful = Found(area, False)
    return doubtful


@lru_cache(maxsize=4096)
def _wanted(name: str) -> Sequence[str]:
    return place_key(name).split(", ")


def _bare(part: str) -> str:
    return LEADING.sub("", fold(part).strip(" .")).strip()


def _named(part: str, whole: str) -> bool:
    return any(f" {kind} {part} " in whole for kind in KINDS)
