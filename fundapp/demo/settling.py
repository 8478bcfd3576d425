"""What follows a proposal in the demo world: the decision, the order to pay, the check, the cash, the end."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fundapp.cases import queries as case_queries
from fundapp.cases import service as cases
from fundapp.cases.basis import waivable
from fundapp.casework import lapsing, queries, service
from fundapp.demo import papers, words
from fundapp.demo.plan import Fate, Twist
from fundapp.demo.reversing import take_back
from fundapp.demo.timeline import moment
from fundapp.demo.transferring import send_list, transfer_to, vouch
from fundapp.households import service as households
from fundapp.households.models import Household
from fundapp.kernel.certain import surely
from fundapp.kernel.days import day_text
from fundapp.kernel.money import share
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import Proxy

if TYPE_CHECKING:
    from fundapp.demo.requests import Request

MILLION = 1_000_000
SECOND_HALF = 25
LONGER = timedelta(days=60)


def settle(one: "Request") -> Iterator[datetime]:
    """Live on from the proposal."""
    yield one.after(4, 10)
    if one.plan.fate is Fate.REFUSED:
        reason = next(words.REFUSALS[twist] for twist in sorted(one.plan.twists) if twist in words.REFUSALS)
        service.refuse(one.year.session, one.grant, reason=reason, by=one.year.actor("van"), on=one.on)
        return
    _decide(one)
    if one.plan.has(Twist.STALE) or one.plan.has(Twist.CONFIRMED):
        yield from _something_changes(one)
    if one.plan.fate is Fate.APPROVED:
        return
    if one.plan.fate in (Fate.ENDING, Fate.LAPSED):
        yield from _wait(one)
        return
    if one.plan.fate is Fate.CLOSED_UNPAID:
        yield one.after(8, 14)
        service.close(one.year.session, one.grant, reason=words.CLOSED_UNPAID, by=one.year.actor("van"), on=one.on)
        return
    yield from _pay(one)
    if one.plan.fate in (Fate.CLOSED, Fate.CLOSED_REVERSED):
        yield one.after(4, 15)
        service.close(one.year.session, one.grant, reason=one.dice.choice(words.CLOSED), by=one.year.actor("van"), on=one.on)
    if one.plan.fate in (Fate.REVERSING, Fate.REVERSED, Fate.CLOSED_REVERSED):
        yield from take_back(one)


def _decide(one: "Request") -> None:
    amount = one.grant.case.proposed_amount or 0
    parts = share(amount // MILLION, [percent for _code, percent in one.plan.shares])
    books = [one.office.book(code) for code, _percent in one.plan.shares]
    judged = queries.judgement(one.year.session, one.grant, one.on)
    shares = one.treasury.sources([(book, part * MILLION) for book, part in zip(books, parts, strict=True)], one.plan.unit)
    service.decide(
        one.year.session, one.grant, shares=shares,
        waivers={finding.key: words.WAIVED for finding in waivable(judged.findings)}, reason=one.dice.choice(words.DECIDED),
        by=one.year.actor("van"), on=one.on,
    )


def _wait(one: "Request") -> Iterator[datetime]:
    """Nobody comes for the money: the signer gives it longer, or it lapses in the night after its last day, or that night is still to come."""
    if one.plan.has(Twist.EXTENDED):
        yield one.after(60, 9)
        last = surely(case_queries.money_of(one.year.session, one.grant.case).lapse_on, "last day of a promise")
        cases.extend(one.year.session, one.grant.case, to_on=last + LONGER, reason=words.EXTENDED, by=one.year.actor("van"), on=one.on)
    if one.plan.fate is Fate.LAPSED:
        last = surely(case_queries.money_of(one.year.session, one.grant.case).lapse_on, "last day of a promise")
        yield moment(last + timedelta(days=1), lapsing.AT_NIGHT.hour, lapsing.AT_NIGHT.minute)
        lapsing.lapse(one.year.session, one.grant.case, reason=words.LAPSED, by=None, on=one.on)


def _something_changes(one: "Request") -> Iterator[datetime]:
    """The household declares anew after the decision: the proof is stale until the signer has looked again."""
    yield one.after(1, 9)
    household = one.year.session.get_one(Household, one.grant.case.household_id)
    told = one.family.declaration
    told = replace(told, declared_on=one.on, income_per_head_amount=(told.income_per_head_amount or 0) + 100_000)
    households.add_declaration(one.year.session, household, told, by=one.year.holder(*one.officer), on=one.on)
    if one.plan.has(Twist.CONFIRMED):
        yield one.after(1, 15)
        service.confirm(one.year.session, one.grant, waivers={}, reason=words.CONFIRMED, by=one.year.actor("van"), on=one.on)


def _pay(one: "Request") -> Iterator[datetime]:
    """Order and pay every instalment that the regulation foresees; the papers of completion come before the last."""
    yield from _order_and_pay(one)
    if one.plan.has(Twist.PAID_AGAIN):
        yield from take_back(one)
        yield from _order_and_pay(one)
    if one.plan.fate not in (Fate.PAID, Fate.CLOSED):
        return
    while _something_is_left(one):
        yield one.after(SECOND_HALF, 9)
        for place, paper in enumerate(one.year.regulation.papers_for(one.plan.kind, stage="completion")):
            content = papers.pdf(paper.name, one.family.head.full_name, one.plan.number * 10 + place)
            cases.attach_paper(
                one.year.session, one.grant.case, paper_key=paper.key, name=papers.file_name(paper.name, "pdf"), stream=io.BytesIO(content),
                by=one.year.holder(*one.officer), on=one.on,
            )
        yield from _order_and_pay(one)


def _something_is_left(one: "Request") -> bool:
    return bool(queries.next_instalment(one.year.session, one.grant.case)[1])


def _order_and_pay(one: "Request") -> Iterator[datetime]:
    yield one.after(2, 14)
    order_id = _order(one)
    if one.plan.has(Twist.ORDER_VOIDED):
        yield one.after(1, 9)
        payments.void_order(one.year.session, _get(one, order_id), reason=words.VOIDED, by=one.year.actor("hanh"), on=one.on)
        yield one.after(0, 15)
        order_id = _order(one)
    if one.plan.fate is Fate.ORDERED:
        return
    yield one.after(1, 16)
    if one.plan.fate is Fate.SENT_BACK:
        payments.return_order(one.year.session, _get(one, order_id), reason=words.SENT_BACK, by=one.year.actor("hanh"), on=one.on)
        return
    payments.check_order(one.year.session, _get(one, order_id), by=one.year.actor("hanh"), on=one.on)
    if one.plan.fate is Fate.TO_SIGN:
        return
    if _get(one, order_id).needs_signature:
        yield one.after(1, 8)
        payments.sign_order(one.year.session, _get(one, order_id), by=one.year.actor("van"), on=one.on)
    if one.plan.fate is Fate.CHECKED:
        return
    yield one.after(2, 10)
    order = _get(one, order_id)
    if order.is_transfer and one.plan.has(Twist.LISTED):
        if send_list(one, order):
            yield from _order_and_pay(one)
        return
    if order.is_transfer:
        payments.pay_by_transfer(one.year.session, order, by=one.year.actor("lan"), on=one.on)
        return
    one.office.fill_the_box([(part.book_id, part.amount) for part in order.shares])
    payments.pay_in_cash(one.year.session, order, box=one.office.cash, proxy=_proxy(one), by=one.year.actor("lan"), on=one.on)


def _order(one: "Request") -> int:
    session, case = one.year.session, one.grant.case
    decision = surely(case_queries.decision_of(session, case), "decision to pay by")
    household = session.get_one(Household, case.household_id)
    made = service.order_payment(
        session, one.grant, payee_name=household.head_name, payee_address=household.address,
        reason=f"{words.PAYMENT[one.plan.kind]} theo Quyết định số {decision.numbered}", attachments=len(case_queries.papers_of(session, case)),
        to=transfer_to(one, household.head_name), by=one.year.actor("tuan"), on=one.on,
    )
    vouch(one, made)
    return made.id


def _proxy(one: "Request") -> Proxy | None:
    if not one.plan.has(Twist.PROXY) or not one.family.relatives:
        return None
    name = one.family.relatives[0].full_name
    scan = papers.pdf("Giấy ủy quyền nhận tiền", name, one.plan.number)
    return Proxy(name, f"Giấy ủy quyền ngày {day_text(one.on)}, UBND xã chứng thực", ("giay-uy-quyen.pdf", io.BytesIO(scan)))


def _get(one: "Request", order_id: int) -> PaymentOrder:
    return one.year.session.get_one(PaymentOrder, order_id)


