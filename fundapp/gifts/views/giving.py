"""The giving day on a phone: find a name, tick it, also through a broken connection; what is sent twice counts once."""

import json
import secrets
from datetime import UTC, datetime
from typing import Any

from flask import (
    Response,
    current_app,
    flash,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_wtf.csrf import generate_csrf

from fundapp.access.trail import record
from fundapp.documents import service as documents
from fundapp.gifts import words
from fundapp.gifts.models import GiftList, GiftRow
from fundapp.gifts.queries import giving as queries
from fundapp.gifts.queries import lists
from fundapp.gifts.queries.paying import transfers_of
from fundapp.gifts.service.photos import add_photo
from fundapp.gifts.service.refusals import GiftRefused
from fundapp.gifts.service.ticking import Tick, tick
from fundapp.gifts.views.blueprint import bp
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.orgs.models import Unit
from fundapp.web import once
from fundapp.web.guards import fetch, requires
from fundapp.web.paging import page

AT_ONCE, SHOWN, MOST_PHOTOS = 100, 100, 20
TONES = {"received": "good", "proxy": "good", "absent": "waiting", "": "neutral"}


@bp.get("/giving")
@requires("gift:give", menu=_("Ngày trao quà"), icon="gift", group="work", order=45)
def giving_days() -> str:
    """The lists that are being handed out, or wait for it."""
    return render_template("gifts/giving_days.html", lists=queries.lists_to_give(g.db), states=words.LIST_STATES)


@bp.get("/giving/<int:list_id>")
@requires("gift:give")
def giving(list_id: int) -> str:
    """The names of one list with their ticks; by name, number on the sheet or last digits of the CCCD."""
    gift_list = fetch(GiftList, list_id, "gift:give")
    looked_for = request.args.get("q", "")[:80]
    found = page(g.db, queries.rows(gift_list, looked_for), keys=[(GiftRow.position, "asc"), (GiftRow.id, "asc")], after=request.args.get("after"), size=SHOWN)
    return render_template(
        "gifts/giving.html", gift_list=gift_list, page=found, q=looked_for, outcomes=words.OUTCOMES, tones=TONES, states=words.LIST_STATES,
        counts=lists.outcomes(g.db, gift_list), unit=g.db.get(Unit, gift_list.unit_id), reference=secrets.token_hex(12), user_id=g.actor.user_id,
        photos=queries.photos_of(g.db, gift_list), transfers=transfers_of(g.db, [row.id for row in found.rows]), today=clock.today(),
    )


@bp.get("/giving/<int:list_id>/tokens.json")
@requires("gift:give")
def giving_tokens(list_id: int) -> Response:
    """Fresh tokens for what a phone has kept while it had no connection."""
    fetch(GiftList, list_id, "gift:give")
    return jsonify({"csrf_token": generate_csrf(), once.FIELD: once.make_here()})


@bp.post("/giving/<int:list_id>/marks")
@requires("gift:give")
def mark(list_id: int) -> Any:
    """Tick one name by its plain form, or many that a phone has kept, each told by itself."""
    gift_list = fetch(GiftList, list_id, "gift:give")
    if "marks" in request.form:
        return jsonify({"results": _sent(gift_list, _read(request.form["marks"]))})
    file_id = None
    for file in request.files.getlist("proxy_paper"):
        if file.filename and request.form.get("outcome") == "proxy":
            file_id = documents.store(g.db, stream=file.stream, name=file.filename, unit_id=gift_list.unit_id, by=g.actor).id
    made = tick(g.db, gift_list, _tick(dict(request.form), file_id), by=g.actor, on=clock.today())
    _record(gift_list, 1)
    row = g.db.get_one(GiftRow, made.row_id)
    flash(_("%(name)s: %(told)s.", name=row.full_name, told=words.OUTCOMES[made.outcome]), "good")
    return redirect(url_for("gifts.giving", list_id=gift_list.id, q=request.form.get("q") or None), 303)


@bp.post("/giving/<int:list_id>/photos")
@requires("gift:give")
def photos(list_id: int) -> Any:
    """Keep photos of the hand-out with its list."""
    gift_list = fetch(GiftList, list_id, "gift:give")
    sent = [file for file in request.files.getlist("photos") if file.filename]
    if not sent:
        raise GiftRefused(_("Hãy chọn ít nhất một ảnh."))
    for file in sent[:MOST_PHOTOS]:
        add_photo(g.db, gift_list, stream=file.stream, name=file.filename, by=g.actor, on=clock.today())
    flash(_("Đã giữ %(n)s ảnh.", n=len(sent[:MOST_PHOTOS])), "good")
    return redirect(url_for("gifts.giving", list_id=gift_list.id, _anchor="anh"), 303)


@bp.get("/giving/worker")
@requires("gift:give")
def giving_worker() -> Response:
    """The script that keeps an open page for a reload without a network; it lies here because it may only look after addresses below its own."""
    return send_from_directory(str(current_app.static_folder), "js/giving-worker.js", mimetype="text/javascript", max_age=0)


def _sent(gift_list: GiftList, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each tick on a savepoint of its own: a bad one never costs the good ones."""
    results: list[dict[str, Any]] = []
    for told in marks:
        reference = str(told.get("reference", ""))
        try:
            with g.db.begin_nested():
                made = tick(g.db, gift_list, _tick(told, None), by=g.actor, on=clock.today())
            results.append({"reference": reference, "row": made.row_id, "ok": True, "outcome": made.outcome, "number": made.number})
        except Refusal as refusal:
            results.append({"reference": reference, "row": _whole(told.get("row")), "ok": False, "message": str(refusal.message)})
    _record(gift_list, sum(1 for one in results if one["ok"]))
    return results


def _record(gift_list: GiftList, number: int) -> None:
    if number:
        record(g.db, by=g.actor, act="gifts.mark", subject=gift_list.subject, unit_id=gift_list.unit_id, details={"code": gift_list.code, "count": number})
        g.db.flush()


def _read(typed: str) -> list[dict[str, Any]]:
    try:
        found = json.loads(typed)
    except ValueError:
        found = None
    if not isinstance(found, list) or len(found) > AT_ONCE or not all(isinstance(one, dict) for one in found):
        raise GiftRefused(_("Các lượt đánh dấu gửi lên không đọc được. Hãy mở lại trang; máy vẫn giữ những lượt chưa gửi."))
    return found


def _tick(told: dict[str, Any], file_id: int | None) -> Tick:
    at = _whole(told.get("at"))
    return Tick(
        row_id=_whole(told.get("row")), outcome=str(told.get("outcome", "")), seen=_whole(told.get("seen")), reference=str(told.get("reference", "")),
        proxy_name=str(told.get("proxy_name") or "")[:160], proxy_reason=str(told.get("proxy_reason") or "")[:300], proxy_file_id=file_id,
        marked_at=datetime.fromtimestamp(at / 1000, UTC) if 0 < at < 10**13 else None,
    )


def _whole(value: Any) -> int:
    """A whole number as a phone sends it; whatever else comes is nobody's."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0
