"""Whole đồng: rounding, sharing, words and what people type. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from fundapp.kernel.labels import Text, _

MAX_AMOUNT = 999_999_999_999_999
LONGEST_INPUT = 60

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")

_SCALES = {
    "k": 1000, "nghìn": 1000, "ngàn": 1000, "nghin": 1000, "ngan": 1000,
    "tr": 10**6, "triệu": 10**6, "trieu": 10**6,
    "tỷ": 10**9, "tỉ": 10**9, "ty": 10**9, "ti": 10**9,
}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_CURRENCY = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|₫)$")
_PLAIN = re.compile(r"[0-9]+")
_GROUPED = re.compile(r"([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]{4,})(?:([.,])([0-9]{1,2}))?")
_SCALED = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?\s*(" + "|".join(_SCALES) + r")([0-9]{1,3})?")
_NUMBER_LIKE = re.compile(r"[0-9., ]*[0-9][0-9., ]*(?:\s*(?:" + "|".join(_SCALES) + r")[0-9]*)?")

_MESSAGES = {
    "empty": _("Hãy nhập số tiền, ví dụ 40.000.000 hoặc 40 tr."),
    "not_a_number": _("Đây không phải là một số tiền. Hãy viết như 40.000.000 hoặc 40 tr."),
    "ambiguous": _("Số tiền này có thể hiểu theo nhiều cách. Hãy viết đủ các chữ số, ví dụ 1.500.000, hoặc 1,5 tr."),
    "fraction": _("Số tiền phải là số đồng nguyên. Hãy bỏ phần lẻ sau dấu phẩy, ví dụ 1.500.000."),
    "negative": _("Số tiền không được âm. Hãy viết số không có dấu trừ, ví dụ 500.000."),
    "leading_zero": _("Số tiền không bắt đầu bằng số 0; có thể đây là số điện thoại hoặc số căn cước. Hãy viết như 500.000."),
    "too_large": _("Số tiền lớn hơn 999.999.999.999.999 đồng. Hãy kiểm tra lại số chữ số 0."),
}


class AmountError(ValueError):
    """An amount that can't be taken: `reason` is the code, the text says what to write instead."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.message: Text = _MESSAGES[reason]
        super().__init__(str(self.message))


def round_half_up(value: Decimal | Fraction | int) -> int:
    """Round to whole đồng, a half away from zero: 2,5 is 3 and -2,5 is -3."""
    if isinstance(value, float):
        raise TypeError("money is never a float")
    exact = Fraction(value)
    rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return rounded if exact >= 0 else -rounded


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Share a whole by weights, by the largest remainder; ties go to the earlier in the list.

    The shares sum to the total: 100 by 1, 1, 1 is 34, 33, 33. ValueError for a negative total or weight, or no weight above zero.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("shares need a total of zero or more and weights that are not negative, one of them above zero")
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares


def dong(amount: int) -> str:
    """Show an amount as the field writes it: 40.000.000."""
    return f"{amount:,}".replace(",", ".")


def in_words(amount: int, *, linh: str = "linh", nghin: str = "nghìn", tu: str = "tư", chan: bool = True) -> str:
    """Write an amount in words, as a voucher bears it: 24.000 is "Hai mươi tư nghìn đồng chẵn".

    "chẵn" stands when the last three digits are 000 and the amount isn't 0; after tỷ the count begins again (nghìn tỷ, triệu tỷ).
    """
    words = ["âm"] if amount < 0 else []
    words += _count(abs(amount), (linh, nghin, tu)) or ["không"]
    words.append("đồng")
    if chan and amount != 0 and amount % 1000 == 0:
        words.append("chẵn")
    text = " ".join(words)
    return text[0].upper() + text[1:]


