"""Shapes of the acts on units, and the field in which a unit is named."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy.orm import Session
from wtforms.validators import InputRequired

from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.orgs import queries
from fundapp.orgs.models import Unit, UnitKind
from fundapp.orgs.service import UnitRefused
from fundapp.web.forms import (
    DayField,
    Form,
    Optional,
    SelectField,
    StringField,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)

CHOICES = "unit-choices"
MOST_MEMBERS = 10_000_000


class UnitField(StringField):
    """A unit, by its code or its whole name; the page offers codes with their names in a list (`orgs/_choices.html`)."""

    render_kw: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.render_kw = {"list": CHOICES, "autocomplete": "off", **(self.render_kw or {})}

    def find(self, session: Session) -> Unit:
        """Give the unit that was named. Refuses none, and more than one."""
        found = queries.named(session, self.data or "")
        if not found:
            raise UnitRefused(_("Không có đơn vị nào mang mã hay tên này. Hãy chọn trong danh sách gợi ý, hoặc xem mã ở trang Đơn vị."), self.name)
        if len(found) > 1:
            codes = ", ".join(unit.code for unit in found[:5])
            raise UnitRefused(_("Có nhiều đơn vị trùng tên này. Hãy nhập mã: %(codes)s", codes=codes), self.name)
        return found[0]


class NewUnitForm(Form):
    kind = SelectField(_("Loại tổ chức"), [needed(_("Hãy chọn loại tổ chức."))])
    name = StringField(_("Tên đầy đủ"), [needed(_("Hãy nhập tên đơn vị.")), at_most(200)])
    short_name = StringField(_("Tên ngắn"), [at_most(100)])
    code = StringField(_("Mã đơn vị"), [at_most(40)], render_kw={"autocapitalize": "characters", "autocomplete": "off"})
    on = DayField(_("Hoạt động từ ngày"), [needed(_("Hãy nhập ngày thành lập."))])
    under_since = DayField(_("Trực thuộc cấp trên này từ ngày"), [Optional()])
    document = StringField(_("Văn bản (số, ngày quyết định)"), [at_most(200)])
    address = StringField(_("Địa chỉ"), [at_most(300)])
    member_count = WholeField(_("Số đoàn viên"), [Optional()], most=MOST_MEMBERS)
    signer_title = StringField(_("Chức danh ký văn bản"), [at_most(120)])

    def offer(self, kinds: Iterable[UnitKind], parent: UnitKind) -> None:
        """Offer the kinds that may hang under the parent and still exist."""
        today = clock.today()
        self.kind.choices = [(kind.code, kind.name) for kind in kinds if kind.level > parent.level and (kind.valid_to is None or kind.valid_to >= today)]

    def given(self) -> dict[str, Any]:
        """What was filled in, but for the code."""
        return {name: field.data for name, field in self._fields.items() if name not in ("code", "csrf_token", "once_token")}


class DetailsForm(VersionedForm):
    address = StringField(_("Địa chỉ"), [at_most(300)])
    member_count = WholeField(_("Số đoàn viên"), [Optional()], most=MOST_MEMBERS)
    signer_title = StringField(_("Chức danh ký văn bản"), [at_most(120)])


class RenameForm(VersionedForm):
    name = StringField(_("Tên đầy đủ mới"), [needed(_("Hãy nhập tên mới.")), at_most(200)])
    short_name = StringField(_("Tên ngắn mới"), [at_most(100)])
    on = DayField(_("Mang tên này từ ngày"), [needed(_("Hãy nhập ngày đổi tên."))])
    document = StringField(_("Văn bản (số, ngày quyết định)"), [at_most(200)])

    def given(self) -> dict[str, Any]:
        return {"name": self.name.data, "short_name": self.short_name.data, "on": self.on.data, "document": self.document.data}


class MoveForm(VersionedForm):
    parent = UnitField(_("Cấp trên mới"), [InputRequired(_("Hãy nhập mã hoặc tên đơn vị cấp trên mới.")), at_most(200)])
    on = DayField(_("Từ ngày"), [needed(_("Hãy nhập ngày chuyển."))])
    document = StringField(_("Văn bản (số, ngày quyết định)"), [needed(_("Hãy ghi số và ngày của quyết định.")), at_most(200)])

    def given(self) -> dict[str, Any]:
        return {"on": self.on.data, "document": self.document.data}


class ClosureForm(VersionedForm):
    on = DayField(_("Ngày hoạt động cuối cùng"), [needed(_("Hãy nhập ngày hoạt động cuối cùng."))])
    successor = UnitField(_("Đơn vị kế thừa"), [at_most(200)])
    document = StringField(_("Văn bản (số, ngày quyết định)"), [needed(_("Hãy ghi số và ngày của quyết định.")), at_most(200)])

    def given(self) -> dict[str, Any]:
        return {"on": self.on.data, "document": self.document.data}


class ReopeningForm(VersionedForm):
    document = StringField(_("Lý do, văn bản"), [needed(_("Hãy ghi vì sao mở lại.")), at_most(200)])
