"""Confirm what was shown, drop it, undo it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank import open_items
from fundapp.bank.models import Settlement, SettlementPart
from fundapp.bank.settlement_kinds import SettlementState, digest, is_frozen, may_move
from fundapp.bank.settling.refusals import SettlingRefused, lock_account, note
from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger.models import CashBox

Place = tuple[str, int]
CONFIRM_JOB = "bank.confirm"
# So many sure proposals are confirmed at one asking; the next ones at the next.
MOST_TOGETHER, AT_ONCE = 5_000, 500


def marks(session: Session, found: Sequence[Settlement]) -> dict[int, str]:
    """Give the mark of each proposal as it stands now: its parts, and what is open of their lines. What is shown carries it, what is confirmed is asked for it."""
    return _marks(session, [(one.id, part.box_id, *_place(part), part.amount) for one in found for part in one.parts])


def _marks(session: Session, parts: Sequence[tuple[int, int, str, int, int]]) -> dict[int, str]:
    """Marks out of bare parts: proposal, account, side and line, amount; each proposal's in the order of their ids."""
    left = _left(session, [(box_id, (side, number)) for _one, box_id, side, number, _amount in parts])
    told: dict[int, list[tuple[str, int, int, int]]] = {}
    for one, _box_id, side, number, amount in parts:
        told.setdefault(one, []).append((side, number, amount, left.get((side, number), 0)))
    return {one: digest(rows) for one, rows in told.items()}


def confirm(session: Session, box: CashBox, chosen: Mapping[int, str], *, by: Actor) -> int:
    """Confirm proposals exactly as they were shown, all or none: each mark must still be the mark of now."""
    lock_account(session, box)
    if not chosen:
        raise SettlingRefused(_("Hãy chọn ít nhất một đề xuất để xác nhận."))
    found = list(
        session.scalars(
            select(Settlement).where(Settlement.id.in_(chosen), Settlement.box_id == box.id).order_by(Settlement.id).execution_options(populate_existing=True)
        )
    )
    now = marks(session, found)
    changed = [one for one in chosen if now.get(one) != chosen[one]]
    if changed or any(not may_move(one.state, SettlementState.CONFIRMED) for one in found):
        raise SettlingRefused(
            _("Không xác nhận gì cả: %(n)s đề xuất đã khác với lúc hiển thị. Hãy xem lại danh sách mới rồi xác nhận.", n=max(len(changed), 1))
        )
    _fits(session, found)
    at = clock.now()
    for one in found:
        one.state, one.confirmed_by_id, one.confirmed_at = SettlementState.CONFIRMED.value, by.user_id, at
    session.flush()
    note(session, box, "settlement.confirm", by, count=len(found), amount=sum(abs(part.amount) for one in found for part in one.parts if part.line_id))
    return len(found)


def sure_marks(session: Session, box: CashBox) -> dict[int, str]:
    """The marks of the sure proposals of an account, at most so many as are confirmed together."""
    ids = open_items.settlement_ids(session, box.id, SettlementState.PROPOSED.value, first=MOST_TOGETHER)
    parts = [row for at in range(0, len(ids), AT_ONCE) for row in _parts_of(session, ids[at : at + AT_ONCE])]
    found = _marks(session, parts)
    return {number: found[number] for number in ids}


def _parts_of(session: Session, ids: Sequence[int]) -> list[tuple[int, int, str, int, int]]:
    columns = (SettlementPart.settlement_id, SettlementPart.box_id, SettlementPart.line_id, SettlementPart.ledger_line_id, SettlementPart.amount)
    query = select(*columns).where(SettlementPart.settlement_id.in_(ids)).order_by(SettlementPart.settlement_id, SettlementPart.id)
    return [
        (row.settlement_id, row.box_id, "books" if row.line_id is None else "bank", row.line_id or row.ledger_line_id, row.amount) for row in session.execute(query)
    ]


def mark_of_all(found: Mapping[int, str]) -> str:
    """One mark over many proposals, as a page bears it."""
    return digest((mark, number, 0, 0) for number, mark in found.items())


def ask_all(session: Session, box: CashBox, *, shown: str, by: Actor) -> Job:
    """Have all sure proposals confirmed in the background, some in each transaction; refused when they are not those that were shown (`shown`)."""
    lock_account(session, box)
    now = sure_marks(session, box)
    if not now or mark_of_all(now) != shown:
        raise SettlingRefused(_("Không xác nhận gì cả: các đề xuất chắc chắn đã khác với lúc hiển thị. Hãy xem lại danh sách mới rồi xác nhận."))
    note(session, box, "settlement.confirm_all", by, count=len(now))
    return jobs.enqueue(session, kind=CONFIRM_JOB, payload={"account_id": box.id, "marks": list(now.items())}, by=by, unit_id=box.unit_id)


