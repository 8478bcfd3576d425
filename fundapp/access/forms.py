"""Shapes of sign-in and of passwords."""

from wtforms import PasswordField

from fundapp.kernel.labels import _
from fundapp.web.forms import Form, StringField, at_most, needed


class SignInForm(Form):
    username = StringField(_("Tên đăng nhập"), [needed(_("Hãy nhập tên đăng nhập.")), at_most(60)], render_kw={"autocomplete": "username", "autocapitalize": "none"})
    password = PasswordField(_("Mật khẩu"), [needed(_("Hãy nhập mật khẩu."))], render_kw={"autocomplete": "current-password"})


class PasswordForm(Form):
    current = PasswordField(_("Mật khẩu hiện nay"), [needed(_("Hãy nhập mật khẩu hiện nay."))], render_kw={"autocomplete": "current-password"})
    password = PasswordField(_("Mật khẩu mới"), [needed(_("Hãy nhập mật khẩu mới."))], render_kw={"autocomplete": "new-password"})
    again = PasswordField(_("Nhập lại mật khẩu mới"), [needed(_("Hãy nhập lại mật khẩu mới."))], render_kw={"autocomplete": "new-password"})
