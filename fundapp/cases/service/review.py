"""What the unit above does: return, record the visit, propose."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import IO, Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries
from fundapp.cases.lifecycle import Act
from fundapp.cases.models import Case, CaseEvent, CasePaper, Proposal, Visit
from fundapp.cases.service.moves import CaseRefused, begin, finish
from fundapp.documents import service as documents
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.orgs.models import Unit

PHOTOS = "visit_photos"


def return_case(session: Session, case: Case, *, reason: str, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """Send a request back to its unit to be mended."""
    transition = begin(session, case, Act.RETURN, by=by, seen=seen, reason=reason)
    return finish(session, case, transition, by=by, on=on, reason=reason)


def record_visit(
    session: Session, case: Case, *, visited_on: date, participants: str, findings: str, agrees: bool,
    observed: dict[str, Any] | None = None, files: Iterable[tuple[str, IO[bytes] | Any, str | None]] = (), by: Actor, on: date,
    seen: int | None = None,
) -> Visit:
    """Record a verification visit. The day lies between the first submission and today.

    `files` are (paper key, stream, name): photos under `PHOTOS`, and papers such as the minutes of the survey.
    """
    transition = begin(session, case, Act.VISIT, by=by, seen=seen)
    if visited_on > on:
        raise CaseRefused(_("Ngày thẩm tra không được ở tương lai."), "visited_on")
    first = queries.first_submission(session, case)
    if first is not None and visited_on < first:
        raise CaseRefused(_("Ngày thẩm tra phải từ ngày nộp hồ sơ (%(day)s) trở đi.", day=day_text(first)), "visited_on")
    if not participants.strip() or not findings.strip():
        raise CaseRefused(_("Hãy ghi ai đã đi thẩm tra và đã thấy gì."), "findings" if participants.strip() else "participants")
    visit = Visit(
        case_id=case.id, unit_id=case.unit_id, visited_on=visited_on, participants=participants.strip(), findings=findings.strip(),
        agrees=agrees, observed=observed or {}, recorded_by_id=by.user_id, recorded_at=clock.now(),
    )
    session.add(visit)
    session.flush()
    for paper_key, stream, name in files:
        file = documents.store(session, stream=stream, name=name, unit_id=case.unit_id, by=by)
        session.add(
            CasePaper(
                case_id=case.id, unit_id=case.unit_id, paper_key=paper_key, file_id=file.id, visit_id=visit.id, name=file.name,
                added_by_id=by.user_id, added_at=clock.now(),
            )
        )
    session.flush()
    finish(session, case, transition, by=by, on=on, details={"visit": visit.id}, visited_by_id=by.user_id)
    return visit


def propose(
    session: Session, case: Case, *, amount: int, reason: str, norm_amount: int | None, deciding: Unit, by: Actor, on: date,
    required: Collection[tuple[str, str]] = (), seen: int | None = None, days: int | None = None,
) -> Proposal:
    """Propose an amount (0: not to support) to the unit that decides.

    `norm_amount` is the most that the regulation grants, `required` the papers (key, name) of the verification.
    """
    transition = begin(session, case, Act.PROPOSE, by=by, seen=seen, reason=reason)
    missing = queries.missing_papers(session, case, required)
    if missing:
        raise CaseRefused(_("Còn thiếu giấy tờ thẩm tra: %(papers)s. Hãy thêm rồi đề xuất.", papers="; ".join(missing)))
    if amount < 0:
        raise CaseRefused(_("Số tiền đề xuất không được âm."), "amount")
    if amount > 0 and norm_amount is None:
        raise CaseRefused(_("Quy chế đang có hiệu lực chưa quy định mức hỗ trợ cho loại này nên chưa đề xuất được số tiền."), "amount")
    if norm_amount is not None and amount > norm_amount:
        raise CaseRefused(_("Mức tối đa theo quy chế là %(norm)s đồng. Hãy đề xuất không quá mức này.", norm=dong(norm_amount)), "amount")
    proposal = Proposal(
        case_id=case.id, unit_id=case.unit_id, amount=amount, reason=reason.strip(), proposed_by_id=by.user_id, proposed_on=on
    )
    session.add(proposal)
    session.flush()
    finish(
        session, case, transition, by=by, on=on, reason=reason, details={"amount": amount, "proposal": proposal.id}, deciding=deciding,
        days=days, proposed_by_id=by.user_id, proposed_amount=amount,
    )
    return proposal
