"""The invariant of blocks (L21): what was posted as one act is whole, sealed, and stands where its seal says."""

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.labels import _
from fundapp.ledger.models import Block, BookYear, Entry, SealedBlock, Voucher, VoucherSeries


def sealed(session: Session) -> Invariant:
    """Each block has all its numbers posted and vouchers issued, its seal is the hash of its last entry, and no two blocks share a number."""
    last = aliased(Entry)
    is_own = (Voucher.unit_id == VoucherSeries.unit_id) & (Voucher.series == VoucherSeries.series) & (Voucher.year == VoucherSeries.year)
    vouched = is_own & Voucher.number.between(Block.first_voucher, Block.last_voucher)
    query = (
        select(
            Block.id, Block.book_year_id, Block.first_number, Block.last_number, Block.series_id, Block.first_voucher, Block.last_voucher, BookYear.unit_id,
            SealedBlock.last_hash.label("seal"), last.hash.label("head"), func.count(Entry.id).label("entries"), func.min(Entry.id).label("first_id"),
            func.sum(case((vouched, 1), else_=0)).label("vouched"), func.count(func.distinct(Voucher.id)).label("vouchers"),
        )
        .join(BookYear, BookYear.id == Block.book_year_id).outerjoin(SealedBlock, SealedBlock.block_id == Block.id)
        .outerjoin(last, (last.book_year_id == Block.book_year_id) & (last.number == Block.last_number))
        .outerjoin(Entry, (Entry.book_year_id == Block.book_year_id) & Entry.number.between(Block.first_number, Block.last_number) & (Entry.state == "posted"))
        .outerjoin(Voucher, Voucher.id == Entry.voucher_id).outerjoin(VoucherSeries, VoucherSeries.id == Block.series_id)
        .group_by(
            Block.id, Block.book_year_id, Block.first_number, Block.last_number, Block.series_id, Block.first_voucher, Block.last_voucher, BookYear.unit_id,
            SealedBlock.last_hash, last.hash,
        )
        .order_by(Block.book_year_id, Block.first_number)
    )
    wrong: list[str] = []
    rows, before = 0, (0, 0)
    for row in stream(session, query):
        rows += 1
        wanted = row.last_number - row.first_number + 1
        whole = row.entries == wanted and row.seal is not None and row.seal == row.head and row.first_id == row.id
        papers = row.series_id is None or (row.last_voucher - row.first_voucher + 1 == row.vouched == row.vouchers == wanted)
        if not (whole and papers) or (row.book_year_id == before[0] and row.first_number <= before[1]):
            wrong.append(Fault(_("loạt bút toán số %(first)s đến %(last)s không nguyên vẹn", first=row.first_number, last=row.last_number), row.unit_id))
        before = (row.book_year_id, row.last_number)
    unblocked = select(SealedBlock.block_id).outerjoin(Block, Block.id == SealedBlock.block_id).where(Block.id.is_(None))
    wrong += [Fault(_("dấu niêm id %(id)s của một loạt bút toán không còn", id=row.block_id)) for row in stream(session, unblocked)]
    return Invariant("L21", _("Các khoản chi ghi sổ cùng một lần còn đủ số, đủ chứng từ và đúng dấu niêm"), rows, wrong)
