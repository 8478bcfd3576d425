"""The acts of the trail in the words of its readers."""

from fundapp.kernel.labels import Text, _

WORDS: dict[str, Text] = {
    "user.add": _("Thêm người dùng"),
    "user.post": _("Giao nhiệm vụ"),
    "user.password": _("Đặt mật khẩu"),
    "user.sign_in": _("Đăng nhập"),
    "refused": _("Bị từ chối"),
    "forbidden": _("Mở trang không có quyền"),
}


def words_of(act: str) -> str:
    """Say an act in Vietnamese; an act without words shows its own name."""
    return WORDS.get(act, act)
