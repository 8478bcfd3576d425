"""What speaks against keeping a statement: another account, one that disagrees with what is on file. And what should be seen before."""

from datetime import date

from sqlalchemy.orm import Session

from fundapp.bank import queries
from fundapp.bank.joining import Kept, disagreement
from fundapp.bank.models import StatementFile
from fundapp.bank.packing import Read
from fundapp.kernel.days import day_text
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong
from fundapp.ledger.models import CashBox


class BankRefused(Refusal):
    """An act on a statement that may not be done, or a statement that does not fit the account it was sent for."""


def known_lines(session: Session, row: StatementFile, read: Read) -> dict[str, int]:
    """Refuse a statement of another account, one kept before, or one that disagrees with those on file; give the lines that are on file, by key."""
    _right_account(session, row, read.account)
    if queries.kept_twice(session, row.account_id, row.content_digest) is not None:
        raise BankRefused(_("Chính tệp này đã được lưu cho tài khoản này."))
    others = queries.kept(session, row.account_id, (read.first_on, read.last_on))
    new = read.as_kept
    for other in others:
        told = disagreement(new, other)
        if told is not None:
            raise BankRefused(_disagreeing(*told, other))
    on_file, ours = queries.lines_within(session, row.account_id, (read.first_on, read.last_on)), {key for key, _n in read.keys}
    return {key: line_id for key, line_id in on_file.items() if key in ours}


def cautions(session: Session, row: StatementFile, read: Read) -> list[Text]:
    """What should be seen before the statement is kept; it stops nobody."""
    told: list[Text] = []
    ended = queries.last_before(session, row.account_id, read.first_on)
    if ended is not None and (read.first_on - ended).days > 1:
        first, last = date.fromordinal(ended.toordinal() + 1), date.fromordinal(read.first_on.toordinal() - 1)
        told.append(
            _("Thiếu sao kê %(n)s ngày, từ %(first)s đến %(last)s, giữa sao kê trước và sao kê này.", n=(last - first).days + 1, first=day_text(first),
              last=day_text(last))
        )
    if read.account is None:
        told.append(_("Tệp không ghi số tài khoản nên không kiểm được có đúng tài khoản đã chọn hay không."))
    elif not queries.numbers_of(session, [row.account_id]):
        told.append(_("Số tài khoản số cuối %(tail)s sẽ được ghi nhớ cho tài khoản này; sao kê của số khác sẽ bị từ chối.", tail=read.account[-4:]))
    return told


def refuse_other_end(found: int, told: int | None) -> None:
    """Refuse a file that states no end (it comes to `found` đồng), unless somebody has read just that balance at the bank."""
    if told is None:
        raise BankRefused(_("Tệp không ghi số dư cuối kỳ. Hãy xem số dư cuối kỳ ở ngân hàng rồi ghi vào."), "closing")
    if told != found:
        said = _("Số dư cuối kỳ bạn ghi là %(told)s đồng, các dòng của tệp dẫn đến %(found)s đồng. Tệp thiếu dòng, hoặc số ghi sai.", told=dong(told), found=dong(found))
        raise BankRefused(said, "closing")


def _right_account(session: Session, row: StatementFile, number: str | None) -> None:
    if number is None:
        return
    known = queries.numbers_of(session, [row.account_id]).get(row.account_id)
    if known is not None and known.number != number:
        said = _("Sao kê này của tài khoản số cuối %(found)s, không phải tài khoản đã chọn (số cuối %(tail)s).", found=number[-4:], tail=known.number_tail)
        raise BankRefused(said, "file")
    if queries.is_taken(session, number, row.account_id):
        raise BankRefused(_("Số tài khoản trong sao kê (số cuối %(tail)s) đã thuộc một tài khoản khác trong hệ thống.", tail=number[-4:]), "file")
    tail = session.get_one(CashBox, row.account_id).account_tail
    if known is None and tail and not number.endswith(tail):
        said = _("Sao kê này của tài khoản số cuối %(found)s, tài khoản đã chọn có số cuối %(tail)s.", found=number[-4:], tail=tail)
        raise BankRefused(said, "file")


def _disagreeing(why: str, on: date, other: Kept) -> Text:
    span = {"first": day_text(other.first_on), "last": day_text(other.last_on), "day": day_text(on)}
    if why == "balance":
        return _("Số dư đầu ngày %(day)s không nối tiếp sao kê %(first)s – %(last)s đã lưu. Một trong hai tệp thiếu dòng hoặc đã bị sửa.", **span)
    return _("Các dòng ngày %(day)s khác với sao kê %(first)s – %(last)s đã lưu. Một trong hai tệp thiếu dòng hoặc đã bị sửa.", **span)
