"""Reads of the giving day: the lists that are handed out, who of a list is looked for, what is marked."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from fundapp.documents.models import StoredFile
from fundapp.gifts.models import GiftLine, GiftList, GiftMark, GiftPhoto, GiftRow
from fundapp.kernel.names import fold

HANDED_OUT = ("decided", "giving", "closed")


def lists_to_give(session: Session, most: int = 60) -> Sequence[GiftList]:
    """The lists in sight that are decided or being handed out, those under way first."""
    query = select(GiftList).where(GiftList.state.in_(HANDED_OUT)).order_by((GiftList.state == "giving").desc(), GiftList.id.desc()).limit(most)
    return session.scalars(query).all()


def rows(gift_list: GiftList, looked_for: str = "") -> Select[Any]:
    """The names of a list that count, in the order of its sheet; by number on the sheet, last digits of the CCCD, or part of the name."""
    query = (
        select(
            GiftRow.id, GiftRow.position, GiftRow.full_name, GiftRow.birth, GiftRow.cccd_tail, GiftRow.outcome, GiftRow.folded, GiftRow.amount,
            GiftLine.title, select(func.max(GiftMark.number)).where(GiftMark.row_id == GiftRow.id).scalar_subquery().label("number"),
        )
        .join(GiftLine, GiftLine.id == GiftRow.line_id).where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed")
    )
    wanted = looked_for.strip()
    if not wanted:
        return query
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 8:
        return query.where(or_(GiftRow.position == int(wanted), GiftRow.cccd_tail == wanted))
    return query.where(GiftRow.folded.contains(fold(wanted), autoescape=True))


def one(session: Session, gift_list: GiftList, row_id: int) -> Any:
    """One name as `rows` gives it, or nothing."""
    return session.execute(rows(gift_list).where(GiftRow.id == row_id)).one_or_none()


def photos_of(session: Session, gift_list: GiftList) -> Sequence[StoredFile]:
    """The photos of the hand-out, the newest first."""
    query = select(StoredFile).join(GiftPhoto, GiftPhoto.file_id == StoredFile.id).where(GiftPhoto.list_id == gift_list.id)
    return session.scalars(query.order_by(GiftPhoto.id.desc())).all()
