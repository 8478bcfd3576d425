"""Whether the terms of a fund, and of the donation that the money belongs to, allow it to be spent; and if not, why not in words."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.kernel.certain import surely
from fundapp.kernel.days import day_text
from fundapp.kernel.labels import Text, _
from fundapp.ledger import chart, year_end
from fundapp.ledger.kinds import EntryKind, LegalForm, purpose_label
from fundapp.ledger.models import Book, Earmark, Terms
from fundapp.ledger.posting import Side
from fundapp.ledger.restrictions import Wish, coming, in_force, objection
from fundapp.ledger.service.refusals import LedgerRefused, PurposeRefused
from fundapp.orgs.models import Unit

ORDINARY = EntryKind.ORDINARY.value

def check_entry(
    session: Session, book: Book, *, kind: str, sides: Sequence[Side], purpose: str | None, earmark: Earmark | None, unit_id: int | None, on: date
) -> None:
    """Refuse an entry that spends the fund on what its terms do not allow, and one that is not what its kind says.

    It spends where money leaves the fund, or where its capital or an expense is debited without money.
    """
    out, uses_up, capital = 0, False, book.fund_account_code
    for code, _box, debit, credit, _subject in sides:
        if code.startswith(chart.MONEY):
            out += credit - debit
        if debit and (code == capital or code.startswith(chart.EXPENSE)):
            uses_up = True
    if kind != ORDINARY:
        _is_of_its_kind(kind, sides, out, on)
        return
    if out <= 0 and not uses_up:
        return
    if purpose is None:
        raise PurposeRefused(_("Hãy ghi rõ mục đích chi của %(fund)s.", fund=book.name), "purpose")
    if book.legal_form == LegalForm.REMITTED and any(side.debit and not _owed_or_money(side.account_code) for side in sides):
        raise PurposeRefused(_("%(fund)s là tiền thu hộ: chỉ chi để nộp lại nơi nhận, ghi Nợ tài khoản phải trả (33x).", fund=book.name), "account")
    may_spend(session, book, earmark, purpose=purpose, unit_id=unit_id, on=on)


def _is_of_its_kind(kind: str, sides: Sequence[Side], out: int, on: date) -> None:
    if kind == EntryKind.TRANSFER and (out or not all(chart.is_money(side.account_code) for side in sides)):
        raise LedgerRefused(_("Bút toán chuyển tiền chỉ chuyển từ nơi này sang nơi khác trong cùng quỹ. Chi tiền thì lập đề nghị chi."))
    if kind == EntryKind.OPENING and out > 0:
        raise LedgerRefused(_("Số dư đầu kỳ chỉ đưa tiền vào quỹ."))
    if kind == EntryKind.CLOSING and not (all(side.account_code.startswith(year_end.CARRIED) for side in sides) and (on.month, on.day) == (12, 31)):
        raise LedgerRefused(_("Bút toán kết chuyển chỉ chuyển thu, chi sang nguồn vốn, vào ngày 31/12."))


def _owed_or_money(code: str) -> bool:
    return chart.is_money(code) or code.startswith(chart.OWED_ON)


def may_spend(session: Session, book: Book, earmark: Earmark | None, *, purpose: str, unit_id: int | None, on: date, field: str = "purpose") -> None:
    """Refuse what the terms in force on a day do not allow."""
    for name, terms in _sources(book, earmark):
        _judge(session, name, in_force(terms, on), purpose, unit_id, on, field)


def may_promise(
    session: Session, book: Book, earmark: Earmark | None, *, purpose: str, unit_id: int | None, on: date, due_on: date | None, field: str = "amount"
) -> None:
    """Refuse a promise that could not be paid: by the terms of the day, by those that follow, or because its last day comes first."""
    for name, terms in _sources(book, earmark):
        if in_force(terms, on) is None:
            _judge(session, name, None, purpose, unit_id, on, field)
        for version in coming(terms, on):
            _judge(session, name, version, purpose, unit_id, max(on, version.valid_from), field)
            if due_on is not None and version.last_on is not None and due_on > version.last_on:
                message = _(
                    "%(fund)s chỉ được chi đến hết ngày %(last)s, hạn chi %(due)s là quá muộn. Hãy chọn hạn sớm hơn.",
                    fund=name, last=day_text(version.last_on), due=day_text(due_on),
                )
                raise PurposeRefused(message, field)


def _sources(book: Book, earmark: Earmark | None) -> list[tuple[str, list[Terms]]]:
    found = [(book.name, book.terms)]
    return found if earmark is None else [*found, (str(_("Khoản ủng hộ “%(name)s”", name=earmark.name)), earmark.terms)]


def _judge(session: Session, name: str, terms: Terms | None, purpose: str, unit_id: int | None, on: date, field: str) -> None:
    if terms is None:
        raise PurposeRefused(_("%(fund)s chưa có quy định sử dụng nên chưa chi được.", fund=name), field)
    # Asked of the rows: through an association proxy, as the texts below read them, each look costs ten of these.
    units = [row.unit_id for row in terms.unit_rows]
    paths = _paths(session, [*units, *([unit_id] if unit_id is not None else [])]) if units else {}
    wish = Wish(purpose, on, paths.get(unit_id) if unit_id is not None else None)
    wrong = objection(wish, purposes=[row.purpose for row in terms.purpose_rows], unit_paths=[paths[one] for one in units], last_on=terms.last_on)
    if wrong is not None:
        raise PurposeRefused(_said(session, wrong, name, terms, purpose, unit_id), field)


def _said(session: Session, wrong: str, name: str, terms: Terms, purpose: str, unit_id: int | None) -> Text:
    if wrong == "purpose":
        allowed = ", ".join(purpose_label(one) for one in terms.purposes)
        return _(
            "%(fund)s không được chi cho “%(purpose)s”, chỉ cho: %(allowed)s. Hãy chọn nguồn khác.",
            fund=name, purpose=purpose_label(purpose), allowed=allowed,
        )
    if wrong == "late":
        return _("%(fund)s chỉ được chi đến hết ngày %(last)s. Hãy chọn nguồn khác.", fund=name, last=day_text(surely(terms.last_on, "last day that was over")))
    names = _names(session, [*terms.unit_ids, *([unit_id] if unit_id is not None else [])])
    units = ", ".join(names[one] for one in terms.unit_ids)
    if unit_id is None:
        return _("%(fund)s chỉ chi cho: %(units)s. Hãy ghi rõ chi cho đơn vị nào.", fund=name, units=units)
    return _("%(fund)s chỉ chi cho: %(units)s; %(unit)s không thuộc diện này. Hãy chọn nguồn khác.", fund=name, units=units, unit=names[unit_id])


def _paths(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    return {row.id: row.path for row in session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(unit_ids)))}


def _names(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    return {row.id: row.short_name for row in session.execute(select(Unit.id, Unit.short_name).where(Unit.id.in_(unit_ids)))}
