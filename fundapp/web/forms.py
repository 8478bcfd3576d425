"""Forms and the fields that the field's people type into: đồng, days, choices, files; every message says what to write."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Any

from flask import g, request
from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
    fields,
)
from wtforms.fields import MultipleFileField
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import TextInput

from fundapp.kernel.days import DayError, day_text, read_day
from fundapp.kernel.errors import Refusal, Stale
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import AmountError, dong, percent, read_amount, read_percent
from fundapp.web import once
from fundapp.web.messages import Vietnamese

__all__ = [
    "BooleanField", "DayField", "DongField", "Form", "HiddenField", "IntegerField", "Optional", "PercentField", "QueryForm", "RadioField", "Refusal", "SelectField",
    "SelectMultipleField", "StopValidation", "StringField", "TextAreaField", "UploadField", "ValidationError", "VersionedForm", "WholeField",
    "at_most", "needed", "refusals",
]


# PostgreSQL refuses NUL, and no page shows the others.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Form(FlaskForm):
    """A POST form: CSRF token, one-time token, Vietnamese messages, and a place for what concerns the whole form."""

    once_token = HiddenField()

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> Vietnamese:
            return Vietnamese()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.once_token.data:
            self.once_token.data = once.make_here()
        for field in self._fields.values():
            if isinstance(field.data, str):
                field.data = CONTROLS.sub("", field.data)

    def refuse(self, refusal: Refusal) -> None:
        """Put a refusal's message on its field, or on top of the form."""
        target = self._fields.get(refusal.field) if refusal.field else None
        if target is None:
            self.form_errors.append(refusal.message)
        else:
            target.errors = [*target.errors, refusal.message]


class QueryForm(FlaskForm):
    """A GET form that changes nothing, so that its address can be kept and sent on: no tokens; an empty address shows the beginning."""

    class Meta(FlaskForm.Meta):
        csrf = False

        def get_translations(self, form: Any) -> Vietnamese:
            return Vietnamese()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(formdata=request.args or None, **kwargs)


class VersionedForm(Form):
    """A form over a row that somebody else may change meanwhile."""

    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version that was shown; -1 when what came back is none."""
        typed = str(self.version.data)
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1

    def meant_for(self, row: Any) -> None:
        """Refuse when the row is no longer the one that was shown."""
        if self.seen != row.version:
            raise Stale


@contextmanager
def refusals(form: Form) -> Iterator[None]:
    """Turn a refused act into a message on the form; what the act had begun is rolled back."""
    try:
        yield
    except Refusal as refusal:
        g.db.rollback()
        form.refuse(refusal)
    except StaleDataError:
        g.db.rollback()
        form.refuse(Stale())


def needed(message: Text | None = None) -> InputRequired:
    """The field must be filled in."""
    return InputRequired(message or _("Cần điền mục này."))


def at_most(characters: int) -> Length:
    """The text may be no longer."""
    return Length(max=characters, message=_("Tối đa %(n)s ký tự; hãy viết ngắn lại.", n=characters))


class _Pairs:
    """Choices as pairs (value, label). WTForms 3.3 wants its own class for them and warns, but takes pairs set afterwards."""

    def __init__(self, label: Text | None = None, validators: Any = None, *, choices: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)  # type: ignore[call-arg]
        if choices is not None:
            self.choices = choices if callable(choices) else list(choices)


class SelectField(_Pairs, fields.SelectField):
    """One of a list that opens."""


class RadioField(_Pairs, fields.RadioField):
    """One of a few that all stand on the page."""


class SelectMultipleField(_Pairs, fields.SelectMultipleField):
    """Any of several."""


class _ReadField(Field):
    """A text input whose value is read by a function of the kernel, and shown again as it was typed when it can't be."""

    widget = TextInput()
    typed: str | None = None
    render_kw: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.typed:
            self.data = self.read(self.typed)

    def _value(self) -> str:
        return self.typed if self.typed is not None else "" if self.data is None else self.show(self.data)

    def read(self, typed: str) -> Any:
        raise NotImplementedError

    def show(self, value: Any) -> str:
        raise NotImplementedError


class DongField(_ReadField):
    """Whole đồng: takes 40.000.000, 40000000 or 40 tr; refuses the ambiguous."""

    def __init__(self, label: Text, validators: Any = None, *, least: int = 0, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.least = least
        self.render_kw = {"data-money": "", "inputmode": "text", "autocomplete": "off", **(self.render_kw or {})}

    def read(self, typed: str) -> int:
        try:
            amount = read_amount(typed)
        except AmountError as problem:
            raise ValueError(problem.message) from problem
        if amount < self.least:
            raise ValueError(_("Số tiền phải từ %(least)s đồng trở lên.", least=dong(self.least)))
        return amount

    def show(self, value: int) -> str:
        return dong(value)


class DayField(_ReadField):
    """A day, typed day first: 21/11/2026."""

    def __init__(self, label: Text, validators: Any = None, *, earliest: date | None = date(1900, 1, 1), latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.earliest, self.latest = earliest, latest
        self.render_kw = {"data-day": "", "inputmode": "numeric", "placeholder": "dd/mm/yyyy", "autocomplete": "off", **(self.render_kw or {})}

    def read(self, typed: str) -> date:
        try:
            day = read_day(typed)
        except DayError as problem:
            raise ValueError(problem.message) from problem
        if self.earliest and day < self.earliest:
            raise ValueError(_("Ngày %(day)s quá xa trong quá khứ. Hãy kiểm tra lại năm.", day=day_text(day)))
        if self.latest and day > self.latest:
            raise ValueError(_("Ngày không được sau %(latest)s.", latest=day_text(self.latest)))
        return day

    def show(self, value: date) -> str:
        return day_text(value)


class WholeField(_ReadField):
    """A whole number within bounds."""

    def __init__(self, label: Text, validators: Any = None, *, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.least, self.most = least, most
        self.render_kw = {"inputmode": "numeric", "autocomplete": "off", **(self.render_kw or {})}

    def read(self, typed: str) -> int:
        digits = typed.replace(".", "").replace(" ", "")
        if not (digits.isascii() and digits.isdigit()) or len(digits) > 12 or not self.least <= int(digits) <= self.most:
            raise ValueError(_("Hãy nhập một số nguyên từ %(least)s đến %(most)s.", least=dong(self.least), most=dong(self.most)))
        return int(digits)

    def show(self, value: int) -> str:
        return str(value)


class PercentField(_ReadField):
    """A rate in percent, as an exact fraction: 0,55 or 12."""

    def __init__(self, label: Text, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.render_kw = {"inputmode": "decimal", "autocomplete": "off", **(self.render_kw or {})}

    def read(self, typed: str) -> Fraction:
        try:
            found = read_percent(typed)
        except ValueError as problem:
            raise ValueError(_("Hãy ghi lãi suất với dấu phẩy thập phân và nhiều nhất bốn chữ số sau dấu phẩy, ví dụ 0,55.")) from problem
        if found > 100:
            raise ValueError(_("Lãi suất phải từ 0 đến 100 phần trăm."))
        return found

    def show(self, value: Fraction) -> str:
        return percent(value)


class UploadField(MultipleFileField):
    """One or more files; `data` is the list of those that were really chosen."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [file for file in valuelist if getattr(file, "filename", "")]
        self.raw_data = self.data
