"""The command: read a statement and say everything about it; without --dry-run also put it on file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor, PostHeld
from fundapp.access.policy import Role
from fundapp.access.queries import users
from fundapp.bank import queries, service, work
from fundapp.bank.models import StatementFile
from fundapp.bank.reading import read_statement
from fundapp.bank.report import refusal_of, report_of
from fundapp.bank.stages import REFUSED
from fundapp.kernel.db import Database, Scope
from fundapp.kernel.errors import Refusal
from fundapp.kernel.identity import read_account
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.orgs.queries import tree
from fundapp.sheets.reader import content_of

COMMAND = Scope.everything("a command of the administrator of the server")


def read_file(
    path: Path, *, account_code: str | None = None, dry_run: bool = False, closing: int | None = None, open_database: Callable[[], Database] | None = None
) -> dict[str, Any]:
    """Report on a statement in the keys of the `.expected.json` files; raises a Refusal. Without `dry_run` it is put on file.

    A dry run needs no database and no known account.
    """
    content = content_of(path)
    report = report_of(read_statement(content, path.name), path.name)
    if dry_run:
        return report
    if account_code is None or open_database is None:
        raise Refusal(_("Hãy cho biết tài khoản: --account SỐ TÀI KHOẢN (hoặc tên tài khoản trong sổ); hoặc chỉ đọc thử: --dry-run."))
    return report | {"taken": _take(open_database(), content, path.name, account_code, closing)}


def _take(db: Database, content: bytes, name: str, code: str, closing: int | None) -> dict[str, Any]:
    with db.transaction(COMMAND) as session:
        account = _account(session, code)
        actor = _accountant(session, account)
        file_id = service.receive(session, content=content, name=name, account=account, by=actor, is_read_later=False).id
    work.read(db, file_id, actor)
    with db.transaction(COMMAND) as session:
        row = session.get_one(StatementFile, file_id)
        if row.state == REFUSED:
            raise Refusal(_("%(message)s", message=row.message), "file")
        made = service.confirm(session, row, closing=closing, by=actor)
        return {
            "file": row.id, "statement": made.id, "account": code, "new_lines": made.new_count, "known_lines": made.line_count - made.new_count,
            "warnings": row.understood["warnings"],
        }


def _account(session: Session, code: str) -> CashBox:
    """The account of a number, or of a name while its number is not known."""
    number = read_account(code)
    found = [session.get_one(CashBox, one.box_id) for one in queries.known_as(session, number)] if number else []
    found = found or [one for one in queries.accounts(session) if one.name == code]
    if len(found) != 1:
        none = _("Không có tài khoản ngân hàng “%(code)s”. Hãy thêm tài khoản ở trang Quỹ và sổ quỹ trước.", code=code)
        raise Refusal(_("Có nhiều tài khoản “%(code)s”.", code=code) if found else none)
    return found[0]


def _accountant(session: Session, account: CashBox) -> Actor:
    """The command acts under the first administrator's name, for the unit of the account alone."""
    user = next((user for user in users(session) if user.is_active), None)
    if user is None:
        raise Refusal(_("Chưa có người dùng nào. Hãy chạy ./manage run để tạo quản trị đầu tiên."))
    unit = session.get_one(Unit, account.unit_id)
    post = PostHeld(Role.ACCOUNTANT, unit.id, unit.path, unit.short_name)
    return Actor(user.id, user.username, user.full_name, (post,), COMMAND, tree(session).path_of)


def refused(refusal: Refusal, path: Path) -> dict[str, Any]:
    """Tell a refusal as data."""
    return refusal_of(refusal, path.name)


def summary(report: dict[str, Any]) -> list[str]:
    """Say the report in lines for people."""
    codes = [code for line in report["lines"] for code in line["codes"]]
    suspects = [code for line in report["lines"] for code in line.get("suspects", [])]
    lines = [
        str(_("%(file)s: tài khoản %(account)s, %(n)s dòng, cộng đủ", file=report["file"], account=report["account"]["number"] or "?", n=report["line_count"])),
        str(_("  Đầu kỳ %(opening)s, ra %(debit)s, vào %(credit)s, cuối kỳ %(closing)s đồng", opening=dong(report["opening"]),
              debit=dong(report["sum_debit"]), credit=dong(report["sum_credit"]), closing=dong(report["closing"]))),
        str(_("  Mã tìm thấy: %(codes)s", codes=", ".join(codes) or "–")),
    ]
    if suspects:
        lines.append(str(_("  Mã sai số kiểm tra: %(codes)s", codes=", ".join(suspects))))
    lines += [f"  {warning}" for warning in report["warnings"]]
    if "taken" in report:
        taken = report["taken"]
        lines.append(str(_("Đã lưu: %(fresh)s dòng mới, %(known)s dòng đã có", fresh=taken["new_lines"], known=taken["known_lines"])))
        lines += [f"  {warning}" for warning in taken["warnings"] if warning not in report["warnings"]]
    return lines
