"""What is printed on the unit's own giấy đề nghị thanh toán. No order fixes its layout, so it bears no number of a form. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fundapp.kernel.money import dong, in_words
from fundapp.payments.lifecycle import State
from fundapp.payments.vouchers import attachments_text

LAYOUT = "de_nghi_thanh_toan"
STAMPS = {State.VOID: "ĐÃ HỦY", State.RETURNED: "TRẢ LẠI ĐỂ SỬA", State.REVERSED: "ĐÃ ĐẢO"}


@dataclass(frozen=True)
class Asked:
    """One order as its paper tells it. `funds` are (name, đồng); names of checker and signer are empty until they have agreed."""

    unit_name: str
    code: str
    on: date
    title: str
    payee: str
    address: str
    reason: str
    amount: int
    attachments: int
    is_transfer: bool
    funds: Sequence[tuple[str, int]]
    maker: str
    checker: str
    signer: str
    state: str


def data_of(asked: Asked) -> dict[str, Any]:
    """Give the data of the layout `de_nghi_thanh_toan`."""
    return {
        "unit_name": asked.unit_name, "number": asked.code, "on": asked.on, "title": asked.title, "payee": asked.payee, "address": asked.address,
        "reason": asked.reason, "amount": dong(asked.amount), "words": in_words(asked.amount), "attachments": attachments_text(asked.attachments),
        "method": "Chuyển khoản, theo tài khoản nhận tiền đã ghi trên đề nghị chi" if asked.is_transfer else "Tiền mặt",
        "funds": [{"name": name, "amount": dong(amount)} for name, amount in asked.funds], "maker": asked.maker, "chief": asked.checker, "head": asked.signer,
        "stamp": STAMPS.get(State(asked.state), ""), "trace": f"Đề nghị chi {asked.code}",
    }
