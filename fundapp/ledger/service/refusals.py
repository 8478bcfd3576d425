"""What the ledger refuses, in the words of its users, and which rule of the database stands behind it."""

from datetime import date

from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong


class LedgerRefused(Refusal):
    """An act on the books that may not be done."""


class NotEnough(LedgerRefused):
    """The fund or the box does not have the money."""

    def __init__(self, message: Text, *, asked: int, free: int, field: str | None = "amount") -> None:
        super().__init__(message, field)
        self.asked, self.free = asked, free


class PeriodClosed(LedgerRefused):
    """The day lies in a month that takes no entries."""


class BoxClosed(LedgerRefused):
    """The day lies in what the treasurer has closed."""


class PurposeRefused(LedgerRefused):
    """Restricted money asked for something that it may not pay."""


class SameReference(LedgerRefused):
    """This reference stands in the books with other content."""


class DutiesMixed(LedgerRefused):
    """One person would do two acts that belong to two people."""


RULES: dict[str, Text] = {
    "L1": _("Tổng Nợ và tổng Có của bút toán không bằng nhau. Hãy kiểm tra lại số tiền từng dòng."),
    "L4": _("Bút toán đã ghi sổ không sửa được. Hãy đảo bút toán rồi ghi lại."),
    "L5": _("Bút toán cần ít nhất hai dòng."),
    "L7": _("Sổ vừa có bút toán mới. Hãy làm lại; chưa có gì được lưu."),
    "L8": _("Chứng từ đã hủy hoặc không thuộc đơn vị này."),
    "L9": _("Kỳ kế toán của ngày này chưa mở. Hãy chọn ngày trong kỳ đang mở."),
    "L11": _("Ngày của bút toán không nằm trong kỳ kế toán."),
    "L19": _("Quỹ tiền mặt đã khóa ngày này. Hãy ghi vào ngày sau ngày khóa, hoặc đề nghị mở lại khóa quỹ."),
    "L20": _("Năm kế toán đã khóa, hoặc chưa đủ mười hai tháng đã khóa và chưa kết chuyển hết thu, chi. Hãy mở lại trang để xem tình trạng mới."),
    "F2": _("Cam kết chi này không còn dùng được cho bút toán. Hãy mở lại trang để xem tình trạng mới."),
    "F3": _("Quy định sử dụng của quỹ hoặc điều kiện của nhà tài trợ không cho phép khoản này. Hãy mở trang quy định sử dụng của quỹ để xem."),
    "F29": _("Bút toán này của một phiếu kho. Hãy đảo ở trang của phiếu kho đó, để hàng và giá trị trở lại cùng nhau."),
    "F30": _(
        "Bút toán này là một bước của một khoản tạm ứng nên không đảo riêng được. Tiền không dùng tới: người tạm ứng nộp giấy thanh toán với số đã chi là 0, "
        "thủ quỹ thu lại. Duyệt thanh toán nhầm tài khoản: lập phiếu kế toán chuyển sang tài khoản đúng."
    ),
    "F4": _("Tiền thu hộ chỉ được nộp lại nơi nhận, không ghi vào thu nhập, chi phí hay nguồn vốn."),
    "F6": _("Quỹ tiền mặt hoặc tài khoản ngân hàng này dành riêng cho một quỹ khác. Hãy chọn nơi khác."),
    "F7": _("Hồ sơ của khoản chi này chưa đủ để chi, ví dụ chưa ký hợp đồng hoặc vượt số tiền đã ký. Hãy mở hồ sơ để xem."),
    "F8": _("Khoản chi này không đảo được nữa vì về sau đã có khoản thu dựa trên nó. Hãy đảo các khoản thu đó trước."),
    "ck_reservation_parts_within_amount": _("Số tiền vượt quá phần còn lại của cam kết chi. Hãy mở lại trang để xem số còn lại."),
    "ck_ledger_entry_poster_is_not_drafter": _("Người lập và người ghi sổ phải là hai người khác nhau."),
    "uq_ledger_entry_reversal": _("Bút toán này đã được đảo. Mỗi bút toán chỉ đảo một lần."),
    "uq_ledger_entry_voucher": _("Chứng từ này đã được ghi sổ. Hãy lập chứng từ mới."),
}


def fund_is_short(fund: str, asked: int, free: int) -> NotEnough:
    """Say which fund is short, what was asked and what is free."""
    message = _(
        "%(fund)s không đủ tiền: cần %(asked)s đồng, còn được chi %(free)s đồng (thiếu %(short)s đồng). Hãy giảm số tiền hoặc chọn thêm quỹ khác.",
        fund=fund, asked=dong(asked), free=dong(free), short=dong(asked - free),
    )
    return NotEnough(message, asked=asked, free=free)


def box_is_short(box: str, fund: str, asked: int, held: int) -> NotEnough:
    """Say which box is short of this fund's money."""
    message = _(
        "%(box)s không đủ tiền của %(fund)s: cần %(asked)s đồng, đang có %(held)s đồng. Hãy rút thêm tiền về hoặc chọn nơi khác.",
        box=box, fund=fund, asked=dong(asked), held=dong(held),
    )
    return NotEnough(message, asked=asked, free=held, field="box")


def month_is_closed(fund: str, on: date) -> PeriodClosed:
    """Say which month of which fund takes no entries."""
    message = _("Kỳ %(month)s/%(year)s của %(fund)s không mở. Hãy ghi vào ngày trong kỳ đang mở.", month=on.month, year=on.year, fund=fund)
    return PeriodClosed(message, "on")


def box_is_closed(box: str, until: date) -> BoxClosed:
    """Say which box takes nothing more, and up to which day."""
    message = _(
        "%(box)s đã khóa quỹ đến hết ngày %(day)s. Hãy ghi vào ngày sau đó, hoặc đề nghị mở lại khóa quỹ (phụ trách kế toán xác nhận).",
        box=box, day=day_text(until),
    )
    return BoxClosed(message, "on")


def earmark_is_short(name: str, asked: int, free: int) -> NotEnough:
    """Say which earmarked donation is short."""
    message = _(
        "Khoản ủng hộ “%(name)s” không đủ tiền: cần %(asked)s đồng, còn được chi %(free)s đồng. Hãy giảm số tiền hoặc chọn nguồn khác.",
        name=name, asked=dong(asked), free=dong(free),
    )
    return NotEnough(message, asked=asked, free=free)


def account_is_closed(code: str) -> LedgerRefused:
    """Say which account takes no lines any more."""
    return LedgerRefused(_("Tài khoản TK-%(code)s đã đóng, không ghi sổ được. Hãy chọn tài khoản khác hoặc mở lại tài khoản này.", code=code), "account")


def passes_through_only() -> LedgerRefused:
    """Say where money that is only collected and remitted may stand."""
    return LedgerRefused(
        _("Quỹ thu hộ, chi hộ chỉ ghi vào tài khoản tiền, phải thu và phải trả; không ghi vào tài khoản thu nhập, chi phí hay nguồn vốn."), "account"
    )


def ruled(rule: str) -> LedgerRefused | None:
    """The refusal for a rule that needs no figures; None when it is no rule of ours."""
    if rule.startswith("UNIQUE constraint failed: ledger_entry.reverses_id"):
        rule = "uq_ledger_entry_reversal"
    if rule.startswith("UNIQUE constraint failed: ledger_entry.voucher_id"):
        rule = "uq_ledger_entry_voucher"
    text = RULES.get(rule)
    return None if text is None else LedgerRefused(text)
