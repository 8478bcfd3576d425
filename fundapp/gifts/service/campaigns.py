"""Acts on seasons and campaigns: make a season's rule, draft a campaign, open it with its places, close it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.gifts import words
from fundapp.gifts.calendar import STEPS, Calendar, level_objection, objection
from fundapp.gifts.models import (
    GiftCampaign,
    GiftClass,
    GiftDeadline,
    GiftExclusion,
    GiftExtension,
    GiftLine,
    GiftLineFund,
    GiftList,
    GiftQuota,
    GiftQuotaMove,
    GiftSeason,
)
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Stale
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit


@dataclass(frozen=True)
class LineInput:
    """One benefit line as typed. `funds` are đồng of one place by fund; empty only for goods that lie in the stock."""

    code: str
    title: str
    kind: str
    gift_class: str
    unit_amount: int
    places: int
    funds: Sequence[tuple[Book, int]] = ()
    goods_code: str | None = None


@dataclass(frozen=True)
class CampaignInput:
    """One campaign as typed. `deadlines` are last days of listing by level of the unit's kind."""

    kind: str
    title: str
    document: str
    calendar: Calendar
    lines: Sequence[LineInput]
    deadlines: Sequence[tuple[int, date]] = ()
    regulation_id: int | None = None


def make_season(
    session: Session, *, code: str, title: str, starts_on: date, ends_on: date, limits: Mapping[str, tuple[str, str]],
    exclude: Sequence[tuple[str, str]] = (), by: Actor,
) -> GiftSeason:
    """Make a season with its rule of overlap. `limits` are (title, person, household or none) by class."""
    if not code.strip() or not title.strip():
        raise GiftRefused(_("Hãy ghi mã và tên mùa, ví dụ tet-2027."), "code")
    if ends_on < starts_on:
        raise GiftRefused(_("Ngày hết mùa phải từ ngày bắt đầu trở đi."), "ends_on")
    if session.scalar(select(GiftSeason.id).where(GiftSeason.code == code.strip())) is not None:
        raise GiftRefused(_("Mùa %(code)s đã có. Hãy dùng mùa đó để mọi đơn vị được đối chiếu với nhau.", code=code.strip()), "code")
    unknown = {name for pair in exclude for name in pair} - set(limits)
    if unknown or any(one == other for one, other in exclude) or any(per not in words.LIMITS for _title, per in limits.values()):
        raise GiftRefused(_("Mỗi cặp loại trừ gồm hai loại quà khác nhau đã khai ở trên."), "exclude")
    season = GiftSeason(code=code.strip(), title=title.strip(), starts_on=starts_on, ends_on=ends_on, made_by_id=by.user_id, made_at=clock.now())
    season.classes = [GiftClass(code=name, title=str(label), per=per) for name, (label, per) in limits.items()]
    season.exclusions = [GiftExclusion(first_code=min(pair), second_code=max(pair)) for pair in exclude]
    session.add(season)
    session.flush()
    record(session, by=by, act="gifts.season", subject=f"gifts/season/{season.id}", details={"code": season.code})
    return season


def draft_campaign(session: Session, *, unit: Unit, season: GiftSeason, given: CampaignInput, by: Actor) -> GiftCampaign:
    """Draft a campaign of a unit; somebody else opens it. Refuses a calendar that runs backwards and lines that no fund pays whole."""
    wrong = objection(given.calendar)
    if wrong is not None:
        raise GiftRefused(wrong[1], wrong[0])
    if problem := level_objection(given.calendar, given.deadlines):
        raise GiftRefused(problem, "deadlines")
    if given.kind not in words.CAMPAIGN_KINDS or not given.title.strip() or not given.document.strip():
        raise GiftRefused(_("Hãy chọn loại đợt, ghi tên đợt và số văn bản (kế hoạch, quyết định) làm căn cứ."), "document")
    if not given.lines:
        raise GiftRefused(_("Hãy khai ít nhất một suất quà."), "lines")
    for line in given.lines:
        _check_line(season, unit, line)
    campaign = GiftCampaign(
        unit_id=unit.id, season_id=season.id, kind=given.kind, title=given.title.strip(), document=given.document.strip(),
        regulation_id=given.regulation_id, state="draft", made_by_id=by.user_id, made_at=clock.now(),
        **{step: getattr(given.calendar, step) for step in STEPS},
    )
    session.add(campaign)
    session.flush()
    session.add_all(GiftDeadline(campaign_id=campaign.id, level=level, list_until_on=day) for level, day in given.deadlines)
    for line in given.lines:
        row = GiftLine(
            campaign_id=campaign.id, code=line.code.strip(), title=line.title.strip(), kind=line.kind, gift_class=line.gift_class,
            unit_amount=line.unit_amount, places=line.places, goods_code=line.goods_code,
        )
        session.add(row)
        session.flush()
        session.add_all(GiftLineFund(line_id=row.id, book_id=book.id, unit_amount=amount) for book, amount in line.funds)
    session.flush()
    session.refresh(campaign)
    record(session, by=by, act="gifts.campaign", subject=f"gifts/campaign/{campaign.id}", unit_id=unit.id, details={"title": campaign.title})
    return campaign


