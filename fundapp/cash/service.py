"""Acts of counting, each all or nothing: one counts, another answers; a difference goes into the books by two more hands."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.cash import counting, paper, queries
from fundapp.cash.kinds import CountKind, CountState
from fundapp.cash.models import CashCount, CashCountHead, CashCountLine, CashSettlement
from fundapp.documents import papers
from fundapp.documents import service as documents
from fundapp.documents.register import next_number
from fundapp.kernel import clock
from fundapp.kernel.days import day_text
from fundapp.kernel.db import Marked
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import MAX_AMOUNT, dong
from fundapp.ledger import queries as ledger_queries
from fundapp.ledger import service as ledger
from fundapp.ledger.kinds import BoxKind, EntryKind
from fundapp.ledger.models import Book, CashBox, Entry
from fundapp.ledger.service import LineSpec, Posting

SERIES = "BB-KKQ"


class CountRefused(Refusal):
    """An act on a count that may not be done."""


def take_count(
    session: Session, box: CashBox, *, pieces: Mapping[int, int], loose: int = 0, kind: str = CountKind.REGULAR.value, present: str = "", by: Actor, on: date
) -> CashCount:
    """Write down what lies in a box now, note by note, beside what the books say at this moment. A second person answers.

    `pieces` are numbers by denomination; an empty box is counted by a 0. Refuses negative, absurd and unknown figures.
    """
    if box.kind != BoxKind.CASH or not box.is_open:
        raise CountRefused(_("Chỉ kiểm kê được quỹ tiền mặt đang dùng."))
    _figures(pieces, loose, on)
    ledger.lock_box(session, box, and_years=True)
    heads = [CashCountHead(book_year_id=one.book_year_id, last_number=one.last_number, amount=one.amount) for one in ledger_queries.box_heads(session, box)]
    title = str(_("Biên bản kiểm kê quỹ, %(box)s", box=box.name))
    number = next_number(session, box.unit_id, SERIES, on.year, title=title, subject=f"cash/{box.id}", by=by)
    count = CashCount(
        box_id=box.id, unit_id=box.unit_id, year=on.year, number=number, kind=kind, state=CountState.COUNTED.value, counted_on=on, counted_at=clock.now(),
        counted_by_id=by.user_id, present=" ".join(present.split()), loose_amount=loose, counted_amount=counting.total(pieces, loose),
        book_amount=sum(head.amount for head in heads), explanation="", answer="",
    )
    count.lines = [CashCountLine(denomination=value, pieces=number) for value, number in sorted(pieces.items(), reverse=True) if number]
    count.heads = heads
    session.add(count)
    session.flush()
    act = "count.surprise" if kind == CountKind.SURPRISE else "count.take"
    _record(session, count, act, by, [count, *count.lines, *count.heads], amount=count.counted_amount, difference=count.difference)
    return count


def explain(session: Session, count: CashCount, *, text: str, by: Actor, on: date) -> CashCount:
    """Say why a box holds more or less than the books, before the witness confirms; only who counted may."""
    _waits(session, count, CountKind.REGULAR)
    if by.user_id != count.counted_by_id:
        raise CountRefused(_("Chỉ người đếm giải trình chênh lệch của mình."))
    text = " ".join(text.split())
    if not text:
        raise CountRefused(_("Hãy ghi rõ vì sao thừa hoặc thiếu."), "text")
    if count.difference == 0:
        raise CountRefused(_("Biên bản này không chênh lệch nên không cần giải trình."))
    count.explanation = text
    session.flush()
    _record(session, count, "count.explain", by, reason=text)
    return count


def confirm_count(session: Session, count: CashCount, *, note: str = "", by: Actor, on: date) -> CashCount:
    """Confirm, as the witness who counted along, on the same day. The minutes are printed and kept."""
    _witness(session, count, by)
    if count.counted_on != on:
        raise CountRefused(
            _("Người chứng kiến xác nhận ngay trong ngày kiểm kê (%(day)s). Biên bản này đã quá ngày; hãy cùng đếm lại.", day=day_text(count.counted_on))
        )
    if count.difference and not count.explanation:
        raise CountRefused(_("Thủ quỹ chưa giải trình chênh lệch %(n)s đồng. Hãy để thủ quỹ giải trình rồi xác nhận.", n=dong(count.difference)))
    return _answer(session, count, CountState.CONFIRMED, note, "count.confirm", by, on)


def reject_count(session: Session, count: CashCount, *, reason: str, by: Actor, on: date) -> CashCount:
    """Refuse, as the witness, to stand for a count; it stays on file and the box is counted again."""
    _witness(session, count, by)
    if not reason.strip():
        raise CountRefused(_("Hãy ghi vì sao không xác nhận."), "note")
    return _answer(session, count, CountState.REJECTED, reason, "count.reject", by, on)


def answer_surprise(session: Session, count: CashCount, *, agrees: bool, text: str = "", by: Actor, on: date) -> CashCount:
    """Answer a surprise count as the treasurer: agree, or object in writing. Either way it stands."""
    _waits(session, count, CountKind.SURPRISE)
    if by.user_id == count.counted_by_id:
        raise CountRefused(_("Người kiểm kê không tự trả lời; thủ quỹ phải trả lời."))
    if not text.strip() and not agrees:
        raise CountRefused(_("Hãy ghi rõ ý kiến khác của thủ quỹ."), "text")
    if not text.strip() and count.difference:
        raise CountRefused(_("Số đếm chênh lệch với sổ. Hãy ghi giải trình của thủ quỹ."), "text")
    return _answer(session, count, CountState.CONFIRMED if agrees else CountState.OBJECTED, text, "count.agree" if agrees else "count.object", by, on)


def settle(session: Session, count: CashCount, *, book: Book, account: str, amount: int, reason: str, by: Actor, on: date) -> Entry:
    """Draft the entry by which a difference, or a part of it, goes into one fund's book; somebody else posts it.

    Missing money leaves the fund's cash for the account of what is missing; money too much is owed until it is settled.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise CountRefused(_("Hãy ghi lý do và hướng xử lý."), "reason")
    session.refresh(count, with_for_update=True)
    left = queries.left_to_settle(count, queries.settled(session, [count.id]).get(count.id, []))
    if left == 0:
        raise CountRefused(_("Chênh lệch của biên bản này đã có bút toán xử lý, hoặc biên bản chưa đủ hai người xác nhận."))
    if type(amount) is not int or not 0 < amount <= left:
        raise CountRefused(_("Số tiền xử lý phải từ 1 đến %(left)s đồng.", left=dong(left)), "amount")
    if book.unit_id != count.unit_id:
        raise CountRefused(_("Hãy chọn quỹ của đơn vị giữ quỹ tiền mặt."), "book_id")
    if not account.startswith(tuple(counting.rules()["difference"]["waits_on"])):
        raise CountRefused(_("Chênh lệch kiểm kê phải chờ trên tài khoản phải thu, tạm ứng hoặc phải trả khác (138, 141, 338), không ghi thẳng vào chi phí."), "account")
    box = session.get_one(CashBox, count.box_id)
    missing = count.difference < 0
    cash = LineSpec(box.account_code, credit=amount if missing else 0, debit=0 if missing else amount, box=box, subject=f"counts/{count.id}")
    other = LineSpec(account, debit=amount if missing else 0, credit=0 if missing else amount, subject=f"counts/{count.id}")
    made = len(session.scalars(select(CashSettlement.id).where(CashSettlement.count_id == count.id)).all())
    said = _("Thiếu quỹ theo biên bản kiểm kê số %(label)s: %(reason)s") if missing else _("Thừa quỹ theo biên bản kiểm kê số %(label)s: %(reason)s")
    wanted = Posting(
        book=book, on=on, narration=said.msgid % {"label": count.label, "reason": reason}, lines=[other, cash] if missing else [cash, other],
        reference=f"counts/{count.id}/{made + 1}", kind=EntryKind.COUNT.value,
    )
    entry = ledger.draft(session, wanted, by=by)
    settlement = CashSettlement(
        count_id=count.id, unit_id=count.unit_id, entry_id=entry.id, amount=amount, reason=reason, drafted_by_id=by.user_id, drafted_at=clock.now()
    )
    session.add(settlement)
    session.flush()
    _record(session, count, "count.settle", by, [settlement], amount=amount, reason=reason)
    return entry


