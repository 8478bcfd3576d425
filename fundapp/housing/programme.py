"""Mái ấm công đoàn as a programme: its words, its content, the cells that a decision seals, what is asked again at payment."""

from dataclasses import dataclass

from fundapp.casework.programme import Programme
from fundapp.casework.words import Words
from fundapp.housing import words
from fundapp.housing.facts import facts_of
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _


class HouseRefused(Refusal):
    """What is said of the house contradicts itself."""


@dataclass(frozen=True)
class HouseInput:
    """What is asked for a house, as typed."""

    kind: str
    requested_amount: int | None = None
    land_status: str | None = None
    land_note: str = ""
    land_is_disputed: bool | None = None
    land_in_planning: bool | None = None
    house_condition: str | None = None
    site_address: str = ""
    description: str = ""
    estimate_amount: int | None = None
    own_funds_amount: int | None = None
    other_help_amount: int = 0
    other_help_source: str = ""


def check(house: HouseInput) -> None:
    """Refuse what contradicts itself."""
    if house.kind not in words.KINDS:
        raise HouseRefused(_("Hãy chọn xây mới hoặc sửa chữa."), "kind")
    if house.requested_amount is not None and house.estimate_amount is not None and house.requested_amount > house.estimate_amount:
        raise HouseRefused(_("Số tiền đề nghị lớn hơn dự toán cả căn nhà. Hãy kiểm tra lại hai số này."), "requested_amount")
    if house.other_help_amount and not house.other_help_source.strip():
        raise HouseRefused(_("Hãy ghi ai đã hứa giúp khoản này."), "other_help_source")


CELLS: tuple[tuple[str, Text], ...] = (
    ("kind", _("Loại đề nghị")), ("land_status", _("Giấy tờ đất")), ("land_is_disputed", _("Đất có tranh chấp")),
    ("land_in_planning", _("Đất thuộc quy hoạch")), ("house_condition", _("Tình trạng nhà")), ("estimate_amount", _("Dự toán")),
    ("own_funds_amount", _("Vốn tự có")),
)
PROGRAMME = Programme(
    slug=words.PROGRAMME, name=_("Mái ấm công đoàn"), kinds=words.KINDS, purposes=words.PURPOSES, summaries=words.SUMMARIES, facts=facts_of, cells=CELLS,
    check=check, at_payment=frozenset({"is_alive", "is_union_member", "has_left_union", "helped_for_housing_within_months"}),
    words=Words(
        to_close=_("Tiền đã chi. Khi nhà đã xong và bàn giao, kết thúc hồ sơ."), not_closed=_("Tiền đã chi. Chờ nghiệm thu, bàn giao và kết thúc hồ sơ."),
        closing=_("Phần tiền chưa chi được trả về quỹ. Ghi kết quả: nhà đã xong, hoặc vì sao không chi nữa."),
        seen=_("Nhà, đất, người đang ở; chỗ nào khác hồ sơ thì ghi rõ. Chuyện ốm đau nhờ cán bộ cơ sở ghi vào bản khai của hộ, nơi được niêm phong."),
        pictures=_("Chụp mặt trước, mái, bên trong; có thể chọn nhiều ảnh."),
    ),
)
