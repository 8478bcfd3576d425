"""Vouchers: numbered without a gap when complete, voided with a reason, never changed."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.labels import _
from fundapp.ledger import chain
from fundapp.ledger.kinds import VOUCHER_SERIES, EntryState, VoucherState
from fundapp.ledger.models import Voucher, VoucherSeries
from fundapp.ledger.queries import standing_entries
from fundapp.ledger.service.books import THIS_UNIT, ensure_series
from fundapp.ledger.service.refusals import LedgerRefused


def issue_voucher(
    session: Session, *, unit_id: int, kind: str, on: date, amount: int, payee_name: str, reason: str, by: Actor, series: str | None = None,
    payee_address: str = "", attachments: int = 0,
) -> Voucher:
    """Give a complete voucher the next number of its series. Two issuers wait for each other; what is rolled back leaves no gap."""
    payee_name, reason = " ".join(payee_name.split()), " ".join(reason.split())
    if not payee_name:
        raise LedgerRefused(_("Chứng từ phải có họ tên người nhận hoặc nộp tiền."), "payee_name")
    if not reason:
        raise LedgerRefused(_("Chứng từ phải có nội dung."), "reason")
    if type(amount) is not int or amount <= 0:
        raise LedgerRefused(_("Số tiền của chứng từ phải lớn hơn 0."), "amount")
    if on > clock.today():
        raise LedgerRefused(_("Ngày chứng từ không được sau hôm nay."), "on")
    chosen = series or VOUCHER_SERIES[kind]
    if any(sign in chosen for sign in f"{chain.SEPARATORS}/:") or len(chosen) > 10:
        raise LedgerRefused(_("Ký hiệu chứng từ gồm chữ và số, tối đa 10 ký tự."), "series")
    session.flush()
    counter = counter_of(session, unit_id, chosen, on.year)
    if counter is None:
        ensure_series(session, unit_id, chosen, on.year)
        counter = surely(counter_of(session, unit_id, chosen, on.year), "counter of a series that was just begun")
    voucher = Voucher(
        unit_id=unit_id, series=chosen, year=on.year, number=counter + 1, kind=kind, on=on, amount=amount, payee_name=payee_name,
        payee_address=payee_address, reason=reason, attachments=attachments, state=VoucherState.ISSUED.value, issued_by_id=by.user_id,
        issued_at=clock.now(),
    )
    session.add(voucher)
    session.flush()
    return voucher


def void_voucher(session: Session, voucher: Voucher, *, reason: str, by: Actor, on: date) -> Voucher:
    """Void a voucher on which no entry stands (any more). It keeps its number."""
    if not reason.strip():
        raise LedgerRefused(_("Hãy ghi lý do hủy chứng từ."), "reason")
    session.refresh(voucher, with_for_update=True)
    if voucher.state != VoucherState.ISSUED:
        raise LedgerRefused(_("Chứng từ %(label)s đã hủy rồi.", label=voucher.label))
    standing = standing_entries(session, voucher)
    if any(entry.state == EntryState.POSTED for entry in standing):
        raise LedgerRefused(_("Chứng từ %(label)s đã ghi sổ. Hãy đảo bút toán trước rồi mới hủy chứng từ.", label=voucher.label))
    if standing:
        raise LedgerRefused(_("Chứng từ %(label)s còn bút toán chờ ghi sổ. Hãy bỏ bút toán đó trước rồi mới hủy chứng từ.", label=voucher.label))
    reason = " ".join(reason.split())
    voucher.state, voucher.void_reason, voucher.voided_by_id, voucher.voided_at = VoucherState.VOID.value, reason, by.user_id, clock.now()
    record(
        session, by=by, act="ledger.void", subject=f"vouchers/{voucher.id}", details={"label": voucher.label, "on": on.isoformat()}, unit_id=voucher.unit_id,
        changed=[voucher],
    )
    session.flush()
    return voucher


def counter_of(session: Session, unit_id: int, series: str, year: int) -> int | None:
    query = select(VoucherSeries.last_number).where(
        VoucherSeries.unit_id == unit_id, VoucherSeries.series == series, VoucherSeries.year == year
    )
    return session.scalar(query.with_for_update().execution_options(all_units=THIS_UNIT))
