"""Identity numbers, phone and account numbers as lists hold them: read, repaired where that is certain, masked. Pure.

An identity number (số định danh, CCCD) has no check digit: three digits of the province of birth registration (one of the
63 old codes, also since the mergers of 2025), one for century and sex, two of the birth year, six of its own.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from fundapp.kernel.labels import Text, _

OLD_PREFIXES = {
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038", "0169": "039",
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # What the mobile prefixes of eleven digits became in 2018.

_LOOK_ALIKES = str.maketrans("OoIl", "0011")
_SEPARATORS = re.compile(r"[\s.\-\u2010-\u2015'\u2018\u2019`´]")
_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"\+?[0-9][0-9\s.()\-\u2010-\u2015]*")
_BETWEEN_PHONES = re.compile(r"[/;,|\n]")
_MOBILE = re.compile(r"0[35789][0-9]{8}")
_LANDLINE = re.compile(r"02[0-9]{9}")
_ACCOUNT = re.compile(r"[0-9A-Z]{5,24}")
_LOST_ZERO = re.compile(r"[35789][0-9]{8}|2[0-9]{9}")

_ID_MESSAGES = {
    "empty": _("Hãy nhập số căn cước gồm 12 chữ số."),
    "not_digits": _("Số căn cước chỉ gồm chữ số. Hãy viết đủ 12 chữ số như trên thẻ."),
    "wrong_length": _("Số căn cước phải có 12 chữ số (CMND cũ 9 chữ số). Hãy viết lại đúng như trên thẻ."),
    "placeholder": _("Đây không phải là số căn cước thật. Hãy viết 12 chữ số như trên thẻ, hoặc để trống nếu chưa có."),
}
_ID_WARNINGS = {
    "old_id_only": _("Chỉ có số CMND 9 chữ số. Hãy bổ sung số căn cước 12 chữ số."),
    "unknown_province": _("Ba chữ số đầu không phải là mã tỉnh nào. Hãy đối chiếu với thẻ căn cước."),
    "sex_mismatch": _("Số căn cước cho biết giới tính khác với giới tính đã khai. Hãy đối chiếu với thẻ căn cước."),
    "birth_mismatch": _("Số căn cước cho biết năm sinh khác với năm sinh đã khai. Hãy đối chiếu với thẻ căn cước."),
    "birth_in_future": _("Số căn cước cho biết năm sinh sau năm nay. Hãy đối chiếu với thẻ căn cước."),
}
_PHONE_MESSAGES = {
    "empty": _("Hãy nhập số điện thoại, ví dụ 0912 345 678."),
    "unreadable": _("Đây không phải là số điện thoại Việt Nam. Hãy viết 10 chữ số (di động) hoặc 11 chữ số bắt đầu bằng 02 (cố định)."),
}


@dataclass(frozen=True)
class Identity:
    """What an identity cell holds: kind cccd (12 digits) or cmnd (9, never a primary key)."""

    ok: bool
    kind: str | None = None
    value: str | None = None
    repairs: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None

    @property
    def message(self) -> Text | None:
        """What the user reads about the error."""
        return _ID_MESSAGES[self.error] if self.error else None

    @property
    def warning_messages(self) -> list[Text]:
        """What the user reads about each warning."""
        return [_ID_WARNINGS[code] for code in self.warnings]


@dataclass(frozen=True)
class Phone:
    """What a phone cell holds: the first good number in national form; `others` are further good ones."""

    ok: bool
    value: str | None = None
    e164: str | None = None
    kind: str | None = None
    repairs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    error: str | None = None

    @property
    def message(self) -> Text | None:
        """What the user reads about the error."""
        return _PHONE_MESSAGES[self.error] if self.error else None


@lru_cache(maxsize=1)
def provinces() -> dict[str, str]:
    """Give the provinces by their three-digit codes in identity numbers."""
    text = resources.files("fundapp.kernel").joinpath("data/provinces.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["code"]: row["name"] for row in rows}


def mask(value: str | None, keep: int = 3) -> str:
    """Hide all but the last signs of a number; a number as short as those is hidden whole."""
    if not value:
        return "–"
    shown = value[-keep:] if 0 < keep < len(value) else ""
    return "•" * (len(value) - len(shown)) + shown


def read_cccd(raw: object, *, sex: str | None = None, birth: str | date | None = None, on: date) -> Identity:
    """Read an identity number; `sex` (M, F) and `birth` (yyyy…) as declared are compared, and a difference only warns.

    10 or 11 digits that don't begin with 0 get their zeros back when the province code is then known; 8 become a CMND.
    """
    digits, repairs, error = _digits_of(raw)
    if error:
        return Identity(False, error=error)
    if len(set(digits)) == 1:
        return Identity(False, error="placeholder")
    number = _with_zeros(digits)
    if number != digits:
        repairs = (*repairs, "leading_zero_lost")
    if len(number) == 9:
        return Identity(True, "cmnd", number, repairs, ("old_id_only",))
    if len(number) != 12:
        return Identity(False, error="wrong_length")
    return Identity(True, "cccd", number, repairs, _doubts(number, sex, birth, on))


def _digits_of(raw: object) -> tuple[str, tuple[str, ...], str | None]:
    """The digits of a cell, the repairs that it took, and the error."""
    if raw is None or (isinstance(raw, str) and not _visible(raw).strip()):
        return "", (), "empty"
    if not isinstance(raw, str):
        number = _whole(raw)
        return (str(number), (), None) if number is not None else ("", (), "not_digits")
    kept = _SEPARATORS.sub("", re.sub(r"^([0-9]+)\.0$", r"\1", _visible(raw).strip()))
    digits = kept.translate(_LOOK_ALIKES)
    if not re.fullmatch("[0-9]{1,40}", digits):
        return "", (), "not_digits" if digits else "empty"
    repairs = (("separators",) if kept != raw else ()) + (("letter_for_digit",) if digits != kept else ())
    return digits, repairs, None


def _visible(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _whole(number: object) -> int | None:
    """A number cell as a whole number, not negative."""
    if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < 10**15:
        return None
    return int(number) if number == int(number) else None


def _with_zeros(digits: str) -> str:
    if digits.startswith("0"):
        return digits
    if len(digits) == 8:
        return "0" + digits
    if len(digits) in (10, 11) and digits.zfill(12)[:3] in provinces():
        return digits.zfill(12)
    return digits


def _doubts(number: str, sex: str | None, birth: str | date | None, on: date) -> tuple[str, ...]:
    century = int(number[3])
    year = 1900 + 100 * (century // 2) + int(number[4:6])
    doubts = {
        "unknown_province": number[:3] not in provinces(),
        "sex_mismatch": sex in ("M", "F") and sex != "MF"[century % 2],
        "birth_mismatch": bool(birth) and str(birth)[:4] != str(year),
        "birth_in_future": year > on.year,
    }
    return tuple(code for code, is_so in doubts.items() if is_so)


def read_phone(raw: object) -> Phone:
    """Read a cell of phone numbers, with words around them; country code, lost zero and the old prefixes of 2018 are set right."""
    if raw is None or (isinstance(raw, str) and not _visible(raw).strip()):
        return Phone(False, error="empty")
    if not isinstance(raw, str):
        number = _whole(raw)
        raw = "" if number is None else str(number)
    found: dict[str, tuple[str, ...]] = {}
    for part in _BETWEEN_PHONES.split(_visible(raw[:400])):
        text = _WORD.sub(_digits_for_letters, part)
        for run in _RUN.findall(text):
            for value, repairs in _numbers_in(run):
                found.setdefault(value, (("letter_for_digit",) if text != part else ()) + repairs)
    if not found:
        return Phone(False, error="unreadable")
    value, *others = found
    return Phone(True, value, "+84" + value[1:], "mobile" if _MOBILE.fullmatch(value) else "landline", found[value], tuple(others))


def read_account(raw: str) -> str | None:
    """Read a bank account number: digits (some banks have letters) without spaces, dots and hyphens; None when it can't be one."""
    account = re.sub(r"[\s.\-]", "", raw).upper()
    return account if _ACCOUNT.fullmatch(account) else None


