"""Shape of input: a person, a declaration, a correction, a mark, a reveal."""

from dataclasses import replace
from typing import Any

from wtforms.widgets import CheckboxInput, ListWidget

from fundapp.households import words
from fundapp.households.poverty import every_indicator
from fundapp.households.registration import (
    LARGEST_HOUSEHOLD,
    DeclarationInput,
    PersonInput,
    Problem,
    read_birth,
)
from fundapp.kernel.labels import Text, _
from fundapp.web.forms import (
    BooleanField,
    DayField,
    DongField,
    Form,
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

UNKNOWN = _("Chưa rõ")
LACKS: dict[str, bool | None] = {"": None, "yes": True, "no": False}


class BirthField(StringField):
    """A birth as far as it is known: 30/07/1987, 07/1987 or 1987."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = None
        if self.typed:
            self.data = read_birth(self.typed)

    def _value(self) -> str:
        typed = getattr(self, "typed", None)
        return typed if typed is not None else "/".join(reversed((self.data or "").split("-")))


def _optional(choices: dict[str, Text], empty: Text = UNKNOWN) -> list[tuple[str, Text]]:
    return [("", empty), *choices.items()]


def _or_none(value: Any) -> Any:
    return value or None


class PersonPart:
    """The fields of a person; forms take them in."""

    full_name = StringField(_("Họ và tên"), [needed(_("Hãy nhập họ và tên đầy đủ.")), at_most(100)])
    birth = BirthField(_("Ngày sinh"), description=_("Ngày/tháng/năm, hoặc chỉ năm sinh nếu giấy tờ chỉ có năm"))
    sex = SelectField(_("Giới tính"), choices=_optional(words.SEXES))
    cccd = StringField(_("Số CCCD"), [at_most(40)], description=_("12 chữ số; chưa có thì để trống"))
    old_id = StringField(_("Số CMND cũ"), [at_most(40)], description=_("9 chữ số, nếu từng dùng"))
    phone = StringField(_("Số điện thoại"), [at_most(60)])
    bank_code = StringField(_("Ngân hàng"), [at_most(20)], description=_("Tên viết tắt, ví dụ VCB"))
    bank_account = StringField(_("Số tài khoản"), [at_most(40)])
    is_member = BooleanField(_("Là đoàn viên công đoàn"))
    joined_union_on = DayField(_("Ngày vào công đoàn"))
    employed_since_on = DayField(_("Làm việc tại đơn vị từ ngày"))

    def person(self, relation: str = "head") -> PersonInput:
        """Give the person as told."""
        return PersonInput(
            full_name=self.full_name.data or "", birth=self.birth.data, sex=_or_none(self.sex.data), cccd=_or_none(self.cccd.data),
            old_id=_or_none(self.old_id.data), phone=_or_none(self.phone.data), bank_code=_or_none(self.bank_code.data),
            bank_account=_or_none(self.bank_account.data), relation=relation, is_member=bool(self.is_member.data),
            joined_union_on=self.joined_union_on.data, employed_since_on=self.employed_since_on.data,
        )


class DeclarationPart:
    """The fields of a declaration; one radio group for each indicator of any standard is added below."""

    declared_on = DayField(_("Ngày khai"), [needed(_("Hãy nhập ngày hộ khai."))])
    declared_by = StringField(_("Người khai"), [at_most(100)], description=_("Bỏ trống nếu chủ hộ tự khai"))
    address = StringField(_("Nơi ở"), [at_most(300)])
    area = SelectField(_("Khu vực"), choices=_optional(words.AREAS))
    household_size = WholeField(_("Số người trong hộ"), least=1, most=LARGEST_HOUSEHOLD)
    income_per_head_amount = DongField(_("Thu nhập bình quân một người một tháng"))
    categories = SelectMultipleField(
        _("Diện khó khăn"), choices=list(words.CATEGORIES.items()), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    circumstances = TextAreaField(
        _("Hoàn cảnh"), [at_most(2000)], description=_("Ốm đau, khuyết tật, chuyện gia đình ghi ở đây: được niêm phong, chỉ người xét hồ sơ đọc được")
    )
    house_condition = SelectField(_("Tình trạng nhà ở"), choices=_optional(words.HOUSE_CONDITIONS))
    house_tenure = SelectField(_("Hình thức nhà ở"), choices=_optional(words.HOUSE_TENURES))
    house_area_m2 = WholeField(_("Diện tích nhà (m²)"), least=0, most=10_000)
    certificate_class = SelectField(
        _("Giấy chứng nhận"), choices=[("", _("Không có")), ("poor", words.CATEGORIES["poor"]), ("near_poor", words.CATEGORIES["near_poor"])]
    )
    certificate_number = StringField(_("Số giấy chứng nhận"), [at_most(60)])
    certificate_issuer = StringField(_("Nơi cấp"), [at_most(120)])
    certificate_on = DayField(_("Ngày cấp"))
    certificate_year = WholeField(_("Năm được công nhận"), least=2000, most=2100)

    def declaration(self, source: str = "") -> DeclarationInput:
        """Give the declaration as told."""
        plain = ("household_size", "income_per_head_amount", "house_area_m2", "certificate_on", "certificate_year")
        chosen = ("area", "house_condition", "house_tenure", "certificate_class")
        written = ("address", "circumstances", "certificate_number", "certificate_issuer", "declared_by")
        told: dict[str, Any] = {
            **{name: getattr(self, name).data for name in plain}, **{name: _or_none(getattr(self, name).data) for name in chosen},
            **{name: (getattr(self, name).data or "").strip() for name in written},
        }
        return DeclarationInput(
            declared_on=self.declared_on.data, categories=tuple(self.categories.data or ()), **told,  # type: ignore[arg-type]
            deprivations={indicator.key: LACKS[getattr(self, f"lack_{indicator.key}").data or ""] for indicator in every_indicator()}, source=source,
        )

    def lacks(self) -> list[tuple[str, list[Any]]]:
        """The indicator fields, dimension by dimension."""
        groups: dict[str, list[Any]] = {}
        for indicator in every_indicator():
            groups.setdefault(indicator.dimension.split(",")[0], []).append((getattr(self, f"lack_{indicator.key}"), indicator.deprived_if))
        return list(groups.items())


for _indicator in every_indicator():
    setattr(
        DeclarationPart, f"lack_{_indicator.key}",
        RadioField(Text(_indicator.title), choices=[("yes", _("Có thiếu hụt")), ("no", _("Không")), ("", UNKNOWN)], default=""),
    )


class _Problems(Form):
    """A form that takes all problems of a registration at once."""

    def refuse_all(self, problems: list[Problem]) -> bool:
        """Put every problem on its field; says whether there was one."""
        for name, message in problems:
            field = self._fields.get(name)
            if field is None:
                self.form_errors.append(message)
            else:
                field.errors = [*field.errors, message]
        return bool(problems)


class RegisterForm(PersonPart, DeclarationPart, _Problems):
    """Register a household by hand."""

    unit_id = SelectField(_("Đơn vị"), coerce=int)
    confirmed = BooleanField(_("Tôi đã kiểm tra: đây không phải là người đã đăng ký ở trên"))


class DeclarationForm(DeclarationPart, _Problems):
    """A new declaration of a household on file. What lies sealed is not filled in again; left empty it stays."""

    circumstances = TextAreaField(
        _("Hoàn cảnh"), [at_most(2000)], description=_("Để trống thì giữ nguyên nội dung đã ghi lần trước, đang được niêm phong")
    )

    def declaration(self, source: str = "") -> DeclarationInput:
        told = super().declaration(source)
        return replace(told, circumstances=told.circumstances or None)


class FamilyForm(PersonPart, _Problems):
    """Somebody of the family."""

    relation = SelectField(_("Quan hệ với chủ hộ"), choices=[(key, label) for key, label in words.RELATIONS.items() if key != "head"])


class CorrectionForm(PersonPart, _Problems, VersionedForm):
    """A correction of a person; a number left empty stays as it is."""

    relation = SelectField(_("Quan hệ với chủ hộ"), choices=list(words.RELATIONS.items()))
    reason = StringField(_("Lý do sửa"), [needed(_("Hãy ghi lý do sửa, ví dụ: nhập sai số, đổi giấy tờ.")), at_most(300)])


class RevealForm(Form):
    """Open one number of one person, for a purpose."""

    what = SelectField(_("Số cần xem"))
    purpose = SelectField(_("Mục đích"), choices=[("", _("Chọn mục đích")), *words.PURPOSES.items()])


class ReadingForm(Form):
    """Read what a household told about its circumstances, for a purpose."""

    declaration = SelectField(_("Bản khai"))
    reading_purpose = SelectField(_("Mục đích đọc"), choices=[("", _("Chọn mục đích")), *words.READING_PURPOSES.items()])


class DiedForm(Form):
    died_on = DayField(_("Ngày mất"), [needed()])


class LeftForm(Form):
    left_on = DayField(_("Thôi tham gia công đoàn từ ngày"), [needed()])


class EndForm(Form):
    reason = SelectField(_("Lý do"), choices=[("", _("Chọn lý do")), *words.CHOSEN_END_REASONS.items()], validators=[needed(_("Hãy chọn lý do kết thúc."))])


class MoveForm(Form):
    unit_id = SelectField(_("Chuyển đến đơn vị"), coerce=int)
