"""Money that came in for what is expected: shown with its reasons above the proposals, confirmed as shown."""

from typing import Any

from flask import abort, flash, g, redirect, request, url_for

from fundapp.bank import settling
from fundapp.bank.forms import EmptyForm
from fundapp.bank.views.blueprint import account_of, bp
from fundapp.bank.views.matching import bench
from fundapp.kernel.labels import _
from fundapp.web.forms import refusals
from fundapp.web.guards import requires


@bp.post("/accounts/<int:account_id>/arrivals")
@requires("bank:reconcile")
def receive(account_id: int) -> Any:
    """Post the chosen lines onto what they pay, and settle them."""
    row, form = account_of(account_id, "bank:reconcile"), EmptyForm()
    chosen = dict(_mark(typed) for typed in request.form.getlist("arrival"))
    if form.validate_on_submit():
        with refusals(form):
            flash(_("Đã ghi sổ và khớp %(n)s khoản tiền vào; tiền chờ phân bổ ở chương trình của nó.", n=settling.receive(g.db, row, chosen, by=g.actor)), "good")
            return redirect(url_for("bank.matching", account_id=account_id), 303)
    return bench(account_of(account_id), form)


def _mark(typed: str) -> tuple[int, str]:
    number, _colon, mark = typed.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        abort(400)
    return int(number), mark
