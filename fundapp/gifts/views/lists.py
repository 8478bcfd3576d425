"""One list: who stands in it and where it is, its Excel file, its sheet, and whether a list that somebody brings is the decided one."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from sqlalchemy import select

from fundapp.access.queries import names_of
from fundapp.gifts import service, words
from fundapp.gifts.forms import ActForm
from fundapp.gifts.models import GiftEvent, GiftList, GiftRow
from fundapp.gifts.queries import lists
from fundapp.gifts.queries.closing import ends_of
from fundapp.gifts.queries.taken import counted
from fundapp.gifts.service.printing import print_sheet
from fundapp.gifts.sheet import digest_of, grouped
from fundapp.gifts.views.blueprint import STATE_TONES, bp, campaign_of, list_of
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import Form, refusals
from fundapp.web.guards import requires
from fundapp.web.paging import page

COLUMNS = (
    Column(_("STT"), 6, "number"), Column(_("Họ và tên"), 26), Column(_("Năm sinh"), 12), Column(_("Số cuối CCCD"), 10), Column(_("Suất quà"), 24),
    Column(_("Số tiền (đồng)"), 16, "dong", True), Column(_("Lý do"), 36), Column(_("Tình trạng"), 18), Column(_("Nhận quà"), 14), Column(_("Dân tộc"), 12),
    Column(_("Giới"), 8),
)

# In each state: the permission, the act's endpoint, its button and the kind of that.
ACTS = {
    "draft": [("gift:list", "submission", _("Gửi lên cấp trên"), "primary"), ("gift:list", "removal", _("Bỏ người được chọn"), "quiet"),
              ("gift:list", "ethnicity", _("Ghi dân tộc"), "quiet"),
              ("gift:list", "cancellation", _("Hủy danh sách"), "danger")],
    "submitted": [("gift:review", "review", _("Đồng ý, trình quyết định"), "primary"), ("gift:review", "review_strike", _("Gạch người được chọn"), "quiet"),
                  ("gift:review", "review_return", _("Trả lại đơn vị"), "danger")],
    "reviewed": [("gift:decide", "decision", _("Quyết định cả danh sách"), "primary"), ("gift:decide", "decision_strike", _("Gạch người được chọn"), "quiet"),
                 ("gift:decide", "decision_return", _("Trả lại, không quyết định"), "danger")],
    "decided": [("gift:list", "beginning", _("Bắt đầu trao"), "primary"), ("gift:decide", "decision_strike", _("Rút người được chọn"), "quiet")],
    "giving": [("gift:list", "closing", _("Kết thúc danh sách"), "primary"), ("gift:decide", "decision_strike", _("Rút người được chọn"), "quiet")],
}


@bp.get("/<int:list_id>")
@requires("gift:read")
def show(list_id: int) -> str:
    """One list: where it stands, the next act, its names, its events, its money."""
    gift_list = list_of(list_id, "gift:read")
    form = ActForm()
    form.version.data = gift_list.version
    return page_of(gift_list, form)


def page_of(gift_list: GiftList, form: ActForm) -> str:
    """The page of a list, also with what an act was refused for."""
    names = page(
        g.db, select(GiftRow).where(GiftRow.list_id == gift_list.id), keys=[(GiftRow.position, "asc"), (GiftRow.id, "asc")], after=request.args.get("after")
    )
    events = list(g.db.scalars(select(GiftEvent).where(GiftEvent.list_id == gift_list.id).order_by(GiftEvent.id.desc()).limit(50)))
    return render_template(
        "gifts/show.html", list=gift_list, unit=g.db.get(Unit, gift_list.unit_id), decider=g.db.get(Unit, gift_list.decider_unit_id), page=names, events=events,
        names=names_of(g.db, {event.by_id for event in events}), words=words, tones=STATE_TONES, form=form, last_on=service.last_day(g.db, gift_list),
        lines={line.id: line for line in gift_list.campaign.lines}, outcomes=lists.outcomes(g.db, gift_list), today=clock.today(), acts=_acts(gift_list),
        mark=grouped(gift_list.digest) if gift_list.digest else "", is_whole=_is_whole(gift_list), orders=payments.orders_of(g.db, gift_list.subject),
        counts=counted(g.db, gift_list.id), has_goods=any(line.goods_code for line in gift_list.campaign.lines),
        ends=ends_of(g.db, gift_list) if gift_list.state in ("giving", "closed") else [],
        money=service.standing(g.db, gift_list) if gift_list.state in ("giving", "closed") else None,
    )


@bp.post("/campaigns/<int:campaign_id>/list")
@requires("gift:list")
def new(campaign_id: int) -> Any:
    """Open a list of the officer's own unit in a campaign."""
    campaign = campaign_of(campaign_id)
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            unit = g.db.get(Unit, g.actor.units_with("gift:list")[0])
            gift_list = service.open_list(g.db, campaign=campaign, unit=unit, by=g.actor, on=clock.today())
            flash(_("Đã lập danh sách %(code)s. Hãy đề xuất từ sổ hộ hoặc ghi từng người.", code=gift_list.code), "good")
            return redirect(url_for("gifts.show", list_id=gift_list.id), 303)
    for problem in form.form_errors:
        flash(problem, "bad")
    return redirect(url_for("gifts.campaign", campaign_id=campaign.id), 303)


@bp.get("/<int:list_id>/list.xlsx")
@requires("gift:read")
def sheet(list_id: int) -> Response:
    """The list as a workbook, as it stands."""
    gift_list = list_of(list_id, "gift:read")
    titles = {line.id: line.title for line in gift_list.campaign.lines}
    rows = g.db.scalars(select(GiftRow).where(GiftRow.list_id == gift_list.id).order_by(GiftRow.position, GiftRow.id))
    lines = (
        (row.position, row.full_name, row.birth or "", row.cccd_tail or "", titles[row.line_id], row.amount, row.reason, words.ROW_STATES[row.state],
         words.OUTCOMES[row.outcome] if row.outcome else "", row.ethnicity, {"F": _("Nữ"), "M": _("Nam")}.get(row.sex or "", ""))
        for row in rows
    )
    unit = g.db.get(Unit, gift_list.unit_id)
    content = workbook(
        _("Danh sách nhận quà %(code)s", code=gift_list.code), COLUMNS, lines, issuer=[unit.name], subtitle=gift_list.campaign.title, on=clock.today(),
        filters=_("Dấu của danh sách: %(mark)s", mark=grouped(gift_list.digest)) if gift_list.digest else "",
    )
    answer = Response(content, mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="danh-sach-{gift_list.code}.xlsx"'
    return answer


@bp.post("/<int:list_id>/sheet")
@requires("gift:list")
def printing(list_id: int) -> Any:
    """Print the sign-off sheet of a decided list."""
    gift_list = list_of(list_id, "gift:list")
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            file = print_sheet(g.db, gift_list, by=g.actor)
            return redirect(url_for("documents.show", file_id=file.id), 303)
    for problem in form.form_errors:
        flash(problem, "bad")
    return redirect(url_for("gifts.show", list_id=gift_list.id), 303)


def _acts(gift_list: GiftList) -> list[tuple[str, str, Text, str]]:
    """The acts of the state of a list: permission, address, button and the kind of that."""
    return [(needed, url_for(f"gifts.{act}", list_id=gift_list.id), label, kind) for needed, act, label, kind in ACTS.get(gift_list.state, [])]


def _is_whole(gift_list: GiftList) -> bool:
    return gift_list.digest is None or digest_of(gift_list.code, lists.printed(g.db, gift_list)) == gift_list.digest
