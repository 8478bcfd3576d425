"""The command: read a statement and say everything about it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fundapp.bank.reading import read_statement
from fundapp.bank.report import refusal_of, report_of
from fundapp.kernel.db import Database
from fundapp.kernel.errors import Refusal
from fundapp.kernel.labels import _
from fundapp.kernel.money import dong
from fundapp.sheets.reader import content_of


def read_file(
    path: Path, *, account_code: str | None = None, dry_run: bool = False, open_database: Callable[[], Database] | None = None
) -> dict[str, Any]:
    """Report on a statement in the keys of the `.expected.json` files; raises a Refusal. A dry run needs no database and no known account."""
    report = report_of(read_statement(content_of(path), path.name), path.name)
    if dry_run:
        return report
    raise Refusal(_("Hãy đọc thử: --dry-run."))


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
    return lines + [f"  {warning}" for warning in report["warnings"]]
