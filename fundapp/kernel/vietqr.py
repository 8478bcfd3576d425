"""VietQR payloads (NAPAS QRIBFT in EMVCo's tag, length, value). Pure; written by hand because public libraries and samples get lengths wrong.

Tags: 00 format, 01 static (11) or dynamic (12), 38 bank and account, 53 currency 704, 54 amount in đồng, 58 country, 59 name, 60 city, 62 bill
number and purpose, 63 CRC-16/CCITT-FALSE over everything before it and "6304". A right CRC proves nothing about the lengths within, so
what is read is taken apart to its end and must give the same text when it is written again.
"""

import re
from dataclasses import dataclass

from fundapp.kernel.names import fold

GUID = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
LONGEST_PURPOSE = 25
MOST = 9_999_999_999_999
_PLAIN = re.compile(r"[ -~]*")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}")
_DIGITS = re.compile(r"[1-9][0-9]{0,12}")


class QrError(ValueError):
    """What cannot be written as a VietQR, or is none. `reason` is `crc`, `structure`, `not_a_vietqr` or the field that is wrong."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Payment:
    """What a payer's app fills in: bank (BIN of six digits), account, amount in đồng, note. All text is plain ASCII."""

    bin: str
    account: str
    amount: int | None = None
    purpose: str | None = None
    bill: str | None = None
    name: str | None = None
    city: str | None = None
    is_card: bool = False
    is_dynamic: bool | None = None


def crc(text: str) -> str:
    """Give the checksum as four upper-case hex digits: "123456789" has 29B1."""
    value = 0xFFFF
    for byte in text.encode("ascii"):
        value ^= byte << 8
        for _bit in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
            value &= 0xFFFF
    return f"{value:04X}"


def purpose_of(text: str) -> str:
    """Fold words into a note that every bank carries: upper case, without accents, at most 25 signs."""
    return fold(text).upper()[:LONGEST_PURPOSE].strip()


def write(payment: Payment) -> str:
    """Write the payload; raises QrError for what no VietQR can say."""
    _check(payment)
    is_dynamic = payment.amount is not None if payment.is_dynamic is None else payment.is_dynamic
    to = _tag("00", payment.bin) + _tag("01", payment.account)
    said = [
        ("00", "01"), ("01", "12" if is_dynamic else "11"),
        ("38", _tag("00", GUID) + _tag("01", to) + _tag("02", TO_CARD if payment.is_card else TO_ACCOUNT)),
        ("53", "704"), ("54", None if payment.amount is None else str(payment.amount)), ("58", "VN"), ("59", payment.name), ("60", payment.city),
        ("62", "".join(_tag(tag, value) for tag, value in (("01", payment.bill), ("08", payment.purpose)) if value)),
    ]
    body = "".join(_tag(tag, value) for tag, value in said if value) + "6304"
    return body + crc(body)


def read(payload: str) -> Payment:
    """Read a payload to its end; raises QrError where checksum, lengths or contents are not those of a VietQR."""
    if not payload.startswith("000201") or len(payload) < 20 or not payload.isascii():
        raise QrError("not_a_vietqr")
    if payload[-8:-4] != "6304" or crc(payload[:-4]) != payload[-4:]:
        raise QrError("crc")
    tags = _take_apart(payload)
    to = _take_apart(tags.get("38", ""))
    whom, more, amount, point = _take_apart(to.get("01", "")), _take_apart(tags.get("62", "")), tags.get("54"), tags.get("01")
    service = to.get("02")
    if to.get("00") != GUID or service not in (TO_ACCOUNT, TO_CARD) or set(whom) != {"00", "01"} or point not in ("11", "12"):
        raise QrError("structure")
    if tags.get("53") != "704" or tags.get("58") != "VN" or (amount is not None and not _DIGITS.fullmatch(amount)):
        raise QrError("structure")
    found = Payment(
        whom["00"], whom["01"], None if amount is None else int(amount), more.get("08"), more.get("01"), tags.get("59"), tags.get("60"),
        is_card=service == TO_CARD, is_dynamic=point == "12",
    )
    _check(found)
    return found


def _check(payment: Payment) -> None:
    texts = {"purpose": (payment.purpose, LONGEST_PURPOSE), "bill": (payment.bill, 25), "name": (payment.name, 25), "city": (payment.city, 15)}
    wrong = [name for name, (text, most) in texts.items() if text is not None and not (0 < len(text) <= most and _PLAIN.fullmatch(text))]
    if not (len(payment.bin) == 6 and payment.bin.isascii() and payment.bin.isdigit()):
        wrong.append("bin")
    if not _ACCOUNT.fullmatch(payment.account):
        wrong.append("account")
    if payment.amount is not None and not (type(payment.amount) is int and 0 < payment.amount <= MOST):
        wrong.append("amount")
    if wrong:
        raise QrError(wrong[0])


def _tag(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def _take_apart(text: str) -> dict[str, str]:
    """Cut a text into its tags; each once, each of its length, nothing left over."""
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        tag, length = text[place:place + 2], text[place + 2:place + 4]
        value = text[place + 4:place + 4 + int(length)] if length.isdigit() and len(length) == 2 else ""
        if not tag.isdigit() or not value or len(value) != int(length) or tag in found:
            raise QrError("structure")
        found[tag] = value
        place += 4 + len(value)
    return found
