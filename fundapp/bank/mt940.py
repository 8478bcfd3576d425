"""A statement as a SWIFT MT940 message. Pure. Fields are cut where the format says, never guessed; amounts bear a decimal comma."""

import re
from datetime import date

from fundapp.bank.kinds import FEE, INTEREST, REVERSAL
from fundapp.bank.statement import Line, Stated, Statement, StatementRefused, prove, refuse_currency
from fundapp.kernel.labels import _
from fundapp.kernel.money import MAX_AMOUNT

TAG = re.compile(r"^:(\d{2}[A-Z]?):", re.MULTILINE)
BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})(\d{1,15},\d{0,2})")
LINE = re.compile(r"(\d{6})(\d{4})?(R?[CD])([A-Z]?)(\d{1,15},\d{0,2})([A-Z][A-Z0-9]{3})([^/\n]{0,34}?|[^\n]{0,16}?)(?://([^\n]*))?(?:\n.*)?", re.DOTALL)
SUBFIELD = re.compile(r"\?(\d{2})")
HINTS = {"CHG": FEE, "COM": FEE, "INT": INTEREST}


def is_mt940(text: str) -> bool:
    """Whether a text is such a message: it says so in its first fields."""
    head = text[:2000]
    return bool(re.search(r"^:20:", head, re.MULTILINE) and re.search(r"^:(?:25|28C?|60[FM]):", head, re.MULTILINE))


def read_mt940(text: str) -> Statement:
    """Read one account's message, of one page or several that follow one another; raises StatementRefused with its row."""
    fields = _fields(text)
    accounts = {re.sub(r"\D", "", value) for tag, value, _row in fields if tag == "25"}
    if len(accounts) > 1:
        raise StatementRefused("several_accounts", _("tệp có nhiều tài khoản. Mỗi tệp chỉ chứa một sao kê của một tài khoản."))
    openings = [(row, _balance(value, row)) for tag, value, row in fields if tag in ("60F", "60M")]
    closings = [(row, _balance(value, row)) for tag, value, row in fields if tag in ("62F", "62M")]
    if not openings or len(closings) < len(openings):
        raise StatementRefused("truncated", _("thông điệp thiếu số dư đầu kỳ hoặc cuối kỳ; có thể đã bị cắt mất một phần. Hãy tải lại tệp từ ngân hàng."))
    for (_row, (_on, held)), (row, (_next, taken)) in zip(closings, openings[1:], strict=False):
        if held != taken:
            raise StatementRefused("balance_breaks", _("số dư đầu trang không bằng số dư cuối trang trước."), row=row)
    lines: list[Line] = []
    for place, (tag, value, row) in enumerate(fields):
        if tag == "61":
            note = fields[place + 1] if place + 1 < len(fields) and fields[place + 1][0] == "86" else ("86", "", row)
            lines.append(_line(value, note[1], row))
    first, last = openings[0], closings[-1]
    found = prove(
        lines, opening=Stated(first[1][1], first[0]), closing=Stated(last[1][1], last[0]), account=next(iter(accounts), None) or None, holder=None,
        period=_period(lines, first[1][0], last[1][0]),
    )
    tags = list(dict.fromkeys(tag for tag, _value, _row in fields))
    found.layout = {"tags": " ".join(f":{tag}:" for tag in tags), "number_style": "500000,00"}
    for line in found.lines:
        line.row = None
    return found


def _period(lines: list[Line], opened: date, closed: date) -> tuple[date, date]:
    """The opening balance bears the day before in some banks, the first day in others; no line lies outside."""
    days = [line.on for line in lines]
    return min([opened, *days]), max([closed, *days])


def _fields(text: str) -> list[tuple[str, str, int]]:
    """Tag, content and row of every field; a content goes on to the next tag or the end of the block."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    marks = list(TAG.finditer(text))
    found, row, before = [], 1, 0
    for mark, after in zip(marks, [*marks[1:], None][:len(marks)], strict=True):
        row += text.count("\n", before, mark.start())
        before = mark.start()
        content = text[mark.end(): after.start() if after else len(text)]
        found.append((mark[1], re.split(r"\n-(?:\}|\n|$)", content)[0].rstrip("\n"), row))
    return found


def _amount(text: str, row: int) -> int:
    whole, _comma, decimals = text.partition(",")
    if decimals.strip("0"):
        raise StatementRefused("amount_fraction", _("số tiền có phần lẻ sau dấu phẩy."), row=row)
    amount = int(whole)
    if amount > MAX_AMOUNT:
        raise StatementRefused("amount_too_large", _("số tiền quá lớn."), row=row)
    return amount


def _day(text: str, row: int) -> date:
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError as problem:
        raise StatementRefused("day_unreadable", _("ngày này không có trong lịch."), row=row) from problem


def _balance(value: str, row: int) -> tuple[date, int]:
    match = BALANCE.fullmatch(value.strip())
    if match is None:
        raise StatementRefused("balance_unreadable", _("không đọc được số dư."), row=row)
    refuse_currency(match[3], row=row)
    amount = _amount(match[4], row)
    return _day(match[2], row), amount if match[1] == "C" else -amount


def _line(value: str, note: str, row: int) -> Line:
    match = LINE.fullmatch(value)
    if match is None:
        raise StatementRefused("line_unreadable", _("không đọc được dòng giao dịch."), row=row)
    value_on, amount = _day(match[1], row), _amount(match[5], row)
    if amount == 0:
        raise StatementRefused("no_amount", _("dòng không có số tiền."), row=row)
    on = value_on
    if match[2]:
        # The booking day bears no year: it is the one nearest to the value day.
        near = [_day(f"{(value_on.year + by) % 100:02d}{match[2]}", row) for by in (0, 1, -1) if match[2] != "0229" or (value_on.year + by) % 4 == 0]
        on = min(near, key=lambda day: abs((day - value_on).days)) if near else _day(f"{value_on.year % 100:02d}{match[2]}", row)
    comes_in = match[3] in ("C", "RD")
    memo, name, account = _note(note)
    ref = (match[8] or "").strip() or ("" if match[7].strip() == "NONREF" else match[7].strip())
    hint = REVERSAL if match[3] == "RD" else HINTS.get(match[6][1:], "")
    hint = "" if (hint == FEE and comes_in) or (hint == INTEREST and not comes_in) else hint
    return Line(
        on, 0 if comes_in else amount, amount if comes_in else 0, memo, ref, value_on if value_on != on else None, row=row, counter_name=name,
        counter_account=account, hint=hint,
    )


def _note(text: str) -> tuple[str, str, str]:
    """Note, name and account: plain lines as they were cut, or the subfields ?20 to ?29 and ?60 to ?63, ?32 and ?33, ?31."""
    joined = text.replace("\n", "")
    if not re.match(r"\d{3}\?", joined):
        return joined.strip(), "", ""
    parts = SUBFIELD.split(joined)
    fields = list(zip(parts[1::2], parts[2::2], strict=True))
    memo = "".join(value for tag, value in fields if tag[0] == "2" or tag in ("60", "61", "62", "63"))
    name = "".join(value for tag, value in fields if tag in ("32", "33"))
    return memo.strip(), name.strip(), "".join(value for tag, value in fields if tag == "31").strip()
