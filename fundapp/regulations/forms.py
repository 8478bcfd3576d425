"""Shapes of what is typed on the pages of a draft regulation."""

from collections.abc import Mapping
from typing import Any

from wtforms.widgets import CheckboxInput, ListWidget

from fundapp.kernel.labels import Text, _
from fundapp.regulations.models import CriterionRow, Regulation
from fundapp.regulations.words import BOTH, PROGRAMMES, STAGES, kinds_of
from fundapp.rules.criteria import ALLOWED, JOINS, LISTS, NORM_UNITS, OPERATORS, SEVERITIES, unit_of
from fundapp.rules.facts import Fact, catalogue
from fundapp.web.forms import (
    BooleanField,
    DayField,
    DongField,
    Form,
    Optional,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)

ARTICLE = _("Điều, khoản")
ARTICLE_HINT = _("Ví dụ: Điều 4 khoản 2")
MOST = 999_999


def applies_choices(programme: str) -> list[tuple[str, Text]]:
    return [("", BOTH), *kinds_of(programme).items()]


class HeadingForm(VersionedForm):
    """Title, number, dates and grounds."""

    title = StringField(_("Tên quy chế"), [needed(), at_most(300)])
    number = StringField(_("Số, ký hiệu"), [Optional(), at_most(60)], description=_("Ví dụ: 12/QĐ-LĐLĐ; ghi khi văn bản đã có số"))
    issued_on = DayField(_("Ngày ký"), [Optional()])
    valid_from = DayField(_("Có hiệu lực từ ngày"), [needed()])
    grounds = TextAreaField(_("Căn cứ"), [Optional(), at_most(4000)], description=_("Mỗi căn cứ một dòng"))

    def heading(self) -> dict[str, Any]:
        """Give what was typed as the service takes it."""
        return {
            "title": self.title.data or "", "number": self.number.data or "", "issued_on": self.issued_on.data, "valid_from": self.valid_from.data,
            "grounds": (self.grounds.data or "").splitlines(),
        }


class NewForm(HeadingForm):
    """A document begun from nothing: also of which unit and for which programme."""

    programme = SelectField(_("Chương trình"), choices=list(PROGRAMMES.items()))
    unit_id = SelectField(_("Đơn vị ban hành"), coerce=int, choices=[])


class NormForm(VersionedForm):
    """A norm; its unit decides how the number is typed."""

    name = StringField(_("Tên định mức"), [needed(), at_most(200)])
    article = StringField(ARTICLE, [needed(), at_most(100)], description=ARTICLE_HINT)
    applies_to = SelectField(_("Áp dụng cho"), choices=[])
    value: Any = None

    @classmethod
    def of_unit(cls, unit: str, programme: str, *, is_new: bool) -> type["NormForm"]:
        """Give the form for norms in one unit."""
        label = _("Mức (%(unit)s)", unit=NORM_UNITS[unit])
        value = DongField(_("Mức tiền"), [needed()]) if unit == "dong" else WholeField(label, [needed()], most=MOST)
        fields: dict[str, Any] = {
            "value": value, "applies_to": SelectField(_("Áp dụng cho"), choices=applies_choices(programme)),
        }
        if unit == "dong":
            fields["grants"] = BooleanField(_("Là mức hỗ trợ tối đa của loại đề nghị này"))
        if is_new:
            fields["key"] = StringField(_("Mã"), [needed(), at_most(40)], description=_("Chữ thường không dấu, số, gạch dưới; ví dụ new_house"))
        return type("NormFormOfUnit", (cls,), fields)


