"""Print the vouchers that this room issues, the first time as the original, then marked copies; keep the bank's own paper with its record."""

from typing import IO, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Role
from fundapp.access.queries import is_held, names_of
from fundapp.access.trail import record
from fundapp.documents import papers, public, qr
from fundapp.documents import service as documents
from fundapp.documents.public_codes import grouped
from fundapp.kernel import clock
from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.labels import _
from fundapp.ledger import queries, vouchers
from fundapp.ledger.kinds import VOUCHER_KIND_LABELS, EntryState, VoucherState
from fundapp.ledger.models import Entry, Voucher, VoucherPaper
from fundapp.ledger.service.refusals import LedgerRefused
from fundapp.orgs.models import Unit

PRINTED, ATTACHED = "printed", "attached"


def print_voucher(session: Session, voucher: Voucher, *, by: Actor) -> VoucherPaper:
    """Print a voucher: the first sheet is its original, every further one says which copy it is. A void one bears its stamp."""
    kinds = {entry.kind for entry, _book in queries.voucher_entries(session, voucher) if entry.state != EntryState.DROPPED}
    if not vouchers.is_printed_here(voucher.kind, kinds):
        raise LedgerRefused(_("Chứng từ này được in ở trang của khoản chi."))
    session.refresh(voucher, with_for_update=True)
    number, at = _next(session, voucher, PRINTED), clock.now()
    mark = None if number == 1 else {"number": number - 1, "at": f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}", "by": by.full_name}
    digest = vouchers.digest_of(
        voucher.label, voucher.on, voucher.amount, voucher.payee_name, voucher.payee_address, voucher.reason, voucher.attachments
    )
    data = vouchers.data_of(_shown(session, voucher, digest, by), digest=digest, reprint=mark)
    pdf = papers.render(vouchers.layout_of(voucher.kind), data)
    name = f"{voucher.label}.pdf" if mark is None else f"{voucher.label}-in-lai-{number - 1}.pdf"
    file = documents.keep_printed(session, pdf=pdf, name=name, unit_id=voucher.unit_id, by=by)
    return _keep(session, voucher, PRINTED, number, file.id, "ledger.print", by)


def attach_paper(session: Session, voucher: Voucher, *, stream: IO[bytes] | Any, name: str | None, by: Actor) -> VoucherPaper:
    """Keep the bank's own paper with the record of it."""
    if voucher.kind not in vouchers.FROM_THE_BANK:
        raise LedgerRefused(_("Chỉ giấy báo có, giấy báo nợ mới đính kèm giấy của ngân hàng."))
    session.refresh(voucher, with_for_update=True)
    file = documents.store(session, stream=stream, name=name, unit_id=voucher.unit_id, by=by)
    return _keep(session, voucher, ATTACHED, _next(session, voucher, ATTACHED), file.id, "ledger.attach", by)


def _next(session: Session, voucher: Voucher, kind: str) -> int:
    last = select(func.max(VoucherPaper.number)).where(VoucherPaper.voucher_id == voucher.id, VoucherPaper.kind == kind)
    return (session.scalar(last) or 0) + 1


def _keep(session: Session, voucher: Voucher, kind: str, number: int, file_id: int, act: str, by: Actor) -> VoucherPaper:
    row = VoucherPaper(
        voucher_id=voucher.id, unit_id=voucher.unit_id, kind=kind, number=number, file_id=file_id, by_id=by.user_id, at=clock.now()
    )
    session.add(row)
    details = {"label": voucher.label, "number": number}
    record(session, by=by, act=act, subject=f"vouchers/{voucher.id}", details=details, unit_id=voucher.unit_id, made=[row])
    session.flush()
    return row


def _shown(session: Session, voucher: Voucher, digest: str, by: Actor) -> vouchers.Printed:
    entries = [entry for entry, _book in queries.voucher_entries(session, voucher) if entry.state != EntryState.DROPPED]
    names = names_of(session, {user for entry in entries for user in (entry.drafted_by_id, entry.posted_by_id) if user} | {voucher.issued_by_id})
    back = select(func.max(Entry.on)).where(Entry.reverses_id.in_([entry.id for entry in entries]), Entry.state == EntryState.POSTED.value)
    code = public.code_for(
        public.publish(
            session, subject=f"vouchers/{voucher.id}", title=str(VOUCHER_KIND_LABELS[voucher.kind]), number=voucher.label, on=voucher.on,
            amount=voucher.amount, payee=voucher.payee_name, digest=digest, unit_id=voucher.unit_id, by=by,
        )
    )
    posters = [entry.posted_by_id for entry in entries if entry.posted_by_id]
    poster = names[posters[0]] if posters else ""
    # Whoever keeps the box may post what it takes in; that signs as treasurer, not as the accountant.
    by_treasurer = is_held(session, posters, Role.TREASURER, voucher.unit_id, voucher.on)
    return vouchers.Printed(
        kind=voucher.kind, unit_name=session.get_one(Unit, voucher.unit_id).name, number=voucher.label, volume=str(voucher.year), on=voucher.on,
        payer=voucher.payee_name, address=voucher.payee_address, reason=voucher.reason, amount=voucher.amount, attachments=voucher.attachments,
        sides=[
            vouchers.Side(line.shown_code, line.account_name, line.debit, line.credit) for entry in entries for line in queries.entry_lines(session, entry)
        ],
        maker=names.get(voucher.issued_by_id, ""), checker="" if by_treasurer else poster, treasurer=poster if by_treasurer else "",
        verify_code=grouped(code), verify_qr=qr.svg(public.address_of(code)),
        stamp=vouchers.stamp_of(voucher.state == VoucherState.VOID, session.scalar(back)),
    )
