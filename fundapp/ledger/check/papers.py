"""Invariants of what the public page says of printed vouchers."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from fundapp.documents.models import PublicPaper
from fundapp.kernel.checks import Fault, Invariant, lists, stream
from fundapp.kernel.labels import _
from fundapp.ledger.models import Entry, Voucher

NAME = "vouchers/"


def invariants(session: Session) -> list[Invariant]:
    return [told(session)]


def told(session: Session) -> Invariant:
    rows = 0
    wrong: list[str] = []
    for part in lists(session, select(PublicPaper).where(PublicPaper.subject.startswith(NAME)).order_by(PublicPaper.id)):
        rows += len(part)
        wrong += _wrong(session, part)
    return Invariant("V2", _("Trang công khai của phiếu nói đúng số tiền, ngày và tình trạng của chứng từ trong sổ"), rows, wrong)


def _wrong(session: Session, papers: Sequence[PublicPaper]) -> list[str]:
    ids = {paper.id: int(paper.subject.removeprefix(NAME)) for paper in papers}
    query = select(Voucher).where(Voucher.id.in_(set(ids.values())))
    vouchers = {voucher.id: voucher for part in lists(session, query) for voucher in part}
    reversal = aliased(Entry)
    taken_back = {
        row.voucher_id for row in stream(
            session,
            select(Entry.voucher_id).join(reversal, reversal.reverses_id == Entry.id)
            .where(reversal.state == "posted", Entry.voucher_id.in_(set(ids.values()))),
        )
    }
    wrong: list[str] = []
    for paper in papers:
        voucher = vouchers.get(ids[paper.id])
        state = "void" if voucher is not None and voucher.state == "void" else "reversed" if ids[paper.id] in taken_back else "valid"
        said = (paper.unit_id, paper.number, paper.on, paper.amount, paper.state)
        if voucher is None or said != (voucher.unit_id, voucher.label, voucher.on, voucher.amount, state):
            wrong.append(Fault(_("trang công khai của %(number)s khác chứng từ trong sổ", number=paper.number), paper.unit_id))
    return wrong
