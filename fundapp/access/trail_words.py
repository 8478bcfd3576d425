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
    "regulation.draft": _("Soạn quy chế"),
    "regulation.copy": _("Soạn bản mới của quy chế"),
    "regulation.heading": _("Sửa phần đầu quy chế"),
    "regulation.norm": _("Sửa định mức"),
    "regulation.criterion": _("Sửa điều kiện"),
    "regulation.paper": _("Sửa danh mục giấy tờ"),
    "regulation.limit": _("Sửa thẩm quyền quyết định"),
    "regulation.steps": _("Sửa các lần chi"),
    "regulation.removal": _("Bỏ một phần của bản soạn"),
    "regulation.discard": _("Xóa bản soạn quy chế"),
    "regulation.submit": _("Trình ban hành quy chế"),
    "regulation.return": _("Trả lại quy chế để sửa"),
    "regulation.in_force": _("Ban hành quy chế"),
    "refused": _("Bị từ chối"),
    "forbidden": _("Mở trang không có quyền"),
}


def words_of(act: str) -> str:
    """Say an act in Vietnamese; an act without words shows its own name."""
    return WORDS.get(act, act)
