"""Acts of the giving: begin to hand out a decided list, and close it once every name is marked. The marks themselves come from the giving day."""

from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.gifts.lifecycle import Act
from fundapp.gifts.models import GiftEvent, GiftList, GiftQuotaMove, GiftRow
from fundapp.gifts.queries import lists
from fundapp.gifts.queries.taken import BECAUSE
from fundapp.gifts.service.deciding import free_money, objections
from fundapp.gifts.service.goods import return_goods
from fundapp.gifts.service.moves import begin, finish
from fundapp.gifts.service.paying import note_transferred
from fundapp.gifts.service.quotas import fill, give_back
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.help import service as help_service
from fundapp.kernel.certain import surely
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger.models import Reservation
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payment_queries
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder

WHY = "a list is handed out as a whole"
ABSENT = _("Vắng ngày trao, suất trả lại")


def start(session: Session, gift_list: GiftList, *, by: Actor, on: date, seen: int | None = None) -> GiftEvent:
    """Begin to hand out a decided list, from the first day of giving on; asks once more who has died, left or moved meanwhile."""
    transition = begin(session, gift_list, Act.START, by=by, seen=seen)
    first = gift_list.campaign.give_from_on
    if on < first:
        raise GiftRefused(_("Đợt này bắt đầu trao từ ngày %(day)s.", day=day_text(first)))
    _refuse_gone(session, gift_list, on)
    return finish(session, gift_list, transition, by=by, on=on)


def close(session: Session, gift_list: GiftList, *, by: Actor, on: date, seen: int | None = None) -> GiftEvent:
    """Close a handed-out list: every name is received or absent; the places and the unpaid money of the absent go back by themselves."""
    transition = begin(session, gift_list, Act.CLOSE, by=by, seen=seen)
    note_transferred(session, gift_list, by=by, on=on)
    marks = lists.outcomes(session, gift_list)
    if marks.get(""):
        raise GiftRefused(_("Còn %(count)s người chưa đánh dấu đã nhận, nhận thay hoặc vắng. Hãy đánh dấu đủ rồi kết thúc.", count=marks[""]))
    query = select(GiftRow.id, GiftRow.line_id, GiftRow.outcome).where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed")
    rows = session.execute(query.execution_options(all_units=WHY)).all()
    received = [f"{gift_list.subject}/{row.id}" for row in rows if row.outcome != "absent"]
    absent = [row for row in rows if row.outcome == "absent"]
    if absent:
        _return(session, gift_list, [(row.id, row.line_id) for row in absent], by=by, on=on)
    help_service.give_many(session, received, on=on, about=gift_list.subject, unit_id=gift_list.unit_id, by=by)
    return finish(session, gift_list, transition, by=by, on=on, details={"given": len(received), "returned": len(absent)}, closed_on=on)


def _return(session: Session, gift_list: GiftList, rows: list[tuple[int, int]], *, by: Actor, on: date) -> None:
    reason = str(ABSENT)
    session.execute(
        update(GiftRow).where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed", GiftRow.outcome == "absent")
        .values(state="returned", struck_reason=reason, struck_by_id=by.user_id, struck_on=on, person_claim=None, household_claim=None)
        .execution_options(all_units=WHY, synchronize_session=False)
    )
    session.expire_all()
    counts: dict[int, int] = {}
    for _row_id, line_id in rows:
        counts[line_id] = counts.get(line_id, 0) + 1
    unit = session.get_one(Unit, gift_list.unit_id)
    for line in gift_list.campaign.lines:
        if not counts.get(line.id):
            continue
        fill(session, line, unit=unit, places=-counts[line.id])
        above = session.scalar(
            select(GiftQuotaMove.for_unit_id).where(GiftQuotaMove.line_id == line.id, GiftQuotaMove.unit_id == unit.id, GiftQuotaMove.kind == "passed")
            .order_by(GiftQuotaMove.id.desc()).limit(1).execution_options(all_units=WHY)
        )
        if above is not None:
            give_back(session, line, unit=unit, above=session.get_one(Unit, above), places=counts[line.id], by=by, on=on, reason=reason)
    free_money(session, gift_list, counts, reason=reason, by=by, on=on)
    return_goods(session, gift_list, counts, by=by, on=on)
    subjects = [f"{gift_list.subject}/{row_id}" for row_id, _line_id in rows]
    help_service.withdraw_many(session, subjects, reason=reason, about=gift_list.subject, unit_id=gift_list.unit_id, by=by)


def _refuse_gone(session: Session, gift_list: GiftList, on: date) -> None:
    found = objections(session, gift_list, on)
    if found:
        told = "; ".join(f"{name}: {BECAUSE[why]}" for name, why in found[:5])
        raise GiftRefused(
            _("Có %(count)s người không còn được nhận: %(who)s. Hãy rút những người này khỏi danh sách rồi mới trao.", count=len(found), who=told)
        )


def order_advance(
    session: Session, gift_list: GiftList, *, payee_name: str, payee_address: str, reason: str, by: Actor, on: date
) -> PaymentOrder:
    """Order the money of a decided list as an advance to the unit that hands it out, out of every fund of its lines. It goes on its way by `payments`.

    Of a closed list it is what the unit gave out of its own pocket: the money of those who did not come is free by then.
    """
    if gift_list.state not in ("decided", "giving", "closed"):
        raise GiftRefused(_("Chỉ chi tiền cho danh sách đã quyết định."))
    if gift_list.state != "closed":
        _refuse_gone(session, gift_list, on)
    seal_id, decider_id = surely(gift_list.seal_id, "seal of a decided list"), surely(gift_list.decided_by_id, "decider of a decided list")
    query = select(Reservation).where(Reservation.subject == gift_list.subject, Reservation.state == "open").order_by(Reservation.id)
    held = list(session.scalars(query.execution_options(all_units=WHY)))
    ordered = payment_queries.ordered_amounts(session, [one.id for one in held])
    shares = [(one, left) for one in held if (left := one.open_amount - ordered.get(one.id, 0)) > 0]
    if not shares:
        raise GiftRefused(_("Không còn tiền nào của danh sách này chưa lập đề nghị chi."))
    barred = [one for one in (gift_list.made_by_id, gift_list.submitted_by_id, gift_list.reviewed_by_id) if one is not None]
    return payments.make_order(
        session, subject=gift_list.subject, title=f"{gift_list.code} · {gift_list.campaign.title}", shares=shares, payee_name=payee_name,
        payee_address=payee_address, reason=reason, attachments=1, seal_id=seal_id, decider_id=decider_id, barred_ids=barred, by=by, on=on,
    )
