"""Shapes of what is typed about gifts."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from wtforms.widgets import FileInput

from fundapp.gifts import words
from fundapp.gifts.calendar import STEPS
from fundapp.kernel.labels import _
from fundapp.web.forms import (
    DayField,
    DongField,
    Form,
    Optional,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    UploadField,
    ValidationError,
    VersionedForm,
    WholeField,
    at_most,
    needed,
)

MORE_LINES = (2, 3, 4, 5)
LINE_FIELDS = ("lines", "line_kind", "gift_class", "unit_amount", "places", "fund", "second_fund", "second_amount", "goods_code")


class CampaignForm(Form):
    """Draft a campaign with its calendar and up to five benefit lines, each paid by one or two funds, or lying in the stock.

    `whole` adds the further lines (`lines_2` …) and a last day of listing for each level of units (`deadline_4` …).
    """

    season = StringField(_("Mã mùa"), [needed(), at_most(20)], description=_("Ví dụ tet-2027. Cả mùa dùng chung một quy tắc: mỗi người một suất quà, mỗi hộ một vé."))
    kind = SelectField(_("Loại đợt"), [needed()], choices=list(words.CAMPAIGN_KINDS.items()))
    title = StringField(_("Tên đợt"), [needed(), at_most(200)])
    document = StringField(_("Căn cứ (số kế hoạch, quyết định)"), [needed(), at_most(200)])
    opens_on = DayField(STEPS["opens_on"], [needed()])
    list_until_on = DayField(STEPS["list_until_on"], [needed()])
    review_until_on = DayField(STEPS["review_until_on"], [needed()])
    decide_until_on = DayField(STEPS["decide_until_on"], [needed()])
    give_from_on = DayField(STEPS["give_from_on"], [needed()])
    give_until_on = DayField(STEPS["give_until_on"], [needed()])
    settle_until_on = DayField(STEPS["settle_until_on"], [needed()])
    lines = StringField(_("Tên suất quà"), [needed(), at_most(120)])
    line_kind = SelectField(_("Hình thức"), [needed()], choices=list(words.LINE_KINDS.items()))
    gift_class = SelectField(_("Loại quà (để chống trùng)"), [needed()], choices=[])
    unit_amount = DongField(_("Trị giá một suất (đồng)"), [needed()], least=1)
    places = WholeField(_("Số suất"), [needed()], least=1)
    fund = SelectField(_("Quỹ chi"), [Optional()], choices=[])
    second_fund = SelectField(_("Quỹ thứ hai (nếu có)"), [Optional()], choices=[])
    second_amount = DongField(_("Quỹ thứ hai trả một suất (đồng)"), [Optional()], least=1)
    goods_code = StringField(
        _("Mã hàng trong kho (nếu là hiện vật)"), [Optional(), at_most(40)], description=_("Hàng đã ở trong kho thì để trống quỹ chi: giá trị hàng đã nằm trong sổ.")
    )

    @classmethod
    def whole(cls, levels: Iterable[tuple[int, str]]) -> type["CampaignForm"]:
        """The form with its further lines and the levels (level, what its units are called)."""
        fields: dict[str, Any] = {f"deadline_{level}": DayField(_("Hạn gửi của %(kinds)s", kinds=kinds), [Optional()]) for level, kinds in levels}
        for number in MORE_LINES:
            fields |= {
                f"lines_{number}": StringField(_("Tên suất quà %(n)s", n=number), [Optional(), at_most(120)]),
                f"line_kind_{number}": SelectField(_("Hình thức"), [Optional()], choices=list(words.LINE_KINDS.items())),
                f"gift_class_{number}": SelectField(_("Loại quà (để chống trùng)"), [Optional()], choices=[]),
                f"unit_amount_{number}": DongField(_("Trị giá một suất (đồng)"), [Optional()], least=1),
                f"places_{number}": WholeField(_("Số suất"), [Optional()], least=1),
                f"fund_{number}": SelectField(_("Quỹ chi"), [Optional()], choices=[]),
                f"second_fund_{number}": SelectField(_("Quỹ thứ hai (nếu có)"), [Optional()], choices=[]),
                f"second_amount_{number}": DongField(_("Quỹ thứ hai trả một suất (đồng)"), [Optional()], least=1),
                f"goods_code_{number}": StringField(_("Mã hàng trong kho (nếu là hiện vật)"), [Optional(), at_most(40)]),
            }
        return type("CampaignFormWhole", (cls,), fields)

    def line_fields(self) -> Iterator[dict[str, Any]]:
        """The fields of each benefit line under their plain names; the further ones as far as something was typed."""
        for number in (1, *MORE_LINES):
            own = {name: self._fields[name if number == 1 else f"{name}_{number}"] for name in LINE_FIELDS}
            if number == 1 or own["lines"].data:
                yield own

    def deadlines(self) -> list[tuple[int, date]]:
        """The last day of listing by level, as typed."""
        return [(int(name.removeprefix("deadline_")), field.data) for name, field in self._fields.items() if name.startswith("deadline_") and field.data]


class PlacesForm(Form):
    """Pass places of a line down: so many shared by a weight, or a number for each unit. `whole` adds a field for each unit below (`unit_12`)."""

    basis = SelectField(_("Cách chia"), [needed()], choices=list(words.BASES.items()))
    places = WholeField(
        _("Tổng số suất đem chia"), [Optional()], least=1, description=_("Khi chia theo số liệu. Khi nhập tay thì ghi số suất ở từng đơn vị trong bảng dưới."),
    )
    reason = StringField(_("Ghi chú"), [Optional(), at_most(200)])

    @classmethod
    def whole(cls, below: Iterable[tuple[int, str]]) -> type["PlacesForm"]:
        """The form with the units below (id, name)."""
        fields = {f"unit_{unit_id}": WholeField(_("Số suất cho %(unit)s", unit=name), [Optional()]) for unit_id, name in below}
        return type("PlacesFormWhole", (cls,), fields)

    def by_hand(self) -> dict[int, int]:
        """The places typed by unit id."""
        return {int(name.removeprefix("unit_")): field.data for name, field in self._fields.items() if name.startswith("unit_") and field.data}


class ReturnForm(Form):
    """Give unused places of a line back."""

    places = WholeField(_("Số suất trả lại"), [needed()], least=1)
    reason = StringField(_("Lý do"), [needed(), at_most(200)])


class ProposalForm(VersionedForm):
    """Put the first so many proposed people into a list."""

    places = WholeField(_("Lấy bao nhiêu người đầu danh sách"), [needed()], least=1)


class PersonForm(VersionedForm):
    """Put one registered person into a list, by the number of the household."""

    line_id = SelectField(_("Suất quà"), [needed()], choices=[])
    household = StringField(_("Mã hộ"), [needed(), at_most(20)], description=_("Ví dụ H000123, xem ở trang hộ."))
    reason = StringField(_("Lý do"), [needed(), at_most(200)])
    look_note = StringField(
        _("Đã xem giấy tờ gì (khi chưa có số CCCD)"), [Optional(), at_most(200)],
        description=_("Người chưa có số định danh chỉ được ghi sau khi có người xem và ghi lại.")
    )
    ethnicity = StringField(_("Dân tộc"), [Optional(), at_most(30)], description=_("Để báo cáo đợt; không in trên danh sách ký nhận."))


class ActForm(VersionedForm):
    """Do the next act on a list; names may be ticked, a reason given."""

    reason = TextAreaField(_("Lý do, ghi chú"), [Optional(), at_most(400)])
    ethnicity = StringField(_("Dân tộc của người được chọn"), [Optional(), at_most(30)])


class AdvanceForm(Form):
    """Order the money of a list as an advance to whoever hands it out."""

    payee_name = StringField(_("Người nhận tạm ứng"), [needed(), at_most(120)])
    payee_address = StringField(_("Đơn vị, địa chỉ"), [needed(), at_most(200)])
    reason = StringField(_("Nội dung"), [needed(), at_most(200)])


class ExtensionForm(Form):
    """Give the units of a level, or all, longer to hand in."""

    level = SelectField(_("Cho đơn vị nào"), [Optional()], choices=[])
    to_on = DayField(_("Hạn mới"), [needed()])
    reason = StringField(_("Lý do gia hạn"), [needed(), at_most(200)])


class ReleaseForm(Form):
    """Take the goods of a list out of the store: from which place, of which fund."""

    place = SelectField(_("Xuất từ nơi để hàng"), [needed()], choices=[])
    book = SelectField(_("Hàng của quỹ"), [needed()], choices=[])


class FileForm(Form):
    """A workbook of names, and for which gift they are."""

    line_id = SelectField(_("Suất quà"), [needed()], choices=[])
    file = UploadField(_("Tệp danh sách"), widget=FileInput())

    def validate_file(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Hãy chọn một tệp danh sách (.xlsx, .xls, .ods hoặc .csv)."))


class TransfersForm(Form):
    """Transfer the money of a list: out of which account."""

    box = SelectField(_("Chuyển từ tài khoản"), [needed()], choices=[])


class AskBackForm(Form):
    """Ask for what was advanced and not given: by which day."""

    due_on = DayField(_("Nộp lại trước ngày"), [needed()])


class CallForm(Form):
    """What was heard when somebody was called back."""

    answer = RadioField(_("Người nhận nói"), [needed(_("Hãy chọn kết quả gọi lại."))], choices=list(words.ANSWERS.items()))
    note = TextAreaField(_("Khác ở chỗ nào, ghi chú"), [Optional(), at_most(400)])


class ResolutionForm(Form):
    """What came of a finding."""

    resolution = TextAreaField(_("Kết luận, đã xử lý thế nào"), [needed(_("Hãy ghi kết luận.")), at_most(400)])
