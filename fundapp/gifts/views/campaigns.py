"""Campaigns: the list of them, one with its places and lists, a new one, its opening, places passed down and given back."""

from datetime import date
from typing import Any, cast

from flask import flash, g, redirect, render_template, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.gifts import service, words
from fundapp.gifts.calendar import STEPS, Calendar
from fundapp.gifts.forms import MORE_LINES, CampaignForm, ExtensionForm
from fundapp.gifts.models import GiftCampaign, GiftDeadline, GiftQuotaMove, GiftSeason
from fundapp.gifts.queries import campaigns as reads
from fundapp.gifts.queries.closing import given_of
from fundapp.gifts.service import CampaignInput, LineInput
from fundapp.gifts.views.blueprint import STATE_TONES, bp, campaign_of
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import _
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import kinds as kinds_of
from fundapp.regulations.models import Regulation
from fundapp.regulations.queries import in_force
from fundapp.web.forms import Form, refusals
from fundapp.web.guards import requires

# What a season begins with where nobody has made it before: a changeable default, one gift a person, one ticket a household.
LIMITS = {
    "gift": (_("Quà"), "person"), "voucher": (_("Phiếu mua hàng"), "person"), "ticket": (_("Vé tàu, xe"), "household"), "own": (_("Quà riêng của cơ sở"), "none"),
}


@bp.get("")
@requires("gift:read", menu=_("Quà tặng"), icon="gift", group="work", order=35)
def listing() -> str:
    """The campaigns of the own branch of the tree, and the lists in sight."""
    found = reads.visible(g.db, g.actor)
    units = {campaign.unit_id: g.db.get(Unit, campaign.unit_id) for campaign in found}
    return render_template("gifts/listing.html", campaigns=found, units=units, lists=reads.lists_of(g.db), words=words, tones=STATE_TONES)


@bp.get("/campaigns/<int:campaign_id>")
@requires("gift:read")
def campaign(campaign_id: int) -> str:
    """One campaign: its days, what each unit holds and how far it is, its lists."""
    found, today = campaign_of(campaign_id), clock.today()
    moves = list(g.db.scalars(
        select(GiftQuotaMove).where(GiftQuotaMove.line_id.in_([line.id for line in found.lines])).order_by(GiftQuotaMove.id.desc()).limit(20)
    ))
    units = {unit_id: g.db.get(Unit, unit_id) for move in moves for unit_id in (move.unit_id, move.for_unit_id) if unit_id}
    mine, planning = g.actor.units_with("gift:list"), g.actor.units_with("gift:plan")
    holdings = {line.id: reads.holdings(g.db, line) for line in found.lines}
    held_by = {line_id: {held.unit.id for held in of_line} for line_id, of_line in holdings.items()}
    return render_template(
        "gifts/campaign.html", campaign=found, unit=g.db.get(Unit, found.unit_id), steps=STEPS, holdings=holdings,
        lists=reads.lists_of(g.db, found), words=words, tones=STATE_TONES, today=today, moves=moves, units=units, mine=mine,
        may_pass={line_id for line_id, held in held_by.items() if held & set(planning)}, may_return={line_id for line_id, held in held_by.items() if held & set(mine)},
        given=given_of(g.db, found), regulation=g.db.get(Regulation, found.regulation_id) if found.regulation_id else None,
        names=names_of(g.db, {move.by_id for move in moves} | {found.made_by_id} | ({found.opened_by_id} if found.opened_by_id else set())
        | {one.by_id for one in found.extensions}),
    )


@bp.route("/campaigns/new", methods=["GET", "POST"])
@requires("gift:plan")
def new_campaign() -> Any:
    """Draft a campaign of the unit that the planner works for."""
    unit = g.db.get(Unit, g.actor.units_with("gift:plan")[0])
    books = list(g.db.scalars(select(Book).where(Book.unit_id == unit.id).order_by(Book.name)))
    levels: dict[int, list[str]] = {}
    for kind in kinds_of(g.db).values():
        if kind.level > kinds_of(g.db)[unit.kind].level and kind.valid_to is None:
            levels.setdefault(kind.level, []).append(kind.short_name)
    form: Any = CampaignForm.whole((level, ", ".join(named)) for level, named in sorted(levels.items()))()
    for name, field in form._fields.items():
        if name.startswith("gift_class"):
            field.choices = [(code, str(label)) for code, (label, _per) in LIMITS.items()]
        elif name.startswith(("fund", "second_fund")):
            field.choices = [("", "–"), *((str(book.id), book.name) for book in books)]
    if form.validate_on_submit():
        with refusals(form):
            found = service.draft_campaign(g.db, unit=unit, season=_season(form), given=_given(form, unit, {str(book.id): book for book in books}), by=g.actor)
            flash(_("Đã soạn đợt “%(title)s”. Lãnh đạo kiểm tra và mở đợt.", title=found.title), "good")
            return redirect(url_for("gifts.campaign", campaign_id=found.id), 303)
    return render_template("gifts/new_campaign.html", form=form, unit=unit, steps=STEPS, more=MORE_LINES), 422 if form.errors else 200


