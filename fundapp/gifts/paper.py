"""The sign-off sheet of a decided list (danh sách ký nhận) as data for its layout. Papers are always Vietnamese. Pure."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fundapp.gifts.sheet import Printed, grouped
from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words

LAYOUT = "danh_sach_ky_nhan"
MOST_PRINTED = 2_000


def sheet(
    *, body: str, superior: str, campaign: str, document: str, code: str, on: date, rows: Sequence[Printed], amount: int, digest: str, maker: str, decided: str,
    verify_code: str, verify_qr: str,
) -> dict[str, Any]:
    """Lay out the sheet: number, name, birth, last digits of the CCCD, gift, amount, signature, note; the sum in words; who decided it, who signs."""
    return {
        "body": body, "superior": superior, "campaign": campaign, "document": document, "code": code, "on": on,
        "rows": [[str(row.position), row.full_name, row.birth[:4], f"…{row.tail}" if row.tail else "", row.gift, dong(row.amount), "", ""] for row in rows],
        "count": dong(len(rows)), "total": dong(amount), "words": in_words(amount), "digest": grouped(digest), "maker": maker, "decided": decided,
        "verify_code": verify_code, "verify_qr": verify_qr, "trace": f"{code} · quyết định ngày {day_text(on)}",
    }


REPORT_LAYOUT = "bao_cao_qua"


def report_paper(body: str, campaign: str, document: str, report: Any, dimensions: Mapping[str, Any], on: date, maker: str) -> dict[str, Any]:
    """Lay out the report of a campaign: one table for each dimension, the year before beside it, the sum."""
    def row(one: Any) -> list[str]:
        return [str(one.title), *(dong(number) for number in (one.people, one.women, one.amount, one.people_before, one.amount_before))]

    return {
        "body": body, "campaign": campaign, "document": document, "on": on, "maker": maker, "words": in_words(report.total.amount),
        "before": report.before.title if report.before is not None else "", "total": row(report.total),
        "tables": [{"title": str(label), "rows": [row(one) for one in report.lines[name]]} for name, label in dimensions.items()],
        "trace": f"in ngày {day_text(on)}",
    }
