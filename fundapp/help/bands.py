"""What may be told of earlier help: programme, kind, year and a band instead of the amount. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fundapp.kernel.labels import Text, _
from fundapp.kernel.money import dong

Programme = Literal["housing", "loans", "gifts", "relief"]
Status = Literal["approved", "given", "withdrawn"]

PROGRAMMES: dict[str, Text] = {
    "housing": _("Mái ấm công đoàn"),
    "loans": _("Vay vốn"),
    "gifts": _("Quà Tết và quà tặng"),
    "relief": _("Thăm hỏi, trợ cấp"),
}
STATUSES: dict[str, Text] = {
    "approved": _("đã có quyết định, chưa chi"),
    "given": _("đã chi"),
    "withdrawn": _("đã thu hồi"),
}
EDGES = (1_000_000, 5_000_000, 20_000_000, 50_000_000, 100_000_000)


@dataclass(frozen=True)
class Earlier:
    """An earlier help, as little of it as a decision needs. `on` is the day it was given, or granted as long as nothing was given."""

    programme: str
    kind: str
    year: int
    band: Text
    status: str
    on: date

    @property
    def is_on_its_way(self) -> bool:
        return self.status == "approved"

    @property
    def programme_label(self) -> Text:
        return PROGRAMMES[self.programme]

    @property
    def status_label(self) -> Text:
        return STATUSES[self.status]

    @property
    def told(self) -> Text:
        """The help in one line: Mái ấm công đoàn, năm 2024, từ 20.000.000 đến dưới 50.000.000 đồng, đã chi."""
        return _("%(programme)s, năm %(year)s, %(band)s, %(status)s", programme=self.programme_label, year=self.year, band=self.band, status=self.status_label)


@dataclass(frozen=True)
class Received:
    """One help in the reader's sight: what, when, how much was granted and given (đồng), and the subject to open."""

    programme: str
    kind: str
    on: date
    amount: int
    given_amount: int
    status: str
    subject: str

    @property
    def programme_label(self) -> Text:
        return PROGRAMMES[self.programme]

    @property
    def status_label(self) -> Text:
        return STATUSES[self.status]

    @property
    def tone(self) -> str:
        return "done" if self.status == "given" else "waiting"


@dataclass(frozen=True)
class OpenLoan:
    """A loan that is not paid back yet, granted somewhere: year, band, and whether something of it is overdue."""

    year: int
    band: Text
    is_overdue: bool

    @property
    def told(self) -> Text:
        """The loan in one line."""
        line = _("vay năm %(year)s, %(band)s", year=self.year, band=self.band)
        return _("%(line)s, đang quá hạn", line=line) if self.is_overdue else line


def band_of(amount: int) -> Text:
    """Give the band an amount lies in: 40.000.000 → "từ 20.000.000 đến dưới 50.000.000 đồng"."""
    below = [edge for edge in EDGES if amount >= edge]
    above = [edge for edge in EDGES if amount < edge]
    if not below:
        return _("dưới %(high)s đồng", high=dong(above[0]))
    if not above:
        return _("từ %(low)s đồng trở lên", low=dong(below[-1]))
    return _("từ %(low)s đến dưới %(high)s đồng", low=dong(below[-1]), high=dong(above[0]))