@bp.post("/campaigns/<int:campaign_id>/opening")
@requires("gift:decide")
def opening(campaign_id: int) -> Any:
    """The signer opens a drafted campaign."""
    found = campaign_of(campaign_id, "gift:decide")
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            service.open_campaign(g.db, found, by=g.actor, on=clock.today())
            flash(_("Đã mở đợt. Suất quà có thể phân bổ xuống các đơn vị."), "good")
    for problem in form.form_errors:
        flash(problem, "bad")
    return redirect(url_for("gifts.campaign", campaign_id=found.id), 303)


@bp.post("/campaigns/<int:campaign_id>/ending")
@requires("gift:plan")
def ending(campaign_id: int) -> Any:
    """Whoever runs a campaign ends it once all its lists have ended."""
    found = campaign_of(campaign_id, "gift:plan")
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            service.close_campaign(g.db, found, by=g.actor)
            flash(_("Đã kết thúc đợt “%(title)s”.", title=found.title), "good")
    for problem in form.form_errors:
        flash(problem, "bad")
    return redirect(url_for("gifts.campaign", campaign_id=campaign_id), 303)


@bp.route("/campaigns/<int:campaign_id>/extension", methods=["GET", "POST"])
@requires("gift:plan")
def extension(campaign_id: int) -> Any:
    """Give units longer to hand in, with the reason, which everybody under the campaign reads."""
    found = campaign_of(campaign_id, "gift:plan")
    form = ExtensionForm()
    form.level.choices = [("", _("Cả đợt")), *((str(one.level), name) for one, name in _levels(found))]
    if form.validate_on_submit():
        with refusals(form):
            to_on: Any = form.to_on.data
            level = int(form.level.data) if form.level.data else None
            service.extend_deadline(g.db, found, level=level, to_on=to_on, reason=form.reason.data, by=g.actor, on=clock.today())
            flash(_("Đã gia hạn gửi danh sách đến %(day)s.", day=day_text(to_on)), "good")
            return redirect(url_for("gifts.campaign", campaign_id=found.id), 303)
        found = campaign_of(campaign_id)
    return render_template("gifts/extension.html", campaign=found, form=form), 422 if form.errors else 200


def _levels(found: GiftCampaign) -> list[tuple[GiftDeadline, str]]:
    """The levels that have a day of their own, each named by the kinds of unit of that level."""
    kinds = kinds_of(g.db).values()
    return [
        (one, _("%(kinds)s (hạn %(day)s)", kinds=", ".join(kind.short_name for kind in kinds if kind.level == one.level), day=day_text(one.list_until_on)))
        for one in found.deadlines
    ]


def _season(form: CampaignForm) -> GiftSeason:
    code = form.season.data.strip()
    known = g.db.scalar(select(GiftSeason).where(GiftSeason.code == code))
    if known is not None:
        return known
    first, last = cast("date", form.opens_on.data), cast("date", form.settle_until_on.data)
    return service.make_season(g.db, code=code, title=code, starts_on=first, ends_on=max(first, last), limits=LIMITS, by=g.actor)


def _given(form: CampaignForm, unit: Unit, books: dict[str, Book]) -> CampaignInput:
    regulation = in_force(g.db, words.PROGRAMME, unit=unit, on=clock.today())
    lines = [_line_of(number, one, books) for number, one in enumerate(form.line_fields(), 1)]
    return CampaignInput(
        kind=form.kind.data, title=form.title.data, document=form.document.data, calendar=Calendar(*(form[step].data for step in STEPS)), lines=lines,
        deadlines=form.deadlines(), regulation_id=regulation.id if regulation else None,
    )


def _line_of(number: int, one: dict[str, Any], books: dict[str, Book]) -> LineInput:
    worth, places, second = one["unit_amount"].data or 0, one["places"].data or 0, one["second_amount"].data or 0
    if not worth or not places:
        raise service.GiftRefused(_("Suất “%(line)s” cần trị giá và số suất.", line=one["lines"].data), one["unit_amount"].name)
    funds = [(books[one["fund"].data], worth - second)] if one["fund"].data in books else []
    if second and one["second_fund"].data in books:
        funds.append((books[one["second_fund"].data], second))
    goods = (one["goods_code"].data or "").strip().upper() or None
    return LineInput(f"Q{number}", one["lines"].data, one["line_kind"].data, one["gift_class"].data, worth, places, funds, goods)
