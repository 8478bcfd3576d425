"""What must hold of every housing request: one row beside its case, and no grant on a condition that was not met."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.cases.models import Case, Decision
from fundapp.housing.models import HousingGrant
from fundapp.housing.words import PROGRAMME
from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.labels import Text, _


def invariants(session: Session) -> list[Invariant]:
    """Check every housing request."""
    return [_rows(session), _conditions(session)]


def _of(case: Any, words: Text) -> Fault:
    return Fault(f"{case.code}: {words}", case.unit_id, case.holder_unit_id)


def _rows(session: Session) -> Invariant:
    query = (
        select(
            Case.code, Case.unit_id, Case.holder_unit_id, Case.kind, HousingGrant.id.label("grant_id"), HousingGrant.kind.label("grant_kind"),
            HousingGrant.unit_id.label("grant_unit_id"),
        )
        .outerjoin(HousingGrant, HousingGrant.id == Case.id).where(Case.programme == PROGRAMME).order_by(Case.id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if row.grant_id is None:
            wrong.append(_of(row, _("thiếu nội dung đề nghị về nhà ở")))
        elif row.grant_kind != row.kind or row.grant_unit_id != row.unit_id:
            wrong.append(_of(row, _("loại hoặc đơn vị khác với hồ sơ")))
    astray = select(HousingGrant.id, HousingGrant.unit_id).join(Case, Case.id == HousingGrant.id).where(Case.programme != PROGRAMME)
    wrong += [Fault(_("nội dung nhà ở số %(id)s không thuộc hồ sơ Mái ấm nào", id=row.id), row.unit_id) for row in stream(session, astray)]
    return Invariant("MA1", _("Mỗi hồ sơ Mái ấm có đúng một nội dung đề nghị"), rows, wrong)


def _conditions(session: Session) -> Invariant:
    query = (
        select(Case.code, Case.unit_id, Case.holder_unit_id, Decision.findings, Decision.waivers)
        .join(Decision, Decision.case_id == Case.id).where(Case.programme == PROGRAMME, Decision.outcome == "approved").order_by(Case.id)
    )
    wrong: list[str] = []
    rows = 0
    for decision in stream(session, query):
        rows += 1
        binding = [finding for finding in decision.findings if finding["severity"] in ("must", "waivable")]
        bad = [finding for finding in binding if finding["outcome"] != "met" and not _waived(finding, decision)]
        if bad or not binding:
            titles = "; ".join(finding["title"] for finding in bad)
            wrong.append(_of(decision, _("được duyệt khi chưa đạt: %(titles)s", titles=titles)))
    return Invariant("MA2", _("Không hồ sơ Mái ấm nào được duyệt khi điều kiện chưa đạt"), rows, wrong)


def _waived(finding: dict[str, str], decision: Any) -> bool:
    return finding["outcome"] == "not_met" and finding["severity"] == "waivable" and bool(decision.waivers.get(finding["key"], "").strip())
