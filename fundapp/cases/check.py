"""What must hold of every request, whoever wrote the rows: recomputed from events, decisions, seals and the ledger."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fundapp.cases.lifecycle import DECIDING, REGISTERING, SURVEYING, TRANSITIONS, Act
from fundapp.cases.models import Case, CaseEvent, Decision, DecisionShare
from fundapp.documents.models import Seal, StoredFile
from fundapp.documents.seals import are_intact
from fundapp.help.models import HelpGiven
from fundapp.kernel.checks import Fault, Invariant, everywhere, lists, stream
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger.kinds import MoveKind
from fundapp.ledger.models import Reservation, ReservationMove

KEYS = {transition.key for transition in TRANSITIONS}


def invariants(session: Session) -> list[Invariant]:
    """Check every request."""
    return [*_told(session), _decisions(session), _commitments(session), _seals(session), _papers(session), _help(session)]


def _told(session: Session) -> list[Invariant]:
    """What the events of each request say of it, request by request."""
    wrong: dict[str, list[str]] = {code: [] for code, _name, _problem in EACH}
    rows = 0
    for case, events in _with_events(session):
        rows += 1
        for code, _name, problem in EACH:
            if words := problem(case, events):
                wrong[code].append(_of(case, words))
    return [Invariant(code, name, rows, wrong[code]) for code, name, _problem in EACH]


def _with_events(session: Session) -> Iterator[tuple[Any, list[Any]]]:
    """Every request with its events in their order; one without any comes with none."""
    query = (
        select(
            Case.id, Case.code, Case.unit_id, Case.version.label("stands_at"), Case.state, Case.holder_unit_id, Case.opened_by_id, Case.submitted_by_id,
            Case.visited_by_id, Case.proposed_by_id, Case.decided_by_id, Case.ratified_by_id, CaseEvent.version, CaseEvent.act, CaseEvent.from_state, CaseEvent.to_state,
            CaseEvent.actor_id, CaseEvent.holder_unit_id.label("next_holder_id"),
        )
        .outerjoin(CaseEvent, CaseEvent.case_id == Case.id).order_by(Case.id, CaseEvent.version)
    )
    for _case_id, group in groupby(stream(session, query), key=lambda row: row.id):
        rows = list(group)
        yield rows[0], [row for row in rows if row.version is not None]


def _of(case: Any, words: Text) -> Fault:
    return Fault(f"{case.code}: {words}", case.unit_id, case.holder_unit_id)


def _versions(case: Any, events: list[Any]) -> Text | None:
    if not events or [event.version for event in events] != list(range(1, case.stands_at + 1)):
        return _("lịch sử có %(events)s bước nhưng hồ sơ ở lần sửa thứ %(version)s", events=len(events), version=case.stands_at)
    return None


def _history(case: Any, events: list[Any]) -> Text | None:
    last = events[-1] if events else None
    if last is None or last.to_state != case.state or last.next_holder_id != case.holder_unit_id:
        return _("bước cuối của lịch sử không khớp tình trạng hồ sơ")
    acted = {
        "opened_by_id": {"open"}, "submitted_by_id": {"submit"}, "visited_by_id": {"visit"}, "proposed_by_id": {"propose"},
        "decided_by_id": {"approve", "urgent", "refuse"}, "ratified_by_id": {"ratify"},
    }
    for column, acts in acted.items():
        latest = next((event.actor_id for event in reversed(events) if event.act in acts), None)
        if getattr(case, column) != latest:
            return _("người ghi trong hồ sơ không phải người đã làm bước đó")
    return None


def _order(case: Any, events: list[Any]) -> Text | None:
    state = ""
    for event in events:
        first = event.version == 1 and event.act == Act.OPEN.value and event.to_state == "draft"
        if event.from_state != state or not (first or f"{event.act}:{event.from_state}>{event.to_state}" in KEYS):
            return _("có bước ngoài quy định ở lần sửa thứ %(version)s", version=event.version)
        state = event.to_state
    return None


def _duties(case: Any, events: list[Any]) -> Text | None:
    groups = [{event.actor_id for event in events if Act(event.act) in group} for group in (REGISTERING, SURVEYING, DECIDING)]
    if groups[0] & groups[1] or groups[0] & groups[2] or groups[1] & groups[2]:
        return _("một người đứng ở hai khâu")
    return None


EACH: tuple[tuple[str, Text, Callable[[Any, list[Any]], Text | None]], ...] = (
    ("W5", _("Mỗi thay đổi tăng lần sửa của hồ sơ đúng một, không lần nào mất hay đè lên lần khác"), _versions),
    ("W6a", _("Mỗi thay đổi của hồ sơ có đúng một bước trong lịch sử, do người làm ghi"), _history),
    ("W1", _("Hồ sơ chỉ đi theo các bước đã quy định"), _order),
    ("W3a", _("Người đăng ký, người thẩm tra và người quyết định là những người khác nhau"), _duties),
)


def _decisions(session: Session) -> Invariant:
    sums: dict[int, int] = defaultdict(int)
    for share in stream(session, select(DecisionShare.decision_id, DecisionShare.amount)):
        sums[share.decision_id] += share.amount
    query = (
        select(
            Case.code, Case.unit_id, Case.holder_unit_id, Case.state, Case.decided_amount, Case.proposed_amount, Decision.id.label("decision_id"),
            Decision.amount,
        )
        .outerjoin(Decision, Decision.case_id == Case.id).order_by(Case.id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += row.decision_id is not None
        if words := _decided(row, sums[row.decision_id] if row.decision_id else 0):
            wrong.append(_of(row, words))
    return Invariant("W4a", _("Mỗi quyết định bằng tổng các quỹ và không quá mức đề xuất"), rows, wrong)


def _decided(row: Any, shared: int) -> Text | None:
    if row.decision_id is None:
        return _("đã quyết định nhưng không có quyết định nào") if row.state in ("approved", "refused", "closed") else None
    if shared != row.amount or (row.decided_amount or 0) != row.amount:
        return _("duyệt %(amount)s nhưng các quỹ cộng lại %(sum)s", amount=dong(row.amount), sum=dong(shared))
    return _("duyệt quá mức đề xuất") if row.amount > (row.proposed_amount or 0) else None


def _commitments(session: Session) -> Invariant:
    held: dict[str, list[Any]] = defaultdict(list)
    columns = (Reservation.subject, Reservation.unit_id, Reservation.amount, Reservation.consumed_amount, Reservation.released_amount)
    for one in stream(session, select(*columns).where(Reservation.subject.startswith("cases/"))):
        held[one.subject].append(one)
    looked = sum(map(len, held.values()))
    restored = {
        row.subject: row.at
        for row in stream(
            session,
            select(Reservation.subject, func.max(ReservationMove.at).label("at")).join(ReservationMove, ReservationMove.reservation_id == Reservation.id)
            .where(ReservationMove.kind == MoveKind.RESTORED.value).group_by(Reservation.subject),
        )
    }
    wrong: list[str] = []
    closed = select(CaseEvent.case_id, func.max(CaseEvent.at).label("at")).where(CaseEvent.act == Act.CLOSE.value).group_by(CaseEvent.case_id).subquery()
    about = select(Case.id, Case.code, Case.unit_id, Case.holder_unit_id, Case.state, Case.decided_amount, closed.c.at.label("closed_at"))
    for case in stream(session, about.outerjoin(closed, closed.c.case_id == Case.id).order_by(Case.id)):
        if words := _committed(case, held.pop(f"cases/{case.id}", []), restored.get(f"cases/{case.id}")):
            wrong.append(_of(case, words))
    wrong += [Fault(_("%(subject)s: giữ tiền cho hồ sơ không có", subject=subject), *(row.unit_id for row in rows)) for subject, rows in held.items()]
    return Invariant("W2a", _("Tiền chỉ được giữ và chi cho hồ sơ đã duyệt, đúng số được duyệt"), looked, wrong)


def _committed(case: Any, rows: Sequence[Any], restored_at: datetime | None) -> Text | None:
    if sum(one.amount for one in rows) != (case.decided_amount or 0):
        return _("cam kết chi không bằng số tiền được duyệt")
    if case.state == "closed" and any(one.amount != one.consumed_amount + one.released_amount for one in rows):
        # Money comes back to a closed request only by the reversal of a payment, after it was closed.
        return _("đã kết thúc mà còn giữ tiền") if restored_at is None or restored_at < case.closed_at else None
    return None


def _papers(session: Session) -> Invariant:
    query = (
        select(Case.code, Case.unit_id, Case.holder_unit_id, StoredFile.origin)
        .join(Decision, Decision.case_id == Case.id).outerjoin(StoredFile, StoredFile.id == Decision.file_id).order_by(Case.id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if row.origin != "printed":
            wrong.append(_of(row, _("không có văn bản đã in của quyết định hay thông báo")))
    return Invariant("P8", _("Mỗi quyết định, mỗi thông báo không hỗ trợ có văn bản đã in được lưu"), rows, wrong)


def _help(session: Session) -> Invariant:
    kept = func.sum(Reservation.amount - Reservation.released_amount).label("kept")
    paid = (
        select(Reservation.subject, func.sum(Reservation.consumed_amount).label("paid"), kept).where(Reservation.subject.startswith("cases/"))
        .group_by(Reservation.subject)
    )
    sums = {row.subject: (int(row.paid), int(row.kept)) for row in stream(session, paid)}
    columns = (HelpGiven.subject, HelpGiven.programme, HelpGiven.amount, HelpGiven.given_amount, HelpGiven.status)
    told = {row.subject: row for row in stream(session, select(*columns).where(HelpGiven.subject.startswith("cases/")))}
    query = select(Case.id, Case.code, Case.unit_id, Case.holder_unit_id, Case.state, Case.programme, Case.decided_amount)
    wrong: list[str] = []
    rows = 0
    for case in stream(session, query.where(Case.state.in_(("approved", "closed"))).order_by(Case.id)):
        rows += 1
        if words := _helped(case, told.get(f"cases/{case.id}"), *sums.get(f"cases/{case.id}", (0, 0))):
            wrong.append(_of(case, words))
    return Invariant("H1", _("Sổ hỗ trợ ghi mỗi khoản được duyệt, và đủ số đã chi của nó"), rows, wrong)


def _helped(case: Any, told: Any, paid: int, kept: int) -> Text | None:
    """`kept` is what is paid or still promised of what was granted."""
    if told is None or told.programme != case.programme or told.amount != case.decided_amount:
        return _("khoản được duyệt không có trong sổ hỗ trợ, hoặc ghi số khác")
    if paid and (told.status != "given" or told.given_amount < paid):
        return _("đã chi %(paid)s đồng nhưng sổ hỗ trợ ghi %(told)s đồng", paid=dong(paid), told=dong(told.given_amount))
    return _("sổ hỗ trợ coi là đã thu hồi khi tiền còn được giữ hoặc đã chi") if told.status == "withdrawn" and kept else None


def _seals(session: Session) -> Invariant:
    wrong: list[str] = []
    looked = 0
    for part in lists(session, select(Decision).where(Decision.outcome == "approved").order_by(Decision.id)):
        looked += len(part)
        about = select(Case.id, Case.code, Case.unit_id, Case.holder_unit_id).where(Case.id.in_([decision.case_id for decision in part]))
        cases = {row.id: row for row in session.execute(everywhere(about))}
        seals = {seal.id: seal for seal in session.scalars(everywhere(select(Seal).where(Seal.id.in_([decision.seal_id for decision in part]))))}
        intact = are_intact(session, list(seals.values()))
        for decision in part:
            seal = seals.get(decision.seal_id or 0)
            if seal is None or seal.subject != f"cases/{decision.case_id}" or not intact[seal.id]:
                wrong.append(_of(cases[decision.case_id], _("bản niêm phong của quyết định không còn nguyên vẹn")))
            elif seal.payload.get("amount") != decision.amount:
                wrong.append(_of(cases[decision.case_id], _("số tiền niêm phong khác quyết định")))
    return Invariant("P7", _("Mỗi quyết định hỗ trợ có niêm phong còn nguyên vẹn"), looked, wrong)
