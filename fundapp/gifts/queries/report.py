"""What a campaign gave: by unit, line, class, ethnic group and women, with the same of the year before beside it; who is called back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, case, cast, func, select
from sqlalchemy.orm import Session

from fundapp.gifts.models import GiftCall, GiftCampaign, GiftClass, GiftFinding, GiftLine, GiftList, GiftRow
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit

DIMENSIONS: dict[str, Text] = {
    "unit": _("Theo đơn vị"), "line": _("Theo suất quà"), "class": _("Theo loại quà"), "ethnicity": _("Theo dân tộc"), "sex": _("Nam, nữ"),
}
SEXES: dict[str, Text] = {"F": _("Nữ"), "M": _("Nam"), "": _("Chưa ghi")}
GIVEN = ("received", "proxy")


@dataclass(frozen=True)
class Line:
    """One line of the report: people, women among them and đồng, this year and the year before. `key` leads to the people behind it."""

    title: Text | str
    people: int
    women: int
    amount: int
    people_before: int
    amount_before: int
    key: str = ""


@dataclass(frozen=True)
class Report:
    """All lines by dimension, their sums, and the campaign of the year before (None: there is none on file)."""

    lines: dict[str, list[Line]]
    total: Line
    before: GiftCampaign | None


def report(session: Session, campaign: GiftCampaign) -> Report:
    """What the units in sight gave in a campaign, and in the one of the same kind and unit before it."""
    before = session.scalar(
        select(GiftCampaign).where(
            GiftCampaign.unit_id == campaign.unit_id, GiftCampaign.kind == campaign.kind, GiftCampaign.id != campaign.id, GiftCampaign.opens_on < campaign.opens_on,
            GiftCampaign.state != "draft",
        ).order_by(GiftCampaign.opens_on.desc(), GiftCampaign.id.desc()).limit(1)
    )
    now, then = _groups(session, campaign), _groups(session, before) if before is not None else {}
    lines = {name: _lines(now[name], then.get(name, {}), name) for name in DIMENSIONS}
    return Report(lines, _sum(lines["unit"]), before)


def _groups(session: Session, campaign: GiftCampaign) -> dict[str, dict[Any, tuple[Text | str, int, int, int]]]:
    titles = {one.code: one.title for one in session.scalars(select(GiftClass).where(GiftClass.season_id == campaign.season_id))}
    return {
        "unit": _counted(session, campaign, Unit.id, Unit.short_name),
        "line": _counted(session, campaign, GiftLine.code, GiftLine.title),
        "class": {key: (titles.get(key, key), *rest) for key, (_title, *rest) in _counted(session, campaign, GiftRow.gift_class, GiftRow.gift_class).items()},
        "ethnicity": {key: (key or _("Chưa ghi"), *rest) for key, (_title, *rest) in _counted(session, campaign, GiftRow.ethnicity, GiftRow.ethnicity).items()},
        "sex": {key: (SEXES[key], *rest) for key, (_title, *rest) in _counted(session, campaign, func.coalesce(GiftRow.sex, ""), func.coalesce(GiftRow.sex, "")).items()},
    }


def _counted(session: Session, campaign: GiftCampaign, key: Any, title: Any) -> dict[Any, tuple[Text | str, int, int, int]]:
    query = (
        select(key, func.min(title), func.count(), func.sum(case((GiftRow.sex == "F", 1), else_=0)), func.sum(GiftRow.amount))
        .select_from(GiftRow).join(GiftList, GiftList.id == GiftRow.list_id).join(GiftLine, GiftLine.id == GiftRow.line_id).join(Unit, Unit.id == GiftRow.unit_id)
        .where(GiftList.campaign_id == campaign.id, GiftRow.state == "listed", GiftRow.outcome.in_(GIVEN)).group_by(key).order_by(func.min(title))
    )
    return {row[0]: (row[1], row[2], int(row[3] or 0), int(row[4] or 0)) for row in session.execute(query)}


def _lines(now: dict[Any, tuple[Text | str, int, int, int]], then: dict[Any, tuple[Text | str, int, int, int]], name: str) -> list[Line]:
    found = []
    for key in [*now, *(key for key in then if key not in now)]:
        title, people, women, amount = now.get(key, (then[key][0] if key in then else "", 0, 0, 0))
        _title, people_before, _women, amount_before = then.get(key, ("", 0, 0, 0))
        found.append(Line(title, people, women, amount, people_before, amount_before, str(key)))
    return found


def _sum(lines: Sequence[Line]) -> Line:
    return Line(
        _("Cộng"), sum(one.people for one in lines), sum(one.women for one in lines), sum(one.amount for one in lines),
        sum(one.people_before for one in lines), sum(one.amount_before for one in lines),
    )


def people_of(campaign: GiftCampaign, dimension: str, key: str) -> Select[Any]:
    """The people behind one number of the report: who has received, in sight, of one unit, line, class, ethnic group or sex."""
    of: dict[str, Any] = {
        "unit": cast(GiftRow.unit_id, String), "line": GiftLine.code, "class": GiftRow.gift_class, "ethnicity": GiftRow.ethnicity, "sex": func.coalesce(GiftRow.sex, ""),
    }
    query: Any = (
        select(
            GiftRow.id, GiftRow.position, GiftRow.full_name, GiftRow.birth, GiftRow.cccd_tail, GiftRow.sex, GiftRow.ethnicity,
            GiftRow.amount, GiftRow.outcome, GiftRow.list_id, GiftList.code, GiftLine.title, Unit.short_name,
        )
        .join(GiftList, GiftList.id == GiftRow.list_id).join(GiftLine, GiftLine.id == GiftRow.line_id).join(Unit, Unit.id == GiftRow.unit_id)
        .where(GiftList.campaign_id == campaign.id, GiftRow.state == "listed", GiftRow.outcome.in_(GIVEN))
    )
    found: Select[Any] = query.where(of[dimension] == key) if dimension in of else query
    return found


def receivers(session: Session, campaign: GiftCampaign) -> int:
    """How many have received in the closed lists of a campaign, over all units: what a sample is drawn from."""
    query = select(func.count()).select_from(GiftRow).join(GiftList, GiftList.id == GiftRow.list_id).where(
        GiftList.campaign_id == campaign.id, GiftList.state == "closed", GiftRow.state == "listed", GiftRow.outcome.in_(GIVEN)
    )
    return session.scalar(query.execution_options(all_units="the size of a sample hangs on the whole campaign; only a number is told")) or 0


def calls(session: Session, campaign: GiftCampaign) -> list[Any]:
    """Who in sight is to be called back, those not called yet first: the call, the name, what is to be asked."""
    query = (
        select(GiftCall, GiftRow, GiftLine.title, Unit.short_name).join(GiftRow, GiftRow.id == GiftCall.row_id).join(GiftLine, GiftLine.id == GiftRow.line_id)
        .join(Unit, Unit.id == GiftRow.unit_id).where(GiftCall.campaign_id == campaign.id)
    )
    return list(session.execute(query.order_by(GiftCall.answer.is_not(None), Unit.short_name, GiftRow.position)).all())


def findings(session: Session, campaign: GiftCampaign) -> list[Any]:
    """The findings in sight, open ones first."""
    query = (
        select(GiftFinding, GiftRow).join(GiftCall, GiftCall.id == GiftFinding.call_id).join(GiftRow, GiftRow.id == GiftCall.row_id)
        .where(GiftFinding.campaign_id == campaign.id)
    )
    return list(session.execute(query.order_by(GiftFinding.resolution != "", GiftFinding.id)).all())
