"""How names come into a draft: proposed from the registry by rule, or one by one."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, url_for

from fundapp.gifts import service
from fundapp.gifts.forms import PersonForm, ProposalForm
from fundapp.gifts.models import GiftLine, GiftList
from fundapp.gifts.queries.proposing import PRIORITIES, Proposal, Rule, proposal
from fundapp.gifts.queries.taken import Candidate
from fundapp.gifts.views.blueprint import bp, list_of
from fundapp.households.models import Household
from fundapp.households.words import CATEGORIES, HEALTH, NEUTRAL
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.money import AmountError, read_amount
from fundapp.orgs.models import Unit
from fundapp.sheets.export import XLSX, Column, workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import requires

SHOWN = 50
COLUMNS = (
    Column(_("Thứ tự"), 8, "number"), Column(_("Họ và tên"), 26), Column(_("Mã hộ"), 12), Column(_("Kết quả"), 16), Column(_("Điểm"), 8, "number"),
    Column(_("Vì sao"), 60),
)


@bp.route("/<int:list_id>/proposal", methods=["GET", "POST"])
@requires("gift:list")
def proposing(list_id: int) -> Any:
    """Who of the registry qualifies and why, who was left out and why; the first so many are put into the list."""
    gift_list = list_of(list_id, "gift:list")
    line, rule = _line(gift_list), _rule()
    found = proposal(g.db, gift_list, line, rule, clock.today())
    free = service.free_of(g.db, line, g.db.get(Unit, gift_list.unit_id))
    form = ProposalForm()
    chosen = _chosen()
    if request.method == "GET":
        form.version.data = gift_list.version
        form.places.data = max(1, min(free, len(found.qualified)))
    if form.validate_on_submit():
        with refusals(form):
            added = service.add(
                g.db, gift_list, line=line, candidates=found.qualified[: form.places.data], by=g.actor, on=clock.today(), seen=form.seen
            )
            flash(_("Đã ghi %(count)s người vào danh sách.", count=added.added), "good")
            return redirect(url_for("gifts.show", list_id=gift_list.id), 303)
    shown = render_template(
        "gifts/proposing.html", list=gift_list, line=line, rule=rule, line_choices=[(str(one.id), one.title) for one in gift_list.campaign.lines],
        found=_first(found), counts=(len(found.qualified), len(found.left_out)), free=free, form=form, chosen=chosen, shown=SHOWN,
        categories={name: CATEGORIES[name] for name in PRIORITIES if name not in HEALTH},
    )
    return shown, 422 if form.errors else 200


@bp.get("/<int:list_id>/proposal.xlsx")
@requires("gift:list")
def proposal_sheet(list_id: int) -> Response:
    """Everybody who was weighed by the rule: who qualifies in their order, who does not, each with the reason."""
    gift_list = list_of(list_id, "gift:list")
    line = _line(gift_list)
    found = proposal(g.db, gift_list, line, _rule(), clock.today())
    rows: list[tuple[Any, ...]] = [
        (number, one.full_name, f"H{one.household_id:06d}", _("Đủ tiêu chí"), one.points, one.reason) for number, one in enumerate(found.qualified, 1)
    ]
    rows += [("", one.full_name, f"H{one.household_id:06d}", _("Không đề xuất"), "", one.because) for one in found.left_out]
    unit: Any = g.db.get(Unit, gift_list.unit_id)
    content = workbook(
        _("Đề xuất người nhận %(code)s", code=gift_list.code), COLUMNS, rows, issuer=[unit.name], subtitle=f"{gift_list.campaign.title} · {line.title}",
        on=clock.today(),
    )
    g.note = ("gifts.export", gift_list.code)
    return Response(content, mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="de-xuat-{gift_list.code}.xlsx"'})


@bp.route("/<int:list_id>/person", methods=["GET", "POST"])
@requires("gift:list")
def person(list_id: int) -> Any:
    """Put the head of one household into the list."""
    gift_list = list_of(list_id, "gift:list")
    form = PersonForm()
    form.line_id.choices = [(str(line.id), line.title) for line in gift_list.campaign.lines]
    if request.method == "GET":
        form.version.data = gift_list.version
    if form.validate_on_submit():
        with refusals(form):
            line = next(line for line in gift_list.campaign.lines if str(line.id) == form.line_id.data)
            service.add(
                g.db, gift_list, line=line, candidates=[_candidate(form)], by=g.actor, on=clock.today(), seen=form.seen, strict=True
            )
            flash(_("Đã ghi vào danh sách."), "good")
            return redirect(url_for("gifts.show", list_id=gift_list.id), 303)
    return render_template("gifts/person.html", list=gift_list, form=form), 422 if form.errors else 200


def _candidate(form: PersonForm) -> Candidate:
    digits = form.household.data.strip().upper().removeprefix("H")
    household = g.db.get(Household, int(digits)) if digits.isdigit() and len(digits) < 12 else None
    if household is None:
        raise service.GiftRefused(_("Không thấy hộ này trong phạm vi của bạn. Hãy xem lại mã hộ ở trang hộ."), "household")
    head = household.head
    return Candidate(
        head.full_name, head.help_key, household.help_key, head.cccd_index, head.id, household.id, head.birth, head.sex, cccd_tail=head.cccd_tail,
        reason=form.reason.data.strip(), look_note=form.look_note.data or "", ethnicity=" ".join((form.ethnicity.data or "").split()),
    )


def _line(gift_list: GiftList) -> GiftLine:
    wanted = request.args.get("line", type=int)
    lines = gift_list.campaign.lines
    if not lines:
        abort(404)
    return next((line for line in lines if line.id == wanted), lines[0])


def _rule() -> Rule:
    try:
        most = read_amount(request.args["income"]) if request.args.get("income") else None
    except AmountError:
        flash(_("Mức thu nhập chưa đọc được nên chưa dùng để lọc. Hãy viết như 2.250.000."), "bad")
        most = None
    chosen = _chosen()
    # Whose circumstances tell of an illness is chosen with those in hardship, or the choice itself would tell it.
    return Rule((*chosen, *HEALTH) if NEUTRAL in chosen else tuple(chosen) or Rule().categories, most)


def _chosen() -> list[str]:
    return [name for name in PRIORITIES if name in request.args.getlist("category") and name not in HEALTH]


def _first(found: Proposal) -> Proposal:
    return Proposal(found.qualified[:SHOWN], found.left_out[:SHOWN])