def open_campaign(session: Session, campaign: GiftCampaign, *, by: Actor, on: date, seen: int | None = None) -> GiftCampaign:
    """Open a drafted campaign: from now on its lines stand, and its unit holds all their places. Refuses whoever drafted it."""
    session.refresh(campaign, with_for_update=True)
    if seen is not None and seen != campaign.version:
        raise Stale
    if campaign.state != "draft":
        raise GiftRefused(_("Đợt này đã mở rồi."))
    if campaign.made_by_id == by.user_id:
        raise GiftRefused(_("Người soạn đợt không tự mở đợt. Hãy để lãnh đạo khác kiểm tra và mở."))
    campaign.state, campaign.opened_by_id, campaign.opened_at = "open", by.user_id, clock.now()
    session.flush()
    for line in campaign.lines:
        session.add(GiftQuota(line_id=line.id, unit_id=campaign.unit_id, received=line.places, passed_down=0, given_back=0, taken_back=0, listed=0))
        session.add(GiftQuotaMove(
            line_id=line.id, kind="granted", unit_id=campaign.unit_id, places=line.places, basis="hand", reason=campaign.document, by_id=by.user_id, on=on,
            at=clock.now(),
        ))
    session.flush()
    record(session, by=by, act="gifts.opened", subject=f"gifts/campaign/{campaign.id}", unit_id=campaign.unit_id, details={"title": campaign.title})
    return campaign


def extend_deadline(session: Session, campaign: GiftCampaign, *, level: int | None, to_on: date, reason: str, by: Actor, on: date) -> GiftCampaign:
    """Give the units of a level (None: all that have no day of their own) longer to hand their lists in. Never earlier, never behind the review; the trace says why."""
    session.refresh(campaign, with_for_update=True)
    if campaign.state != "open":
        raise GiftRefused(_("Chỉ gia hạn được đợt đang mở."))
    if not reason.strip():
        raise GiftRefused(_("Hãy ghi lý do gia hạn."), "reason")
    own = next((one for one in campaign.deadlines if one.level == level), None)
    if level is not None and own is None:
        raise GiftRefused(_("Cấp này không có hạn riêng. Hãy gia hạn cho cả đợt."), "level")
    before = own.list_until_on if own else campaign.list_until_on
    last = campaign.list_until_on if own else campaign.review_until_on
    if not before < to_on <= last:
        raise GiftRefused(
            _("Hạn mới phải sau %(before)s và không quá %(last)s, để cấp trên còn kịp xét.", before=day_text(before), last=day_text(last)), "to_on"
        )
    if own is not None and any(to_on > one.list_until_on for one in campaign.deadlines if one.level < own.level):
        raise GiftRefused(_("Hạn mới muộn hơn hạn của cấp trên trực tiếp. Hãy gia hạn cho cấp trên trước."), "to_on")
    session.add(GiftExtension(
        campaign_id=campaign.id, level=level, from_on=before, to_on=to_on, reason=reason.strip(), by_id=by.user_id, at=clock.now(), on=on,
    ))
    # The database lets a day go later only where its extension stands already.
    session.flush()
    if own is not None:
        own.list_until_on = to_on
    else:
        campaign.list_until_on = to_on
    session.flush()
    session.refresh(campaign)
    record(session, by=by, act="gifts.extended", subject=f"gifts/campaign/{campaign.id}", unit_id=campaign.unit_id, details={"to": to_on.isoformat()})
    return campaign


def close_campaign(session: Session, campaign: GiftCampaign, *, by: Actor) -> GiftCampaign:
    """Close a campaign whose lists are all closed or cancelled."""
    session.refresh(campaign, with_for_update=True)
    if campaign.state != "open":
        raise GiftRefused(_("Chỉ kết thúc được đợt đang mở."))
    left = session.scalars(
        select(GiftList.code).where(GiftList.campaign_id == campaign.id, GiftList.state.not_in(("closed", "cancelled"))).order_by(GiftList.code).limit(5)
        .execution_options(all_units="a campaign ends when the lists of all units have ended")
    ).all()
    if left:
        raise GiftRefused(_("Còn danh sách chưa kết thúc: %(codes)s. Hãy trao xong và kết thúc, hoặc hủy các danh sách đó trước.", codes=", ".join(left)))
    campaign.state = "closed"
    session.flush()
    record(session, by=by, act="gifts.ended", subject=f"gifts/campaign/{campaign.id}", unit_id=campaign.unit_id, details={"title": campaign.title})
    return campaign


def _check_line(season: GiftSeason, unit: Unit, line: LineInput) -> None:
    if line.kind not in words.LINE_KINDS or line.unit_amount <= 0 or line.places <= 0 or not line.code.strip() or not line.title.strip():
        raise GiftRefused(_("Mỗi loại suất cần mã, tên, hình thức, trị giá và số suất lớn hơn 0."), "lines")
    if line.gift_class not in {one.code for one in season.classes}:
        raise GiftRefused(_("Loại quà %(name)s chưa có trong quy tắc chống trùng của mùa. Hãy chọn loại đã khai.", name=line.gift_class), "lines")
    if any(book.unit_id != unit.id for book, _amount in line.funds):
        raise GiftRefused(_("Suất “%(line)s” lấy tiền từ quỹ của đơn vị khác. Hãy chọn quỹ của %(unit)s.", line=line.title, unit=unit.name), "lines")
    if not line.funds and line.goods_code:
        return
    paid = sum(amount for _book, amount in line.funds)
    if paid != line.unit_amount:
        raise GiftRefused(
            _("Suất “%(line)s” trị giá %(worth)s đồng nhưng các quỹ mới trả %(paid)s đồng. Hãy ghi đủ tiền từng quỹ cho một suất.",
              line=line.title, worth=dong(line.unit_amount), paid=dong(paid)), "lines",
        )
