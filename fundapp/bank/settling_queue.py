"""What waits for whom about reconciling: proposals, statements to sign, and money that left the bank and stands in no book."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.bank import open_items
from fundapp.bank.models import Reconciliation, Settlement
from fundapp.bank.settlement_kinds import ReconciliationState, SettlementState
from fundapp.bank.settling.arriving import arrivals, filed_by
from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import ExpectedState
from fundapp.ledger.models import CashBox, Expected
from fundapp.web.waiting import Waiting

# A debit that no book explains after so many days is told to the chair and to the inspection committee.
WINDOW = timedelta(days=3)


def waiting_on(session: Session, actor: Actor, on: date) -> list[Waiting]:
    """What waits for this actor about bank accounts, oldest first."""
    boxes = {box.id: box for box in open_items.accounts(session)} if actor.can("bank:read") else {}
    found = _proposals(session, actor, boxes) + _arrived(session, actor, boxes) + _to_sign(session, actor, boxes) + _alarms(session, actor, boxes, on)
    return sorted(found, key=lambda one: one.since)


def alarming(rows: list[open_items.BankRow], on: date, sure: set[int]) -> tuple[list[open_items.BankRow], list[open_items.BankRow]]:
    """Debits of the bank that have been open longer than the window: those that nothing explains, and those that only wait in a sure proposal."""
    late = [row for row in rows if row.amount < 0 and row.on + WINDOW < on]
    return [row for row in late if row.id not in sure], [row for row in late if row.id in sure]


def _proposals(session: Session, actor: Actor, boxes: dict[int, CashBox]) -> list[Waiting]:
    mine = [box for box in boxes.values() if actor.can("bank:reconcile", box)]
    query = select(Settlement.box_id, func.count().label("n"), func.min(Settlement.proposed_at).label("since")).where(
        Settlement.box_id.in_([box.id for box in mine]), Settlement.state == SettlementState.PROPOSED.value
    )
    return [
        Waiting(_("Xác nhận khoản khớp với sao kê"), boxes[row.box_id].name, _("%(n)s đề xuất", n=dong(row.n)), f"bank_accounts/{row.box_id}", row.since)
        for row in session.execute(query.group_by(Settlement.box_id))
    ]


def _arrived(session: Session, actor: Actor, boxes: dict[int, CashBox]) -> list[Waiting]:
    """Money that came in by the code of something expected, for whoever has not put its statement on file."""
    found = []
    units = set(session.scalars(select(Expected.unit_id).where(Expected.state == ExpectedState.OPEN.value).distinct()))
    for box in boxes.values():
        came = arrivals(session, box) if box.unit_id in units and actor.can("bank:reconcile", box) else []
        filers = filed_by(session, [one.line.id for one in came])
        ours = [one for one in came if filers[one.line.id] != actor.user_id]
        if ours:
            said = _("%(n)s khoản, cộng %(amount)s đồng", n=dong(len(ours)), amount=dong(sum(one.line.amount for one in ours)))
            since = datetime.combine(min(one.line.on for one in ours), time(17), tzinfo=VIETNAM)
            found.append(Waiting(_("Xác nhận tiền vào của khoản chờ thu"), box.name, said, f"bank_accounts/{box.id}", since))
    return found


def _to_sign(session: Session, actor: Actor, boxes: dict[int, CashBox]) -> list[Waiting]:
    query = select(Reconciliation).where(Reconciliation.box_id.in_(list(boxes)), Reconciliation.state == ReconciliationState.PREPARED.value)
    return [
        Waiting(
            _("Ký bảng đối chiếu ngân hàng"), boxes[one.box_id].name, _("Bảng số %(label)s", label=one.label), f"reconciliations/{one.id}", one.prepared_at
        )
        for one in session.scalars(query) if actor.can("bank:sign", one) and one.prepared_by_id != actor.user_id
    ]


def _alarms(session: Session, actor: Actor, boxes: dict[int, CashBox], on: date) -> list[Waiting]:
    found = []
    for box in boxes.values():
        if actor.can("bank_alarm:read", box):
            late = open_items.bank_rows(session, box.id, out_before=on - WINDOW)
            rows, _told = alarming(late, on, open_items.sure_lines(session, [box.id]) if late else set())
            if rows:
                said = _("%(n)s khoản tiền ra %(amount)s đồng chưa khớp khoản chi nào trong sổ", n=len(rows), amount=dong(-sum(row.amount for row in rows)))
                since = datetime.combine(rows[0].on, time(17), tzinfo=VIETNAM)
                found.append(Waiting(_("Xem tiền ra không rõ lý do"), box.name, said, f"bank_accounts/{box.id}", since))
    return found