def _count(number: int, style: tuple[str, str, str], *, is_inner: bool = False) -> list[str]:
    """Words of a number; zero gives none. An inner number says its empty hundreds."""
    words: list[str] = []
    if number >= 10**9:
        words = [*_count(number // 10**9, style), "tỷ"]
    for size, name in ((10**6, "triệu"), (1000, style[1]), (1, "")):
        group = number % 10**9 // size % 1000
        if group:
            words += _group(group, style, is_inner=is_inner or bool(words))
            words += [name] if name else []
    return words


def _group(group: int, style: tuple[str, str, str], *, is_inner: bool) -> list[str]:
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words = [_DIGITS[hundreds], "trăm"] if hundreds or is_inner else []
    if tens == 0:
        return words + ([style[0]] if words and ones else []) + ([_DIGITS[ones]] if ones else [])
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if tens > 1 and ones == 1:
        return [*words, "mốt"]
    if tens > 1 and ones == 4:
        return [*words, style[2]]
    if ones == 5:
        return [*words, "lăm"]
    return words + ([_DIGITS[ones]] if ones else [])


def read_amount(raw: str | float | None) -> int:
    """Read what was typed, or stood in a spreadsheet cell, as whole đồng; AmountError when it could mean two amounts.

    1.500 is 1500 đồng; 1,500 and 1.500tr are refused; 1,500,000 is taken; 1tr2 and 1tr25 are 1,2 and 1,25 triệu.
    """
    if raw is None:
        raise AmountError("empty")
    amount = _of_text(raw) if isinstance(raw, str) else _of_number(raw)
    if amount > MAX_AMOUNT:
        raise AmountError("too_large")
    return amount


def read_percent(raw: str) -> Fraction:
    """Read a typed rate in percent: 0,55 or 0.55 is 55/100; at most four decimals. ValueError for anything that could mean something else.

    A dot before three digits is refused, because elsewhere it parts thousands: 1.000 is 1 or a thousand.
    """
    text = raw.strip().removesuffix("%").strip()
    found = re.fullmatch(r"(\d{1,3})(?:([.,])(\d{1,4}))?", text, re.ASCII)
    if found is None or (found[2] == "." and len(found[3]) == 3):
        raise ValueError(raw)
    return Fraction(f"{found[1]}.{found[3] or 0}")


def percent(value: Decimal | Fraction | int, places: int = 4) -> str:
    """Write a rate as it is typed: 0,55; rounded half up to so many places, without zeros at the end."""
    whole, part = divmod(round_half_up(Fraction(value) * 10**places), 10**places)
    return f"{whole},{part:0{places}d}".rstrip("0").rstrip(",")


def _of_number(number: float) -> int:
    if isinstance(number, bool) or not isinstance(number, int | float) or number != number or abs(number) == float("inf"):
        raise AmountError("not_a_number")
    if number < 0:
        raise AmountError("negative")
    if number != int(number):
        raise AmountError("fraction")
    return int(number)


def _of_text(raw: str) -> int:
    text = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", raw[: 4 * LONGEST_INPUT])).lower().split())
    if not text:
        raise AmountError("empty")
    if len(text) > LONGEST_INPUT:
        raise AmountError("not_a_number")
    text = _CURRENCY.sub("", text)
    is_negative = text[:1] in ("-", "−")
    text = text.lstrip("-− ")
    if not _NUMBER_LIKE.fullmatch(text):
        raise AmountError("not_a_number")
    if is_negative:
        raise AmountError("negative")
    if _PLAIN.fullmatch(text):
        return _whole(text)
    if match := _SCALED.fullmatch(text):
        return _scaled(*match.groups())
    if match := _GROUPED.fullmatch(text):
        return _grouped(*match.groups())
    raise AmountError("ambiguous")


def _whole(digits: str) -> int:
    if len(digits) > 1 and digits[0] == "0":
        raise AmountError("leading_zero")
    return int(digits)


def _grouped(groups: str, mark: str | None, decimals: str | None) -> int:
    if mark and mark in groups:
        raise AmountError("ambiguous")
    amount = _whole(re.sub(r"[., ]", "", groups))
    if decimals and int(decimals):
        raise AmountError("fraction")
    return amount


def _scaled(whole: str, decimals: str | None, scale: str, tail: str | None) -> int:
    """Scale a number that names its unit; a tail is a decimal part too: 1tr25 is 1,25 triệu."""
    if decimals and (tail or len(decimals) == 3):
        raise AmountError("ambiguous")
    part = decimals or tail or "0"
    amount = Fraction(_whole(whole)) * _SCALES[scale] + Fraction(int(part), 10 ** len(part)) * _SCALES[scale]
    if amount.denominator != 1:
        raise AmountError("ambiguous")
    return int(amount)
