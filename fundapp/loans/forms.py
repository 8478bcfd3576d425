"""What the calculator asks for."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from fundapp.kernel.labels import Text, _
from fundapp.loans import words
from fundapp.loans.schedule import MOST_INSTALMENTS, Terms, TermsWrong
from fundapp.regulations import loan_terms
from fundapp.regulations.loan_terms import Basis, Every, Grace, Method, Moved, RatePer
from fundapp.web.forms import DayField, DongField, Optional, PercentField, QueryForm, SelectField, WholeField, needed

Choice = TypeVar("Choice", bound=StrEnum)


def _choices(labels: Mapping[Choice, Text]) -> list[tuple[str, Text]]:
    return [(value.value, label) for value, label in labels.items()]


class CalculatorForm(QueryForm):
    """The terms of a loan that nobody has asked for yet."""

    principal = DongField(_("Số tiền vay"), [needed()], least=1, default=20_000_000)
    instalments = WholeField(_("Số kỳ trả"), [needed()], least=1, most=MOST_INSTALMENTS, default=12)
    every = SelectField(_("Trả"), choices=_choices(loan_terms.EVERY), default=Every.MONTH.value)
    method = SelectField(_("Cách trả"), choices=_choices(loan_terms.METHODS), default=Method.EQUAL_PRINCIPAL.value)
    rate = PercentField(_("Lãi suất (%)"), [needed()], default=Fraction("0.55"))
    rate_per = SelectField(_("Lãi suất tính cho"), choices=_choices(loan_terms.RATE_PER), default=RatePer.MONTH.value)
    basis = SelectField(_("Cách tính lãi"), choices=_choices(loan_terms.BASES), default=Basis.PERIOD.value)
    disbursed_on = DayField(_("Ngày giải ngân"), [needed()])
    first_due_on = DayField(_("Ngày trả kỳ đầu"), [Optional()])
    due_on = DayField(_("Ngày đến hạn (khi trả một lần)"), [Optional()])
    grace_instalments = WholeField(_("Số kỳ ân hạn"), [Optional()], most=MOST_INSTALMENTS - 1)
    grace = SelectField(_("Ân hạn"), choices=_choices(loan_terms.GRACES), default=Grace.PRINCIPAL.value)
    moved = SelectField(_("Ngày đến hạn trùng ngày nghỉ"), choices=_choices(loan_terms.MOVED), default=Moved.STAYS.value)

    def terms(self, on: date) -> Terms | None:
        """Give the terms as typed, or none with the message on the field that must be written otherwise. `on`: the day that stands where none was typed."""
        if self.disbursed_on.typed is None:
            self.disbursed_on.data = on
        elif not self.validate():
            return None
        said: dict[str, Any] = self.data
        try:
            return Terms(
                principal=said["principal"], instalments=said["instalments"], method=Method(said["method"]), rate_percent=said["rate"],
                rate_per=RatePer(said["rate_per"]), every=Every(said["every"]), disbursed_on=said["disbursed_on"], basis=Basis(said["basis"]),
                grace_instalments=said["grace_instalments"] or 0, grace=Grace(said["grace"]), first_due_on=said["first_due_on"], due_on=said["due_on"],
                moved=Moved(said["moved"]),
            )
        except TermsWrong as problem:
            field = self[{"rate_percent": "rate"}.get(problem.field, problem.field)]
            field.errors = [*field.errors, words.WRONG[problem.problem]]
            return None
