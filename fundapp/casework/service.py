"""Acts on requests under a programme: each puts what the regulation says today before the act of `cases` that it asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.cases import queries as cases
from fundapp.cases import service as case_service
from fundapp.cases.basis import finding_row
from fundapp.cases.models import Case, CaseEvent, Decision, Proposal
from fundapp.cases.service import Together
from fundapp.casework import queries
from fundapp.casework.programme import Ask, Programme
from fundapp.documents.models import Seal
from fundapp.households.models import Household
from fundapp.kernel.certain import surely
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import Book, Earmark
from fundapp.orgs.models import Unit
from fundapp.payments import queries as payment_queries
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder
from fundapp.payments.service import Transfer

ONCE = "what is helped once is helped once at whatever unit; only that it was asked for is told"
REVIEW_DAYS, DECISION_DAYS = "review_days", "decision_days"


class RequestRefused(Refusal):
    """The request may not be made or changed like this."""


class Content(Protocol):
    """What is asked for, as typed: a frozen dataclass with these two and the columns of the programme's row."""

    @property
    def kind(self) -> str: ...

    @property
    def requested_amount(self) -> int | None: ...


def open_request(session: Session, model: type[Any], household: Household, *, content: Content, by: Actor, on: date) -> Case:
    """Open a request for a household; `model` is the row of its programme."""
    programme: Programme = model.programme
    programme.check(content, on)
    programme.held(session, household)
    columns = _columns(programme, household, content)
    _once(session, model, columns, except_id=0)
    _refuse_opposed(session, model, household, content, except_id=0)
    case = case_service.open_case(
        session, programme=programme.slug, kind=content.kind, household=household, requested_amount=content.requested_amount, by=by, on=on,
        lane=content.kind if programme.one_of_each_kind else "",
    )
    session.add(model(id=case.id, unit_id=case.unit_id, **columns))
    session.flush()
    return case


