"""The words of a regulation: programmes, states, units, stages of papers, triggers of instalments. Pure."""

from datetime import date

from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.rules.criteria import NORM_UNITS

PROGRAMMES: dict[str, Text] = {
    "housing": _("Mái ấm công đoàn"),
    "loans": _("Vay vốn"),
    "gifts": _("Quà Tết và quà tặng"),
    "relief": _("Thăm hỏi, trợ cấp"),
}
STATUSES: dict[str, Text] = {
    "draft": _("Đang soạn"),
    "submitted": _("Chờ ban hành"),
    "in_force": _("Đang hiệu lực"),
    "superseded": _("Đã có bản thay thế"),
}
TONES: dict[str, str] = {"draft": "neutral", "submitted": "waiting", "in_force": "good", "superseded": "done"}
KINDS: dict[str, dict[str, Text]] = {"housing": {"new": _("Xây mới"), "repair": _("Sửa chữa")}, "loans": {"loan": _("Vay vốn")}}
BOTH = _("Mọi loại đề nghị")
STAGES: dict[str, Text] = {
    "application": _("Khi nộp hồ sơ"),
    "verification": _("Khi thẩm tra"),
    "completion": _("Khi nghiệm thu, bàn giao"),
}
TRIGGERS: dict[str, Text] = {
    "decision": _("Khi có quyết định hỗ trợ"),
    "start": _("Khi khởi công"),
    "half": _("Khi xong phần thô"),
    "acceptance": _("Sau khi nghiệm thu"),
}


def kinds_of(programme: str) -> dict[str, Text]:
    """Give the kinds of request of a programme."""
    return KINDS.get(programme, {})


def applies_text(programme: str, applies_to: str) -> Text:
    """Say to which kind of request a line applies; empty means all."""
    return kinds_of(programme).get(applies_to, BOTH)


def standing(status: str, valid_from: date, valid_to: date | None, on: date) -> tuple[Text, str]:
    """Say how a document stands on a day, with its tone: a new one may wait for its first day, a replaced one may still hold."""
    if status not in ("in_force", "superseded"):
        return STATUSES[status], TONES[status]
    if valid_from > on:
        return _("Hiệu lực từ %(day)s", day=day_text(valid_from)), "waiting"
    if valid_to is not None and valid_to < on:
        return _("Hết hiệu lực"), "done"
    return (_("Đang hiệu lực"), "good") if valid_to is None else (_("Hiệu lực đến %(day)s", day=day_text(valid_to)), "good")


def norm_text(value: int, unit: str) -> Text:
    """Say a norm: 60.000.000 đồng, 60 tháng, 20%."""
    if unit == "percent":
        return _("%(n)s%%", n=dong(value))
    return _("%(n)s %(unit)s", n=dong(value), unit=NORM_UNITS[unit])
