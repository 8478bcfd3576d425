"""Vietnamese names: search key, equal spelling, order by given name. Pure.

The keys are stored in columns, so that neither database needs an extension or a Vietnamese collation.
"""

import re
import unicodedata

_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # huyền, hỏi, ngã, sắc, nặng; none is 0
_SHAPES = {"a": "aăâ", "d": "dđ", "e": "eê", "o": "oôơ", "u": "uư"}
_LETTERS = {shape: f"{base}{place}" for base, shapes in _SHAPES.items() for place, shape in enumerate(shapes)}
_LETTERS |= {letter: f"{letter}0" for letter in "bcfghijklmnpqrstvwxyz"} | {digit: f"1{digit}" for digit in "0123456789"}
_APOSTROPHES = dict.fromkeys(map(ord, "'\u2018\u2019\u201b\u02bc\u02b9\u2032\uff07`\u00b4"))
_STROKED_D = {ord("Ð"): "Đ", ord("ð"): "đ", ord("Ɖ"): "Đ", ord("ɖ"): "đ"}


def tidy_name(name: str) -> str:
    """Compose the letters, drop what can't be seen, and leave one space between words; letters stay as typed."""
    return " ".join(_visible(unicodedata.normalize("NFC", name)).split())


def fold(text: str) -> str:
    """Give the search key without accents: "Đỗ Thị Hoà" is "do thi hoa", "H'Mây" is "hmay", a hyphen is a space."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_SEARCHED).split())


def backwards(name: str) -> str:
    """Give the search key with its words turned round, so that a given name can be looked up by its beginning."""
    return " ".join(reversed(fold(name).split()))


def same_spelling(one: str, other: str) -> bool:
    """Tell whether two names are spelled alike; case, spaces, Unicode form and the place of the tone mark don't count."""
    return _syllables(one) == _syllables(other)


def sort_key(full_name: str) -> str:
    """Give the key that orders by given name, then middle names, then family name, in Vietnamese letter and tone order.

    The key holds only 0-9 and a-z, whose order is the same in every database's collation. Each letter is two signs
    (a a0, ă a1, â a2), each syllable ends with 0 and its tone, each part of the name with 0.
    """
    syllables = [_syllable_key(letters, tones) for letters, tones in _syllables(full_name)]
    if not syllables:
        return ""
    family, middle, given = syllables[:1] if len(syllables) > 1 else [], syllables[1:-1], syllables[-1]
    return "0".join((given, "".join(middle), "".join(family)))


def initials(full_name: str) -> str:
    """Give the first letter of each word without its tone: "Đặng Ánh Ngọc" is ĐAN."""
    return "".join(letters[0].upper() for letters, _tones in _syllables(full_name))


def _visible(text: str) -> str:
    """Drop format signs such as the zero-width space; a control sign becomes a space."""
    categories = ((char, unicodedata.category(char)) for char in text)
    return "".join(" " if category == "Cc" else char for char, category in categories if category != "Cf")


def _plain(text: str) -> str:
    """Compose, make small, unify stroked d, drop apostrophes."""
    composed = unicodedata.normalize("NFC", _visible(text)).translate(_STROKED_D).translate(_APOSTROPHES)
    return composed.lower()


def _folded(char: str) -> str:
    if char == "đ":
        return "d"
    if unicodedata.category(char).startswith("M"):
        return ""
    return char if char.isalnum() else " "


class _Searched(dict[int, str]):
    """What each sign is in a search key, found out once: names and notes are folded by the hundred thousand."""

    def __missing__(self, sign: int) -> str:
        found = self[sign] = "".join(_folded(char) for char in unicodedata.normalize("NFD", _plain(chr(sign))))
        return found


_SEARCHED = _Searched()


def _syllables(text: str) -> list[tuple[str, str]]:
    """Split into words, each as its letters without tone, and its tones."""
    found: list[tuple[str, str]] = []
    for word in re.split(r"[\W_]+", unicodedata.normalize("NFC", _plain(text))):
        parts = unicodedata.normalize("NFD", word)
        letters = unicodedata.normalize("NFC", "".join(char for char in parts if char not in _TONES))
        tones = "".join(sorted(str(_TONES[char]) for char in parts if char in _TONES))
        if letters:
            found.append((letters, tones))
    return found


def _syllable_key(letters: str, tones: str) -> str:
    return "".join(_letter_key(letter) for letter in letters) + "0" + (tones or "0")


def _letter_key(letter: str) -> str:
    """A letter of another alphabet stands behind z, by its number."""
    return _LETTERS.get(letter) or f"z9{ord(letter):06x}"
