"""What the member's own unit does: open, amend, hand in papers, submit, withdraw."""

from collections.abc import Collection
from datetime import date
from typing import IO, Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import Permission
from fundapp.access.trail import record
from fundapp.cases import queries
from fundapp.cases.lifecycle import Act, State
from fundapp.cases.models import Case, CaseEvent, CasePaper, CaseSeries
from fundapp.cases.service.moves import CaseRefused, NotHolder, begin, finish, refuse_ties
from fundapp.documents import service as documents
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.codes import make_code
from fundapp.kernel.db import next_in
from fundapp.kernel.labels import _

LARGEST_REQUEST = 10_000_000_000


def open_case(
    session: Session, *, programme: str, kind: str, household: Household, requested_amount: int | None, by: Actor, on: date,
    lane: str = "",
) -> Case:
    """Open a draft for a household. Refuses a second open request of the same household under the programme, in any unit; in the same lane where it has lanes."""
    if not by.can("case:open", household.unit_id):
        raise NotHolder(_("Hộ này do đơn vị khác quản lý; chỉ cán bộ của đơn vị đó mở được hồ sơ."))
    refuse_ties(session, household.id, by=by)
    if household.head_person_id is None:
        raise CaseRefused(_("Hộ chưa có chủ hộ. Hãy bổ sung đoàn viên đứng tên hộ rồi mở hồ sơ."))
    if queries.unfinished(session, household, programme, lane) is not None:
        raise CaseRefused(
            _("Hộ này đang có một hồ sơ cùng chương trình chưa kết thúc. Hãy làm tiếp hồ sơ đó, hoặc rút nó trước khi mở hồ sơ mới.")
        )
    _check_request(requested_amount)
    now = clock.now()
    case = Case(
        code=make_code("HS", on.year, next_in(session, CaseSeries, year=on.year)), programme=programme, kind=kind, lane=lane, unit_id=household.unit_id,
        household_id=household.id, person_id=household.head_person_id, state=State.DRAFT.value, holder_unit_id=household.unit_id,
        held_at=now, opened_on=on, opened_by_id=by.user_id, requested_amount=requested_amount, touched_at=now,
    )
    session.add(case)
    session.flush()
    session.add(
        CaseEvent(
            case_id=case.id, unit_id=case.unit_id, version=1, act=Act.OPEN.value, from_state="", to_state=State.DRAFT.value,
            actor_id=by.user_id, at=now, on=on, holder_unit_id=case.unit_id,
        )
    )
    record(session, by=by, act="cases.open", subject=case.subject, unit_id=case.unit_id, details={"code": case.code})
    session.flush()
    return case


def amend(
    session: Session, case: Case, *, kind: str, requested_amount: int | None, what: list[str], by: Actor, on: date, seen: int | None = None
) -> CaseEvent:
    """Note that the request's content was changed while it lies with its own unit; `what` names the changed fields."""
    transition = begin(session, case, Act.AMEND, by=by, seen=seen)
    _check_request(requested_amount)
    return finish(session, case, transition, by=by, on=on, details={"what": what}, kind=kind, requested_amount=requested_amount)


def attach_paper(
    session: Session, case: Case, *, paper_key: str, stream: IO[bytes] | Any, name: str | None, is_health: bool = False, by: Actor, on: date,
    seen: int | None = None,
) -> CasePaper:
    """Take in a file as one of the required papers. One that tells of somebody's health opens only for those who judge the request.

    Such a paper is called by a neutral name wherever the request is shown; the file keeps its own.
    """
    transition = begin(session, case, Act.ADD_PAPER, by=by, seen=seen)
    file = documents.store(
        session, stream=stream, name=name, unit_id=case.unit_id, by=by,
        opens_with=Permission.HOUSEHOLD_HEALTH if is_health else Permission.DOCUMENT_READ,
    )
    if any(paper.paper_key == paper_key and shown.sha256 == file.sha256 for paper, shown in queries.papers_of(session, case)):
        raise CaseRefused(_("Tệp “%(name)s” đã có ở mục này rồi. Hãy chọn tệp khác.", name=file.name), "files")
    paper = CasePaper(
        case_id=case.id, unit_id=case.unit_id, paper_key=paper_key, file_id=file.id, added_by_id=by.user_id,
        name=str(_("Giấy tờ có thông tin sức khỏe (tệp số %(id)s)", id=file.id)) if is_health else file.name,
        added_at=clock.now(),
    )
    session.add(paper)
    session.flush()
    finish(session, case, transition, by=by, on=on, details={"paper": paper_key, "file": file.id})
    return paper


def drop_paper(session: Session, case: Case, paper: CasePaper, *, reason: str, by: Actor, on: date, seen: int | None = None) -> CasePaper:
    """Mark a paper as withdrawn; the file and the line stay on record."""
    transition = begin(session, case, Act.DROP_PAPER, by=by, seen=seen)
    if paper.case_id != case.id or paper.withdrawn_at is not None:
        raise CaseRefused(_("Giấy tờ này đã được rút trước đó. Hãy mở lại trang hồ sơ."))
    paper.withdrawn_at = clock.now()
    paper.withdrawn_by_id = by.user_id
    paper.withdrawn_reason = reason.strip()
    session.flush()
    finish(session, case, transition, by=by, on=on, reason=reason, details={"paper": paper.paper_key, "file": paper.file_id})
    return paper


def submit(
    session: Session, case: Case, *, required: Collection[tuple[str, str]], advice: list[dict[str, Any]], by: Actor, on: date,
    seen: int | None = None, days: int | None = None,
) -> CaseEvent:
    """Send a complete request to the unit above by today's tree.

    `required` are (key, name) of the papers that must be there; `advice` are the findings of the day, kept with the event. Findings
    never stop a submission, missing papers do.
    """
    transition = begin(session, case, Act.SUBMIT, by=by, seen=seen)
    missing = queries.missing_papers(session, case, required)
    if missing:
        raise CaseRefused(_("Hồ sơ còn thiếu: %(papers)s. Hãy thêm đủ giấy tờ rồi nộp.", papers="; ".join(missing)))
    if case.requested_amount is None:
        raise CaseRefused(_("Chưa ghi số tiền đề nghị hỗ trợ. Hãy sửa nội dung hồ sơ và điền số tiền."), "requested_amount")
    return finish(
        session, case, transition, by=by, on=on, days=days, details={"findings": advice}, submitted_on=on, submitted_by_id=by.user_id
    )


def withdraw(session: Session, case: Case, *, reason: str, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """Take a request back before it is decided."""
    transition = begin(session, case, Act.WITHDRAW, by=by, seen=seen, reason=reason)
    return finish(session, case, transition, by=by, on=on, reason=reason)


def _check_request(amount: int | None) -> None:
    if amount is not None and not 0 < amount <= LARGEST_REQUEST:
        raise CaseRefused(_("Số tiền đề nghị phải lớn hơn 0 và không quá 10 tỷ đồng. Hãy kiểm tra lại số 0."), "requested_amount")
