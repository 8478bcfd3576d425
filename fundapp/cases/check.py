"""What must hold of every request, whoever wrote the rows: recomputed from events, decisions, seals and the ledger."""

from collections import defaultdict
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.cases.lifecycle import DECIDING, REGISTERING, SURVEYING, TRANSITIONS, Act
from fundapp.cases.models import Case, CaseEvent, Decision, DecisionShare
from fundapp.documents.models import Seal
from fundapp.documents.seals import is_intact
from fundapp.kernel.checks import Invariant
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Reservation

WHY = "invariants are checked over all units"
KEYS = {transition.key for transition in TRANSITIONS}
Events = dict[int, list[CaseEvent]]


def invariants(session: Session) -> list[Invariant]:
    """Check every request."""
    cases = list(session.scalars(select(Case).order_by(Case.id).execution_options(all_units=WHY)))
    events: Events = defaultdict(list)
    for event in session.scalars(select(CaseEvent).order_by(CaseEvent.case_id, CaseEvent.version).execution_options(all_units=WHY)):
        events[event.case_id].append(event)
    return [
        _each("W6", _("Mỗi thay đổi của hồ sơ có đúng một bước trong lịch sử, do người làm ghi"), cases, lambda case: _history(case, events[case.id])),
        _each("W1", _("Hồ sơ chỉ đi theo các bước đã quy định"), cases, lambda case: _order(case, events[case.id])),
        _each("W3", _("Người đăng ký, người thẩm tra và người quyết định là những người khác nhau"), cases, lambda case: _duties(case, events[case.id])),
        _decisions(session, {case.id: case for case in cases}),
        _commitments(session, cases),
        _seals(session, {case.id: case for case in cases}),
    ]


def _each(code: str, name: str, cases: list[Case], wrong: Callable[[Case], str | None]) -> Invariant:
    found = [f"{case.code}: {problem}" for case in cases if (problem := wrong(case))]
    return Invariant(code, name, len(cases), found)


def _history(case: Case, events: list[CaseEvent]) -> str | None:
    if [event.version for event in events] != list(range(1, case.version + 1)):
        return _("lịch sử có %(events)s bước nhưng hồ sơ ở lần sửa thứ %(version)s", events=len(events), version=case.version)
    last = events[-1]
    if last.to_state != case.state or last.holder_unit_id != case.holder_unit_id:
        return _("bước cuối của lịch sử không khớp tình trạng hồ sơ")
    acted = {
        "opened_by_id": {"open"}, "submitted_by_id": {"submit"}, "visited_by_id": {"visit"}, "proposed_by_id": {"propose"},
        "decided_by_id": {"approve", "refuse"},
    }
    for column, acts in acted.items():
        latest = next((event.actor_id for event in reversed(events) if event.act in acts), None)
        if getattr(case, column) != latest:
            return _("người ghi trong hồ sơ không phải người đã làm bước đó")
    return None


def _order(case: Case, events: list[CaseEvent]) -> str | None:
    state = ""
    for event in events:
        first = event.version == 1 and event.act == Act.OPEN.value and event.to_state == "draft"
        if event.from_state != state or not (first or f"{event.act}:{event.from_state}>{event.to_state}" in KEYS):
            return _("có bước ngoài quy định ở lần sửa thứ %(version)s", version=event.version)
        state = event.to_state
    return None


def _duties(case: Case, events: list[CaseEvent]) -> str | None:
    groups = [{event.actor_id for event in events if Act(event.act) in group} for group in (REGISTERING, SURVEYING, DECIDING)]
    if groups[0] & groups[1] or groups[0] & groups[2] or groups[1] & groups[2]:
        return _("một người đứng ở hai khâu")
    return None


def _decisions(session: Session, cases: dict[int, Case]) -> Invariant:
    sums: dict[int, int] = defaultdict(int)
    for share in session.scalars(select(DecisionShare).execution_options(all_units=WHY)):
        sums[share.decision_id] += share.amount
    decisions = list(session.scalars(select(Decision).execution_options(all_units=WHY)))
    decided = {decision.case_id: decision for decision in decisions}
    wrong = []
    for decision in decisions:
        case = cases[decision.case_id]
        if sums[decision.id] != decision.amount or (case.decided_amount or 0) != decision.amount:
            wrong.append(
                _("%(code)s: duyệt %(amount)s nhưng các quỹ cộng lại %(sum)s", code=case.code, amount=dong(decision.amount), sum=dong(sums[decision.id]))
            )
        elif decision.amount > (case.proposed_amount or 0):
            wrong.append(_("%(code)s: duyệt quá mức đề xuất", code=case.code))
    for case in cases.values():
        if case.state in ("approved", "refused", "closed") and case.id not in decided:
            wrong.append(_("%(code)s: đã quyết định nhưng không có quyết định nào", code=case.code))
    return Invariant("W4", _("Mỗi quyết định bằng tổng các quỹ và không quá mức đề xuất"), len(decisions), [str(one) for one in wrong])


def _commitments(session: Session, cases: list[Case]) -> Invariant:
    held: dict[str, list[Reservation]] = defaultdict(list)
    for one in session.scalars(select(Reservation).where(Reservation.subject.startswith("cases/")).execution_options(all_units=WHY)):
        held[one.subject].append(one)
    wrong, looked = [], 0
    for case in cases:
        rows = held.pop(case.subject, [])
        looked += len(rows)
        if sum(one.amount for one in rows) != (case.decided_amount or 0):
            wrong.append(_("%(code)s: cam kết chi không bằng số tiền được duyệt", code=case.code))
        elif case.state == "closed" and any(one.amount != one.consumed_amount + one.released_amount for one in rows):
            wrong.append(_("%(code)s: đã kết thúc mà còn giữ tiền", code=case.code))
    wrong += [_("%(subject)s: giữ tiền cho hồ sơ không có", subject=subject) for subject in held]
    return Invariant("W2", _("Tiền chỉ được giữ và chi cho hồ sơ đã duyệt, đúng số được duyệt"), looked, [str(one) for one in wrong])


def _seals(session: Session, cases: dict[int, Case]) -> Invariant:
    wrong, looked = [], 0
    rows = session.execute(
        select(Decision, Seal).outerjoin(Seal, Seal.id == Decision.seal_id).where(Decision.outcome == "approved").execution_options(all_units=WHY)
    )
    for decision, seal in rows:
        looked += 1
        if seal is None or seal.subject != f"cases/{decision.case_id}" or not is_intact(session, seal):
            wrong.append(_("%(code)s: bản niêm phong của quyết định không còn nguyên vẹn", code=cases[decision.case_id].code))
        elif seal.payload.get("amount") != decision.amount:
            wrong.append(_("%(code)s: số tiền niêm phong khác quyết định", code=cases[decision.case_id].code))
    return Invariant("P7", _("Mỗi quyết định hỗ trợ có niêm phong còn nguyên vẹn"), looked, [str(one) for one in wrong])
