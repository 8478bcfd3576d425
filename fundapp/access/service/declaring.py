"""What users declare of themselves for the conflict checks: own numbers and kin, kept as blind indexes alone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.models import User, UserKin
from fundapp.access.queries import home_of
from fundapp.access.service.refusals import UserRefused
from fundapp.access.trail import record
from fundapp.access.words import RELATIONS
from fundapp.kernel import clock, crypto
from fundapp.kernel.identity import read_account, read_cccd, read_phone
from fundapp.kernel.labels import _
from fundapp.kernel.names import fold

# Each number with the column of its blind index.
COLUMNS = {"cccd": "cccd_index", "phone": "phone_index", "bank_account": "bank_index", "address": "address_index"}


def declare_numbers(
    session: Session, user: User, *, by: Actor | None, cccd: str | None = None, phone: str | None = None, bank_account: str | None = None, address: str | None = None
) -> None:
    """Note the numbers given; what is left out stays. A user declares what is not there yet; who changes it is an administrator.

    Otherwise somebody could take a number away, act on the household that shares it, and put it back.
    """
    given = {name: text for name, text in (("cccd", cccd), ("phone", phone), ("bank_account", bank_account), ("address", address)) if text and text.strip()}
    if not given:
        raise UserRefused(_("Hãy điền ít nhất một mục."))
    is_own = by is not None and by.user_id == user.id
    for name in given:
        if is_own and getattr(user, COLUMNS[name]) is not None:
            raise UserRefused(_("Mục này đã khai. Muốn sửa, hãy nhờ quản trị hệ thống của đơn vị."), name)
    replaced = [name for name in given if getattr(user, COLUMNS[name]) is not None]
    set_numbers(session, user, **_read(given))
    session.flush()
    record(session, by=by, act="user.declare", subject=f"users/{user.id}", unit_id=home_of(session, user), details={"declared": sorted(given), "replaced": replaced})


def set_numbers(
    session: Session, user: User, *, cccd: str | None = None, phone: str | None = None, bank_account: str | None = None, address: str | None = None
) -> None:
    """Set the blind indexes of numbers as they are kept. Refuses the CCCD of another user: one person has one account."""
    with session.no_autoflush:
        if cccd:
            index = crypto.blind_index("cccd", cccd)
            if session.scalar(select(User.id).where(User.cccd_index == index, User.id != user.id)):
                raise UserRefused(_("Số căn cước này đã có ở một tài khoản khác. Mỗi người chỉ dùng một tài khoản; hãy báo quản trị."), "cccd")
            user.cccd_index = index
    if phone:
        user.phone_index = crypto.blind_index("phone", phone)
    if bank_account:
        user.bank_index = crypto.blind_index("bank_account", bank_account)
    if address and fold(address):
        user.address_index = crypto.blind_index("address", fold(address))


def declare_kin(session: Session, *, user: User, relation: str, by: Actor | None, cccd: str | None = None, phone: str | None = None) -> UserKin:
    """Note a relative of a user, by CCCD, phone or both. Who takes one away again is an administrator."""
    given = {name: text for name, text in (("cccd", cccd), ("phone", phone)) if text and text.strip()}
    if not given:
        raise UserRefused(_("Hãy nhập số căn cước hoặc số điện thoại của người thân; không có số nào thì chưa đối chiếu được."), "cccd")
    if relation not in RELATIONS:
        raise UserRefused(_("Hãy chọn quan hệ."), "relation")
    index = {name: crypto.blind_index(name, value) for name, value in _read(given).items()}
    kin = UserKin(user_id=user.id, relation=relation, declared_at=clock.now(), cccd_index=index.get("cccd"), phone_index=index.get("phone"))
    session.add(kin)
    session.flush()
    record(session, by=by, act="user.kin", subject=f"users/{user.id}", unit_id=home_of(session, user), details={"relation": relation})
    return kin


def drop_kin(session: Session, kin: UserKin, *, by: Actor | None) -> None:
    """Take away a relative declared by mistake. Refuses the own ones, for the reason that numbers are not changed by oneself."""
    if by is not None and by.user_id == kin.user_id:
        raise UserRefused(_("Muốn bỏ một người thân đã khai, hãy nhờ quản trị hệ thống của đơn vị."))
    user = session.get_one(User, kin.user_id)
    session.delete(kin)
    session.flush()
    record(session, by=by, act="user.kin_drop", subject=f"users/{user.id}", unit_id=home_of(session, user), details={"relation": kin.relation})


def _read(given: dict[str, str]) -> dict[str, str]:
    """The numbers as they are kept everywhere, so that equal ones are equal."""
    read: dict[str, str] = {}
    for name, text in given.items():
        value: str | None = text
        if name == "cccd":
            identity = read_cccd(text, on=clock.today())
            value = identity.value if identity.kind == "cccd" else None
        elif name == "phone":
            value = read_phone(text).value
        elif name == "bank_account":
            value = read_account(text)
        if value is None:
            raise UserRefused(_MESSAGES[name], name)
        read[name] = value
    return read


_MESSAGES = {
    "cccd": _("Số căn cước phải có 12 chữ số như trên thẻ. Hãy kiểm tra lại; hoặc để trống nếu chưa có."),
    "phone": _("Số điện thoại không đúng. Hãy nhập 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09; hoặc để trống."),
    "bank_account": _("Số tài khoản gồm từ 5 đến 24 chữ số. Hãy kiểm tra lại; hoặc để trống."),
}
