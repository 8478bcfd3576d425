"""The case page: where it stands, who holds it, what is missing, the one next act; and its files."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import abort, g, render_template, send_file, url_for
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.cases import queries as cases
from fundapp.cases.lifecycle import ACT_LABELS, FINISHED, Act, State, duties_apart, step
from fundapp.cases.models import Case, CaseEvent
from fundapp.cases.service import PHOTOS
from fundapp.casework import queries
from fundapp.casework.next_act import Facts, Next, Other, next_act, other_acts, stops
from fundapp.casework.pages import Pages
from fundapp.casework.programme import Ask
from fundapp.casework.views.acts import about, load
from fundapp.casework.views.papers import paper_note, paper_tasks
from fundapp.casework.views.routes import page
from fundapp.documents import files as stored
from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel import clock
from fundapp.kernel.days import day_text, working_days_between
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger import queries as ledger
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payments
from fundapp.payments.lifecycle import ACT_LABELS as ORDER_ACTS
from fundapp.payments.lifecycle import OPEN as OPEN_ORDERS
from fundapp.payments.lifecycle import STATE_LABELS as ORDER_LABELS
from fundapp.payments.lifecycle import STATE_TONES as ORDER_TONES
from fundapp.payments.lifecycle import State as OrderState
from fundapp.rules.privacy import without_private
from fundapp.web.formats import show_instant
from fundapp.web.guards import fetch

MOST_NAMED = 3
# Who did what the daily job has done.
BY_ITSELF = _("Chương trình, việc hằng ngày")
TONES = {
    "submit": "done", "return": "bad", "visit": "done", "propose": "done", "approve": "good", "urgent": "good", "ratify": "done",
    "refuse": "bad", "withdraw": "neutral", "lapse": "bad",
}


@page("/<int:case_id>", "case:read")
def show(pages: Pages, case_id: int) -> Any:
    """One request, whole."""
    ask = load(pages, case_id)
    case, today = ask.case, clock.today()
    judged = queries.judgement(g.db, ask, today)
    if not g.actor.can("household:health", ask):
        judged = replace(judged, findings=without_private(judged.findings))
    files = cases.papers_of(g.db, case)
    missing = cases.missing_papers(g.db, case, judged.papers)
    all_missing = cases.missing_papers(g.db, case, judged.all_papers)
    stale = queries.stale_of(g.db, ask)
    orders = payments.orders_of(g.db, case.subject)
    events = cases.events_of(g.db, case)
    acts = payments.events_of_many(g.db, orders)
    names = names_of(g.db, {event.actor_id for event in events if event.actor_id} | {act.by_id for act in acts})
    money = cases.money_of(g.db, case)
    lacking = cases.missing_papers(g.db, case, queries.papers_to_submit(ask, judged))
    facts = _facts(ask, len(lacking), bool(stale), orders, money)
    may = _asker(case)
    step_now = pages.before(ask, next_act(facts, may, g.actor.can("payment:make", case.holder_unit_id) and not _barred(case), pages.programme.words))
    decision = cases.decision_of(g.db, case)
    return render_template(
        "casework/show.html", **about(pages, ask), judgement=judged, missing=_missing(judged, case, _lacking(case, lacking, missing, all_missing)),
        since=_since(case), due=_due(case), next_act=_linked(step_now, case), others=_others(case, may, step_now, money, pages.acts(ask)),
        stops=stops(case.state, pages.programme.words),
        returned=_returned(case, events), stale=stale, paper_tasks=paper_tasks(ask, judged, files), paper_note=paper_note(judged, all_missing),
        files=[pair for pair in files if pair[0].paper_key != PHOTOS], paper_names=queries.paper_names(judged), photos=_photos(files),
        visits=cases.visits_of(g.db, case), proposals=cases.proposals_of(g.db, case), decision=decision,
        decider=g.db.get(Unit, decision.decider_unit_id) if decision else None, seal=cases.seal_of(g.db, case), names=names, money=money,
        sources=ledger.source_names(g.db, [one.id for one in money.reservations]), orders=orders,
        order_labels=ORDER_LABELS, order_tones=ORDER_TONES, content=pages.content(ask), **pages.more(ask),
        earlier=queries.earlier_of(g.db, ask), happenings=_happenings(events, names, orders, acts),
        today=today, taken_back=[order for order in orders if order.reversed_on] if money.reserved else [],
    )


@page("/<int:case_id>/decision.pdf", "case:read")
def decision_paper(pages: Pages, case_id: int) -> Response:
    """The decision as it was printed when it was made."""
    decision = cases.decision_of(g.db, load(pages, case_id).case)
    if decision is None or decision.file_id is None:
        abort(404)
    return file_response(fetch(StoredFile, decision.file_id, "document:read"), inline=True)


@page("/<int:case_id>/photos/<int:file_id>", "case:read")
def photo(pages: Pages, case_id: int, file_id: int) -> Response:
    """A picture of the request, to be seen on its page. Pictures were encoded anew when they came in."""
    wanted = [file for _paper, file in cases.papers_of(g.db, load(pages, case_id).case) if file.id == file_id]
    if not wanted or not wanted[0].content_type.startswith("image/"):
        abort(404)
    return file_response(wanted[0], inline=True)


@page("/<int:case_id>/dossier", "case:read")
def dossier(pages: Pages, case_id: int) -> Response:
    """Every paper that stands and the decision, in one archive; it says how many papers its reader may not open."""
    case = load(pages, case_id).case
    decision = cases.decision_of(g.db, case)
    papers = [file for _paper, file in cases.papers_of(g.db, case)]
    wanted = [file for file in papers if g.actor.can(file.opens_with, file)]
    closed = len(papers) - len(wanted)
    if decision is not None and decision.file_id is not None:
        wanted.append(g.db.get_one(StoredFile, decision.file_id))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for place, file in enumerate(wanted, start=1):
            archive.writestr(f"{case.code}/{place:02d}-{file.name}", stored.read(file.sha256))
        if closed:
            told = _("%(n)s giấy tờ có thông tin sức khỏe không kèm theo: chỉ người xét hồ sơ mở được.", n=closed)
            archive.writestr(f"{case.code}/{_('00-Giấy tờ không kèm theo')}.txt", str(told))
    packed.seek(0)
    return send_file(packed, mimetype="application/zip", as_attachment=True, download_name=f"{case.code}.zip")


def _facts(ask: Ask, missing: int, is_stale: bool, orders: list[Any], money: cases.Money) -> Facts:
    case = ask.case
    left = sum(amount for _one, amount in queries.to_order(g.db, case)) if case.state == "approved" else 0
    open_orders = sum(1 for order in orders if order.state in {state.value for state in OPEN_ORDERS})
    reversing = sum(1 for order in orders if order.state == OrderState.REVERSING)
    return Facts(case.state, g.db.get_one(Unit, case.holder_unit_id).name, missing, is_stale, left, open_orders, reversing, money.reserved, money.is_lapsed)


def _asker(case: Case) -> Any:
    done = cases.done_by(g.db, case)

    def may(act: Act) -> bool:
        transition = step(act, case.state)
        if transition is None or duties_apart(act, done, g.actor.user_id) is not None:
            return False
        return bool(g.actor.can(transition.permission, case.unit_id if transition.is_own else case.holder_unit_id))

    return may


def _barred(case: Case) -> bool:
    return g.actor.user_id in {*cases.barred_ids(g.db, case), *payments.sealed_by(g.db, case.subject), case.decided_by_id}


def _linked(step_now: Next, case: Case) -> dict[str, Any]:
    href = url_for(step_now.endpoint, case_id=case.id) if step_now.endpoint else None
    return {"text": step_now.text, "href": href, "label": step_now.label, "icon": step_now.icon}


def _others(case: Case, may: Any, step_now: Next, money: cases.Money, own: Sequence[Other]) -> list[dict[str, Any]]:
    return [
        {"href": url_for(other.endpoint, case_id=case.id), "label": other.label, "icon": other.icon}
        for other in other_acts(case.state, may, step_now.endpoint, money.reserved, is_overdue=money.is_overdue(clock.today()), own=own)
    ]


def _lacking(case: Case, at_submission: list[str], at_confirmation: list[str], at_decision: list[str]) -> list[str]:
    """The papers that the present step waits for; a decision made at once waits for them until it is confirmed."""
    if case.state in ("draft", "returned"):
        return at_submission
    if case.state == "approved" or case.state in FINISHED:
        return at_confirmation if case.urgent_on is not None and case.ratified_on is None else []
    return at_decision


def _missing(judged: queries.Judgement, case: Case, papers: list[str]) -> list[str]:
    """What is missing at the present step: papers, and what the regulation wants to know and nobody has said; the first few by name."""
    if case.state in ("approved", *FINISHED):
        return papers
    lacking = [*papers, *(_("Chưa rõ: %(title)s", title=finding.title) for finding in judged.findings if finding.outcome == "unknown")]
    shown = lacking[:MOST_NAMED] if len(lacking) > MOST_NAMED + 1 else lacking
    return [*shown, *([_("và %(n)s mục nữa (xem bên dưới)", n=len(lacking) - len(shown))] if len(shown) < len(lacking) else [])]


def _since(case: Case) -> Text:
    held_on = case.held_at.astimezone(clock.VIETNAM).date()
    days = working_days_between(held_on, clock.today())
    return _("từ %(day)s", day=day_text(held_on)) if not days else _("từ %(day)s, %(n)s ngày làm việc", day=day_text(held_on), n=days)


def _due(case: Case) -> Text | None:
    if case.due_on is None:
        return None
    late = case.due_on < clock.today()
    return _("%(day)s (quá hạn)", day=day_text(case.due_on)) if late else Text(day_text(case.due_on))


def _returned(case: Case, events: list[CaseEvent]) -> CaseEvent | None:
    if case.state != State.RETURNED:
        return None
    return next((event for event in events if event.act == Act.RETURN.value), None)


def _photos(files: list[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for paper, file in files:
        if paper.visit_id is not None and paper.paper_key == PHOTOS:
            found.setdefault(paper.visit_id, []).append((paper, file))
    return found


def _happenings(events: list[CaseEvent], names: dict[int, str], orders: list[Any], acts: list[Any]) -> list[dict[str, Any]]:
    """What happened to the request and to each order to pay it, newest first."""
    told = [
        {
            "at": event.at, "when": show_instant(event.at), "who": names.get(event.actor_id) if event.actor_id else BY_ITSELF, "what": ACT_LABELS[Act(event.act)],
            "detail": _told(event), "tone": TONES.get(event.act, "neutral"),
        }
        for event in events
    ]
    known = {order.id: order for order in orders}
    told += [
        {
            "at": act.at, "when": show_instant(act.at), "who": names.get(act.by_id), "detail": _paid(known[act.order_id], act),
            "what": _("%(act)s (%(code)s)", act=ORDER_ACTS[act.act], code=known[act.order_id].code), "tone": ORDER_TONES[act.to_state],
            "href": url_for("payments.show", order_id=act.order_id),
        }
        for act in acts
    ]
    return sorted(told, key=lambda item: item["at"], reverse=True)


def _paid(order: Any, act: Any) -> str:
    amount = _("%(n)s đồng", n=dong(order.amount))
    return f"{amount}. {act.note}" if act.note else amount


def _told(event: CaseEvent) -> str:
    told = event.details.get("freed" if event.act in (Act.RELEASE, Act.LAPSE) else "amount")
    if event.act in (Act.PROPOSE, Act.APPROVE, Act.URGENT, Act.RELEASE, Act.LAPSE) and told:
        amount = _("%(n)s đồng", n=dong(told))
        return f"{amount}. {event.reason}" if event.reason else amount
    if event.act == Act.EXTEND:
        return str(_("Giữ đến hết ngày %(day)s. %(reason)s", day=day_text(date.fromisoformat(event.details["until"])), reason=event.reason))
    return event.reason
