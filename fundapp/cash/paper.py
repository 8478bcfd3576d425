"""What is printed on the minutes of a count (biên bản kiểm kê quỹ), put together as plain texts for the layout."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.models import Post
from fundapp.access.policy import ROLE_LABELS, Role
from fundapp.access.queries import names_of
from fundapp.cash import counting
from fundapp.cash.kinds import CountKind, CountState
from fundapp.cash.models import CashCount
from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.money import dong, in_words
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit

LAYOUT = "kiem_ke_quy"
BOOKKEEPERS = (Role.ACCOUNTANT, Role.HEAD_ACCOUNTANT)


@dataclass(frozen=True)
class Answer:
    """What the second person says to a count; the minutes are printed before it is written down, in the same act."""

    state: str
    text: str
    by_id: int | None

    @classmethod
    def of(cls, count: CashCount) -> "Answer":
        return cls(count.state, count.answer, count.answered_by_id)


def data_of(session: Session, count: CashCount, answer: Answer) -> dict[str, Any]:
    """Give the data of the layout `kiem_ke_quy`; before the second person has answered it says so."""
    form, at = counting.form_on(count.counted_on), count.counted_at.astimezone(VIETNAM)
    unit, box = session.get_one(Unit, count.unit_id), session.get_one(CashBox, count.box_id)
    return {
        "unit_name": unit.name, "form_code": form.code, "form_basis": form.basis, "number": count.label, "on": count.counted_on, "time": f"{at:%H} giờ {at:%M}",
        "box": box.name, "kind": "đột xuất" if count.kind == CountKind.SURPRISE else "định kỳ", "members": _members(session, count, answer),
        "lines": [{"value": dong(line.denomination), "pieces": dong(line.pieces), "amount": dong(line.amount)} for line in count.lines],
        "loose": dong(count.loose_amount), "book": dong(count.book_amount), "counted": dong(count.counted_amount), "counted_words": in_words(count.counted_amount),
        "difference": dong(count.book_amount - count.counted_amount), "surplus": dong(max(count.difference, 0)), "shortage": dong(max(-count.difference, 0)),
        "difference_words": in_words(abs(count.difference)), "reason": _reason(count, answer), "conclusion": _conclusion(count, answer),
        "people": _signers(session, count, answer),
        "is_final": answer.state != CountState.COUNTED, "trace": f"Biên bản điện tử số {count.label} năm {count.year}",
    }


def _members(session: Session, count: CashCount, answer: Answer) -> list[dict[str, str]]:
    names = names_of(session, {user for user in (count.counted_by_id, answer.by_id) if user})
    surprise = count.kind == CountKind.SURPRISE
    found = [{"name": names[count.counted_by_id], "for": "Ủy ban Kiểm tra, người kiểm kê" if surprise else "thủ quỹ, người kiểm kê"}]
    if answer.by_id is not None:
        post = "thủ quỹ" if surprise else f"{_post(session, count, answer.by_id).lower()}, người chứng kiến"
        found.append({"name": names[answer.by_id], "for": post})
    if count.present:
        found.append({"name": count.present, "for": "cùng tham gia"})
    return found


def _signers(session: Session, count: CashCount, answer: Answer) -> list[dict[str, str]]:
    """Thủ trưởng, kế toán, thủ quỹ and whoever came to see; names stand where the program knows that somebody has confirmed."""
    names = names_of(session, {user for user in (count.counted_by_id, answer.by_id) if user})
    answered = names.get(answer.by_id or 0, "")
    if count.kind == CountKind.SURPRISE:
        return _row(treasurer=answered, last="ỦY BAN KIỂM TRA", last_name=names[count.counted_by_id])
    role = _role(session, count, answer.by_id) if answer.by_id else None
    return _row(
        treasurer=names[count.counted_by_id], head=answered if role is Role.SIGNER else "", accountant=answered if role in BOOKKEEPERS else "",
        last="NGƯỜI CHỨNG KIẾN", last_name=answered,
    )


def _row(*, treasurer: str, last: str, last_name: str, head: str = "", accountant: str = "") -> list[dict[str, str]]:
    names = (("THỦ TRƯỞNG ĐƠN VỊ", head), ("KẾ TOÁN", accountant), ("THỦ QUỸ", treasurer), (last, last_name))
    return [{"title": title, "how": "(Ký, họ tên, đóng dấu)" if place == 0 else "(Ký, họ tên)", "name": name} for place, (title, name) in enumerate(names)]


def _reason(count: CashCount, answer: Answer) -> str:
    if count.explanation:
        return count.explanation
    return answer.text if count.kind == CountKind.SURPRISE and answer.state == CountState.CONFIRMED else ""


def _conclusion(count: CashCount, answer: Answer) -> str:
    if answer.state == CountState.OBJECTED:
        return f"Thủ quỹ có ý kiến khác: {answer.text}"
    said = "Tiền mặt thực tế khớp sổ." if count.difference == 0 else "Tiền mặt thực tế không khớp sổ; chênh lệch chờ xử lý theo quy định."
    return f"{said} {answer.text}".strip() if count.kind == CountKind.REGULAR and answer.text else said


def _role(session: Session, count: CashCount, user_id: int) -> Role | None:
    """The post by which somebody stood at this count: the first one held that day that keeps, checks or signs money."""
    held = select(Post.role).where(
        Post.user_id == user_id, Post.valid_from <= count.counted_on, (Post.valid_to.is_(None)) | (Post.valid_to >= count.counted_on)
    )
    roles = [Role(role) for role in session.scalars(held.order_by(Post.id))]
    return next((role for role in roles if role in (*BOOKKEEPERS, Role.SIGNER)), roles[0] if roles else None)


def _post(session: Session, count: CashCount, user_id: int) -> str:
    role = _role(session, count, user_id)
    return str(ROLE_LABELS[role]) if role is not None else ""
