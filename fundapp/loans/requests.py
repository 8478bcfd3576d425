"""Pages of loan requests: what the generic pages need to know of a loan."""

from dataclasses import fields
from datetime import date
from typing import Any

from flask import g
from sqlalchemy import select

from fundapp.casework import queries
from fundapp.casework.next_act import Next
from fundapp.casework.pages import Pages
from fundapp.casework.views import blueprint
from fundapp.households.models import Household
from fundapp.kernel import clock
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.loans.eligibility import capacity, plan_of
from fundapp.loans.facts import asked_of
from fundapp.loans.models import LoanGroup, LoanRequest
from fundapp.loans.programme import PROGRAMME, LoanInput
from fundapp.loans.request_forms import LoanForm
from fundapp.regulations.product_terms import lines_of

TYPED = [one.name for one in fields(LoanInput) if one.name != "kind"]
DEFAULTS: dict[str, Any] = {"grace_instalments": 0, "purpose": "", "description": "", "guarantee_note": ""}


def choices(unit_id: int, on: date) -> dict[str, Any]:
    """What may be chosen by a member of a unit: the products of the regulation in force, the groups of the unit."""
    regulation = queries.regulation_for(g.db, PROGRAMME, unit_id, on)
    groups = g.db.scalars(select(LoanGroup).where(LoanGroup.unit_id == unit_id, LoanGroup.ended_on.is_(None)).order_by(LoanGroup.name))
    return {"products": [(one.id, one.name) for one in regulation.products] if regulation else [], "groups": [(one.id, one.name) for one in groups]}


def typed(form: Any) -> LoanInput:
    """The request as the form holds it."""
    said: dict[str, Any] = {name: form[name].data if form[name].data is not None else DEFAULTS.get(name) for name in TYPED}
    return LoanInput(**{**said, "group_id": said["group_id"] or None})


def suggested(household: Household) -> dict[str, Any]:
    """What the household's declaration already says for a new request."""
    per_head, size = household.income_per_head_amount, household.household_size
    income = per_head * size if per_head is not None and size else None
    return {**choices(household.unit_id, clock.today()), "income_amount": income, "deducts_salary": True}


def as_typed(request: LoanRequest) -> dict[str, Any]:
    """A request as the form shows it again."""
    shown = {name: getattr(request, name) for name in TYPED if name != "requested_amount"}
    return {
        **choices(request.unit_id, clock.today()), **shown, "requested_amount": request.case.requested_amount, "group_id": request.group_id or 0,
        "grace_instalments": request.grace_instalments or None,
    }


def content(request: LoanRequest) -> list[tuple[Text, Any]]:
    """What is asked for, as the case page shows it."""
    def money(amount: int | None) -> Text | None:
        return None if amount is None else _("%(n)s đồng", n=dong(amount))

    term = _("%(n)s ngày", n=request.term_days) if request.product.every == "once" else _("%(n)s kỳ", n=request.instalments or 0)
    grace = _("%(n)s kỳ đầu", n=request.grace_instalments) if request.grace_instalments else None
    deducted = _("Trừ lương hằng kỳ") if request.deducts_salary else _("Người vay tự trả")
    return [
        (_("Sản phẩm vay"), request.product.name), (_("Mục đích"), request.purpose), (_("Thời hạn"), term), (_("Ân hạn"), grace),
        (_("Tổng chi phí phương án"), money(request.project_amount)), (_("Tiền lương"), money(request.salary_amount)),
        (_("Tín chấp của CĐCS"), request.guarantee_note if request.is_guaranteed else _("Chưa có")), (_("Cách trả nợ"), deducted),
        (_("Tổ vay vốn"), request.group.name if request.group else None),
    ]


def more(request: LoanRequest) -> dict[str, Any]:
    """What the section of the case page shows: capacity in numbers, the schedule that would follow, loans anywhere, the terms of the product."""
    asked = asked_of(g.db, request)
    plan = plan_of(asked)
    return {
        "capacity": capacity(asked), "plan_first": plan[0][0].payment + plan[0][1] if plan else None,
        "plan_interest": sum(row.interest for row, _saved in plan) if plan else None,
        "open_loans": asked.open_loans, "terms": lines_of(request.product), "loan": request.loan,
    }


def before(request: LoanRequest, step: Next) -> Next:
    """The contract stands between the decision and the order to pay."""
    if step.endpoint == ".payments" and request.loan is None:
        return Next(_("Lập khế ước và lịch trả nợ, rồi mới lập đề nghị chi."), ".contract", _("Lập khế ước vay"), "writing-sign")
    return step


def heading(request: Any, name: str) -> Text:
    """The request's heading for its member."""
    return _("Vay vốn cho %(name)s", name=name)


PAGES = Pages(
    programme=PROGRAMME, model=LoanRequest, icon="coins", group="lending", order=50, about=_("Hồ sơ vay vốn của đoàn viên từ Quỹ trợ vốn"), opening=_("Mở hồ sơ vay vốn"),
    to_open=_("Chọn một hộ trong danh sách hộ, rồi bấm “Mở hồ sơ vay vốn”."), export_title=_("DANH SÁCH HỒ SƠ VAY VỐN"), export_name="vay-von",
    form=LoanForm, fields="loans/_fields.html", typed=typed, as_typed=as_typed, suggested=suggested, content=content, heading=heading,
    section="loans/_request.html", more=more, before=before,
)
bp = blueprint(PAGES)
