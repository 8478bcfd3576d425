"""The acts of the trail in the words of its readers."""

from fundapp.kernel.labels import Text, _

WORDS: dict[str, Text] = {
    "user.add": _("Thêm người dùng"),
    "user.post": _("Giao nhiệm vụ"),
    "user.password": _("Đặt mật khẩu"),
    "user.sign_in": _("Đăng nhập"),
    "file.store": _("Tải tệp lên"),
    "payment.make": _("Lập đề nghị chi"),
    "payment.mend": _("Sửa đề nghị chi"),
    "payment.check": _("Kiểm tra, đồng ý chi"),
    "payment.return": _("Trả lại đề nghị chi"),
    "payment.pay": _("Chi tiền"),
    "payment.void": _("Hủy đề nghị chi"),
    "payment.reprint": _("In lại phiếu chi"),
    "refused": _("Bị từ chối"),
    "forbidden": _("Mở trang không có quyền"),
}


def words_of(act: str) -> str:
    """Say an act in Vietnamese; an act without words shows its own name."""
    return WORDS.get(act, act)
