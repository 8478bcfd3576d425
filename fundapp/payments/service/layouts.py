"""A unit says how its bank wants the file of a payment list."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.kernel import clock
from fundapp.kernel.labels import _
from fundapp.payments import queries
from fundapp.payments.bank_files import FACTS
from fundapp.payments.models import PaymentFileLayout
from fundapp.payments.service.payees import PaymentRefused

# Without these no bank knows whom to pay and how much; by one of the others its answer is known again.
NEEDED, KNOWN_BY = ("account", "holder", "amount"), ("code", "note")
NOT_IN_A_SHEETS_NAME = frozenset("[]:*?/\\")
LONGEST_SHEET = 31


def add_layout(session: Session, *, unit_id: int, name: str, sheet: str, columns: Sequence[tuple[str, str]], by: Actor) -> PaymentFileLayout:
    """Keep a layout; columns behind the last one that says something are left out. Refuses one by which the bank could not pay or be understood."""
    kept = [(title.strip(), fact) for title, fact in columns]
    while kept and kept[-1] == ("", ""):
        kept.pop()
    _check(kept, sheet.strip())
    if any(one.name == name.strip() for one in queries.layouts_of(session, unit_id)):
        raise PaymentRefused(_("Đơn vị đã có mẫu tên này. Hãy đặt tên khác, hoặc thôi dùng mẫu cũ trước."), "name")
    made = PaymentFileLayout(
        unit_id=unit_id, name=name.strip(), sheet=sheet.strip(), columns=[list(one) for one in kept], made_by_id=by.user_id, made_at=clock.now(),
    )
    session.add(made)
    session.flush()
    record(session, by=by, act="payment.layout", subject=f"payment_layouts/{made.id}", unit_id=unit_id, details={"name": made.name}, made=[made])
    return made


def _check(columns: Sequence[tuple[str, str]], sheet: str) -> None:
    facts = [fact for _title, fact in columns if fact]
    if unknown := [fact for fact in facts if fact not in FACTS]:
        raise ValueError(f"no such fact: {unknown}")
    if missing := [FACTS[fact] for fact in NEEDED if fact not in facts]:
        raise PaymentRefused(_("Mẫu còn thiếu cột: %(what)s.", what=", ".join(map(str, missing)).lower()), "columns")
    if not set(KNOWN_BY) & set(facts):
        raise PaymentRefused(_("Mẫu phải có cột nội dung có mã hoặc cột mã đề nghị chi, để đọc được kết quả ngân hàng trả về."), "columns")
    if doubled := [FACTS[fact] for fact in dict.fromkeys(facts) if facts.count(fact) > 1]:
        raise PaymentRefused(_("Mỗi nội dung chỉ đứng ở một cột: %(what)s.", what=", ".join(map(str, doubled)).lower()), "columns")
    if any(fact and not title for title, fact in columns):
        raise PaymentRefused(_("Cột có nội dung phải có tiêu đề như trong mẫu của ngân hàng."), "columns")
    if not 0 < len(sheet) <= LONGEST_SHEET or NOT_IN_A_SHEETS_NAME & set(sheet):
        raise PaymentRefused(_("Tên trang tính dài tối đa 31 ký tự và không có các ký tự [ ] : * ? / \\."), "sheet")


def retire_layout(session: Session, layout: PaymentFileLayout, *, by: Actor) -> None:
    """Use a layout no longer; it stays on file."""
    if layout.retired_at is not None:
        raise PaymentRefused(_("Mẫu này đã thôi dùng."))
    layout.retired_at = clock.now()
    session.flush()
    record(session, by=by, act="payment.layout_retired", subject=f"payment_layouts/{layout.id}", unit_id=layout.unit_id, details={"name": layout.name}, changed=[layout])
