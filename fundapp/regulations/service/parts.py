"""Change the parts of a draft: norms, criteria, papers, authority, instalments."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.kernel.labels import _
from fundapp.orgs.models import UnitKind
from fundapp.regulations.models import (
    PARTS,
    AuthorityLimit,
    CriterionRow,
    InstalmentStep,
    LoanProduct,
    Norm,
    Regulation,
    RequiredPaper,
)
from fundapp.regulations.service.state import RegulationRefused, noted, touch
from fundapp.regulations.words import STAGES, TRIGGERS, kinds_of
from fundapp.rules.criteria import KEY, NORM_UNITS

Keyed = TypeVar("Keyed", Norm, CriterionRow, RequiredPaper)


def set_norm(
    session: Session, regulation: Regulation, key: str, *, name: str, value: int, unit: str, article: str, grants: bool = False,
    applies_to: str = "", source: str = "", by: Actor,
) -> Norm:
    """Add a norm to a draft, or change the one with this key. Refuses what no criterion could then be held against."""
    if unit not in NORM_UNITS:
        raise RegulationRefused(_("Hãy chọn đơn vị tính của định mức."), "unit")
    if type(value) is not int or value < 0:
        raise RegulationRefused(_("Định mức là số nguyên từ 0 trở lên."), "value")
    if grants and unit != "dong":
        raise RegulationRefused(_("Mức hỗ trợ tối đa phải là số tiền."), "unit")
    _check_line(regulation, name, article, applies_to)
    norm = _put(regulation, regulation.norms, Norm, key)
    norm.name, norm.value, norm.unit, norm.article = name.strip(), value, unit, article.strip()
    norm.grants, norm.applies_to, norm.source = grants, applies_to, source
    _build(regulation)
    noted(session, regulation, by, "regulation.norm", key=key, value=value)
    return norm


def set_criterion(
    session: Session, regulation: Regulation, key: str, *, title: str, article: str, fact: str | None = None, operator: str | None = None,
    value: Any = None, norm_key: str | None = None, join: str | None = None, parent_key: str | None = None, severity: str = "must",
    points: int = 0, applies_to: str = "", source: str = "", by: Actor, build: bool = True,
) -> CriterionRow:
    """Add a criterion to a draft, or change the one with this key. One that cannot be judged is refused and nothing is kept.

    `build=False` leaves the judging of a half-built group to the last of its parts; submitting builds all of it in any case.
    """
    _check_applies(regulation, applies_to)
    row = _put(regulation, regulation.criteria, CriterionRow, key)
    row.title, row.article, row.fact, row.operator, row.value, row.norm_key = title.strip(), article.strip(), fact, operator, value, norm_key
    row.join, row.parent_key, row.severity, row.points, row.applies_to, row.source = join, parent_key, severity, points, applies_to, source
    if build:
        _build(regulation)
        noted(session, regulation, by, "regulation.criterion", key=key)
    return row


def set_paper(
    session: Session, regulation: Regulation, key: str, *, name: str, article: str, note: str = "", stage: str = "application",
    is_required: bool = True, applies_to: str = "", source: str = "", by: Actor,
) -> RequiredPaper:
    """Add a required paper to a draft, or change the one with this key."""
    if stage not in STAGES:
        raise RegulationRefused(_("Hãy chọn giấy tờ này cần ở bước nào."), "stage")
    _check_line(regulation, name, article, applies_to)
    paper = _put(regulation, regulation.papers, RequiredPaper, key)
    paper.name, paper.article, paper.note, paper.stage = name.strip(), article.strip(), note.strip(), stage
    paper.is_required, paper.applies_to, paper.source = is_required, applies_to, source
    noted(session, regulation, by, "regulation.paper", key=key)
    return paper


def set_limit(
    session: Session, regulation: Regulation, *, unit_kind: str, role: str, amount: int, article: str, source: str = "", by: Actor
) -> AuthorityLimit:
    """Say the most that a role at a kind of unit may decide; changes the line when there is one."""
    if role not in {known.value for known in ROLE_LABELS}:
        raise RegulationRefused(_("Hãy chọn người có thẩm quyền."), "role")
    if Role(role) is not Role.SIGNER:
        raise RegulationRefused(_("Chỉ lãnh đạo ký duyệt mới quyết định mức hỗ trợ; người thẩm tra chỉ đề xuất."), "role")
    if session.get(UnitKind, unit_kind) is None:
        raise RegulationRefused(_("Hãy chọn loại đơn vị."), "unit_kind")
    if type(amount) is not int or amount <= 0:
        raise RegulationRefused(_("Thẩm quyền là số tiền lớn hơn 0; không có thẩm quyền thì bỏ dòng này."), "amount")
    if not article.strip():
        raise RegulationRefused(_("Hãy ghi điều, khoản của quy chế."), "article")
    touch(regulation)
    line = next((row for row in regulation.authority_limits if (row.unit_kind, row.role) == (unit_kind, role)), None)
    if line is None:
        line = AuthorityLimit(unit_kind=unit_kind, role=role, position=_next(regulation.authority_limits))
        regulation.authority_limits.append(line)
    line.amount, line.article, line.source = amount, article.strip(), source
    noted(session, regulation, by, "regulation.limit", unit_kind=unit_kind, amount=amount)
    return line


def set_steps(session: Session, regulation: Regulation, steps: Sequence[dict[str, Any]], *, applies_to: str = "", by: Actor) -> None:
    """Lay down the instalments of one kind of request (name, trigger, percent, article); their shares are the whole, 100%."""
    touch(regulation)
    if steps and sum(step["percent"] for step in steps) != 100:
        raise RegulationRefused(_("Các lần chi cộng lại phải đủ 100 phần trăm."), "percent")
    if any(step["trigger"] not in TRIGGERS for step in steps):
        raise RegulationRefused(_("Hãy chọn việc làm căn cứ cho từng lần chi."), "trigger")
    _check_applies(regulation, applies_to)
    if old := [step for step in regulation.steps if step.applies_to == applies_to]:
        for gone in old:
            regulation.steps.remove(gone)
        # What is gone gives up its place before another takes it.
        session.flush()
    for position, step in enumerate(steps, 1):
        regulation.steps.append(InstalmentStep(position=position, applies_to=applies_to, **step))
    noted(session, regulation, by, "regulation.steps")


def remove(session: Session, regulation: Regulation, part: Norm | CriterionRow | RequiredPaper | AuthorityLimit | LoanProduct, *, by: Actor) -> None:
    """Take a norm, a criterion (with all of its group), a paper, a line of authority or a loan product out of a draft.

    Refused when what is left could not be judged.
    """
    touch(regulation)
    name = next(name for name, kind in PARTS if isinstance(part, kind))
    rows: list[Any] = getattr(regulation, name)
    gone: list[Any] = [part]
    for row in gone:
        if isinstance(row, CriterionRow) and row.join:
            gone += [inner for inner in regulation.criteria if inner.parent_key == row.key]
        rows.remove(row)
    _build(regulation)
    noted(session, regulation, by, "regulation.removal", part=name)


def _put(regulation: Regulation, rows: list[Keyed], kind: type[Keyed], key: str) -> Keyed:
    touch(regulation)
    if not KEY.fullmatch(key):
        raise RegulationRefused(_("Mã gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ."), "key")
    found = next((row for row in rows if row.key == key), None)
    if found is None:
        found = kind(key=key, position=_next(rows))
        rows.append(found)
    return found


def _next(rows: Sequence[Any]) -> int:
    return max((row.position for row in rows), default=0) + 1


def _check_line(regulation: Regulation, name: str, article: str, applies_to: str) -> None:
    if not name.strip():
        raise RegulationRefused(_("Hãy ghi tên gọi để người đọc hiểu."), "name")
    if not article.strip():
        raise RegulationRefused(_("Hãy ghi điều, khoản của quy chế."), "article")
    _check_applies(regulation, applies_to)


def _check_applies(regulation: Regulation, applies_to: str) -> None:
    if applies_to and applies_to not in kinds_of(regulation.programme):
        raise RegulationRefused(_("Chương trình này không có loại đề nghị đó."), "applies_to")


def _build(regulation: Regulation) -> None:
    """Build every criterion, so that one which cannot be judged is refused before it is kept."""
    regulation.criteria_for()
