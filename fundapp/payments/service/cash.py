"""Paying in cash: voucher, entries, consumed reservations and the printed paper in one act."""

from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.documents.kinds import FileRefused
from fundapp.kernel.labels import _
from fundapp.kernel.names import tidy_name
from fundapp.ledger.kinds import BoxKind, VoucherKind
from fundapp.ledger.models import CashBox, Voucher
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service.payees import PaymentRefused
from fundapp.payments.service.paying import begin_paying, end_paying, post, printed_of
from fundapp.payments.vouchers import CASH_LAYOUT, data_of


@dataclass(frozen=True)
class Proxy:
    """Who takes the money instead of the payee, and by which paper; `scan` is (file name, stream)."""

    name: str
    paper: str
    scan: tuple[str, IO[bytes] | Any] | None = None


def pay_in_cash(
    session: Session, order: PaymentOrder, *, box: CashBox, proxy: Proxy | None = None, version: int | None = None, by: Actor, on: date
) -> Voucher:
    """Hand out the cash of a checked order: one voucher of the unit, one entry in each fund, all posted together.

    Refuses when anything differs from what was checked, when the decision's proof is stale (it holds who lives and who is a member), or
    when whom it pays has been helped elsewhere since the order was made.
    """
    if order.is_transfer:
        raise PaymentRefused(_("Đề nghị này chi bằng chuyển khoản nên không chi tiền mặt được."))
    before = begin_paying(session, order, version, by)
    if box.unit_id != order.unit_id or box.kind != BoxKind.CASH or not box.is_open:
        raise PaymentRefused(_("Hãy chọn quỹ tiền mặt đang mở của đơn vị chi tiền."), "box")
    scan_id = _read_proxy(session, order, proxy, by)
    voucher = post(session, order, VoucherKind.CASH_PAYMENT, box, by, on)
    receiver = tidy_name(proxy.name) if proxy else order.payee_name
    paper_of_proxy = " ".join(proxy.paper.split()) if proxy else None
    paper = papers.render(CASH_LAYOUT, data_of(printed_of(session, order, voucher, box, by.user_id, receiver, paper_of_proxy, by)))
    file = documents.keep_printed(
        session, pdf=paper, name=f"phieu-chi-{voucher.label}.pdf", unit_id=order.unit_id, for_unit_id=order.for_unit_id, by=by
    )
    order.proxy_file_id, order.proxy_name, order.proxy_paper = scan_id, (receiver if proxy else None), paper_of_proxy
    end_paying(
        session, order, voucher, file.id, box=box, receiver=receiver, before=before, note=_("Phiếu chi %(number)s", number=voucher.label), by=by, on=on
    )
    return voucher


def _read_proxy(session: Session, order: PaymentOrder, proxy: Proxy | None, by: Actor) -> int | None:
    if proxy is None:
        return None
    if not tidy_name(proxy.name):
        raise PaymentRefused(_("Hãy ghi họ và tên người nhận thay."), "proxy_name")
    if not proxy.paper.strip():
        raise PaymentRefused(_("Người nhận thay phải có giấy ủy quyền. Hãy ghi số, ngày và nơi xác nhận của giấy."), "proxy_paper")
    if proxy.scan is None:
        return None
    name, stream = proxy.scan
    try:
        return documents.store(session, stream=stream, name=name, unit_id=order.unit_id, for_unit_id=order.for_unit_id, by=by).id
    except FileRefused as refusal:
        raise PaymentRefused(refusal.message, "proxy_scan") from refusal
