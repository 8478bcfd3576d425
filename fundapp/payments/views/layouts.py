"""The pages on which a treasurer says how the bank wants the file of a payment list."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for

from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.payments import queries, service
from fundapp.payments.bank_files import FACTS, formats, read_layout
from fundapp.payments.forms import FileLayoutForm
from fundapp.payments.models import PaymentFileLayout
from fundapp.payments.views.blueprint import bp
from fundapp.sheets.reader import LARGEST_FILE, read_workbook
from fundapp.web.forms import refusals
from fundapp.web.guards import fetch, requires


@bp.get("/file-layouts")
@requires("payment:pay")
def file_layouts() -> str:
    """The layouts of the own unit, and those that come with the program."""
    unit_id = _own_unit()
    return render_template(
        "payments/file_layouts.html", own=queries.layouts_of(g.db, unit_id), given=formats(), facts=FACTS, unit=g.db.get(Unit, unit_id),
    )


@bp.route("/file-layouts/new", methods=["GET", "POST"])
@requires("payment:pay")
def new_file_layout() -> Any:
    """Send in the bank's blank file and see how it was understood, or type the columns; then keep the layout."""
    unit_id, form = _own_unit(), FileLayoutForm()
    if request.form.get("act") == "read":
        with refusals(form):
            if not form.file.data:
                raise service.PaymentRefused(_("Hãy chọn tệp mẫu trống tải về từ ngân hàng."), "file")
            sent = form.file.data[0]
            sheet, columns = read_layout(read_workbook(sent.stream.read(LARGEST_FILE + 1), sent.filename))
            form.fill(sheet, columns)
    elif form.validate_on_submit():
        with refusals(form):
            made = service.add_layout(g.db, unit_id=unit_id, name=form.name.data, sheet=form.sheet.data, columns=form.columns, by=g.actor)
            flash(_("Đã lưu mẫu “%(name)s”. Chọn mẫu này khi lấy tệp gửi ngân hàng.", name=made.name), "good")
            return redirect(url_for("payments.file_layouts"), 303)
    return render_template("payments/new_file_layout.html", form=form, facts=FACTS), 422 if form.errors or form.form_errors else 200


@bp.post("/file-layouts/<int:layout_id>/retirement")
@requires("payment:pay")
def retire_file_layout(layout_id: int) -> Any:
    """Use a layout no longer."""
    found = fetch(PaymentFileLayout, layout_id, "payment:pay")
    if found.retired_at is None:
        service.retire_layout(g.db, found, by=g.actor)
        flash(_("Đã thôi dùng mẫu “%(name)s”.", name=found.name), "info")
    return redirect(url_for("payments.file_layouts"), 303)


def _own_unit() -> int:
    if g.actor.home is None:
        abort(403)
    return int(g.actor.home.unit_id)
