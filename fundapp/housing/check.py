"""What must hold of every housing request: one row beside its case, and no grant on a condition that was not met."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.cases.models import Case, Decision
from fundapp.housing.models import HousingGrant
from fundapp.housing.words import PROGRAMME
from fundapp.kernel.checks import Invariant
from fundapp.kernel.labels import _

WHY = "invariants are checked over all units"


def invariants(session: Session) -> list[Invariant]:
    """Check every housing request."""
    cases = {case.id: case for case in session.scalars(select(Case).where(Case.programme == PROGRAMME).execution_options(all_units=WHY))}
    return [_rows(session, cases), _conditions(session, cases)]


def _rows(session: Session, cases: dict[int, Case]) -> Invariant:
    grants = {
        row.id: row
        for row in session.execute(
            select(HousingGrant.id, HousingGrant.kind, HousingGrant.unit_id).execution_options(all_units=WHY)
        )
    }
    wrong = []
    for case in cases.values():
        grant = grants.pop(case.id, None)
        if grant is None:
            wrong.append(_("%(code)s: thiếu nội dung đề nghị về nhà ở", code=case.code))
        elif grant.kind != case.kind or grant.unit_id != case.unit_id:
            wrong.append(_("%(code)s: loại hoặc đơn vị khác với hồ sơ", code=case.code))
    wrong += [_("nội dung nhà ở số %(id)s không thuộc hồ sơ Mái ấm nào", id=grant_id) for grant_id in grants]
    return Invariant("MA1", _("Mỗi hồ sơ Mái ấm có đúng một nội dung đề nghị"), len(cases), [str(one) for one in wrong])


def _conditions(session: Session, cases: dict[int, Case]) -> Invariant:
    wrong, looked = [], 0
    decisions = session.scalars(
        select(Decision).where(Decision.outcome == "approved", Decision.case_id.in_(select(Case.id).where(Case.programme == PROGRAMME))).execution_options(all_units=WHY)
    )
    for decision in decisions:
        looked += 1
        binding = [finding for finding in decision.findings if finding["severity"] in ("must", "waivable")]
        bad = [finding for finding in binding if finding["outcome"] != "met" and not _waived(finding, decision)]
        if bad or not binding:
            titles = "; ".join(finding["title"] for finding in bad)
            wrong.append(_("%(code)s: được duyệt khi chưa đạt: %(titles)s", code=cases[decision.case_id].code, titles=titles))
    return Invariant("MA2", _("Không hồ sơ Mái ấm nào được duyệt khi điều kiện chưa đạt"), looked, [str(one) for one in wrong])


def _waived(finding: dict[str, str], decision: Decision) -> bool:
    return finding["outcome"] == "not_met" and finding["severity"] == "waivable" and bool(decision.waivers.get(finding["key"], "").strip())
