"""The file by which a bank takes a payment list, and its answer read back: laid out by data, nothing guessed. Knows no database."""

import io
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fundapp.kernel.banks import banks
from fundapp.kernel.codes import find_codes
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import AmountError, dong, read_amount
from fundapp.kernel.names import fold
from fundapp.sheets.cells import Row, Sheet, Workbook, is_blank, text_of
from fundapp.sheets.layout import Vocabulary, find_table
from fundapp.sheets.writer import PageSetup, Style
from fundapp.sheets.writer import Workbook as Written

LONGEST_NOTE = 140
MOST_SAID = 20


class BankFileRefused(Refusal):
    """An answer of the bank that is not taken, with the rows that are wrong."""


@dataclass(frozen=True)
class Out:
    """One transfer as the bank is told of it; the account number whole."""

    place: int
    code: str
    holder: str
    account: str
    bank_code: str
    amount: int
    note: str


@dataclass(frozen=True)
class Answer:
    """What the bank says of one transfer: paid, or refused with its reason."""

    code: str
    is_paid: bool
    reason: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "data" / "bank_files.toml").read_text(encoding="utf-8"))


class Format(NamedTuple):
    """How a bank wants the file: the name of the sheet, and titles with what stands beneath each (empty: nothing), from left to right."""

    key: str
    name: str
    sheet: str
    columns: Sequence[tuple[str, str]]


# What may stand beneath a title.
FACTS: dict[str, Text] = {
    "": _("để trống"), "place": _("Số thứ tự"), "holder": _("Tên người nhận (chữ hoa không dấu)"), "account": _("Số tài khoản"), "bank": _("Tên ngân hàng"),
    "bin": _("Mã ngân hàng (BIN)"), "amount": _("Số tiền"), "note": _("Nội dung có mã"), "code": _("Mã đề nghị chi"),
}


def formats() -> list[Format]:
    """The formats that come with the program."""
    return [Format(one["key"], one["name"], one["sheet"], [(title, fact) for title, fact in one["columns"]]) for one in _data()["format"]]


def read_layout(book: Workbook) -> tuple[str, list[tuple[str, str]]]:
    """Guess from the bank's own blank file how it is laid out: the sheet's name, and each title with what its words say (empty where they say nothing)."""
    labels = Vocabulary("payments.upload", _data()["upload"]["labels"])
    for sheet in book.sheets:
        layout = find_table(sheet.rows, labels)
        if layout is not None:
            known = {column.index: (column.label, column.fact or "") for column in layout.columns}
            return sheet.name, [known.get(index, ("", "")) for index in range(max(known) + 1)]
    raise BankFileRefused(
        _("Không thấy dòng tiêu đề trong tệp mẫu. Cần có ít nhất ba cột như số tài khoản, tên người nhận, số tiền; hoặc gõ các cột ở dưới."), "file"
    )


def upload_file(form: Format, lines: Iterable[Out]) -> bytes:
    """Write the workbook that the bank takes. Numbers of accounts are texts, so that no zero is lost; amounts are numbers."""
    stream = io.BytesIO()
    book = Written(stream)
    head, cell, money = book.look(Style(bold=True, border=True)), book.look(Style(border=True, format="@")), book.look(Style(border=True, format="0"))
    facts = [fact for _title, fact in form.columns]
    with book.sheet(form.sheet, PageSetup([WIDTHS.get(fact, 18) for fact in facts])) as sheet:
        sheet.row((title, head) for title, _fact in form.columns)
        for line in lines:
            values = _values(line)
            sheet.row((values[fact], money if fact in ("amount", "place") else cell) for fact in facts)
    book.close()
    return stream.getvalue()


WIDTHS = {"place": 6, "holder": 32, "note": 50}


def _values(line: Out) -> dict[str, str | int]:
    bank = next((bank for bank in banks() if bank.code == line.bank_code), None)
    return {
        "": "", "place": line.place, "code": line.code, "holder": fold(line.holder).upper(), "account": line.account, "bank": bank.name if bank else line.bank_code,
        "bin": bank.bin if bank else "", "amount": line.amount, "note": f"{line.code} {fold(line.note)}".upper()[:LONGEST_NOTE],
    }


