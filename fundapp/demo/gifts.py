"""Gifts of the demo world: a Tháng Công nhân that is over, and the Tết Sum vầy that is under way on the last days."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from fundapp.demo.timeline import moment
from fundapp.gifts import service
from fundapp.gifts.calendar import Calendar
from fundapp.gifts.models import GiftCall, GiftCampaign, GiftList, GiftMark, GiftRow
from fundapp.gifts.queries.proposing import Rule, proposal
from fundapp.gifts.service import CampaignInput, LineInput, calling
from fundapp.kernel import clock
from fundapp.payments import service as payments

if TYPE_CHECKING:
    from fundapp.demo.bookkeeping import Office
    from fundapp.demo.year import Life, Year

HOME, LISTING = "LDLD-NB", "CDCS-BML"
LIMITS = {"gift": ("Quà", "person"), "voucher": ("Phiếu mua hàng", "person"), "ticket": ("Vé tàu, xe", "household")}
MAY = Calendar(date(2026, 4, 20), date(2026, 4, 24), date(2026, 4, 24), date(2026, 4, 28), date(2026, 5, 4), date(2026, 5, 22), date(2026, 6, 30))
TET = Calendar(
    date(2026, 11, 9), date(2026, 12, 10), date(2026, 12, 20), date(2026, 12, 31), date(2027, 1, 11), date(2027, 2, 3), date(2027, 3, 31)
)


def workers_month(year: "Year", office: "Office") -> "Life":
    """Four gifts of the Tháng Công nhân: listed, decided, advanced, three handed out, one returned."""
    yield moment(date(2026, 4, 20), 9)
    campaign = _campaign(year, office, "workers_month", "Tháng Công nhân 2026", "KH (mẫu) số 15/KH-LĐLĐ", MAY, "thang-5-2026", 500_000, 4)
    yield moment(date(2026, 4, 22), 9)
    gift_list = _listed(year, campaign, 4)
    list_id = gift_list.id
    yield moment(date(2026, 4, 27), 15)
    order = service.order_advance(
        year.session, _list(year, list_id), payee_name="Trần Thị Hoa", payee_address="CĐCS Công ty CP May mặc Bến Mộc Lan",
        reason="Tạm ứng trao quà Tháng Công nhân", by=year.actor("tuan"), on=year.on,
    )
    payments.check_order(year.session, order, by=year.actor("hanh"), on=year.on)
    office.fill_the_box([(share.book_id, share.amount) for share in order.shares])
    payments.pay_in_cash(year.session, order, box=office.cash, by=year.actor("lan"), on=year.on)
    yield moment(date(2026, 5, 5), 9)
    service.start(year.session, _list(year, list_id), by=year.actor("hoa"), on=year.on)
    rows = year.session.scalars(select(GiftRow).where(GiftRow.list_id == list_id).order_by(GiftRow.position))
    for row, outcome in zip(rows, ("received", "received", "proxy", "absent"), strict=True):
        _mark(year, row, outcome)
    service.close(year.session, _list(year, list_id), by=year.actor("hoa"), on=year.on)
    yield moment(date(2026, 5, 26), 14)
    _call_back(year, campaign)
    yield moment(date(2026, 6, 30), 15)
    service.close_campaign(year.session, year.session.get_one(GiftCampaign, campaign), by=year.actor("tuan"))


def _call_back(year: "Year", campaign: int) -> None:
    """All three are in the sample: one agrees, one tells of something else, one has not been called yet."""
    reviewer = year.reviewer(LISTING)
    calling.draw(year.session, year.session.get_one(GiftCampaign, campaign), by=reviewer, on=year.on)
    calls = year.session.scalars(select(GiftCall).where(GiftCall.campaign_id == campaign).order_by(GiftCall.id))
    for call, said, note in zip(calls, ("agrees", "differs"), ("", "Nói chưa được mời dự buổi trao, người khác nhận thay"), strict=False):
        calling.answer(year.session, call, said=said, note=note, by=reviewer, on=year.on)


def tet(year: "Year", office: "Office") -> "Life":
    """The campaign of Tết Đinh Mùi: one list decided, another one begun."""
    yield moment(date(2026, 11, 9), 9)
    voucher = LineInput("Q2", "Phiếu Chợ Tết", "voucher", "voucher", 300_000, 20, [(office.book("XAHOI"), 300_000)])
    campaign = _campaign(year, office, "tet", "Tết Sum vầy Đinh Mùi 2027", "KH (mẫu) số 40/KH-LĐLĐ", TET, "tet-2027", 1_300_000, 40, voucher)
    yield moment(date(2026, 11, 16), 9)
    _listed(year, campaign, 8, kept=5)
    yield moment(date(2026, 11, 19), 10)
    opened = service.open_list(year.session, campaign=year.session.get_one(GiftCampaign, campaign), unit=year.unit(LISTING), by=year.actor("hoa"), on=year.on)
    _fill(year, opened, 2)
    # A voucher may come on top of the gift of somebody who has one already.
    _fill(year, opened, 2, line=1)


def _campaign(
    year: "Year", office: "Office", kind: str, title: str, document: str, calendar: Calendar, season_code: str, worth: int, places: int, *more: LineInput
) -> int:
    session, tuan = year.session, year.actor("tuan")
    season = service.make_season(
        session, code=season_code, title=title, starts_on=calendar.opens_on, ends_on=calendar.settle_until_on, limits=LIMITS, by=tuan
    )
    line = LineInput("Q1", "Quà bằng tiền", "cash", "gift", worth, places, [(office.book("XAHOI"), worth)])
    given = CampaignInput(kind=kind, title=title, document=document, calendar=calendar, lines=[line, *more])
    campaign = service.draft_campaign(session, unit=year.unit(HOME), season=season, given=given, by=tuan)
    service.open_campaign(session, campaign, by=year.actor("van"), on=year.on)
    for one in campaign.lines:
        service.pass_down(session, one, unit=year.unit(HOME), given={year.unit_ids[LISTING]: min(places, 8)}, by=tuan, on=year.on)
    return campaign.id


def _listed(year: "Year", campaign: int, wanted: int, kept: int | None = None) -> GiftList:
    gift_list = service.open_list(year.session, campaign=year.session.get_one(GiftCampaign, campaign), unit=year.unit(LISTING), by=year.actor("hoa"), on=year.on)
    _fill(year, gift_list, kept or wanted)
    service.submit(year.session, gift_list, by=year.actor("hoa"), on=year.on)
    service.review(year.session, gift_list, by=year.reviewer(LISTING), on=year.on)
    service.decide(year.session, gift_list, by=year.actor("van"), on=year.on)
    return gift_list


def _fill(year: "Year", gift_list: GiftList, wanted: int, line: int = 0) -> None:
    wished = gift_list.campaign.lines[line]
    found = proposal(year.session, gift_list, wished, Rule(), year.on).qualified[:wanted]
    service.add(year.session, gift_list, line=wished, candidates=found, by=year.actor("hoa"), on=year.on)
    # Of half of them somebody has said to which ethnic group they belong.
    rows = list(year.session.scalars(select(GiftRow.id).where(GiftRow.list_id == gift_list.id).order_by(GiftRow.position)))
    for row_ids, ethnicity in ((rows[0::4], "Kinh"), (rows[1::4], "Mường")):
        if row_ids:
            service.note_ethnicity(year.session, gift_list, row_ids=row_ids, ethnicity=ethnicity, by=year.actor("hoa"), on=year.on)


def _mark(year: "Year", row: GiftRow, outcome: str) -> None:
    proxy = {"proxy_name": "Chồng của người nhận", "proxy_reason": "Đi làm ca, có giấy giới thiệu"} if outcome == "proxy" else {}
    year.session.add(GiftMark(
        row_id=row.id, list_id=row.list_id, unit_id=row.unit_id, number=1, outcome=outcome, client_reference=f"demo-{row.id}", marked_at=clock.now(),
        by_id=year.actor("hoa").user_id, at=clock.now(), on=year.on, **proxy,
    ))
    year.session.flush()


def _list(year: "Year", list_id: int) -> GiftList:
    return year.session.get_one(GiftList, list_id)
