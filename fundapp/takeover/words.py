"""The words of old books: what columns are called, which rows are sums. Data beside, nothing here."""

import tomllib
from pathlib import Path

from fundapp.kernel.labels import Text, _
from fundapp.kernel.names import fold
from fundapp.sheets.layout import Vocabulary

WORDS = tomllib.loads((Path(__file__).parent / "data" / "book_words.toml").read_text(encoding="utf-8"))
OPENING, JOURNAL = "opening", "journal"
KINDS: dict[str, Text] = {OPENING: _("Số dư đầu kỳ"), JOURNAL: _("Nhật ký năm trước")}
VOCABULARIES = {kind: Vocabulary(f"takeover.{kind}", WORDS[kind]) for kind in KINDS}
TITLES: dict[str, str] = WORDS["titles"]
SUMS, BARE_SUMS = (tuple(fold(word) for word in WORDS["totals"][how]) for how in ("begins", "is"))
WAITING, READ, REFUSED, SENT, POSTING, POSTED, DISCARDED = "waiting", "read", "refused", "sent", "posting", "posted", "discarded"
STATES: dict[str, tuple[Text, str]] = {
    WAITING: (_("Đang đọc"), "waiting"),
    READ: (_("Đã đọc, chờ người lập gửi"), "waiting"),
    REFUSED: (_("Không nhận được"), "bad"),
    SENT: (_("Chờ người thứ hai ghi sổ"), "waiting"),
    POSTING: (_("Đang ghi sổ"), "waiting"),
    POSTED: (_("Đã ghi sổ"), "good"),
    DISCARDED: (_("Đã bỏ"), "neutral"),
}


def title(fact: str) -> str:
    """What a fact is called on a page."""
    return TITLES.get(fact, fact)


def is_sum(text: str) -> bool:
    """Whether a row with such a cell only sums up others: "Cộng phát sinh tháng 1", but not "Cộng tác viên" or "Tổng LĐLĐ cấp"."""
    folded = fold(text)
    return folded.rstrip(" :.") in BARE_SUMS or any(folded == word or folded.startswith(f"{word} ") for word in SUMS)
