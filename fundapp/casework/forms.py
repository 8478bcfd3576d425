"""Shapes of what is typed on the pages of a request, whatever its programme."""

from collections.abc import Iterable
from typing import Any, ClassVar

from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.payments.lifecycle import METHOD_LABELS, TRANSFER
from fundapp.web.forms import (
    BooleanField,
    DayField,
    DongField,
    Form,
    Optional,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    UploadField,
    VersionedForm,
    at_most,
    needed,
)


class PaperForm(VersionedForm):
    """Files for one of the required papers."""

    paper_key = SelectField(_("Loại giấy tờ"), choices=[])
    files = UploadField(_("Tệp (ảnh chụp hoặc PDF)"))
    is_health = BooleanField(
        _("Giấy tờ có thông tin sức khỏe"),
        description=_("Giấy ra viện, xác nhận khuyết tật, bệnh hiểm nghèo…: chỉ cán bộ cơ sở, người thẩm tra và người ký duyệt mở được"),
    )

    def __init__(self, papers: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper_key.choices = list(papers)


class DropForm(VersionedForm):
    """Why a paper is withdrawn."""

    reason = StringField(_("Lý do rút giấy tờ"), [at_most(300)])


class StepForm(VersionedForm):
    """An act that needs nothing but the click."""


class ReasonForm(VersionedForm):
    """An act that needs its reason."""

    reason = TextAreaField(_("Lý do"), [needed(_("Hãy ghi lý do để người nhận hiểu và làm tiếp được.")), at_most(2000)])


class ExtensionForm(VersionedForm):
    """A later last day for promised money."""

    to_on = DayField(_("Giữ đến hết ngày"), [needed(_("Hãy ghi ngày mới."))])
    reason = TextAreaField(_("Lý do gia hạn"), [needed(_("Hãy ghi lý do gia hạn.")), at_most(2000)])


class TogetherForm(Form):
    """Many payments ordered at once, in one way; the rows are read by `together.chosen`."""

    method = RadioField(_("Cách chi"), [needed()], choices=list(METHOD_LABELS.items()), default=TRANSFER)
    from_box = SelectField(_("Khi chuyển khoản, chuyển từ tài khoản"), [Optional()], coerce=int)


class ReleaseForm(VersionedForm):
    """Money given back to its funds; `for_reservations` adds an amount for each of them."""

    reason = TextAreaField(_("Lý do giải phóng"), [needed(_("Hãy ghi lý do giải phóng cam kết chi.")), at_most(2000)])

    @classmethod
    def for_reservations(cls, left: Iterable[tuple[Any, int]], sources: dict[int, str]) -> type["ReleaseForm"]:
        fields: dict[str, Any] = {
            f"part_{one.id}": DongField(_("Trả về %(fund)s", fund=sources[one.id]), [Optional()], description=_("Tối đa %(n)s đồng.", n=dong(amount)))
            for one, amount in left
        }
        return type("ReleaseFormForCase", (cls,), fields)

    def parts(self) -> dict[int, int]:
        """Amount by reservation id, as typed."""
        return {int(name.removeprefix("part_")): field.data for name, field in self._fields.items() if name.startswith("part_") and field.data}


class VisitForm(VersionedForm):
    """A verification visit. A programme adds the fields of its row that a visit may correct, and names them in `OBSERVED`."""

    OBSERVED: ClassVar[tuple[str, ...]] = ()

    visited_on = DayField(_("Ngày đi thẩm tra"), [needed()])
    participants = StringField(_("Những người cùng đi"), [needed(_("Hãy ghi ai đã đi thẩm tra.")), at_most(500)])
    agrees = RadioField(
        _("Thực tế so với hồ sơ"), [needed(_("Hãy chọn đúng hoặc không đúng."))],
        choices=[("yes", _("Đúng như hồ sơ")), ("no", _("Không đúng như hồ sơ"))],
    )
    findings = TextAreaField(_("Đã thấy gì"), [needed(_("Hãy ghi kết quả thẩm tra.")), at_most(4000)])
    minutes = UploadField(_("Biên bản khảo sát (ảnh chụp hoặc PDF)"))
    photos = UploadField(_("Ảnh hiện trạng"))

    def observed(self) -> dict[str, Any]:
        """What was seen, by column of the programme's row; what was left as declared is not there."""
        return {name: self._fields[name].data for name in self.OBSERVED if self._fields[name].data}


class ProposalForm(VersionedForm):
    """What the reviewer proposes; `for_words` adds the choice and the amount in the words of the programme."""

    recommends: RadioField
    amount: DongField
    reason = TextAreaField(_("Lý do đề xuất"), [needed(_("Hãy ghi lý do đề xuất.")), at_most(2000)])

    @classmethod
    def for_words(cls, gives: str) -> type["ProposalForm"]:
        choice = RadioField(
            _("Đề xuất"), [needed(_("Hãy chọn đề xuất %(gives)s hoặc không.", gives=gives))],
            choices=[("support", _("Đồng ý %(gives)s", gives=gives)), ("decline", _("Không %(gives)s", gives=gives))], default="support",
        )
        fields = {"recommends": choice, "amount": DongField(_("Mức đề xuất %(gives)s", gives=gives), [Optional()])}
        return type("ProposalFormInWords", (cls,), fields)


class DecisionForm(VersionedForm):
    """The signer's decision; `for_case` adds an amount for each fund, the day by which to pay, a reason for each condition to set aside."""

    reason = TextAreaField(_("Ý kiến của người quyết định"), [Optional(), at_most(2000)])

    @classmethod
    def for_case(cls, books: Iterable[Any], waivable: Iterable[Any], earmarks: Iterable[Any] = ()) -> type["DecisionForm"]:
        fields: dict[str, Any] = {f"fund_{book.id}": DongField(_("Lấy từ %(fund)s", fund=book.name), [Optional()]) for book in books}
        fields |= {f"gift_{one.id}": DongField(_("Lấy từ khoản ủng hộ “%(name)s”", name=one.name), [Optional()]) for one in earmarks}
        if fields:
            fields["due_on"] = DayField(_("Chi chậm nhất ngày"), [Optional()])
        for finding in waivable:
            fields[f"waiver_{finding.key}"] = TextAreaField(_("Lý do châm chước: %(title)s", title=finding.title), [Optional(), at_most(1000)])
        return type("DecisionFormForCase", (cls,), fields)

    def amounts(self, sources: Iterable[tuple[str, Any]]) -> list[tuple[Any, int]]:
        """Each source (its field's name, its row) with the amount that was typed for it."""
        return [(row, self._fields[name].data) for name, row in sources if self._fields[name].data]

    def waivers(self) -> dict[str, str]:
        """Reason by criterion, as typed."""
        return {name.removeprefix("waiver_"): field.data or "" for name, field in self._fields.items() if name.startswith("waiver_")}
