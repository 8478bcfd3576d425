"""Pages of one order to pay: its one next act, the acts, the printed voucher."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.access.trail import record
from fundapp.documents.models import Seal, StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.payments import queries, service
from fundapp.payments.batching import LineState
from fundapp.payments.duties import Barred
from fundapp.payments.forms import (
    CheckForm,
    MendForm,
    MendTransferForm,
    PayForm,
    ReasonForm,
    SignForm,
    TransferForm,
)
from fundapp.payments.lifecycle import (
    ACT_LABELS,
    HOLDERS,
    METHOD_LABELS,
    NEXT_ACTS,
    OPEN,
    STATE_LABELS,
    STATE_TONES,
    Act,
    State,
)
from fundapp.payments.models import PaymentOrder
from fundapp.payments.views.blueprint import bp
from fundapp.web.formats import show_instant
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.get("/<int:order_id>")
@requires("payment:read")
def show(order_id: int) -> str:
    """One order: where it stands, who holds it, the one next act, and everybody who has touched it."""
    order = fetch(PaymentOrder, order_id, "payment:read")
    return render_template("payments/show.html", **_shown(order))


@bp.route("/<int:order_id>/check", methods=["GET", "POST"])
@requires("payment:check")
def check(order_id: int) -> Any:
    """The head of accounting compares the order with its papers and agrees."""
    order = fetch(PaymentOrder, order_id, "payment:check")
    form = CheckForm(obj=order)
    if form.validate_on_submit():
        with refusals(form):
            service.check_order(g.db, order, version=seen(form), by=g.actor, on=clock.today())
            told = _("Đã đồng ý chi theo %(code)s. Lãnh đạo sẽ ký duyệt.", code=order.code) if order.needs_signature else _(
                "Đã đồng ý chi theo %(code)s. Thủ quỹ sẽ chi tiền.", code=order.code
            )
            flash(told, "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    return act_page("payments/check.html", order, form, warnings=queries.warnings(g.db, order, clock.today()))


@bp.route("/<int:order_id>/signature", methods=["GET", "POST"])
@requires("payment:sign")
def signature(order_id: int) -> Any:
    """The head of the unit signs exactly what was checked, complete and within the limit of the own post."""
    order = fetch(PaymentOrder, order_id, "payment:sign")
    form = SignForm(obj=order)
    if form.validate_on_submit():
        with refusals(form):
            service.sign_order(g.db, order, version=seen(form), by=g.actor, on=clock.today())
            flash(_("Đã ký duyệt %(code)s. Thủ quỹ sẽ chi tiền.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    post = queries.signing_post(g.db, order, g.actor, clock.today())
    return act_page(
        "payments/signature.html", order, form, warnings=queries.warnings(g.db, order, clock.today()), lacking=service.missing(order), beyond=post.problem,
    )


@bp.route("/<int:order_id>/amendment", methods=["GET", "POST"])
@requires("payment:make")
def amendment(order_id: int) -> Any:
    """The accountant mends payee, account, reason or attachments."""
    order = fetch(PaymentOrder, order_id, "payment:make")
    form, boxes = _mend_form(order)
    if form.validate_on_submit():
        with refusals(form):
            service.mend_order(
                g.db, order, payee_name=form.payee_name.data, payee_address=form.payee_address.data, reason=form.reason.data,
                attachments=form.attachments.data or 0, to=form.transfer(boxes) if isinstance(form, MendTransferForm) else None, version=seen(form),
                by=g.actor, on=clock.today(),
            )
            flash(_("Đã sửa %(code)s và gửi kiểm tra.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    return act_page("payments/amendment.html", order, form)


def _mend_form(order: PaymentOrder) -> tuple[MendForm | MendTransferForm, list[CashBox]]:
    account = order.payee_account
    if account is None:
        return MendForm(obj=order), []
    boxes = queries.bank_accounts(g.db, order.unit_id)
    form = MendTransferForm(obj=order, bank=account.bank_code, holder_name=account.holder_name, from_box=order.from_box_id)
    form.from_box.choices = [(box.id, box.name) for box in boxes]
    return form, boxes


@bp.route("/<int:order_id>/return", methods=["GET", "POST"])
@requires("payment:read")
def return_(order_id: int) -> Any:
    """The checker, the signer or the treasurer gives the order back with a reason."""
    return _with_reason(order_id, Act.RETURN)


@bp.route("/<int:order_id>/void", methods=["GET", "POST"])
@requires("payment:read")
def void(order_id: int) -> Any:
    """The maker or the checker gives the order up with a reason."""
    return _with_reason(order_id, Act.VOID)


@bp.route("/<int:order_id>/payment", methods=["GET", "POST"])
@requires("payment:pay")
def payment(order_id: int) -> Any:
    """The treasurer hands out the cash, or orders the bank to pay; voucher, entries and the printed paper are made in one act."""
    order = fetch(PaymentOrder, order_id, "payment:pay")
    return _by_transfer(order) if order.is_transfer else _in_cash(order)


def _in_cash(order: PaymentOrder) -> Any:
    form = PayForm(obj=order)
    boxes = queries.cash_boxes(g.db, order)
    form.box.choices = [(box.id, box.name) for box in boxes]
    if form.validate_on_submit():
        with refusals(form):
            service.pay_in_cash(
                g.db, order, box=next(box for box in boxes if box.id == form.box.data), proxy=_proxy(form), version=seen(form), by=g.actor,
                on=clock.today(),
            )
            flash(_("Đã chi tiền theo %(code)s. Hãy in phiếu chi và lấy chữ ký người nhận.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    return act_page("payments/payment.html", order, form, boxes=boxes, warnings=queries.cash_warnings(g.db, order, boxes, clock.today()))


def _by_transfer(order: PaymentOrder) -> Any:
    form = TransferForm(obj=order)
    if form.validate_on_submit():
        with refusals(form):
            service.pay_by_transfer(g.db, order, version=seen(form), by=g.actor, on=clock.today())
            flash(_("Đã lập ủy nhiệm chi theo %(code)s và ghi sổ. Hãy in, ký, đóng dấu và gửi ngân hàng.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    return act_page("payments/_transfer.html", order, form, too_new=queries.waits(g.db, order, g.actor.user_id, clock.today()))


@bp.post("/<int:order_id>/paper")
@requires("payment:paper")
def paper(order_id: int) -> Any:
    """The ủy nhiệm chi exactly as it was printed, with the account whole: each look at it is in the trail."""
    order = fetch(PaymentOrder, order_id, "payment:paper")
    if order.voucher_file_id is None or not order.is_transfer:
        abort(404)
    record(g.db, by=g.actor, act="payment.paper", subject=order.reference, unit_id=order.unit_id, details={"code": order.code})
    answer = file_response(fetch(StoredFile, order.voucher_file_id, "payment:paper"), inline=True)
    answer.headers["Content-Location"] = url_for("payments.show", order_id=order.id)
    return answer


@bp.get("/<int:order_id>/voucher.pdf")
@requires("payment:read")
def voucher(order_id: int) -> Response:
    """The cash voucher exactly as it was printed at the payment; what goes to the bank is opened by `paper`."""
    order = fetch(PaymentOrder, order_id, "payment:read")
    if order.voucher_file_id is None or order.is_transfer:
        abort(404)
    return file_response(fetch(StoredFile, order.voucher_file_id), inline=True)


@bp.post("/<int:order_id>/reprints")
@requires("payment:pay")
def reprint(order_id: int) -> Any:
    """Print one more copy, counted and marked."""
    order = fetch(PaymentOrder, order_id, "payment:pay")
    copy = service.reprint(g.db, order, by=g.actor)
    return redirect(url_for("payments.copy", order_id=order.id, number=copy.number), 303)


@bp.get("/<int:order_id>/reprints/<int:number>.pdf")
@requires("payment:read")
def copy(order_id: int, number: int) -> Response:
    """One marked copy of the voucher."""
    order = fetch(PaymentOrder, order_id, "payment:read")
    row = next((row for row in queries.reprints_of(g.db, order) if row.number == number), None)
    if row is None:
        abort(404)
    return file_response(fetch(StoredFile, row.file_id), inline=True)


def _with_reason(order_id: int, act: Act) -> Any:
    order = fetch(PaymentOrder, order_id, "payment:read")
    others = ("payment:sign", "payment:pay") if act is Act.RETURN else ("payment:make",)
    if not any(g.actor.can(permission, order) for permission in ("payment:check", *others)):
        abort(403)
    form = ReasonForm(version=order.version)
    if form.validate_on_submit():
        with refusals(form):
            done = service.return_order if act is Act.RETURN else service.void_order
            done(g.db, order, reason=form.reason.data, version=seen(form), by=g.actor, on=clock.today())
            flash(_("Đã trả lại %(code)s cho kế toán.", code=order.code) if act is Act.RETURN else _("Đã hủy %(code)s.", code=order.code), "good")
            return redirect(url_for("payments.show", order_id=order.id), 303)
    return act_page("payments/_reason.html", order, form, act=act)


def act_page(template: str, order: PaymentOrder, form: Any, **more: Any) -> Any:
    """The page of one act on an order, with all that stands on the order's own."""
    status = 422 if request.method == "POST" else 200
    return render_template(template, form=form, **_shown(fetch(PaymentOrder, order.id)), **more), status


