"""The acts of the trail, and what it notes of each, in the words of its readers."""

import re
from datetime import date
from typing import Any

from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.words import NUMBERS, RELATIONS
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong

WORDS: dict[str, Text] = {
    "user.add": _("Thêm người dùng"),
    "user.post": _("Giao nhiệm vụ"),
    "user.post_end": _("Kết thúc nhiệm vụ"),
    "user.password": _("Đổi mật khẩu của mình"),
    "user.reset": _("Đặt mật khẩu ngẫu nhiên cho người dùng"),
    "user.lock": _("Khóa tài khoản"),
    "user.unlock": _("Mở khóa tài khoản"),
    "user.end_sessions": _("Kết thúc mọi phiên đăng nhập"),
    "user.declare": _("Khai số của người dùng"),
    "user.kin": _("Khai người thân"),
    "user.kin_drop": _("Bỏ người thân đã khai"),
    "user.sign_in": _("Đăng nhập"),
    "unit.open": _("Mở đơn vị"),
    "unit.details": _("Sửa thông tin đơn vị"),
    "unit.rename": _("Đổi tên đơn vị"),
    "unit.move": _("Chuyển đơn vị sang cấp trên khác"),
    "unit.close": _("Kết thúc hoạt động của đơn vị"),
    "unit.reopen": _("Mở lại đơn vị"),
    "file.store": _("Tải tệp lên"),
    "file.open": _("Mở tệp có thông tin riêng"),
    "household.register": _("Đăng ký hộ"),
    "household.add_person": _("Thêm người trong hộ"),
    "household.correct": _("Sửa thông tin người trong hộ"),
    "household.declare": _("Ghi bản khai mới"),
    "household.died": _("Ghi ngày mất"),
    "household.left_union": _("Ghi thôi công đoàn"),
    "household.move": _("Chuyển hộ sang đơn vị khác"),
    "household.end": _("Thôi theo dõi hộ"),
    "household.reveal": _("Xem số đầy đủ"),
    "household.read_circumstances": _("Đọc hoàn cảnh của hộ"),
    "help.approved": _("Ghi nhận được duyệt hỗ trợ"),
    "help.given": _("Ghi nhận đã nhận hỗ trợ"),
    "help.taken_back": _("Ghi nhận khoản hỗ trợ đã chi bị đảo"),
    "help.withdrawn": _("Ghi nhận thôi hỗ trợ"),
    "cases.open": _("Mở hồ sơ"),
    "cases.amend": _("Sửa nội dung hồ sơ"),
    "cases.add_paper": _("Thêm giấy tờ"),
    "cases.drop_paper": _("Rút giấy tờ"),
    "cases.submit": _("Nộp hồ sơ lên cấp trên"),
    "cases.return": _("Trả lại hồ sơ"),
    "cases.visit": _("Ghi nhận thẩm tra"),
    "cases.propose": _("Đề xuất"),
    "cases.approve": _("Quyết định hỗ trợ"),
    "cases.refuse": _("Quyết định không hỗ trợ"),
    "cases.confirm": _("Xác nhận lại quyết định"),
    "cases.withdraw": _("Rút hồ sơ"),
    "cases.release": _("Giải phóng cam kết chi của hồ sơ"),
    "cases.extend": _("Gia hạn cam kết chi của hồ sơ"),
    "cases.lapse": _("Cho cam kết chi của hồ sơ hết hiệu lực"),
    "cases.close": _("Kết thúc hồ sơ"),
    "cases.reopen": _("Mở lại hồ sơ"),
    "payment.make": _("Lập đề nghị chi"),
    "payment.mend": _("Sửa đề nghị chi"),
    "payment.check": _("Kiểm tra, đồng ý chi"),
    "payment.sign": _("Ký duyệt chi"),
    "payment.return": _("Trả lại đề nghị chi"),
    "payment.pay": _("Chi tiền"),
    "payment.ask_reversal": _("Đề nghị đảo khoản chi"),
    "payment.reverse": _("Xác nhận đảo khoản chi"),
    "payment.refuse": _("Ngân hàng từ chối khoản chi"),
    "payment.batch": _("Lập bảng kê chuyển khoản"),
    "payment.batch_removal": _("Đưa đề nghị ra khỏi bảng kê"),
    "payment.batch_approve": _("Duyệt bảng kê chuyển khoản"),
    "payment.batch_void": _("Bỏ bảng kê chuyển khoản"),
    "payment.batch_file": _("Lấy tệp gửi ngân hàng có số tài khoản"),
    "payment.batch_result": _("Đọc tệp kết quả của ngân hàng"),
    "payment.keep": _("Giữ nguyên khoản chi, không đảo"),
    "payment.terms": _("Đề nghị thay đổi quy định chi"),
    "payment.terms_confirmed": _("Xác nhận quy định chi"),
    "payment.terms_refused": _("Không đồng ý quy định chi"),
    "payment.void": _("Hủy đề nghị chi"),
    "payment.reprint": _("In lại phiếu chi, ủy nhiệm chi"),
    "payment.paper": _("Mở ủy nhiệm chi có số tài khoản"),
    "payment.payee": _("Ghi tài khoản nhận tiền mới"),
    "payment.call_back": _("Gọi lại xác nhận tài khoản nhận tiền"),
    "payment.warnings_export": _("Xuất danh sách cảnh báo chi tiền"),
    "payment.export": _("Xuất danh sách đề nghị chi"),
    "ledger.export": _("Xuất, in sổ sách và báo cáo"),
    "ledger.open": _("Mở quỹ"),
    "ledger.terms": _("Đề nghị đổi quy định sử dụng quỹ"),
    "ledger.terms_confirmed": _("Xác nhận quy định sử dụng quỹ"),
    "ledger.terms_refused": _("Không đồng ý đổi quy định sử dụng quỹ"),
    "ledger.earmark": _("Mở khoản ủng hộ có điều kiện"),
    "ledger.account": _("Mở tài khoản kế toán"),
    "ledger.account_closed": _("Đóng tài khoản kế toán"),
    "ledger.account_reopened": _("Mở lại tài khoản kế toán"),
    "ledger.codes": _("Đổi số hiệu tài khoản của đơn vị"),
    "ledger.box": _("Mở quỹ tiền mặt hoặc tài khoản ngân hàng"),
    "ledger.draft": _("Lập bút toán"),
    "ledger.draft_reversal": _("Lập bút toán đảo"),
    "ledger.post": _("Ghi sổ bút toán"),
    "ledger.drop": _("Bỏ bút toán chưa ghi sổ"),
    "ledger.reverse": _("Ghi sổ bút toán đảo"),
    "ledger.print": _("In chứng từ"),
    "ledger.attach": _("Đính kèm giấy của ngân hàng"),
    "ledger.void": _("Hủy chứng từ, giữ số"),
    "ledger.reserve": _("Cam kết chi"),
    "ledger.consumed": _("Chi từ cam kết"),
    "ledger.restored": _("Khôi phục cam kết chi"),
    "ledger.released": _("Giải phóng cam kết chi"),
    "ledger.lapsed": _("Cam kết chi hết hiệu lực"),
    "ledger.extended": _("Gia hạn cam kết chi"),
    "ledger.close_requested": _("Đề nghị khóa sổ tháng"),
    "ledger.close_withdrawn": _("Rút đề nghị khóa sổ"),
    "ledger.closed": _("Khóa sổ tháng"),
    "ledger.reopen_requested": _("Đề nghị mở lại sổ tháng"),
    "ledger.reopen_refused": _("Từ chối mở lại sổ"),
    "ledger.reopened": _("Mở lại sổ tháng"),
    "ledger.cash_close": _("Khóa quỹ cuối ngày"),
    "ledger.cash_reopen_asked": _("Đề nghị mở lại khóa quỹ"),
    "ledger.cash_reopened": _("Mở lại khóa quỹ"),
    "ledger.cash_reopen_refused": _("Không đồng ý mở lại khóa quỹ"),
    "ledger.cash_limit": _("Đặt mức tồn quỹ"),
    "count.take": _("Kiểm kê quỹ tiền mặt"),
    "count.surprise": _("Kiểm kê quỹ đột xuất"),
    "count.explain": _("Giải trình chênh lệch kiểm kê"),
    "count.confirm": _("Chứng kiến, xác nhận kiểm kê"),
    "count.reject": _("Không xác nhận kiểm kê"),
    "count.agree": _("Thủ quỹ đồng ý kiểm kê đột xuất"),
    "count.object": _("Thủ quỹ có ý kiến khác về kiểm kê"),
    "count.settle": _("Lập bút toán xử lý chênh lệch kiểm kê"),
    "cash.export": _("Xuất danh sách quỹ tiền mặt, kiểm kê"),
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
    "ledger.year_close_requested": _("Đề nghị khóa năm"),
    "ledger.year_close_withdrawn": _("Chưa khóa năm"),
    "ledger.year_closed": _("Khóa năm"),
    "ledger.year_reopen_requested": _("Đề nghị mở lại năm"),
    "ledger.year_reopen_refused": _("Không đồng ý mở lại năm"),
    "ledger.year_reopened": _("Mở lại năm"),
    "bank.upload": _("Tải sao kê lên"),
    "bank.columns": _("Chọn cột của sao kê"),
    "bank.read_again": _("Đọc lại sao kê"),
    "bank.file": _("Lưu sao kê"),
    "bank.discard": _("Bỏ tệp sao kê"),
    "bank.number": _("Ghi nhớ số tài khoản ngân hàng"),
    "takeover.upload": _("Tải tệp sổ cũ lên"),
    "takeover.read_again": _("Đọc lại tệp sổ cũ"),
    "takeover.columns": _("Chọn cột của tệp sổ cũ"),
    "takeover.send": _("Gửi tệp sổ cũ để ghi sổ"),
    "takeover.return": _("Trả lại tệp sổ cũ"),
    "takeover.discard": _("Bỏ tệp sổ cũ"),
    "takeover.post": _("Ghi sổ cả tệp sổ cũ"),
    "intake.upload": _("Tải danh sách lên"),
    "intake.read": _("Đọc xong danh sách"),
    "intake.refuse": _("Không đọc được danh sách"),
    "intake.columns": _("Chỉ lại các cột của danh sách"),
    "intake.choose": _("Chọn cách xử lý một dòng"),
    "intake.confirm": _("Xác nhận nhận danh sách"),
    "intake.taken": _("Ghi danh sách vào sổ hộ"),
    "intake.discard": _("Bỏ danh sách"),
    "intake.try_again": _("Chạy lại danh sách bị ngắt"),
    "intake.undo": _("Hủy kết quả nhận danh sách"),
    "sheet.remember": _("Ghi nhớ cách đọc cột"),
    "keys.add": _("Thêm khóa mã hóa"),
    "keys.give_up": _("Bỏ khóa mã hóa cũ"),
    "refused": _("Bị từ chối"),
    "forbidden": _("Mở trang không có quyền"),
}
# What is noted of an act. What has no name here means something to a machine alone and is not shown.
NAMES: dict[str, Text] = {
    "code": _("mã"), "label": _("số"), "period": _("kỳ"), "fund": _("quỹ"), "amount": _("số tiền"), "freed": _("giải phóng"), "paid": _("đã chi"),
    "on": _("ngày"), "reason": _("lý do"), "purpose": _("mục đích"), "why": _("lý do"), "role": _("nhiệm vụ"), "address": _("địa chỉ mạng"),
    "people": _("số người"), "bad": _("dòng lỗi"), "added": _("đăng ký mới"), "left": _("không nhận"), "households": _("số hộ"), "number": _("số"),
    "entry": _("bút toán số"), "row": _("dòng"), "replaces": _("thay quy chế số"), "account": _("tài khoản"),
    "year": _("năm"), "difference": _("chênh lệch"), "differences": _("số khoản chênh lệch"),
    "username": _("tên đăng nhập"), "declared": _("đã khai"), "replaced": _("thay số cũ"), "relation": _("quan hệ"), "sessions": _("số phiên"),
    "lines": _("số dòng"), "document": _("văn bản"), "former": _("tên cũ"), "parent": _("cấp trên mới"), "successor": _("đơn vị kế thừa"),
    "until": _("giữ đến hết ngày"),
}
# The kinds of acts, by which the trail is filtered.
GROUPS: dict[str, Text] = {
    "cases": _("Hồ sơ"), "household": _("Hộ gia đình"), "intake": _("Nhận danh sách"), "payment": _("Chi tiền"), "ledger": _("Quỹ và sổ sách"),
    "count": _("Kiểm kê quỹ"), "takeover": _("Nhập sổ cũ"), "bank": _("Sao kê ngân hàng"),
    "regulation": _("Quy chế"), "unit": _("Đơn vị"), "user": _("Người dùng và đăng nhập"), "file": _("Tệp"), "help": _("Ghi nhận hỗ trợ"),
}
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def words_of(act: str) -> str:
    """Say an act in Vietnamese; an act without words shows its own name."""
    return WORDS.get(act, act)


def noted(details: dict[str, Any]) -> list[tuple[str, str]]:
    """What was noted of an act, as pairs of name and value."""
    return [(NAMES[name], _value(name, value)) for name, value in details.items() if name in NAMES and value not in (None, "", [])]


def _value(name: str, value: Any) -> str:
    if name in ("amount", "freed", "paid", "difference") and isinstance(value, int):
        return _("%(n)s đồng", n=dong(value))
    if name == "role" and value in set(Role):
        return ROLE_LABELS[Role(value)]
    if name in ("declared", "replaced"):
        return ", ".join(NUMBERS[one] for one in value)
    if name == "relation":
        return RELATIONS[value]
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return day_text(date.fromisoformat(value))
    return dong(value) if isinstance(value, int) else str(value)
