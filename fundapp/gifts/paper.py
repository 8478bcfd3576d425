"""The sign-off sheet of a decided list (danh sách ký nhận) as data for its layout. Papers are always Vietnamese. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fundapp.gifts.sheet import Printed, grouped
from fundapp.kernel.days import day_text
from fundapp.kernel.money import dong, in_words

LAYOUT = "danh_sach_ky_nhan"
MOST_PRINTED = 2_000


def sheet(
    *, body: str, superior: str, campaign: str, document: str, code: str, on: date, rows: Sequence[Printed], amount: int, digest: str, maker: str, signer: str,
    verify_code: str, verify_qr: str,
) -> dict[str, Any]:
    """Lay out the sheet: number, name, birth, last digits of the CCCD, gift, amount, signature, note; the sum in words; who signs."""
    return {
        "body": body, "superior": superior, "campaign": campaign, "document": document, "code": code, "on": on,
        "rows": [[str(row.position), row.full_name, row.birth[:4], f"…{row.tail}" if row.tail else "", row.gift, dong(row.amount), "", ""] for row in rows],
        "count": dong(len(rows)), "total": dong(amount), "words": in_words(amount), "digest": grouped(digest), "maker": maker, "signer": signer,
        "verify_code": verify_code, "verify_qr": verify_qr, "trace": f"{code} · quyết định ngày {day_text(on)}",
    }