def _shown(order: PaymentOrder) -> dict[str, Any]:
    """What every page about one order shows: the order, its people, its funds, what happened, and what this actor may do."""
    barred = queries.barred_from(g.db, [order.id]).get(order.id, Barred())
    events, copies = queries.events_of(g.db, order), queries.reprints_of(g.db, order)
    people = {
        order.decider_id, order.made_by_id, order.checked_by_id, order.signed_by_id, order.paid_by_id, order.reversal_asked_by_id,
        order.reversed_by_id, *(e.by_id for e in events), *(c.by_id for c in copies),
    }
    names = names_of(g.db, {user_id for user_id in people if user_id})
    state, is_taken = State(order.state), order.state in (State.PAID, State.REVERSING)
    listed = queries.batch_of(g.db, order) if order.is_transfer else None
    is_held = listed is not None and listed[1].state == LineState.LIVE
    return {
        "order": order, "state": STATE_LABELS[state], "tone": STATE_TONES[state], "holder": HOLDERS[state], "next_act": NEXT_ACTS[state],
        "names": names, "chain": _chain(order, names), "listed": listed, "is_held": is_held, "past": queries.past_last_day(g.db, clock.today(), order),
        "acts": set() if is_held else {act.value for act in queries.acts_open_to(g.actor, order, barred)},
        "funds": queries.funds_of(g.db, order, g.actor), "copies": copies, "unit": g.db.get(Unit, order.unit_id),
        "stale": queries.doubts(g.db, order) if state in OPEN else [], "seal": g.db.get(Seal, order.seal_id), "voucher": queries.voucher_of(g.db, order),
        "entries": queries.entries_of(g.db, order) if g.actor.can("fund:read", order) else [],
        "reversals": queries.reversals_of(g.db, order) if order.reversed_on and g.actor.can("fund:read", order) else [],
        "box": queries.box_of(g.db, order), "account": queries.account_of(g.db, order), "from_box": queries.from_box_of(g.db, order),
        "reversers": queries.reversers(g.db, order, clock.today()) if is_taken else [],
        "masked": queries.masked, "method": METHOD_LABELS[order.method], "noted": queries.warnings_of(g.db, order), "timeline": _told(order, events, copies, names),
    }


