"""How units are written: which kind a name begins with, which code a unit may be given. Pure."""

import re
from collections.abc import Collection, Mapping
from itertools import chain

from fundapp.kernel.names import fold

CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{1,39}")
MOST_WHOLE_WORDS, LONGEST_WHOLE, MOST_INITIALS = 2, 10, 5
# What the names of enterprises and schools share, so that it tells none of them from another.
FORMS = frozenset(
    {"cong", "ty", "tnhh", "mtv", "mot", "thanh", "vien", "co", "phan", "cp", "dntn", "doanh", "nghiep", "htx", "hop", "tac", "xa", "truong", "tram", "va", "cua"}
)


def tidy_code(typed: str) -> str:
    """Write a code as it is kept: capitals, no spaces."""
    return re.sub(r"\s+", "", typed).upper()


def is_code(code: str) -> bool:
    """Say whether a tidy code may be kept: letters without accents, digits, hyphen, dot; 2 to 40 of them."""
    return CODE.fullmatch(code) is not None


def kind_of(text: str, words: Mapping[str, str]) -> str | None:
    """Say which kind a text begins with ("CĐCS Công ty May 5" is one of `grassroots`); `words` are the words of each kind, a bar between them."""
    folded = fold(text) + " "
    fitting = [(len(word), kind) for kind, word in _pairs(words) if folded.startswith(word + " ")]
    return max(fitting)[1] if fitting else None


def suggest_code(name: str, *, prefix: str, words: str, taken: Collection[str]) -> str:
    """Suggest a free code: the kind's prefix and what tells the name from others. "Công đoàn xã Hải Anh" is CDX-HAIANH."""
    own = _without_kind(fold(name), words).split()
    telling = [word for word in own if word not in FORMS] or own
    short = len(telling) <= MOST_WHOLE_WORDS and len("".join(telling)) <= LONGEST_WHOLE
    sign = "".join(telling) if short else "".join(word[0] for word in telling[-MOST_INITIALS:])
    stem = f"{prefix}-{re.sub('[^A-Z0-9]', '', sign.upper()) or '1'}"
    candidates = chain([stem], (f"{stem}-{number}" for number in range(2, len(taken) + 3)))
    return next(code for code in candidates if code not in taken)


def _without_kind(folded: str, words: str) -> str:
    for word in sorted((fold(word) for word in words.split("|")), key=len, reverse=True):
        if word and folded.startswith(word + " "):
            return folded[len(word) + 1 :]
    return folded


def _pairs(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(kind, fold(word)) for kind, listed in words.items() for word in listed.split("|") if word]