def confirming_job(session: Session, box: CashBox) -> Job | None:
    """The newest work that confirms an account's sure proposals, asked for today or still under way."""
    query = select(Job).where(Job.kind == CONFIRM_JOB, Job.unit_id == box.unit_id).order_by(Job.id.desc()).limit(10)
    found = next((one for one in session.scalars(query) if one.payload["account_id"] == box.id), None)
    return found if found is not None and (found.state in ("waiting", "running") or found.asked_at > clock.now() - timedelta(hours=12)) else None


def drop(session: Session, box: CashBox, ids: Iterable[int], *, by: Actor) -> int:
    """Throw proposals away; their lines are open as before."""
    lock_account(session, box)
    wanted = list(ids)
    query = select(Settlement).where(Settlement.id.in_(wanted), Settlement.box_id == box.id, Settlement.state == SettlementState.PROPOSED.value)
    found = list(session.scalars(query.execution_options(populate_existing=True)))
    if not found or len(found) != len(set(wanted)):
        raise SettlingRefused(_("Có đề xuất không còn chờ xác nhận. Hãy mở lại trang để xem tình trạng mới."))
    for one in found:
        one.state, one.ended_by_id, one.ended_at = SettlementState.DROPPED.value, by.user_id, clock.now()
    session.flush()
    note(session, box, "settlement.drop", by, count=len(found))
    return len(found)


def undo(session: Session, one: Settlement, *, reason: str, by: Actor) -> Settlement:
    """Take a confirmed settlement back, with a reason; not once two people have signed a statement over its days."""
    box = session.get_one(CashBox, one.box_id)
    lock_account(session, box)
    session.refresh(one)
    if not may_move(one.state, SettlementState.UNDONE):
        raise SettlingRefused(_("Khoản khớp này không còn hiệu lực nên không gỡ được nữa."))
    reason = " ".join(reason.split())
    if not reason:
        raise SettlingRefused(_("Hãy ghi lý do gỡ."), "reason")
    for box_id in {part.box_id for part in one.parts}:
        signed = signed_until(session, box_id)
        if is_frozen(one.last_on, signed):
            raise SettlingRefused(_("Tài khoản đã đối chiếu và ký đến hết ngày %(day)s nên không gỡ được.", day=day_text(signed or one.last_on)))
    one.state, one.ended_by_id, one.ended_at, one.end_reason = SettlementState.UNDONE.value, by.user_id, clock.now(), reason
    session.flush()
    note(session, box, "settlement.undo", by, reason=reason)
    return one


def signed_until(session: Session, box_id: int) -> date | None:
    """The last day of the account's signed reconciliation statements."""
    return open_items.reconciled_until(session, [box_id]).get(box_id)


def _place(part: SettlementPart) -> Place:
    return ("bank", part.line_id) if part.line_id is not None else ("books", part.ledger_line_id or 0)


def _left(session: Session, touched: Iterable[tuple[int, Place]]) -> dict[Place, int]:
    """What is open of every line that is touched."""
    places: dict[int, set[Place]] = defaultdict(set)
    for box_id, place in touched:
        places[box_id].add(place)
    left: dict[Place, int] = {}
    for box_id, ours in places.items():
        lines, items = ([number for side, number in ours if side == wanted] for wanted in ("bank", "books"))
        # Of many, all that is open is read: a long list of ids costs more than the rows.
        bank = open_items.left_of_lines(session, box_id, None if len(lines) > AT_ONCE else lines)
        books = open_items.left_of_items(session, box_id, None if len(items) > AT_ONCE else items)
        left |= {("bank", number): amount for number, amount in bank.items()} | {("books", number): amount for number, amount in books.items()}
    return left


def _fits(session: Session, found: Sequence[Settlement]) -> None:
    """Refuse proposals that together take more of a line than is open."""
    left, wanted = _left(session, [(part.box_id, _place(part)) for one in found for part in one.parts]), Counter[Place]()
    for one in found:
        for part in one.parts:
            wanted[_place(part)] += abs(part.amount)
    if any(amount > abs(left.get(place, 0)) for place, amount in wanted.items()):
        raise SettlingRefused(_("Không xác nhận gì cả: có dòng nằm trong hai đề xuất cùng được chọn. Hãy bỏ bớt một đề xuất."))