def _chain(order: PaymentOrder, names: dict[int, str]) -> list[dict[str, Any]]:
    links: tuple[tuple[Text, int | None, str | None], ...] = (
        (_("Quyết định"), order.decider_id, None),
        (_("Kế toán lập"), order.made_by_id, day_text(order.made_on)),
        (_("Phụ trách kế toán kiểm tra"), order.checked_by_id, show_instant(order.checked_at) if order.checked_at else None),
        *(((_("Lãnh đạo ký duyệt"), order.signed_by_id, show_instant(order.signed_at) if order.signed_at else None),) if order.needs_signature else ()),
        (_("Thủ quỹ chi"), order.paid_by_id, day_text(order.paid_on) if order.paid_on else None),
    )
    if order.reversal_asked_at:
        links += (
            (_("Đề nghị đảo"), order.reversal_asked_by_id, show_instant(order.reversal_asked_at)),
            (_("Xác nhận đảo"), order.reversed_by_id, day_text(order.reversed_on) if order.reversed_on else None),
        )
    return [
        {"label": label, "name": names.get(user_id, "–") if user_id else _("chưa có"), "tone": "done" if user_id else "neutral", "at": at}
        for label, user_id, at in links
    ]


def _told(order: PaymentOrder, events: Any, copies: Any, names: dict[int, str]) -> list[dict[str, Any]]:
    tones = {State.PAID: "good", State.RETURNED: "bad", State.REVERSED: "bad", State.REFUSED: "bad", State.VOID: "done"}
    items = [
        (event.at, {"when": show_instant(event.at), "who": names.get(event.by_id), "what": ACT_LABELS[Act(event.act)], "detail": event.note,
                    "tone": tones.get(State(event.to_state), "neutral")})
        for event in events
    ]
    copied = _("In lại ủy nhiệm chi, bản thứ %(n)s") if order.is_transfer else _("In lại phiếu chi, bản thứ %(n)s")
    items += [
        (row.at, {"when": show_instant(row.at), "who": names.get(row.by_id), "what": str(copied) % {"n": row.number},
                  "href": url_for("payments.copy", order_id=order.id, number=row.number) if g.actor.can("payment:paper", order) or not order.is_transfer else None})
        for row in copies
    ]
    return [item for _at, item in sorted(items, key=lambda pair: pair[0], reverse=True)]


def _proxy(form: PayForm) -> service.Proxy | None:
    if form.receiver.data != "proxy":
        return None
    scan = form.proxy_scan.data[0] if form.proxy_scan.data else None
    return service.Proxy(form.proxy_name.data or "", form.proxy_paper.data or "", (scan.filename, scan.stream) if scan else None)


def seen(form: Any) -> int:
    """The version of the order that the page showed."""
    shown = str(form.version.data)
    return int(shown) if shown.isascii() and shown.isdigit() and len(shown) < 10 else -1