def _digits_for_letters(word: re.Match[str]) -> str:
    """O, I and l are digits only in a word that is otherwise one of digits, so that "Zalo" stays a word."""
    return word[0].translate(_LOOK_ALIKES) if re.fullmatch("(?=.*[0-9])[0-9OoIl]+", word[0]) else word[0]


def _numbers_in(run: str) -> list[tuple[str, tuple[str, ...]]]:
    """The number that a run of digits is, or the numbers that its pieces between spaces are."""
    whole = _national(run)
    pieces = [whole] if whole else [_national(piece) for piece in run.split()]
    return [piece for piece in pieces if piece]


def _national(run: str) -> tuple[str, tuple[str, ...]] | None:
    """The national form of one number and the repairs it took."""
    digits = re.sub("[^0-9]", "", run)
    number, repairs = digits, tuple[str, ...]()
    if digits.startswith("0084"):
        digits = digits[2:]
    if digits.startswith("84") and (run.startswith("+") or len(digits) in (11, 12, 13)):
        number, repairs = "0" + digits[2:].removeprefix("0"), ("country_code",)
    elif run.startswith("+"):
        return None
    elif _LOST_ZERO.fullmatch(digits) or (len(digits) == 10 and "0" + digits[:3] in OLD_PREFIXES):
        number, repairs = "0" + digits, ("leading_zero_lost",)
    if len(number) == 11 and number[:4] in OLD_PREFIXES:
        number, repairs = OLD_PREFIXES[number[:4]] + number[4:], (*repairs, "old_prefix")
    return (number, repairs) if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number) else None
