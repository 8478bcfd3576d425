"""Money of a decided list: the advance to the unit, one transfer for each who has an account, and what is asked back for those who did not come."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.gifts import service
from fundapp.gifts.forms import AdvanceForm, AskBackForm, TransfersForm
from fundapp.gifts.models import GiftList
from fundapp.gifts.queries.paying import dues
from fundapp.gifts.service.paying import TRANSFERS
from fundapp.gifts.views.blueprint import bp
from fundapp.jobs.models import Job
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.payments import queries as payments
from fundapp.payments.lifecycle import STATE_LABELS, STATE_TONES
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires

SHOWN = 500


@bp.route("/<int:list_id>/advance", methods=["GET", "POST"])
@requires("payment:make")
def advance(list_id: int) -> Any:
    """The accountant orders the money of a decided list as an advance."""
    gift_list = _of(list_id)
    form = AdvanceForm()
    if request.method == "GET":
        form.reason.data = str(
            _("Chi bù tiền quà đã trao theo danh sách %(code)s", code=gift_list.code) if gift_list.state == "closed"
            else _("Tạm ứng trao quà theo danh sách %(code)s", code=gift_list.code)
        )
    if form.validate_on_submit():
        with refusals(form):
            order = service.order_advance(
                g.db, gift_list, payee_name=form.payee_name.data, payee_address=form.payee_address.data, reason=form.reason.data, by=g.actor, on=clock.today()
            )
            flash(_("Đã lập đề nghị chi %(code)s.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    return render_template("gifts/advance.html", list=gift_list, form=form), 422 if form.errors else 200


@bp.route("/<int:list_id>/transfers", methods=["GET", "POST"])
@requires("payment:make")
def transfers(list_id: int) -> Any:
    """Who of a list gets a transfer and who not, with why; the accountant asks for all of them at once, and again for those that the bank refused."""
    gift_list = _of(list_id)
    boxes = payments.bank_accounts(g.db, gift_list.decider_unit_id)
    form = TransfersForm()
    form.box.choices = [(str(box.id), box.name) for box in boxes]
    if form.validate_on_submit():
        with refusals(form):
            box = next(box for box in boxes if str(box.id) == form.box.data)
            job = service.ask_transfers(g.db, gift_list, box=box, by=g.actor, on=clock.today())
            return redirect(url_for("gifts.transfers", list_id=gift_list.id, job=job.id), 303)
        gift_list = _of(list_id)
    page = render_template(
        "gifts/transfers.html", list=gift_list, form=form, dues=dues(g.db, gift_list, clock.today()), labels=STATE_LABELS, tones=STATE_TONES,
        job=_job(list_id), shown=SHOWN,
    )
    return page, 422 if form.errors else 200


def _job(list_id: int) -> Job | None:
    """The work that the address asks after."""
    job_id = request.args.get("job", type=int)
    if job_id is None:
        return None
    job = fetch(Job, job_id)
    if job.kind != TRANSFERS or job.payload["list_id"] != list_id:
        abort(404)
    return job


@bp.route("/<int:list_id>/settlement", methods=["GET", "POST"])
@requires("payment:make")
def settlement(list_id: int) -> Any:
    """What the unit was advanced, what it gave, what is to come back; the accountant asks for it with a day."""
    gift_list = _of(list_id)
    form = AskBackForm()
    if form.validate_on_submit():
        with refusals(form):
            due_on: Any = form.due_on.data
            made = service.ask_back(g.db, gift_list, due_on=due_on, by=g.actor, on=clock.today())
            flash(_("Đã ghi khoản chờ thu lại: %(n)s đồng.", n=dong(sum(one.open_amount for one in made))), "good")
            return redirect(url_for("gifts.settlement", list_id=gift_list.id), 303)
        gift_list = _of(list_id)
    page = render_template(
        "gifts/settlement.html", list=gift_list, form=form, money=service.standing(g.db, gift_list), orders=payments.orders_of(g.db, gift_list.subject),
        labels=STATE_LABELS, tones=STATE_TONES,
    )
    return page, 422 if form.errors else 200


def _of(list_id: int) -> GiftList:
    gift_list = fetch(GiftList, list_id)
    if not g.actor.can("payment:make", gift_list.decider_unit_id):
        abort(403)
    return gift_list
