"""Why something is proposed or left open, in the words that the treasurer reads side by side. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date

from fundapp.bank.matching.shapes import Against, Basis, Doubt, Line, OpenItem, Proposal, Why
from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong

_BASES = {
    Basis.CODE: _("đúng số tiền"),
    Basis.CODES_SUM: _("đúng tổng các khoản mang mã"),
    Basis.LINES_SUM: _("các dòng cùng mã cộng lại đúng số tiền"),
    Basis.PAYEE: _("đúng số tiền"),
    Basis.SUM: _("các dòng sổ cộng lại đúng số tiền, không có mã"),
}
_AGAINST = {
    Against.OTHER_NAME: _("nhưng nội dung có tên của một khoản khác cùng số tiền, hãy xem lại"),
    Against.OTHER_LINES: _("nhưng còn dòng khác ghi cùng mã, hãy xem lại"),
}
_WHYS = {
    Why.WRONG_WAY: _("mã đúng nhưng tiền đi ngược chiều: có thể là hoàn trả"),
    Why.ALREADY: _("khoản mang mã này đã khớp với dòng khác: có thể là phí, hoặc trả hai lần"),
    Why.TWICE: _("nhiều dòng cùng mã, cùng số tiền hơn số khoản đang chờ: có thể trả hai lần"),
    Why.SAME_NAME: _("nhiều khoản hoặc nhiều dòng cùng tên, cùng số tiền, không có mã để phân biệt"),
    Why.NAME_ONLY: _("có tên người của khoản đang chờ nhưng số tiền khác"),
    Why.AMOUNT_ONLY: _("chỉ đúng số tiền, không có mã hay tên"),
    Why.SAME_AMOUNTS: _("%(count)s khoản cùng số tiền, không có mã để phân biệt"),
    Why.NOTHING: _("không có khoản nào đang chờ có số tiền này"),
}


def reasons(proposal: Proposal, lines: Mapping[int, Line], items: Mapping[int, OpenItem]) -> list[Text]:
    """Say what a proposal rests on: "đúng số tiền", "mã HV26-00123-7 trong nội dung", "lệch 1 ngày"."""
    ours = [lines[number] for number in dict.fromkeys(part.line for part in proposal.parts)]
    theirs = [items[number] for number in dict.fromkeys(part.item for part in proposal.parts)]
    said = [_BASES[proposal.basis]] if proposal.basis in _BASES else [_off(proposal, ours, theirs)]
    said += [_("mã %(code)s trong nội dung", code=code) for code in dict.fromkeys(item.code for item in theirs) if any(code in line.codes for line in ours)]
    if any(f" {item.party} " in line.words for item in theirs if item.party for line in ours):
        said.append(_("có tên trong nội dung"))
    said.append(apart(ours, theirs))
    if proposal.against is not None:
        said.append(_AGAINST[proposal.against])
    return said + unusable(ours, theirs)


def why_open(doubt: Doubt, lines: Mapping[int, Line], items: Mapping[int, OpenItem]) -> list[Text]:
    """Say why a line stays open."""
    line = lines[doubt.line]
    why = _WHYS[doubt.why]
    said = [_(why.msgid, count=doubt.fitting) if doubt.why is Why.SAME_AMOUNTS else why]
    return said + unusable([line], [items[number] for number in doubt.items])


def unusable(lines: Sequence[Line], items: Sequence[OpenItem]) -> list[Text]:
    """Name what looks like a code and settles nothing: a wrong check digit, or no open item."""
    known = {item.code for item in items}
    said = [_("mã %(code)s sai số kiểm tra", code=code) for code in dict.fromkeys(code for line in lines for code in line.suspects)]
    if not any(code in known for line in lines for code in line.codes):
        said += [_("mã %(code)s không có khoản nào đang chờ", code=code) for code in dict.fromkeys(code for line in lines for code in line.codes)]
    return said


def apart(lines: Sequence[Line], items: Sequence[OpenItem]) -> Text:
    """Say how far the bank's days lie from the books', at most."""
    days = max(abs((line.day - item.day).days) for line in lines for item in items)
    return _("lệch %(days)s ngày", days=days) if days else _("đúng ngày")


def age(day: date, on: date) -> int:
    """Count the days that something has been open: 0 on its own day."""
    return max((on - day).days, 0)


def _off(proposal: Proposal, lines: Sequence[Line], items: Sequence[OpenItem]) -> Text:
    """Say how much is missing or left over, and on which side."""
    off = abs(sum(line.amount for line in lines)) - abs(sum(item.amount for item in items))
    if proposal.basis is Basis.EXCESS:
        return _("nhiều hơn khoản đang chờ %(amount)s", amount=dong(off))
    return _("trả một phần, còn thiếu %(amount)s", amount=dong(-off))
