"""What a decided list says, line by line: its digest, and where another list differs from it. Pure.

The digest is over what is printed, so that whoever holds the paper or its Excel file can prove it.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.kernel.names import tidy_name


class Printed(NamedTuple):
    """One line of a sheet as it is printed."""

    position: int
    full_name: str
    birth: str
    tail: str
    gift: str
    amount: int


def digest_of(code: str, rows: Iterable[Printed]) -> str:
    """Give the mark of a list: SHA-256 over its code and its lines in their order."""
    mark = hashlib.sha256(code.encode())
    for row in rows:
        mark.update(json.dumps(list(row), ensure_ascii=False, separators=(",", ":")).encode())
    return mark.hexdigest()


def grouped(digest: str) -> str:
    """Write the first half of a mark in groups of four, as it stands on the sheet."""
    return "-".join(digest[at : at + 4] for at in range(0, 32, 4)).upper()


def differences(on_file: Sequence[Printed], brought: Sequence[Printed], most: int = 50) -> list[Text]:
    """Say where a list that somebody brings is not the decided one: names swapped, sums changed, lines added or missing."""
    found: list[Text] = []
    for number, (own, other) in enumerate(zip_longest(on_file, brought), 1):
        if own is None and other is not None:
            found.append(_("Dòng %(number)s: %(name)s không có trong danh sách đã quyết định.", number=number, name=other.full_name))
        elif other is None and own is not None:
            found.append(_("Dòng %(number)s: thiếu %(name)s.", number=number, name=own.full_name))
        elif own is not None and other is not None:
            found += _differ(number, own, other)
    return found[:most]


def _differ(number: int, own: Printed, other: Printed) -> list[Text]:
    if tidy_name(own.full_name).casefold() != tidy_name(other.full_name).casefold():
        return [_("Dòng %(number)s: danh sách đã quyết định ghi %(own)s, tệp ghi %(other)s.", number=number, own=own.full_name, other=other.full_name)]
    if own.amount != other.amount:
        return [_("Dòng %(number)s, %(name)s: đã quyết định %(own)s đồng, tệp ghi %(other)s đồng.",
                  number=number, name=own.full_name, own=dong(own.amount), other=dong(other.amount))]
    if own.tail != other.tail:
        return [_("Dòng %(number)s, %(name)s: số định danh không khớp.", number=number, name=own.full_name)]
    return []
