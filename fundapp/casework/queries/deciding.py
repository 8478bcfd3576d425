"""What a decision would rest on: the basis laid before the signer, who may decide how much, the cells that it seals."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries as cases
from fundapp.cases.basis import Basis
from fundapp.casework.programme import Ask
from fundapp.casework.queries.judging import Judgement, judgement
from fundapp.documents.seals import stale_cells
from fundapp.households.models import Household, Person
from fundapp.kernel.labels import Text, _
from fundapp.ledger.lasting import Lasting, lasting
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import above
from fundapp.regulations.authority import limit
from fundapp.regulations.models import Regulation
from fundapp.rules.criteria import leaves

PERSON_CELLS: tuple[tuple[str, Text], ...] = (
    ("died_on", _("Ngày mất của đoàn viên")), ("left_union_on", _("Ngày ra khỏi công đoàn")), ("is_member", _("Tư cách đoàn viên")),
    ("joined_union_on", _("Ngày kết nạp đoàn viên")), ("employed_since_on", _("Ngày vào làm việc")), ("cccd_index", _("Số CCCD của đoàn viên")),
    ("unit_id", _("Đơn vị của đoàn viên")),
)
HOUSEHOLD_CELLS: tuple[tuple[str, Text], ...] = (
    ("income_per_head_amount", _("Thu nhập bình quân đầu người")), ("household_size", _("Số người trong hộ")), ("area", _("Khu vực sinh sống")),
    ("category_bits", _("Diện khó khăn của hộ")), ("declaration_digest", _("Bản khai đang có hiệu lực")), ("ended_on", _("Hộ thôi theo dõi")),
)
DECLARATION_CELLS: tuple[tuple[str, Text], ...] = (
    ("income_per_head_amount", _("Thu nhập đã khai")), ("deprivations", _("Chỉ số thiếu hụt đã khai")), ("certificate_class", _("Giấy chứng nhận hộ nghèo")),
)


def basis_of(session: Session, ask: Ask, on: date, *, by: Actor) -> tuple[Judgement, Basis]:
    """Lay before the signer what a decision today would rest on."""
    judged = judgement(session, ask, on)
    unit = session.get_one(Unit, ask.case.holder_unit_id)
    regulation = judged.regulation
    basis = Basis(
        regulation_id=regulation.id if regulation else None, regulation_title=judged.title, findings=judged.findings,
        norm_amount=judged.norm_amount, limit_amount=authority_of(regulation, unit, by) if regulation else None, purpose=ask.programme.slug,
        cells=_cells(session, ask, regulation), missing=cases.missing_papers(session, ask.case, judged.all_papers), facts=judged.facts,
        summary=ask.programme.summaries[ask.kind], what_for=ask.programme.purposes[ask.kind],
    )
    return judged, basis


def lasting_of(judged: Judgement, on: date) -> Lasting:
    """When money decided today falls due and until when it is held, by the regulation in force and by the defaults where it says nothing."""
    return lasting(judged.regulation.norm if judged.regulation else lambda key: None, on)


def authority_of(regulation: Regulation, unit: Unit, by: Actor) -> int | None:
    """The most that one of the actor's posts may decide for a unit, by the regulation."""
    roles = [post.role for post in by.posts if unit.path.startswith(post.path)]
    found = [most for role in roles if (most := limit(regulation, unit.kind, role)) is not None]
    return max(found) if found else None


def deciding_unit(session: Session, ask: Ask, judged: Judgement, amount: int = 0) -> Unit | None:
    """The nearest unit, from the one that holds the request upwards, whose signer may decide the amount."""
    if judged.regulation is None:
        return None
    holder = session.get_one(Unit, ask.case.holder_unit_id)
    for unit in (holder, *above(session, holder)):
        most = limit(judged.regulation, unit.kind, "signer")
        if most is not None and most >= amount and unit.valid_to is None:
            return unit
    return None


def unit_above(session: Session, ask: Ask) -> Unit | None:
    """The unit to which a submission goes today."""
    return next((unit for unit in above(session, session.get_one(Unit, ask.unit_id)) if unit.valid_to is None), None)


def stale_of(session: Session, ask: Ask) -> list[str]:
    """What has changed since the decision was sealed, while money may still leave on it."""
    if ask.case.state != "approved":
        return []
    seal = cases.seal_of(session, ask.case)
    return stale_cells(session, seal) if seal else []


def _cells(session: Session, ask: Ask, regulation: Regulation | None) -> list[tuple[str, int, str, str]]:
    household = session.get_one(Household, ask.case.household_id)
    tables: Collection[tuple[str, int, tuple[tuple[str, Text], ...]]] = (
        (Person.__tablename__, ask.case.person_id, PERSON_CELLS), (Household.__tablename__, household.id, HOUSEHOLD_CELLS),
        ("declaration", household.declaration.id, DECLARATION_CELLS), (ask.__tablename__, ask.id, ask.programme.cells),
    )
    cells = [(table, row_id, column, str(label)) for table, row_id, columns in tables for column, label in columns]
    if regulation is not None:
        used = {leaf.norm for criterion in regulation.criteria_for(ask.kind) for leaf in leaves(criterion) if leaf.norm}
        granting = regulation.grant_norm(ask.kind)
        for norm in regulation.norms:
            if norm.key in used or (granting is not None and norm.id == granting.id):
                cells.append(("norm", norm.id, "value", norm.name))
    return cells