def amend(session: Session, ask: Ask, *, content: Content, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """Change what is asked for while the request lies with its own unit."""
    ask.programme.check(content, on)
    if ask.case.lane and content.kind != ask.kind:
        raise RequestRefused(_("Không đổi loại của hồ sơ đã mở. Hãy rút hồ sơ này và mở hồ sơ của loại khác."), "kind")
    household = session.get_one(Household, ask.case.household_id)
    ask.programme.held(session, household)
    wanted = _columns(ask.programme, household, content)
    _once(session, type(ask), wanted, except_id=ask.id)
    _refuse_opposed(session, type(ask), household, content, except_id=ask.id)
    changed = [name for name, value in wanted.items() if getattr(ask, name) != value]
    if ask.case.requested_amount != content.requested_amount:
        changed.append("requested_amount")
    event = case_service.amend(
        session, ask.case, kind=content.kind, requested_amount=content.requested_amount, what=changed, by=by, on=on, seen=seen
    )
    for name, value in wanted.items():
        setattr(ask, name, value)
    session.flush()
    return event


def submit(session: Session, ask: Ask, *, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """Send the request to the unit above, with today's findings as advice."""
    judged = queries.judgement(session, ask, on)
    return case_service.submit(
        session, ask.case, required=queries.papers_to_submit(ask, judged), advice=[finding_row(finding) for finding in judged.findings], by=by, on=on, seen=seen,
        days=_days(judged, REVIEW_DAYS),
    )


def propose(session: Session, ask: Ask, *, amount: int, reason: str, by: Actor, on: date, seen: int | None = None) -> Proposal:
    """Propose an amount to the nearest unit that may decide it."""
    judged = queries.judgement(session, ask, on)
    deciding = queries.deciding_unit(session, ask, judged, amount)
    if deciding is None:
        raise RequestRefused(
            _("Quy chế đang hiệu lực không giao cho cấp nào quyết định số tiền %(amount)s đồng. Hãy đề xuất mức thấp hơn, hoặc báo cấp ban hành quy chế.",
              amount=dong(amount)), "amount"
        )
    return case_service.propose(
        session, ask.case, amount=amount, reason=reason, norm_amount=judged.norm_amount, deciding=deciding, by=by, on=on, seen=seen,
        required=judged.survey_papers, days=_days(judged, DECISION_DAYS),
    )


def decide(
    session: Session, ask: Ask, *, shares: Sequence[tuple[Book | Earmark, int]], waivers: Mapping[str, str], reason: str = "", by: Actor,
    on: date, seen: int | None = None, due_on: date | None = None, urgent: Unit | None = None, together: Together | None = None,
) -> Decision:
    """Approve out of one or more funds, by what the regulation and the facts say today. `due_on`: when to pay, if earlier or later than the regulation says.

    `together` is the numbered paper under which many are decided at once.
    """
    ask.programme.held(session, session.get_one(Household, ask.case.household_id))
    if ask.programme.one_fund and sum(1 for _fund, amount in shares if amount) > 1:
        raise RequestRefused(_("Khoản này chỉ lấy từ một quỹ, vì tiền trả về phải vào đúng quỹ đó. Hãy ghi số tiền ở một quỹ."), "amount")
    judged, basis = queries.basis_of(session, ask, on, by=by, urgent=urgent)
    days = queries.lasting_of(judged, on)
    return case_service.decide(
        session, ask.case, basis=basis, shares=shares, waivers=waivers, reason=reason, by=by, on=on, seen=seen,
        lasting=days if due_on is None else days._replace(due_on=due_on), urgent=urgent, together=together,
    )


def refuse(session: Session, ask: Ask, *, reason: str, by: Actor, on: date, seen: int | None = None) -> Decision:
    """Decide not to support."""
    _judged, basis = queries.basis_of(session, ask, on, by=by)
    return case_service.refuse(session, ask.case, basis=basis, reason=reason, by=by, on=on, seen=seen)


def confirm(
    session: Session, ask: Ask, *, waivers: Mapping[str, str], reason: str, by: Actor, on: date, seen: int | None = None
) -> Seal:
    """Judge an approved request again and seal it anew. Refuses whoever has made, checked or paid an order of it."""
    if by.user_id in payment_queries.touched_by(session, ask.case.subject):
        raise case_service.DutiesMixed(
            _("Bạn đã lập, kiểm tra hoặc chi tiền của hồ sơ này nên không được xác nhận lại quyết định. Hãy chuyển cho lãnh đạo khác có thẩm quyền.")
        )
    _judged, basis = queries.basis_of(session, ask, on, by=by)
    return case_service.confirm(session, ask.case, basis=basis, waivers=waivers, reason=reason, by=by, on=on, seen=seen)


def close(session: Session, ask: Ask, *, reason: str, by: Actor, on: date, seen: int | None = None) -> CaseEvent:
    """End an approved request. Refuses while an order to pay is open, for its money would be freed under it."""
    money = cases.money_of(session, ask.case)
    open_amount = sum(one.open_amount for one in money.reservations)
    if sum(amount for _one, amount in queries.to_order(session, ask.case)) != open_amount:
        raise RequestRefused(_("Hồ sơ còn đề nghị chi chưa xong. Hãy chi hoặc hủy đề nghị chi đó rồi kết thúc hồ sơ."))
    return case_service.close(session, ask.case, reason=reason, by=by, on=on, seen=seen)


def release(
    session: Session, ask: Ask, *, parts: Mapping[int, int], reason: str, by: Actor, on: date, seen: int | None = None
) -> CaseEvent:
    """Give back of the promised money what no open order asks for. `parts` are amounts by reservation id."""
    left = {one.id: amount for one, amount in queries.to_order(session, ask.case)}
    for reservation_id, amount in parts.items():
        if amount > left.get(reservation_id, 0):
            raise RequestRefused(
                _("Chỉ giải phóng được tối đa %(left)s đồng: phần còn lại đã chi, đã giải phóng hoặc đang có đề nghị chi.",
                  left=dong(left.get(reservation_id, 0))),
                f"part_{reservation_id}",
            )
    return case_service.release(session, ask.case, parts=parts, reason=reason, by=by, on=on, seen=seen)


def order_payment(
    session: Session, ask: Ask, *, payee_name: str, payee_address: str, reason: str, attachments: int,
    to: Transfer | None = None, by: Actor, on: date,
) -> PaymentOrder:
    """Order the next instalment that the regulation of the decision foresees, out of every fund in proportion."""
    case = ask.case
    if case.state != "approved":
        raise RequestRefused(_("Hồ sơ chưa được duyệt hoặc đã kết thúc nên không lập được đề nghị chi."))
    unready = ask.programme.unready(session, ask)
    if unready is not None:
        raise RequestRefused(unready)
    money = cases.money_of(session, case)
    if money.is_overdue(on) and money.lapse_on is not None:
        raise RequestRefused(
            _("Cam kết chi đã qua ngày hết hiệu lực %(day)s nên không lập được đề nghị chi; tiền trở về quỹ trong đêm nay.", day=day_text(money.lapse_on))
        )
    name, parts = queries.next_instalment(session, case)
    if not parts:
        raise RequestRefused(_("Không còn khoản nào của hồ sơ chưa lập đề nghị chi. Hãy xem các đề nghị chi đã lập."))
    problems = queries.payment_objections(session, ask, on)
    if problems:
        raise RequestRefused(
            _("Không được chi vì nay không còn đạt: %(what)s. Hãy báo người quyết định xem lại, hoặc kết thúc hồ sơ.", what="; ".join(problems))
        )
    seal = surely(cases.seal_of(session, case), "seal of a decided case")
    return payments.make_order(
        session, subject=case.subject, title=f"{case.code} · {ask.programme.kinds[ask.kind]} · {name}", shares=parts, payee_name=payee_name,
        payee_address=payee_address, reason=reason, attachments=attachments, seal_id=seal.id, decider_id=surely(case.decided_by_id, "decider of a decided case"),
        barred_ids=[*cases.barred_ids(session, case), *cases.tied_ids(session, case.household_id)], help_programme=ask.programme.slug,
        help_keys=queries.help_keys_of(session, ask), to=to, account_code=ask.programme.account(session, ask), by=by, on=on,
    )


def _refuse_opposed(session: Session, model: type[Any], household: Household, content: Content, *, except_id: int) -> None:
    problem = model.programme.opposed(session, model, household, content, except_id)
    if problem is not None:
        raise RequestRefused(problem, "kind")


def _days(judged: queries.Judgement, key: str) -> int | None:
    return judged.regulation.norm(key) if judged.regulation else None


def _columns(programme: Programme, household: Household, content: Any) -> dict[str, Any]:
    values = asdict(content)
    values.pop("requested_amount")
    return {name: value.strip() if isinstance(value, str) else value for name, value in values.items()} | {**programme.derived(household, content)}


def _once(session: Session, model: type[Any], columns: Mapping[str, Any], *, except_id: int) -> None:
    """Refuse what another living request stands for already; two at the same moment are held apart by the unique index."""
    once_by = model.programme.once_by
    if once_by is None:
        return
    same = select(model.id).where(getattr(model, once_by) == columns[once_by], model.is_live, model.id != except_id)
    if session.scalar(same.execution_options(all_units=ONCE)) is not None:
        raise RequestRefused(
            _("Sự việc này đã có hồ sơ, ở đơn vị này hoặc đơn vị khác. Hãy xem “Đã từng được giúp” của hộ và các hồ sơ đang mở; mỗi sự việc chỉ được giúp một lần."),
            "kind",
        )
