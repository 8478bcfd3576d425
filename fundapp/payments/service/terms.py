"""How a unit pays: proposed by one person, put in force by another, from a day to come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.policy import GRANTS, Permission, Role
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.db import Marked
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.payments import queries
from fundapp.payments.models import PaymentLimit, PaymentTerms
from fundapp.payments.terms import COOLING_DAYS, MOST_COOLING_DAYS, TermsState


class TermsRefused(Refusal):
    """Terms of payment that may not be so, or not now."""


@dataclass(frozen=True)
class LimitLine:
    """Up to `amount` đồng a role at a kind of unit signs payments of this fund (None: of every other)."""

    unit_kind: str
    amount: int
    book_id: int | None = None
    role: str = Role.SIGNER.value


def propose_terms(
    session: Session, *, unit_id: int, has_signer: bool, limits: Sequence[LimitLine], valid_from: date, document: str, reason: str,
    cooling_days: int = COOLING_DAYS, by: Actor, on: date,
) -> PaymentTerms:
    """Propose other steps or limits for a unit from a day after today on; what holds until then stays as it is."""
    document, reason = " ".join(document.split()), " ".join(reason.split())
    if not document:
        raise TermsRefused(_("Hãy ghi văn bản làm căn cứ (số, ngày)."), "document")
    if not reason:
        raise TermsRefused(_("Hãy ghi lý do thay đổi."), "reason")
    versions = queries.terms_of(session, unit_id)
    if any(one.state == TermsState.PROPOSED for one in versions):
        raise TermsRefused(_("Đang có một đề nghị thay đổi chờ xác nhận. Hãy xử lý đề nghị đó trước."))
    _day_to_come(valid_from, versions, on)
    if not 0 <= cooling_days <= MOST_COOLING_DAYS:
        raise TermsRefused(_("Tài khoản mới chờ từ 0 đến %(most)s ngày.", most=MOST_COOLING_DAYS), "cooling_days")
    _lines(limits, has_signer)
    terms = PaymentTerms(
        unit_id=unit_id, number=max((one.number for one in versions), default=0) + 1, valid_from=valid_from, has_signer=has_signer,
        cooling_days=cooling_days, document=document, reason=reason, proposed_by_id=by.user_id, proposed_at=clock.now(),
        limits=[PaymentLimit(role=one.role, unit_kind=one.unit_kind, book_id=one.book_id, amount=one.amount) for one in limits],
    )
    session.add(terms)
    session.flush()
    _noted(session, terms, "payment.terms", by, [terms, *terms.limits])
    return terms


def confirm_terms(session: Session, terms: PaymentTerms, *, by: Actor, on: date) -> PaymentTerms:
    """Put terms in force that somebody else has proposed; orders made from their day on go by them."""
    _to_decide(session, terms, by)
    _day_to_come(terms.valid_from, queries.terms_of(session, terms.unit_id), on)
    return _decide(session, terms, TermsState.IN_FORCE, "", by, on)


def refuse_terms(session: Session, terms: PaymentTerms, *, reason: str, by: Actor, on: date) -> PaymentTerms:
    """Say no to proposed terms, with the reason; what holds goes on holding."""
    _to_decide(session, terms, by)
    if not reason.strip():
        raise TermsRefused(_("Hãy ghi lý do không đồng ý."), "reason")
    return _decide(session, terms, TermsState.REFUSED, " ".join(reason.split()), by, on)


def _to_decide(session: Session, terms: PaymentTerms, by: Actor) -> None:
    session.refresh(terms, with_for_update=True)
    if terms.state != TermsState.PROPOSED:
        raise TermsRefused(_("Đề nghị này không còn chờ xác nhận."))
    if terms.proposed_by_id == by.user_id:
        raise TermsRefused(_("Bạn là người đề nghị nên người khác phải xác nhận."))


def _decide(session: Session, terms: PaymentTerms, state: TermsState, note: str, by: Actor, on: date) -> PaymentTerms:
    terms.state, terms.decided_by_id, terms.decided_on, terms.decided_at, terms.decision_note = state.value, by.user_id, on, clock.now(), note
    session.flush()
    _noted(session, terms, "payment.terms_confirmed" if state is TermsState.IN_FORCE else "payment.terms_refused", by)
    return terms


def _day_to_come(valid_from: date, versions: Sequence[PaymentTerms], on: date) -> None:
    if valid_from <= on:
        raise TermsRefused(_("Quy định chi áp dụng sớm nhất từ ngày mai, để việc đã làm không đổi quy định. Hãy chọn ngày sau %(day)s.", day=day_text(on)), "valid_from")
    if any(one.state == TermsState.IN_FORCE and one.valid_from == valid_from for one in versions):
        raise TermsRefused(_("Đã có quy định áp dụng từ %(day)s. Hãy chọn ngày khác.", day=day_text(valid_from)), "valid_from")


def _lines(limits: Sequence[LimitLine], has_signer: bool) -> None:
    if limits and not has_signer:
        raise TermsRefused(_("Hạn mức là của người ký duyệt. Hãy thêm bước ký duyệt, hoặc bỏ các hạn mức."), "has_signer")
    if len({(one.role, one.unit_kind, one.book_id) for one in limits}) < len(limits):
        raise TermsRefused(_("Có hai dòng hạn mức cho cùng cấp đơn vị và cùng quỹ. Hãy bỏ bớt một dòng."), "amount_0")
    if any(one.amount <= 0 or Permission.PAYMENT_SIGN not in GRANTS[Role(one.role)] for one in limits):
        raise TermsRefused(_("Mỗi hạn mức lớn hơn 0 và là của người được ký duyệt chi."), "amount_0")


def _noted(session: Session, terms: PaymentTerms, act: str, by: Actor, made: Sequence[Marked] = ()) -> None:
    details = {"on": terms.valid_from.isoformat(), "reason": terms.reason}
    record(session, by=by, act=act, subject=f"payment_terms/{terms.id}", unit_id=terms.unit_id, details=details, made=made, changed=[] if made else [terms])
    session.flush()
