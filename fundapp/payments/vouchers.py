"""What is printed on a cash payment voucher (phiếu chi) and on an order to the bank (ủy nhiệm chi), as plain texts for their layouts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words
from fundapp.kernel.official_forms import PrintedForm
from fundapp.ledger import vouchers as official

CASH_PAYMENT = "cash_payment"
TITLES = {"cash_payment": "Phiếu chi", "bank_payment": "Ủy nhiệm chi"}
CASH_LAYOUT, TRANSFER_LAYOUT, LIST_LAYOUT = "phieu_chi", "uy_nhiem_chi", "bang_ke_chuyen_khoan"
MOST_PRINTED = 1_500


@dataclass(frozen=True)
class Printed:
    """Everything that one voucher shows. `debits` and `credits` are (account, amount); `stamp` says what has become of it since."""

    unit_name: str
    number: str
    volume: str
    on: date
    payee: str
    address: str
    reason: str
    amount: int
    attachments: int
    debits: Sequence[tuple[str, int]]
    credits: Sequence[tuple[str, int]]
    maker: str
    checker: str
    treasurer: str
    receiver: str
    proxy: str
    code: str
    digest: str
    stamp: str = ""
    signer: str = ""
    checker_title: str = "PHỤ TRÁCH KẾ TOÁN"
    verify_code: str = ""
    verify_qr: str = ""


@dataclass(frozen=True)
class Directed:
    """To which account a transfer goes, whole, and out of which; of the unit's own only the last digits are kept."""

    number: str
    bank: str
    holder: str
    from_tail: str
    from_bank: str


def form_on(voucher: str, on: date) -> PrintedForm:
    """Give the form in force on a day; raises LookupError before there was one."""
    found = official.form_on(voucher, on)
    if found is None:
        raise LookupError(f"no form for {voucher} on {on}")
    return found


def attachments_text(count: int) -> str:
    """Say how many original papers go with the voucher: 3 is "03 chứng từ gốc"."""
    return f"{count:02d} chứng từ gốc"


def data_of(printed: Printed, *, reprint: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the data of the layout `phieu_chi`; `reprint` is {number, at, by} on a marked copy."""
    form = form_on(CASH_PAYMENT, printed.on)
    return {
        "unit_name": printed.unit_name, "form_code": form.code, "form_basis": form.basis, "volume": printed.volume,
        "number": printed.number, "on": printed.on, "payee": printed.payee, "address": printed.address, "reason": printed.reason,
        "amount": dong(printed.amount), "words": in_words(printed.amount), "attachments": attachments_text(printed.attachments),
        "debits": _lines(printed.debits), "credits": _lines(printed.credits), "maker": printed.maker, "head": printed.signer, "chief": printed.checker,
        "chief_title": printed.checker_title, "treasurer": printed.treasurer, "receiver": printed.receiver, "proxy": printed.proxy,
        "code": f"Đề nghị chi {printed.code}", "trace": f"Dấu vân tay nội dung {fingerprint(printed.digest)}", "reprint": reprint, "stamp": printed.stamp,
        "qr": printed.verify_qr, "verify_code": printed.verify_code,
    }


def transfer_data_of(printed: Printed, directed: Directed, *, reprint: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the data of the layout `uy_nhiem_chi`; banks have forms of their own, so it bears no number of a form."""
    return {
        "unit_name": printed.unit_name, "number": printed.number, "on": printed.on, "from_tail": directed.from_tail, "from_bank": directed.from_bank,
        "holder": directed.holder, "account": directed.number, "bank": directed.bank, "payee": printed.payee, "reason": printed.reason,
        "amount": dong(printed.amount), "words": in_words(printed.amount), "debits": _lines(printed.debits), "credits": _lines(printed.credits),
        "maker": printed.maker, "head": printed.signer, "chief": printed.checker, "chief_title": printed.checker_title, "code": f"Đề nghị chi {printed.code}",
        "trace": f"Dấu vân tay nội dung {fingerprint(printed.digest)}", "reprint": reprint, "stamp": printed.stamp, "qr": printed.verify_qr,
        "verify_code": printed.verify_code,
    }


def list_data_of(
    *, unit_name: str, label: str, on: date, box: str, rows: Sequence[tuple[int, str, str, str, int]], total: int, digest: str, maker: str, approver: str
) -> dict[str, Any]:
    """Give the data of the layout `bang_ke_chuyen_khoan`: accounts masked; of a long list only its sum, its count and its mark."""
    shown = rows if len(rows) <= MOST_PRINTED else ()
    return {
        "unit_name": unit_name, "label": label, "on": on, "box": box, "count": dong(len(rows)), "total": dong(total), "words": in_words(total),
        "digest": digest, "trace": f"Dấu vân tay bảng kê {fingerprint(digest)}", "maker": maker, "approver": approver,
        "rows": [[str(place), code, holder, account, dong(amount)] for place, code, holder, account, amount in shown],
    }


def stamp_of(is_void: bool, reversed_on: date | None) -> str:
    """What a copy says across the page of a voucher that is void, or whose payment was reversed; nothing on any other."""
    if is_void:
        return "ĐÃ HỦY, GIỮ SỐ"
    return f"ĐÃ ĐẢO NGÀY {day_text(reversed_on)}" if reversed_on else ""


def fingerprint(digest: str) -> str:
    """The first twelve characters of a digest, in fours, for people to compare."""
    return " ".join(digest[at : at + 4] for at in (0, 4, 8))


def _lines(sums: Iterable[tuple[str, int]]) -> list[dict[str, str]]:
    return [{"account": account, "amount": dong(amount)} for account, amount in sums]
