"""The words of loans as people read them."""

from fundapp.kernel.labels import Text, _
from fundapp.regulations.loan_terms import Every, RatePer

# What one period is called where its effective rate is said.
PERIOD: dict[Every, Text] = {Every.MONTH: _("tháng"), Every.FOUR_WEEKS: _("bốn tuần"), Every.FORTNIGHT: _("hai tuần"), Every.WEEK: _("tuần"), Every.ONCE: _("cả kỳ")}
PERIOD_OF_RATE: dict[RatePer, Text] = {RatePer.MONTH: _("tháng"), RatePer.YEAR: _("năm"), RatePer.FOUR_WEEKS: _("bốn tuần")}

# What to write instead, by what is wrong.
WRONG: dict[str, Text] = {
    "amount": _("Số tiền vay phải là số đồng nguyên lớn hơn 0."), "count": _("Số kỳ trả từ 1 đến 520."), "rate": _("Lãi suất phải từ 0 đến 100 phần trăm."),
    "grace": _("Số kỳ ân hạn phải ít hơn số kỳ trả."), "once": _("Vay trả một lần thì có đúng 1 kỳ và có ngày đến hạn; trả nhiều kỳ thì không có ngày đến hạn chung."),
    "before": _("Ngày này phải sau ngày giải ngân."),
    "period": _("Lãi suất này không chia được cho kỳ trả đã chọn: trả theo tuần thì ghi lãi suất của bốn tuần; trả theo tháng thì ghi lãi suất tháng hoặc năm."),
    "days": _("Tính theo số ngày thực tế thì ghi lãi suất năm, và không dùng cách trả đều gốc lãi."),
}
