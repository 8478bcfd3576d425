"""Invariants of what the public page says of printed vouchers."""

from collections.abc import Sequence

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session, aliased

from fundapp.documents.models import PublicPaper, StoredFile
from fundapp.kernel.checks import Fault, Invariant, lists, stream
from fundapp.kernel.labels import _
from fundapp.ledger.models import Entry, Voucher, VoucherPaper
from fundapp.ledger.models.entries import is_on, takes_back

NAME = "vouchers/"


def told(session: Session) -> Invariant:
    rows = 0
    wrong: list[str] = []
    for part in lists(session, select(PublicPaper).where(PublicPaper.subject.startswith(NAME)).order_by(PublicPaper.id)):
        rows += len(part)
        wrong += _wrong(session, part)
    return Invariant("V2", _("Trang công khai của phiếu nói đúng số tiền, ngày và tình trạng của chứng từ trong sổ"), rows, wrong)


def kept(session: Session) -> Invariant:
    """Every sheet of a voucher is kept as a file of its own unit, printed ones with a public page, numbered one after the other."""
    query = (
        select(
            VoucherPaper.voucher_id, VoucherPaper.kind, VoucherPaper.number, VoucherPaper.unit_id, StoredFile.origin, StoredFile.unit_id.label("kept_by"),
            Voucher.unit_id.label("issued_by"), PublicPaper.id.label("public_id"),
        )
        .join(Voucher, Voucher.id == VoucherPaper.voucher_id).outerjoin(StoredFile, StoredFile.id == VoucherPaper.file_id)
        .outerjoin(PublicPaper, PublicPaper.subject == func.concat(NAME, cast(VoucherPaper.voucher_id, String)))
        .order_by(VoucherPaper.voucher_id, VoucherPaper.kind, VoucherPaper.number)
    )
    wrong: list[str] = []
    rows = last = 0
    place: tuple[int, str] | None = None
    for row in stream(session, query):
        rows += 1
        last = last + 1 if place == (row.voucher_id, row.kind) else 1
        place = (row.voucher_id, row.kind)
        is_printed = row.kind == "printed"
        sound = row.origin == ("printed" if is_printed else "uploaded") and row.kept_by == row.issued_by == row.unit_id
        if row.number != last or not sound or (is_printed and row.public_id is None):
            wrong.append(Fault(_("chứng từ id %(id)s: tờ %(n)s thiếu, không được lưu hoặc không có trang công khai", id=row.voucher_id, n=row.number), row.unit_id))
    return Invariant("V4", _("Mỗi tờ của chứng từ được lưu, đánh số liên tục; tờ đã in có trang công khai"), rows, wrong)


def _wrong(session: Session, papers: Sequence[PublicPaper]) -> list[str]:
    ids = {paper.id: int(paper.subject.removeprefix(NAME)) for paper in papers}
    query = select(Voucher).where(Voucher.id.in_(set(ids.values())))
    vouchers = {voucher.id: voucher for part in lists(session, query) for voucher in part}
    reversal = aliased(Entry)
    taken_back = {
        row.voucher_id for row in stream(
            session,
            select(Entry.voucher_id).join(reversal, takes_back(reversal, Entry.id)).where(is_on(Entry, list(set(ids.values())))),
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
