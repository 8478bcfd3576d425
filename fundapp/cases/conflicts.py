"""Whether somebody who acts on a request is tied to the household: the same person, kin, the same phone, account or address.

Compares blind indexes alone; no number and no address is ever opened for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fundapp.kernel.labels import Text, _


@dataclass(frozen=True)
class Marks:
    """By what a person may be known again, as blind indexes. Empty means not known."""

    cccd: str | None = None
    phone: str | None = None
    bank: str | None = None
    address: str | None = None


def _same(one: str | None, other: str | None) -> bool:
    return bool(one) and one == other


def tie(actor: Marks, kin: Iterable[str], household: Iterable[Marks]) -> Text | None:
    """Say what ties the actor to the household, or None. `kin` are the indexes of CCCD and phone of relatives that the actor has declared."""
    relatives = {index for index in kin if index}
    for person in household:
        if _same(actor.cccd, person.cccd):
            return _("bạn là người trong hộ này")
        if person.cccd in relatives or person.phone in relatives:
            return _("bạn đã khai là người thân của người trong hộ này")
        if _same(actor.bank, person.bank):
            return _("bạn dùng chung tài khoản ngân hàng với người trong hộ này")
        if _same(actor.phone, person.phone):
            return _("bạn dùng chung số điện thoại với người trong hộ này")
        if _same(actor.address, person.address):
            return _("bạn ở cùng địa chỉ với hộ này")
    return None