class CriterionForm(VersionedForm):
    """A criterion; the fields of its comparison follow from the type of its fact."""

    title = StringField(_("Điều kiện"), [needed(), at_most(300)], description=_("Viết để đoàn viên đọc là hiểu"))
    article = StringField(ARTICLE, [needed(), at_most(100)], description=ARTICLE_HINT)
    severity = RadioField(_("Mức độ"), [needed(_("Hãy chọn mức độ."))], choices=list(SEVERITIES.items()), default="must")
    points = WholeField(_("Số điểm, nếu cộng điểm"), [Optional()], most=1000)

    @classmethod
    def of(cls, regulation: Regulation, fact: Fact | None, row: CriterionRow | None) -> type["CriterionForm"]:
        """Give the form for a comparison of this fact, or (without one) for a group."""
        fields: dict[str, Any] = {"applies_to": SelectField(_("Áp dụng cho"), choices=applies_choices(regulation.programme))}
        if row is None:
            groups = [(group.key, group.title) for group in regulation.criteria if group.join]
            fields["key"] = StringField(_("Mã"), [needed(), at_most(40)], description=_("Chữ thường không dấu, số, gạch dưới; ví dụ member_long"))
            fields["parent_key"] = SelectField(_("Nằm trong nhóm"), choices=[("", _("Không, là điều kiện riêng")), *groups])
        if fact is None:
            fields["join"] = RadioField(_("Nhóm đạt khi"), choices=list(JOINS.items()))
        else:
            fields |= _comparison(regulation, fact)
        return type("CriterionFormOf", (cls,), fields)

    def criterion(self, fact: Fact | None, row: CriterionRow | None) -> dict[str, Any]:
        """Give what was typed as the service takes it."""
        typed = self.data
        given: dict[str, Any] = {
            "title": typed["title"] or "", "article": typed["article"] or "", "severity": typed["severity"] or "",
            "points": typed["points"] or 0 if typed["severity"] == "points" else 0, "applies_to": typed["applies_to"] or "",
            "parent_key": (typed.get("parent_key") or None) if row is None else row.parent_key, "source": row.source if row else "",
        }
        if fact is None:
            return {**given, "join": typed["join"]}
        norm_key = typed.get("norm_key") or None
        return {**given, "fact": fact.name, "operator": typed["operator"], "norm_key": norm_key, "value": None if norm_key else _value(fact, typed)}


def _comparison(regulation: Regulation, fact: Fact) -> dict[str, Any]:
    operators = [(name, OPERATORS[name]) for name in ALLOWED[fact.type] if name != "is" or fact.type == "truth"]
    fields: dict[str, Any] = {"operator": SelectField(_("So sánh"), choices=operators)}
    if fact.is_number:
        norms = [(norm.key, norm.name) for norm in regulation.norms if norm.unit == unit_of(fact)]
        fields["norm_key"] = SelectField(_("Với định mức"), choices=[("", _("Giá trị ghi dưới đây")), *norms])
        fields["value"] = DongField(_("Giá trị"), [Optional()]) if fact.type == "dong" else WholeField(_("Giá trị"), [Optional()], most=MOST)
    elif fact.type == "truth":
        fields["value"] = RadioField(_("Đạt khi"), choices=[("yes", fact.yes), ("no", fact.no)])
    else:
        fields["value"] = SelectMultipleField(
            fact.label, choices=list(fact.choices.items()), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
        )
    return fields


def _value(fact: Fact, typed: Mapping[str, Any]) -> Any:
    value = typed["value"]
    if fact.type == "truth":
        return {"yes": True, "no": False}.get(value)
    return list(value or []) if typed["operator"] in LISTS else value


def shown_value(fact: Fact, row: CriterionRow) -> Any:
    """Give a kept value as the form shows it."""
    if fact.type == "truth":
        return "yes" if row.value else "no"
    return [row.value] if fact.type == "choice" and isinstance(row.value, str) else row.value


class FactForm(Form):
    """Which fact a new criterion compares."""

    fact = SelectField(_("Dữ kiện"), choices=[(fact.name, fact.label) for fact in catalogue().values()])


class PaperForm(VersionedForm):
    """A required paper."""

    key = StringField(_("Mã"), [Optional(), at_most(40)], description=_("Chữ thường không dấu, số, gạch dưới; ví dụ land"))
    name = StringField(_("Tên giấy tờ"), [needed(), at_most(300)])
    note = StringField(_("Lưu ý cho người nộp"), [Optional(), at_most(300)])
    stage = SelectField(_("Cần khi nào"), choices=list(STAGES.items()))
    is_required = BooleanField(_("Bắt buộc phải có"), default=True)
    applies_to = SelectField(_("Áp dụng cho"), choices=[])
    article = StringField(ARTICLE, [needed(), at_most(100)], description=ARTICLE_HINT)


class LimitForm(VersionedForm):
    """How much the signer of a kind of unit may decide."""

    unit_kind = SelectField(_("Loại đơn vị"), choices=[])
    amount = DongField(_("Được quyết định tới"), [needed()], least=1)
    article = StringField(ARTICLE, [needed(), at_most(100)], description=ARTICLE_HINT)


class ActForm(VersionedForm):
    """An act that needs nothing but the click."""


class ReturnForm(VersionedForm):
    """Why a document is given back."""

    reason = TextAreaField(_("Cần sửa gì"), [needed(_("Hãy ghi lý do để người soạn biết cần sửa gì.")), at_most(2000)])
