"""What is printed on a phiếu thu (C40-BB), a phiếu chi of cash for the bank (C41-BB), a phiếu kế toán, and the unit's own record of a giấy báo có or báo nợ. Pure."""

import hashlib
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words
from fundapp.kernel.official_forms import PrintedForm, in_force
from fundapp.ledger.kinds import EntryKind, VoucherKind

_FORMS = tomllib.loads((Path(__file__).parent / "data" / "voucher_forms.toml").read_text(encoding="utf-8"))["form"]
# Papers are always Vietnamese. Kind of voucher: (title, who stands on it, what is said of its form).
TITLES: dict[str, tuple[str, str, str]] = {
    VoucherKind.CASH_RECEIPT.value: ("PHIẾU THU", "Họ và tên người nộp tiền", ""),
    VoucherKind.CASH_PAYMENT.value: ("PHIẾU CHI", "Họ và tên người nhận tiền", ""),
    VoucherKind.BANK_RECEIPT.value: ("GIẤY BÁO CÓ", "Người chuyển tiền", "Bản ghi của đơn vị theo giấy báo của ngân hàng, không thay giấy của ngân hàng"),
    VoucherKind.BANK_CHARGE.value: ("GIẤY BÁO NỢ", "Ngân hàng", "Bản ghi của đơn vị theo giấy báo của ngân hàng, không thay giấy của ngân hàng"),
    VoucherKind.ADJUSTMENT.value: ("PHIẾU KẾ TOÁN", "Người lập bút toán", "Mẫu của đơn vị"),
}
FROM_THE_BANK = frozenset({VoucherKind.BANK_RECEIPT.value, VoucherKind.BANK_CHARGE.value})


class Side(NamedTuple):
    """One account of the entry on the voucher, as the unit writes it, with its name."""

    account: str
    name: str
    debit: int
    credit: int


@dataclass(frozen=True)
class Printed:
    """Everything that one voucher shows."""

    kind: str
    unit_name: str
    number: str
    volume: str
    on: date
    payer: str
    address: str
    reason: str
    amount: int
    attachments: int
    sides: Sequence[Side]
    maker: str
    checker: str
    verify_code: str
    verify_qr: str
    stamp: str = ""
    treasurer: str = ""


def form_on(voucher: str, on: date) -> PrintedForm | None:
    """Give the official form of a kind of voucher in force on a day; None where no order fixes one."""
    return in_force((row for row in _FORMS if row["voucher"] == voucher), on)


def is_printed_here(kind: str, entry_kinds: Collection[str]) -> bool:
    """Whether the ledger prints such a voucher: a phiếu chi only of cash that is taken to the own bank, every other one where what it pays stands."""
    return kind in TITLES and (kind != VoucherKind.CASH_PAYMENT or set(entry_kinds) == {EntryKind.TRANSFER.value})


def layout_of(kind: str) -> str:
    """The layout in which a kind of voucher is printed."""
    return {VoucherKind.CASH_RECEIPT.value: "phieu_thu", VoucherKind.CASH_PAYMENT.value: "phieu_chi"}.get(kind, "phieu_don_vi")


def digest_of(label: str, on: date, amount: int, payer: str, address: str, reason: str, attachments: int) -> str:
    """The fingerprint of what the paper says, for people to compare: twelve characters in fours."""
    said = "\n".join((label, on.isoformat(), str(amount), payer, address, reason, str(attachments)))
    found = hashlib.sha256(said.encode()).hexdigest()
    return " ".join(found[at : at + 4] for at in (0, 4, 8))


def stamp_of(is_void: bool, reversed_on: date | None) -> str:
    """What a copy says across the page of a voucher that is void, or whose entry was reversed; nothing on any other."""
    if is_void:
        return "ĐÃ HỦY, GIỮ SỐ"
    return f"ĐÃ ĐẢO NGÀY {day_text(reversed_on)}" if reversed_on else ""


def data_of(printed: Printed, *, digest: str, reprint: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give the data of the layout; `reprint` is {number, at, by} on a marked copy."""
    title, who, note = TITLES[printed.kind]
    form = form_on(printed.kind, printed.on)
    return {
        "title": title, "payee_label": f"{who}:", "note": note, "unit_name": printed.unit_name, "form_code": form.code if form else "",
        "form_basis": form.basis if form else "", "volume": printed.volume, "number": printed.number, "on": printed.on, "payee": printed.payer,
        "address": printed.address, "reason": printed.reason, "amount": dong(printed.amount), "words": in_words(printed.amount),
        "attachments": f"{printed.attachments:02d} chứng từ gốc",
        "debits": [{"account": side.account, "amount": dong(side.debit)} for side in printed.sides if side.debit],
        "credits": [{"account": side.account, "amount": dong(side.credit)} for side in printed.sides if side.credit],
        "lines": [
            {"account": side.account, "name": side.name, "debit": dong(side.debit) if side.debit else "", "credit": dong(side.credit) if side.credit else ""}
            for side in printed.sides
        ],
        "maker": printed.maker, "head": "", "chief": printed.checker, "chief_title": "PHỤ TRÁCH KẾ TOÁN", "treasurer": printed.treasurer,
        "receiver": printed.payer,
        "hand_title": "NGƯỜI NHẬN TIỀN" if printed.kind == VoucherKind.CASH_PAYMENT else "NGƯỜI NỘP",
        "code": printed.number, "trace": f"Dấu vân tay nội dung {digest}", "reprint": reprint, "stamp": printed.stamp,
        "qr": printed.verify_qr, "verify_code": printed.verify_code,
    }
