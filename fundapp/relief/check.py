"""What must hold of relief: one row beside each case, one living request for an event, and nobody above the yearly limit."""

from sqlalchemy import String, cast, extract, func, literal, or_, select
from sqlalchemy.orm import Session

from fundapp.cases.models import Case, Decision
from fundapp.casework.queries.deciding import URGENT_MOST
from fundapp.help.models import HelpGiven
from fundapp.households.models import Person
from fundapp.kernel.checks import Fault, Invariant, stream
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.regulations.models import Norm
from fundapp.relief.facts import YEARLY_MOST
from fundapp.relief.models import Disaster, ReliefRequest
from fundapp.relief.words import PROGRAMME


def invariants(session: Session) -> list[Invariant]:
    """Check every relief request."""
    return [_rows(session), _events(session), _years(session), _urgent(session), _disasters(session)]


def _disasters(session: Session) -> Invariant:
    """After one disaster one household, and one head at whatever unit, has one living request, also where it did not name the disaster."""
    who = func.coalesce(Person.cccd_index, literal("household:") + cast(Case.household_id, String))
    inside = or_(
        ReliefRequest.disaster_id == Disaster.id,
        (ReliefRequest.kind == "disaster") & ReliefRequest.disaster_id.is_(None) & ReliefRequest.event_on.between(Disaster.started_on, Disaster.ended_on),
    )
    query = (
        select(Disaster.id, Disaster.title, func.min(Case.unit_id).label("unit_id"), func.max(Case.unit_id).label("other_unit_id"), func.count().label("number"),
               func.count(ReliefRequest.disaster_id).label("named"))
        .select_from(Disaster).join(ReliefRequest, inside).join(Case, Case.id == ReliefRequest.id).join(Person, Person.id == Case.person_id)
        .where(ReliefRequest.is_live).group_by(Disaster.id, Disaster.title, who)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += row.named
        if row.named and row.number > 1:
            wrong.append(Fault(f"{row.title}: {_('một hộ có %(n)s hồ sơ', n=row.number)}", row.unit_id, row.other_unit_id))
    return Invariant("TC5", _("Mỗi đợt thiên tai một hộ chỉ được trợ cấp một lần"), rows, wrong)


def _urgent(session: Session) -> Invariant:
    """An urgent decision lies within the ceiling of its regulation, was asked for as urgent, and is confirmed by somebody else."""
    query = (
        select(
            Case.code, Case.unit_id, Case.holder_unit_id, Case.decided_by_id, Case.ratified_by_id, Decision.amount, Norm.value, ReliefRequest.is_urgent,
        )
        .join(Decision, Decision.case_id == Case.id).outerjoin(ReliefRequest, ReliefRequest.id == Case.id)
        .outerjoin(Norm, (Norm.regulation_id == Decision.regulation_id) & (Norm.key == URGENT_MOST))
        .where(Case.urgent_on.is_not(None)).order_by(Case.id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if not row.is_urgent or row.amount > (row.value or 0) or row.ratified_by_id == row.decided_by_id:
            wrong.append(Fault(f"{row.code}: {_('quyết định khẩn cấp sai quy định')}", row.unit_id, row.holder_unit_id))
    return Invariant("TC4", _("Mỗi quyết định khẩn cấp nằm trong trần và do người khác xác nhận"), rows, wrong)


def _rows(session: Session) -> Invariant:
    query = (
        select(Case.code, Case.unit_id, Case.holder_unit_id, Case.kind, Case.lane, ReliefRequest.id.label("row_id"), ReliefRequest.kind.label("row_kind"))
        .outerjoin(ReliefRequest, ReliefRequest.id == Case.id).where(Case.programme == PROGRAMME).order_by(Case.id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if row.row_id is None:
            wrong.append(Fault(f"{row.code}: {_('thiếu nội dung đề nghị trợ cấp')}", row.unit_id, row.holder_unit_id))
        elif row.row_kind != row.kind or row.lane != row.kind:
            wrong.append(Fault(f"{row.code}: {_('loại khác với hồ sơ')}", row.unit_id, row.holder_unit_id))
    return Invariant("TC1", _("Mỗi hồ sơ trợ cấp có đúng một nội dung đề nghị"), rows, wrong)


def _events(session: Session) -> Invariant:
    """A request that is under way or was paid stands for its event; the index then holds it to one."""
    query = (
        select(Case.code, Case.unit_id, Case.holder_unit_id, Case.state, ReliefRequest.is_live)
        .join(ReliefRequest, ReliefRequest.id == Case.id).order_by(Case.id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        if not row.is_live and row.state not in ("refused", "withdrawn", "closed"):
            wrong.append(Fault(f"{row.code}: {_('hồ sơ còn hiệu lực mà không giữ sự việc của mình')}", row.unit_id, row.holder_unit_id))
        if row.is_live and row.state in ("refused", "withdrawn"):
            wrong.append(Fault(f"{row.code}: {_('hồ sơ đã dừng mà vẫn giữ sự việc')}", row.unit_id, row.holder_unit_id))
    return Invariant("TC2", _("Mỗi sự việc chỉ một hồ sơ trợ cấp còn hiệu lực giữ"), rows, wrong)


def _years(session: Session) -> Invariant:
    """What one household was granted in a year lies within the limit of the regulation of each of its decisions of that year."""
    year = extract("year", HelpGiven.granted_on)
    given = {
        (row.household_key, int(row.year)): row.amount
        for row in session.execute(
            select(HelpGiven.household_key, year.label("year"), func.sum(HelpGiven.amount).label("amount"))
            .where(HelpGiven.programme == PROGRAMME, HelpGiven.status != "withdrawn").group_by(HelpGiven.household_key, year)
        )
    }
    query = (
        select(Case.code, Case.unit_id, Case.holder_unit_id, HelpGiven.household_key, Decision.decided_on, Norm.value)
        .join(Decision, Decision.case_id == Case.id).join(HelpGiven, HelpGiven.subject == literal("cases/") + cast(Case.id, String))
        .join(Norm, Norm.regulation_id == Decision.regulation_id).where(Case.programme == PROGRAMME, Norm.key == YEARLY_MOST).order_by(Case.id)
    )
    wrong: list[str] = []
    rows = 0
    for row in stream(session, query):
        rows += 1
        amount = given.get((row.household_key, row.decided_on.year), 0)
        if amount > row.value:
            told = _("hộ được %(n)s đồng trong năm, quá mức %(most)s đồng", n=dong(amount), most=dong(row.value))
            wrong.append(Fault(f"{row.code}: {told}", row.unit_id, row.holder_unit_id))
    return Invariant("TC3", _("Không hộ nào được trợ cấp quá mức tối đa của năm"), rows, wrong)
