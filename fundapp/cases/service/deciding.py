"""What the deciding unit does: approve out of its funds with a sealed proof, refuse, confirm anew, close."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries
from fundapp.cases.basis import Basis, amount_objection, finding_row, objections, waivable
from fundapp.cases.lifecycle import Act
from fundapp.cases.models import Case, CaseEvent, Decision, DecisionShare
from fundapp.cases.paper import decision_paper, refusal_paper, series_of
from fundapp.cases.service.moves import CaseRefused, begin, finish
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.documents.models import Seal
from fundapp.documents.register import next_number
from fundapp.documents.seals import Cell, seal_cells
from fundapp.help import service as help_service
from fundapp.households.models import Household, Person
from fundapp.kernel import clock
from fundapp.kernel.certain import surely
from fundapp.kernel.labels import _
from fundapp.ledger import service as ledger
from fundapp.ledger.lasting import Lasting
from fundapp.ledger.models import Book, Earmark
from fundapp.orgs.models import Unit
from fundapp.orgs.paper import place_of
from fundapp.orgs.queries import above


class Together(NamedTuple):
    """The one numbered paper that decides many requests of one unit, and the place of this one in its list, from 1 on."""

    number: int
    file_id: int
    position: int


class NotGranted(CaseRefused):
    """What the decision would rest on does not carry it."""


def decide(
    session: Session, case: Case, *, basis: Basis, shares: Sequence[tuple[Book | Earmark, int]], waivers: Mapping[str, str], reason: str = "",
    by: Actor, on: date, seen: int | None = None, lasting: Lasting | None = None, urgent: Unit | None = None, together: Together | None = None,
) -> Decision:
    """Approve: check, number, seal, print, reserve in every fund at once. One đồng too much in one fund undoes it all.

    `urgent` is the unit that decides a submitted request at once, without visit and proposal, to be confirmed afterwards.
    `together` is the numbered and printed paper of a decision on many.
    """
    transition = begin(session, case, Act.URGENT if urgent else Act.APPROVE, by=by, seen=seen, reason=reason)
    unit = urgent or session.get_one(Unit, case.holder_unit_id)
    parts = [(ledger.Source.of(session, given), amount) for given, amount in shares if amount]
    kept = _granted(basis, waivers)
    amount = sum(part for _source, part in parts)
    if problem := amount_objection(basis, amount, amount if urgent else case.proposed_amount):
        raise NotGranted(problem, "amount")
    if any(part < 0 for _source, part in parts) or len({source for source, _part in parts}) != len(parts):
        raise NotGranted(_("Mỗi quỹ chỉ được ghi một lần với số tiền lớn hơn 0."), "amount")
    for source, _part in parts:
        if source.book.unit_id != unit.id:
            raise NotGranted(_("Quỹ %(fund)s không thuộc đơn vị quyết định hồ sơ này.", fund=source.name), "amount")
    series = series_of(unit.kind)
    number = together.number if together else next_number(
        session, unit.id, series, on.year, title=basis.summary, subject=case.subject, for_unit_id=case.unit_id, by=by
    )
    reservations = ledger.reserve(
        session, shares=[(source.earmark or source.book, part) for source, part in parts], subject=case.subject, purpose=basis.purpose,
        for_unit_id=case.unit_id, **(lasting._asdict() if lasting else {}), by=by, on=on,
    )
    decision = Decision(
        case_id=case.id, unit_id=case.unit_id, decider_unit_id=unit.id, outcome="approved", amount=amount, reason=reason.strip(), series=series,
        year=on.year, number=number, position=together.position if together else 0, decided_by_id=by.user_id, decided_on=on, decided_at=clock.now(),
        regulation_id=basis.regulation_id, findings=[finding_row(finding) for finding in basis.findings], waivers=kept,
    )
    seal = _seal(session, case, basis, decision, [(source.code, part) for source, part in parts], by=by, on=on)
    decision.seal_id = seal.id
    decision.file_id = together.file_id if together else _print(session, case, basis, decision, unit, [(source.name, part) for source, part in parts], seal, by=by)
    session.add(decision)
    session.flush()
    for (source, part), reservation in zip(parts, reservations, strict=True):
        session.add(
            DecisionShare(
                decision_id=decision.id, unit_id=source.book.unit_id, for_unit_id=case.unit_id, book_id=source.book.id, reservation_id=reservation.id, amount=part
            )
        )
    session.flush()
    at_once: dict[str, Any] = {"urgent_on": on, "proposed_amount": amount, "deciding": urgent} if urgent else {}
    finish(
        session, case, transition, by=by, on=on, reason=reason, details={"amount": amount, "decision": decision.id, "seal": seal.id},
        decided_by_id=by.user_id, decided_on=on, decided_amount=amount, **at_once,
    )
    _note_help(session, case, amount=amount, on=on, by=by)
    return decision


def ratify(session: Session, case: Case, *, missing: Sequence[str], reason: str, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """Confirm an urgent decision afterwards, by somebody who neither registered nor decided it. `missing` are required papers not handed in yet."""
    transition = begin(session, case, Act.RATIFY, by=by, seen=seen, reason=reason)
    if case.urgent_on is None:
        raise CaseRefused(_("Hồ sơ này không được quyết định khẩn cấp nên không cần xác nhận sau."))
    if case.ratified_on is not None:
        raise CaseRefused(_("Quyết định khẩn cấp của hồ sơ này đã có người xác nhận."))
    if missing:
        raise CaseRefused(_("Còn thiếu giấy tờ: %(papers)s. Hãy để cán bộ cơ sở bổ sung rồi xác nhận.", papers="; ".join(missing)))
    return finish(session, case, transition, by=by, on=on, reason=reason, ratified_by_id=by.user_id, ratified_on=on)


def refuse(
    session: Session, case: Case, *, basis: Basis, reason: str, by: Actor, on: date, seen: int | None = None
) -> Decision:
    """Decide not to support, with the reason that the household will read."""
    transition = begin(session, case, Act.REFUSE, by=by, seen=seen, reason=reason)
    unit = session.get_one(Unit, case.holder_unit_id)
    series = series_of(unit.kind, refusal=True)
    number = next_number(session, unit.id, series, on.year, title=basis.summary, subject=case.subject, for_unit_id=case.unit_id, by=by)
    decision = Decision(
        case_id=case.id, unit_id=case.unit_id, decider_unit_id=unit.id, outcome="refused", amount=0, reason=reason.strip(), series=series,
        year=on.year, number=number, decided_by_id=by.user_id, decided_on=on, decided_at=clock.now(), regulation_id=basis.regulation_id,
        findings=[finding_row(finding) for finding in basis.findings], waivers={},
    )
    decision.file_id = _print_refusal(session, case, basis, decision, unit, by=by)
    session.add(decision)
    session.flush()
    finish(
        session, case, transition, by=by, on=on, reason=reason, details={"decision": decision.id}, decided_by_id=by.user_id, decided_on=on
    )
    return decision


def confirm(
    session: Session, case: Case, *, basis: Basis, waivers: Mapping[str, str], reason: str, by: Actor, on: date, seen: int | None = None
) -> Seal:
    """Judge an approved request again on today's facts and seal it anew, after a change had made the first proof stale."""
    transition = begin(session, case, Act.CONFIRM, by=by, seen=seen, reason=reason)
    kept = _granted(basis, waivers)
    decision = surely(queries.decision_of(session, case), "decision to confirm")
    seal = _seal(session, case, basis, decision, [], by=by, on=on, waivers=kept)
    finish(session, case, transition, by=by, on=on, reason=reason, details={"seal": seal.id})
    return seal


