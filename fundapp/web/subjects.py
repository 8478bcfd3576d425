"""From an opaque subject ("housing/12") to its name and to the page that shows it, by endpoint name: no room is imported."""

from collections.abc import Iterable
from typing import Any

from flask import current_app, g, has_app_context, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel.labels import Text, _

WORDS: dict[str, Text] = {
    "cases": _("Hồ sơ"), "housing": _("Hồ sơ"), "relief": _("Hồ sơ"), "households": _("Hộ"), "payments": _("Đề nghị chi"), "documents": _("Tệp"), "ledger": _("Quỹ"),
    "orgs": _("Đơn vị"), "users": _("Người dùng"), "regulations": _("Quy chế"), "intake": _("Đợt nhận"), "vouchers": _("Chứng từ"), "sheets": _("Mẫu cột"),
    "advances": _("Tạm ứng"), "loans": _("Khoản vay"), "loan_groups": _("Tổ vay vốn"),
    "takeover": _("Tệp sổ cũ"), "bank": _("Tệp sao kê"), "bank_accounts": _("Tài khoản ngân hàng"), "bank_lines": _("Dòng sao kê"),
    "reconciliations": _("Bảng đối chiếu ngân hàng"), "codes": _("Đối tượng"), "years": _("Năm kế toán"),
    "history": _("Hỗ trợ trước đây của hộ"), "cash": _("Quỹ tiền mặt"), "counts": _("Biên bản kiểm kê"), "payment_terms": _("Quy định chi"),
    "stock_slips": _("Phiếu kho"), "stock_counts": _("Biên bản kiểm kê hàng"), "stock_goods": _("Mặt hàng"), "stock_places": _("Nơi để hàng"),
    "gifts": _("Danh sách nhận quà"), "payees": _("Tài khoản nhận tiền"), "payment_batches": _("Bảng kê chuyển khoản"), "payment_layouts": _("Mẫu tệp gửi ngân hàng"),
    "disasters": _("Đợt thiên tai"), "loan_lives": _("Khoản vay"), "loan_acts": _("Đề nghị về khoản vay"), "loan_provisions": _("Dự phòng"),
    "loan_sheets": _("Bảng trừ lương"), "loan_visits": _("Kiểm tra sử dụng vốn"), "employment": _("Đề nghị vay vốn việc làm"),
    "employment_lists": _("Danh sách gửi ngân hàng"),
}
# Subjects shown by a room of another name.
PLACES = {
    "users": "access.user", "counts": "cash.count", "vouchers": "ledger.voucher", "years": "ledger.year", "payment_terms": "payments.terms_decision",
    "stock_slips": "stock.slip", "stock_counts": "stock.count", "stock_goods": "stock.show", "stock_places": "stock.place",
    "payment_batches": "payments.batch", "disasters": "relief.disaster", "bank": "bank.file",
    "loan_lives": "loans.life", "loan_acts": "loans.act_decision", "loan_provisions": "loans.provision_decision", "loan_sheets": "loans.deduction_sheet",
    "loan_visits": "loans.use_visit", "employment": "loans.employment_proposal", "employment_lists": "loans.employment_list",
    "bank_accounts": "bank.matching", "bank_lines": "bank.line", "reconciliations": "bank.reconciliation_statement",
}
# Where the code stands by which people know a subject, told by the room that gives it: the columns of its number and of its code.
_CODED: dict[str, tuple[Any, Any]] = {}


def coded(number: Any, code: Any, *rooms: str) -> None:
    """Say that the subjects of these rooms are known by a code ("HS26-00052-3") or a name rather than by their number."""
    for room in rooms:
        _CODED[room] = (number, code)


def know(session: Session, subjects: Iterable[str | None]) -> None:
    """Look up the codes of all that this answer is about to name, one question for each kind; what is out of sight keeps its number."""
    wanted: dict[tuple[Any, Any], dict[int, list[str]]] = {}
    for subject in {one for one in subjects if one}:
        room, _slash, number = subject.partition("/")
        if room in _CODED and number.isascii() and number.isdigit():
            wanted.setdefault(_CODED[room], {}).setdefault(int(number), []).append(subject)
    codes = g.setdefault("subject_codes", {})
    for (column, code), named in wanted.items():
        for number, text in session.execute(select(column, code).where(column.in_(named))):
            codes.update(dict.fromkeys(named[number], text))


def subject_url(subject: str | None) -> str | None:
    """Give the address of a subject's page: endpoint `<room>.show`, or another room's, with its one argument; None when no room shows it."""
    if not subject or "/" not in subject:
        return None
    room, _slash, number = subject.partition("/")
    endpoint = PLACES.get(room, f"{room}.show")
    if endpoint not in current_app.view_functions or not (number.isascii() and number.isdigit()):
        return None
    rule = next(current_app.url_map.iter_rules(endpoint))
    argument: dict[str, Any] = {next(iter(rule.arguments)): int(number)}
    return url_for(endpoint, **argument)


def subject_text(subject: str) -> str:
    """Name a subject: "cases/12" is Hồ sơ HS26-00012-5 where its code is known, else Hồ sơ 12; one of a room without a word names itself."""
    room, _slash, number = subject.partition("/")
    if has_app_context() and (code := g.get("subject_codes", {}).get(subject)):
        return f"{WORDS[room]} {code}"
    return f"{WORDS[room]} {number}" if room in WORDS and (number.isdigit() or room == "codes") else subject
