"""Shapes of sign-in, passwords, users, posts and declarations."""

from wtforms import PasswordField

from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.words import NUMBERS, RELATIONS
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.orgs.forms import UnitField
from fundapp.web.forms import DayField, Form, SelectField, StringField, at_most, needed


class SignInForm(Form):
    username = StringField(_("Tên đăng nhập"), [needed(_("Hãy nhập tên đăng nhập.")), at_most(60)], render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField(_("Mật khẩu"), [needed(_("Hãy nhập mật khẩu."))], render_kw={"autocomplete": "current-password"})


class PasswordForm(Form):
    current = PasswordField(_("Mật khẩu hiện nay"), [needed(_("Hãy nhập mật khẩu hiện nay."))], render_kw={"autocomplete": "current-password"})
    password = PasswordField(_("Mật khẩu mới"), [needed(_("Hãy nhập mật khẩu mới."))], render_kw={"autocomplete": "new-password"})
    again = PasswordField(_("Nhập lại mật khẩu mới"), [needed(_("Hãy nhập lại mật khẩu mới."))], render_kw={"autocomplete": "new-password"})


class NewUserForm(Form):
    full_name = StringField(_("Họ và tên"), [needed(_("Hãy nhập họ tên.")), at_most(120)], render_kw={"autocomplete": "off"})
    username = StringField(_("Tên đăng nhập"), [at_most(60)], render_kw={"autocomplete": "off", "autocapitalize": "none"})
    role = SelectField(_("Nhiệm vụ"), [needed(_("Hãy chọn nhiệm vụ."))], choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    unit = UnitField(_("Tại đơn vị"), [needed(_("Hãy nhập mã hoặc tên đơn vị.")), at_most(200)])
    on = DayField(_("Từ ngày"), [needed(_("Hãy nhập ngày bắt đầu."))])


class PostForm(Form):
    role = SelectField(_("Nhiệm vụ"), [needed(_("Hãy chọn nhiệm vụ."))], choices=[(role.value, ROLE_LABELS[role]) for role in Role])
    unit = UnitField(_("Tại đơn vị"), [needed(_("Hãy nhập mã hoặc tên đơn vị.")), at_most(200)])
    on = DayField(_("Từ ngày"), [needed(_("Hãy nhập ngày bắt đầu."))])


class EndForm(Form):
    last_day = DayField(_("Ngày cuối giữ nhiệm vụ"), [needed(_("Hãy nhập ngày cuối giữ nhiệm vụ."))])


class LockForm(Form):
    reason = StringField(_("Lý do"), [needed(_("Hãy ghi lý do.")), at_most(200)])


class PlainForm(Form):
    """An act that needs nothing but to be meant."""


class NumbersForm(Form):
    cccd = StringField(NUMBERS["cccd"], [at_most(40)], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    phone = StringField(NUMBERS["phone"], [at_most(40)], render_kw={"inputmode": "tel", "autocomplete": "off"})
    bank_account = StringField(NUMBERS["bank_account"], [at_most(40)], render_kw={"autocomplete": "off"})
    address = StringField(NUMBERS["address"], [at_most(300)], render_kw={"autocomplete": "off"})

    def given(self) -> dict[str, str | None]:
        """The numbers that were filled in."""
        return {name: self._fields[name].data for name in NUMBERS}


class KinForm(Form):
    relation = SelectField(_("Quan hệ"), [needed(_("Hãy chọn quan hệ."))], choices=[("", _("Chọn quan hệ")), *RELATIONS.items()])
    kin_cccd = StringField(_("Số căn cước của người thân"), [at_most(40)], render_kw={"inputmode": "numeric", "autocomplete": "off"})
    kin_phone = StringField(_("Số điện thoại của người thân"), [at_most(40)], render_kw={"inputmode": "tel", "autocomplete": "off"})

    def given(self) -> dict[str, str]:
        return {"relation": self.relation.data, "cccd": self.kin_cccd.data, "phone": self.kin_phone.data}

    def refuse(self, refusal: Refusal) -> None:
        """The page also holds the own numbers, so here they are called otherwise."""
        if refusal.field in ("cccd", "phone"):
            refusal.field = f"kin_{refusal.field}"
        super().refuse(refusal)
