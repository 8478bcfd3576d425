"""Acts of those above: review a list, strike names with a reason, decide it whole out of the funds of its lines, take somebody out afterwards."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.documents.seals import Cell, seal_cells
from fundapp.gifts import words
from fundapp.gifts.lifecycle import Act, State
from fundapp.gifts.models import GiftEvent, GiftList, GiftRow
from fundapp.gifts.queries import lists
from fundapp.gifts.queries.taken import BECAUSE, Candidate, counted, gone
from fundapp.gifts.service.moves import begin, finish
from fundapp.gifts.service.quotas import fill
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.gifts.sheet import digest_of
from fundapp.help import service as help_service
from fundapp.kernel.labels import _
from fundapp.ledger import service as ledger
from fundapp.ledger.models import Book, Reservation
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments

WHY = "a list is decided as a whole, over every unit it draws from"
STRIKE = {State.SUBMITTED: Act.TRIM, State.REVIEWED: Act.CUT}
WARNED = timedelta(days=7)


def strike(session: Session, gift_list: GiftList, *, row_ids: Sequence[int], reason: str, by: Actor, on: date, seen: int | None = None) -> int:
    """Strike names at the review or at the decision, marked with who and why; their places and persons are free again."""
    act = STRIKE.get(State(gift_list.state), Act.TRIM)
    transition = begin(session, gift_list, act, by=by, seen=seen, reason=reason)
    counts = _take_off(session, gift_list, row_ids, "struck", reason, by, on)
    finish(session, gift_list, transition, by=by, on=on, note=reason, details={"struck": sum(counts.values())})
    return sum(counts.values())


def send_back(session: Session, gift_list: GiftList, *, reason: str, by: Actor, on: date, seen: int | None = None) -> GiftEvent:
    """Send a list back to the unit that listed, with the reason."""
    act = Act.REJECT if gift_list.state == State.REVIEWED else Act.SEND_BACK
    transition = begin(session, gift_list, act, by=by, seen=seen, reason=reason)
    return finish(session, gift_list, transition, by=by, on=on, note=reason, submitted_by_id=None, reviewed_by_id=None)


def review(session: Session, gift_list: GiftList, *, note: str = "", by: Actor, on: date, seen: int | None = None) -> GiftEvent:
    """Put a list before whoever decides, once nothing speaks against a name of it any more."""
    transition = begin(session, gift_list, Act.REVIEW, by=by, seen=seen)
    _refuse_gone(session, gift_list, on)
    return finish(session, gift_list, transition, by=by, on=on, note=note, reviewed_by_id=by.user_id)


def decide(session: Session, gift_list: GiftList, *, note: str = "", by: Actor, on: date, seen: int | None = None) -> GiftEvent:
    """Decide a whole list: its money is reserved in every fund of its lines at once, it is locked, marked and sealed.

    Refuses when somebody of it has died, left or moved meanwhile, and when a fund lacks money for a line.
    """
    transition = begin(session, gift_list, Act.DECIDE, by=by, seen=seen)
    counts = counted(session, gift_list.id)
    if not counts:
        raise GiftRefused(_("Danh sách không còn ai. Hãy trả lại đơn vị lập."))
    _refuse_gone(session, gift_list, on)
    lines = {line.id: line for line in gift_list.campaign.lines}
    amount = sum(lines[line_id].unit_amount * number for line_id, number in counts.items())
    shares = [(session.get_one(Book, book_id), part) for book_id, part in sorted(lists.by_fund(lines, counts).items())]
    if shares:
        calendar = gift_list.campaign.calendar
        lapse_on = max(calendar.settle_until_on, on)
        ledger.reserve(
            session, shares=shares, subject=gift_list.subject, purpose=words.PROGRAMME, for_unit_id=gift_list.unit_id,
            due_on=min(max(calendar.give_from_on, on), lapse_on), lapse_on=lapse_on, warn_on=max(lapse_on - WARNED, on), by=by, on=on,
        )
    digest = digest_of(gift_list.code, lists.printed(session, gift_list))
    payload = {
        "list": gift_list.code, "digest": digest, "amount": amount, "names": sum(counts.values()), "document": gift_list.campaign.document,
        "lines": [[lines[line_id].code, lines[line_id].unit_amount, number] for line_id, number in sorted(counts.items())],
        "funds": [[book.code, part] for book, part in shares],
    }
    cells = [Cell("gift_list", gift_list.id, "code", _("Mã danh sách"))]
    seal = seal_cells(
        session, subject=gift_list.subject, cells=cells, payload=payload, unit_id=gift_list.decider_unit_id, for_unit_id=gift_list.unit_id, by=by, on=on
    )
    event = finish(
        session, gift_list, transition, by=by, on=on, note=note, details={"amount": amount, "names": sum(counts.values()), "seal": seal.id},
        decided_by_id=by.user_id, decided_on=on, decided_amount=amount, digest=digest, seal_id=seal.id,
    )
    _note_help(session, gift_list, by=by, on=on)
    return event


def drop(session: Session, gift_list: GiftList, *, row_ids: Sequence[int], reason: str, by: Actor, on: date, seen: int | None = None) -> int:
    """Take names out of a decided list that nobody has marked: their money is free, their help is withdrawn, the sheet still shows them."""
    transition = begin(session, gift_list, Act.DROP, by=by, seen=seen, reason=reason)
    marked = session.scalar(
        select(func.count()).where(GiftRow.list_id == gift_list.id, GiftRow.id.in_(list(row_ids)), GiftRow.outcome.in_(("received", "proxy")))
        .execution_options(all_units=WHY)
    )
    if marked:
        raise GiftRefused(_("Người đã nhận quà không rút khỏi danh sách được. Nếu đánh dấu nhầm, hãy sửa dấu nhận trước."))
    counts = _take_off(session, gift_list, row_ids, "withdrawn", reason, by, on)
    free_money(session, gift_list, counts, reason=reason, by=by, on=on)
    subjects = [f"{gift_list.subject}/{row_id}" for row_id in row_ids]
    help_service.withdraw_many(session, subjects, reason=reason, about=gift_list.subject, unit_id=gift_list.unit_id, by=by)
    finish(session, gift_list, transition, by=by, on=on, note=reason, details={"dropped": sum(counts.values())})
    return sum(counts.values())


def free_money(session: Session, gift_list: GiftList, counts: dict[int, int], *, reason: str, by: Actor, on: date) -> None:
    """Give back to the funds what so many places of each line had promised, as far as it is neither paid out nor ordered."""
    cost = Counter(lists.by_fund({line.id: line for line in gift_list.campaign.lines}, counts))
    query = select(Reservation).where(Reservation.subject == gift_list.subject, Reservation.state == "open").order_by(Reservation.id)
    held = list(session.scalars(query.execution_options(all_units=WHY)))
    ordered = payments.ordered_amounts(session, [one.id for one in held])
    for reservation in held:
        part = min(cost[reservation.book_id], reservation.open_amount - ordered.get(reservation.id, 0))
        if part > 0:
            ledger.release(session, reservation, reason=reason, by=by, on=on, amount=part)


def objections(session: Session, gift_list: GiftList, on: date) -> list[tuple[str, str]]:
    """Who of a list may not be given anything any more, and the key of why: asked at review, at decision and again at the hand-out."""
    query = select(GiftRow).where(GiftRow.list_id == gift_list.id, GiftRow.state == "listed").order_by(GiftRow.position)
    people = [
        Candidate(row.full_name, row.person_key, identity=row.cccd_index, person_id=row.person_id)
        for row in session.scalars(query.execution_options(all_units=WHY))
    ]
    found = gone(session, people, session.get_one(Unit, gift_list.unit_id).path, on)
    return [(one.full_name, found[one.person_key]) for one in people if one.person_key in found]


def _refuse_gone(session: Session, gift_list: GiftList, on: date) -> None:
    found = objections(session, gift_list, on)
    if found:
        told = "; ".join(f"{name}: {BECAUSE[why]}" for name, why in found[:5])
        raise GiftRefused(
            _("Có %(count)s người không còn được nhận: %(who)s. Hãy gạch những người này với lý do, hoặc trả lại danh sách.", count=len(found), who=told)
        )


def _take_off(session: Session, gift_list: GiftList, row_ids: Sequence[int], state: str, reason: str, by: Actor, on: date) -> dict[int, int]:
    mine = (GiftRow.list_id == gift_list.id, GiftRow.id.in_(list(row_ids)), GiftRow.state == "listed")
    counts = dict(session.execute(
        select(GiftRow.line_id, func.count()).where(*mine).group_by(GiftRow.line_id).execution_options(all_units=WHY)
    ).all())
    if not counts:
        raise GiftRefused(_("Hãy chọn ít nhất một người còn tên trong danh sách."), "rows")
    session.execute(
        update(GiftRow).where(*mine)
        .values(state=state, struck_reason=reason.strip(), struck_by_id=by.user_id, struck_on=on, person_claim=None, household_claim=None)
        .execution_options(all_units=WHY, synchronize_session=False)
    )
    session.expire_all()
    unit = session.get_one(Unit, gift_list.unit_id)
    for line in gift_list.campaign.lines:
        if counts.get(line.id):
            fill(session, line, unit=unit, places=-counts[line.id])
    return counts


def _note_help(session: Session, gift_list: GiftList, *, by: Actor, on: date) -> None:
    query = select(GiftRow.id, GiftRow.household_key, GiftRow.person_key, GiftRow.amount, GiftRow.gift_class).where(
        GiftRow.list_id == gift_list.id, GiftRow.state == "listed"
    )
    granted = [
        help_service.Granted(f"{gift_list.subject}/{row.id}", row.household_key or row.person_key, row.person_key, row.gift_class, row.amount)
        for row in session.execute(query.execution_options(all_units=WHY))
    ]
    help_service.record_many(
        session, granted, programme="gifts", on=on, unit_id=gift_list.unit_id, about=gift_list.subject, by=by
    )
