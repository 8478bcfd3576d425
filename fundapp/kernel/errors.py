"""The one refusal: an act that may not be done, with the sentence that its user reads."""

from fundapp.kernel.labels import Text, _


class Refusal(Exception):
    """A refused act. `message` says what is wrong and what to do instead; `field` names the input it belongs to."""

    status = 422

    def __init__(self, message: Text, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class Stale(Refusal):
    """The row was changed by somebody else after this page was opened."""

    status = 409

    def __init__(self, message: Text | None = None, field: str | None = None) -> None:
        super().__init__(
            message
            or _("Có người vừa sửa nội dung này sau khi bạn mở trang. Hãy mở lại trang, xem thay đổi rồi làm lại; chưa có gì được lưu."),
            field,
        )