def read_answers(book: Workbook, amounts: Mapping[str, int]) -> list[Answer]:
    """Read the bank's answer; `amounts` are the sums that wait for one, by code of their orders.

    Read whole or refused with the rows: each row that says something names by its code one transfer that waits, with its very amount and a status
    that is known; none is named twice. Transfers that are not in it go on waiting.
    """
    labels = Vocabulary("payments.result", _data()["result"]["labels"])
    for sheet in book.sheets:
        layout = find_table(sheet.rows, labels)
        if layout is not None and "status" in layout.facts and {"code", "note"} & set(layout.facts):
            return _Reading(layout.facts, amounts).read(sheet, layout.header_rows[-1])
    raise BankFileRefused(
        _("Không thấy bảng kết quả trong tệp. Cần có dòng tiêu đề với cột mã giao dịch (hoặc nội dung) và cột trạng thái."), "file"
    )


class _Reading:
    """The rows of one answer being read."""

    def __init__(self, facts: Mapping[str, int], amounts: Mapping[str, int]) -> None:
        self.facts, self.amounts = facts, amounts
        self.problems: list[Text] = []
        self.answers: dict[str, Answer] = {}

    def read(self, sheet: Sheet, after: int) -> list[Answer]:
        for number, row in enumerate(sheet.rows[after:], after + 1):
            if not self._is_empty(row):
                self._take(number, row)
        if self.problems:
            more = len(self.problems) - MOST_SAID
            told = [str(one) for one in self.problems[:MOST_SAID]] + ([str(_("và %(n)s dòng khác", n=more))] if more > 0 else [])
            raise BankFileRefused(_("Chưa ghi gì, vì có dòng không rõ: %(what)s", what="; ".join(told)), "file")
        if not self.answers:
            raise BankFileRefused(_("Tệp không có dòng kết quả nào của bảng kê này."), "file")
        return list(self.answers.values())

    def _text(self, row: Row, fact: str) -> str:
        at = self.facts.get(fact)
        return text_of(row[at]) if at is not None and at < len(row) else ""

    def _is_empty(self, row: Row) -> bool:
        """Rows of sums and remarks: neither a status nor a code stands in them."""
        return all(is_blank(cell) for cell in row) or not (self._text(row, "status") or self._code_of(row))

    def _code_of(self, row: Row) -> str:
        found = find_codes(f"{self._text(row, 'code')} | {self._text(row, 'note')}").codes
        known = list(dict.fromkeys(code for code in found if code in self.amounts)) or list(dict.fromkeys(found))
        return known[0] if len(known) == 1 else ""

    def _take(self, number: int, row: Row) -> None:
        code = self._code_of(row)
        if code not in self.amounts:
            self._wrong(number, _("không có mã của khoản nào đang chờ trong bảng kê"))
            return
        if code in self.answers:
            self._wrong(number, _("%(code)s có hai dòng", code=code))
            return
        is_paid = _meaning(self._text(row, "status"))
        if is_paid is None:
            self._wrong(number, _("trạng thái “%(word)s” không rõ là đã chi hay bị từ chối", word=self._text(row, "status")))
            return
        if "amount" in self.facts and self._amount(row) != self.amounts[code]:
            self._wrong(number, _("số tiền của %(code)s phải là %(amount)s đồng", code=code, amount=dong(self.amounts[code])))
            return
        reason = self._text(row, "reason")
        self.answers[code] = Answer(code, is_paid, "" if is_paid else reason or self._text(row, "status"))

    def _amount(self, row: Row) -> int | None:
        at = self.facts["amount"]
        value = row[at] if at < len(row) else None
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        try:
            return read_amount(str(value or ""))
        except AmountError:
            return None

    def _wrong(self, number: int, what: Text) -> None:
        self.problems.append(_("dòng %(n)s: %(what)s", n=number, what=what))


def _meaning(status: str) -> bool | None:
    """Whether a status says paid (True) or refused (False); None when it says neither."""
    words: Mapping[str, Sequence[str]] = _data()["result"]["status"]
    told = fold(status)
    if told in words["paid"]:
        return True
    return False if told in words["refused"] else None