def _figures(pieces: Mapping[int, int], loose: int, on: date) -> None:
    known = {one.value for one in counting.denominations(on)}
    for value, number in pieces.items():
        if value not in known:
            raise CountRefused(_("Không có loại tiền %(n)s đồng. Hãy ghi vào ô tiền lẻ.", n=value))
        if type(number) is not int or not 0 <= number <= counting.MOST_PIECES:
            raise CountRefused(_("Số tờ phải từ 0 đến %(most)s.", most=dong(counting.MOST_PIECES)), f"pieces_{value}")
    if type(loose) is not int or not 0 <= loose <= MAX_AMOUNT:
        raise CountRefused(_("Tiền lẻ phải là một số đồng từ 0 trở lên."), "loose")
    if counting.total(pieces, loose) > MAX_AMOUNT:
        raise CountRefused(_("Tổng số tiền quá lớn. Hãy kiểm tra lại số tờ."))


def _waits(session: Session, count: CashCount, kind: CountKind) -> None:
    session.refresh(count, with_for_update=True)
    if count.kind != kind or count.state != CountState.COUNTED:
        raise CountRefused(_("Biên bản này không còn chờ việc đó. Hãy mở lại trang để xem tình trạng mới."))


def _witness(session: Session, count: CashCount, by: Actor) -> None:
    _waits(session, count, CountKind.REGULAR)
    if by.user_id == count.counted_by_id or by.can("count:take", count):
        raise CountRefused(_("Thủ quỹ không tự chứng kiến việc kiểm kê. Người thứ hai (kế toán, phụ trách kế toán hoặc lãnh đạo) phải xác nhận."))


def _answer(session: Session, count: CashCount, state: CountState, text: str, act: str, by: Actor, on: date) -> CashCount:
    said = paper.Answer(state.value, " ".join(text.split()), by.user_id)
    if state != CountState.REJECTED:
        pdf = papers.render(paper.LAYOUT, paper.data_of(session, count, said))
        name = f"bien-ban-kiem-ke-quy-{count.number:02d}-{count.year}.pdf"
        count.minutes_file_id = documents.keep_printed(session, pdf=pdf, name=name, unit_id=count.unit_id, by=by).id
    count.state, count.answer, count.answered_by_id, count.answered_at, count.answered_on = said.state, said.text, by.user_id, clock.now(), on
    session.flush()
    _record(session, count, act, by, reason=count.answer)
    return count


def _record(session: Session, count: CashCount, act: str, by: Actor, made: Sequence[Marked] = (), **details: object) -> None:
    changed = [] if count in made else [count]
    record(
        session, by=by, act=act, subject=f"counts/{count.id}", unit_id=count.unit_id, details={"label": count.label, **details}, made=made, changed=changed
    )
    session.flush()