def release(
    session: Session, case: Case, *, parts: Mapping[int, int], reason: str, by: Actor, on: date, seen: int | None = None
) -> CaseEvent:
    """Give promised money back to its funds, all of it or a part. `parts` are amounts by reservation id."""
    transition = begin(session, case, Act.RELEASE, by=by, seen=seen, reason=reason)
    wanted = {reservation_id: amount for reservation_id, amount in parts.items() if amount}
    held = {one.id: one for one in queries.money_of(session, case).reservations}
    if not wanted or set(wanted) - set(held):
        raise CaseRefused(_("Hãy ghi số tiền giải phóng của ít nhất một quỹ."), "reason")
    for reservation_id in sorted(wanted):
        ledger.release(session, held[reservation_id], reason=reason, by=by, on=on, amount=wanted[reservation_id])
    promise_is_over(session, case, reason=reason, by=by, on=on)
    return finish(session, case, transition, by=by, on=on, reason=reason, details={"freed": sum(wanted.values())})


def reopen(session: Session, case: Case, *, reason: str, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """Open a closed request again whose payment was reversed, so that the money can be paid after all."""
    transition = begin(session, case, Act.REOPEN, by=by, seen=seen, reason=reason)
    if not queries.money_of(session, case).reserved:
        raise CaseRefused(_("Hồ sơ đã kết thúc và không còn giữ tiền nên không mở lại được. Nếu hộ cần giúp tiếp, hãy mở hồ sơ mới."))
    if queries.unfinished(session, session.get_one(Household, case.household_id), case.programme, case.lane) is not None:
        raise CaseRefused(_("Hộ này đang có hồ sơ khác cùng chương trình. Hãy kết thúc hồ sơ đó trước, hoặc giải phóng số tiền đang giữ ở đây."))
    return finish(session, case, transition, by=by, on=on, reason=reason)


def promise_is_over(session: Session, case: Case, *, reason: str, by: Actor | None, on: date) -> None:
    """Help of which nothing is paid and nothing promised any more no longer counts."""
    money = queries.money_of(session, case)
    if not money.paid and not money.reserved:
        help_service.withdraw(session, subject=case.subject, reason=reason, by=by, on=on)


def close(session: Session, case: Case, *, reason: str, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """End an approved request: what was not paid becomes free again; help that was never paid no longer counts.

    Refuses one that was decided at once and that nobody has confirmed: afterwards no paper could be added.
    """
    transition = begin(session, case, Act.CLOSE, by=by, seen=seen, reason=reason)
    if case.urgent_on is not None and case.ratified_on is None:
        raise CaseRefused(_("Quyết định khẩn cấp chưa có người xác nhận. Hãy bổ sung giấy tờ, chờ người thẩm tra xác nhận rồi kết thúc hồ sơ."))
    money = queries.money_of(session, case)
    for reservation in money.reservations:
        if reservation.amount > reservation.consumed_amount + reservation.released_amount:
            ledger.release(session, reservation, reason=reason, by=by, on=on)
    # What was paid has been noted on the day of each payment, from which an interval counts; not on the day of the closing.
    promise_is_over(session, case, reason=reason, by=by, on=on)
    return finish(session, case, transition, by=by, on=on, reason=reason, details={"paid": money.paid, "freed": money.reserved})


def _granted(basis: Basis, waivers: Mapping[str, str]) -> dict[str, str]:
    found = objections(basis, waivers)
    if found:
        raise NotGranted(_("Chưa quyết định hỗ trợ được. %(why)s", why=" ".join(found)))
    return {finding.key: waivers[finding.key].strip() for finding in waivable(basis.findings)}


def _seal(
    session: Session, case: Case, basis: Basis, decision: Decision, shares: list[tuple[str, int]], *, by: Actor, on: date,
    waivers: dict[str, str] | None = None,
) -> Seal:
    kept = queries.papers_of(session, case)
    cells = [Cell(*cell) for cell in basis.cells]
    for paper, file in kept:
        cells.append(Cell("stored_file", file.id, "sha256", _("Nội dung tệp %(name)s", name=paper.name)))
        cells.append(Cell("case_paper", paper.id, "withdrawn_at", _("Giấy tờ %(name)s", name=paper.name)))
    payload: dict[str, Any] = {
        "case": case.code, "decision": decision.numbered, "amount": decision.amount, "shares": shares, "regulation": basis.regulation_id,
        "regulation_title": basis.regulation_title, "facts": {name: _plain(value) for name, value in sorted(basis.facts.items())},
        "findings": [finding_row(finding) for finding in basis.findings], "waivers": decision.waivers if waivers is None else waivers,
        "papers": [{"key": paper.paper_key, "sha256": file.sha256} for paper, file in kept],
    }
    return seal_cells(session, subject=case.subject, cells=cells, payload=payload, unit_id=decision.decider_unit_id, for_unit_id=case.unit_id, by=by, on=on)


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, (set, frozenset)) else value if isinstance(value, (int, str, bool, type(None))) else str(value)


def _print(
    session: Session, case: Case, basis: Basis, decision: Decision, unit: Unit, shares: list[tuple[str, int]], seal: Seal, *, by: Actor
) -> int:
    higher = above(session, unit)
    own = session.get_one(Unit, case.unit_id)
    person = session.get_one(Person, case.person_id)
    household = session.get_one(Household, case.household_id)
    data = decision_paper(
        superior=higher[0].name if higher else "", body=unit.name, place=place_of(unit.address), on=decision.decided_on, number=decision.numbered,
        summary=basis.summary, what_for=basis.what_for, regulation=basis.regulation_title, amount=decision.amount, shares=shares,
        person=person.full_name, household_address=household.address, own_unit=own.name, case_code=case.code, reason=decision.reason,
        signer=by.full_name, signer_title=unit.signer_title, trace=f"{case.code} · {seal.digest[:16]}",
    )
    pdf = papers.render("quyet_dinh", data)
    name = f"Quyet-dinh-{decision.number:02d}-{case.code}.pdf"
    return documents.keep_printed(session, pdf=pdf, name=name, unit_id=unit.id, for_unit_id=case.unit_id, by=by).id


def _print_refusal(session: Session, case: Case, basis: Basis, decision: Decision, unit: Unit, *, by: Actor) -> int:
    higher = above(session, unit)
    data = refusal_paper(
        superior=higher[0].name if higher else "", body=unit.name, place=place_of(unit.address), on=decision.decided_on, number=decision.numbered,
        what_for=basis.what_for, regulation=basis.regulation_title, requested_amount=case.requested_amount,
        person=session.get_one(Person, case.person_id).full_name, own_unit=session.get_one(Unit, case.unit_id).name, case_code=case.code,
        opened_on=case.opened_on, reason=decision.reason, findings=basis.findings, missing=basis.missing, signer=by.full_name,
        signer_title=unit.signer_title, trace=case.code,
    )
    name = f"Thong-bao-{decision.number:02d}-{case.code}.pdf"
    return documents.keep_printed(session, pdf=papers.render("thong_bao", data), name=name, unit_id=unit.id, for_unit_id=case.unit_id, by=by).id


def _note_help(session: Session, case: Case, *, amount: int, on: date, by: Actor) -> None:
    household = session.get_one(Household, case.household_id)
    person = session.get_one(Person, case.person_id)
    programme: Any = case.programme
    help_service.record(
        session, programme=programme, household_key=household.help_key, person_key=person.help_key, kind=case.kind, amount=amount, on=on,
        status="approved", subject=case.subject, unit_id=case.unit_id, by=by,
    )



