"""A page's tree and the errors of its HTML. The standard's parser took half of a page test's time; what it has found sound is not shown to it again."""

import re
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
# Start tags as written, each with the way down to it, of pages in which the standard's parser found nothing wrong.
_sound: set[tuple[int, str]] = set()
# The ways down from the root to an element, numbered: (number of the way to its parent, its name).
_ways: dict[tuple[int, str], int] = {}
_VALUES = re.compile(r'="[^"]*"|(?<=\s)(?:checked|selected|disabled|hidden|open|required|readonly)(?=[\s>])')
# An ampersand that autoescape did not write, and a < that begins nothing.
_ODD = re.compile(r"&(?!(?:amp|lt|gt|#34|#39|nbsp);)|<(?![a-zA-Z/!])")


def parse(html: str) -> tuple[Any, list[str]]:
    """Give the tree of a page (tags in the XHTML or SVG namespace) and the errors that the HTML standard counts."""
    quick = _Quick()
    tree = quick.tree(html)
    if tree is not None and not _ODD.search(html) and quick.met <= _sound:
        return tree, []
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=True)
    tree = parser.parse(html)
    if not parser.errors:
        _sound.update(quick.met)
    return tree, [f"{code} at {position}" for position, code, _data in parser.errors]


# What a page of ours consists of, between its texts: tags with attributes in double quotes, comments, the doctype.
_TAG = re.compile(r"""<(?:(/)?([a-z][a-zA-Z0-9-]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*(/)?|!--.*?--|!(?i:doctype) html)>""", re.DOTALL)
_ATTR = re.compile(r"""([^\s"'<>/=]+)(?:="([^"]*)")?""")


class _Start(NamedTuple):
    """A start tag as it is written, without its values, and what it says."""

    name: str
    written: str
    attrs: dict[str, str]


@lru_cache(maxsize=50_000)
def _start(text: str, name: str, attrs: str) -> _Start:
    return _Start(name, _VALUES.sub("", text), {key: unescape(value or "") for key, value in _ATTR.findall(attrs)})


class _Quick:
    """The tree of a page whose every end tag is written, and the start tags met: each with the number of the way down to it."""

    def __init__(self) -> None:
        self.builder, self.way, self.space = TreeBuilder(), 0, XHTML
        # What is open: its name, its name in the tree, the way to its parent and the space around it.
        self.open: list[tuple[str, str, int, str]] = []
        self.met: set[tuple[int, str]] = set()

    def tree(self, html: str) -> Element | None:
        """None where a tag is written in another way or an end tag is missing: only the standard says what is meant."""
        past = 0
        for found in _TAG.finditer(html):
            begin, after = found.span()
            if begin > past and not self._text(html[past:begin]):
                return None
            past = after
            end, name, attrs, closed = found.groups()
            if end:
                if not self.open or self.open[-1][0] != name:
                    return None
                _name, named, self.way, self.space = self.open.pop()
                self.builder.end(named)
            elif name:
                self._start(_start(found.group(), name, attrs), closed)
        return self.builder.close() if not html[past:].strip() and not self.open else None

    def _text(self, text: str) -> bool:
        if "<" in text:
            return False
        if self.open:
            self.builder.data(unescape(text) if "&" in text else text)
        return True

    def _start(self, start: _Start, closed: str | None) -> None:
        self.met.add((self.way, start.written))
        name = start.name
        space = SVG if name == "svg" else self.space
        self.builder.start(space + name, start.attrs)
        if name in VOID or closed:
            self.builder.end(space + name)
            return
        self.open.append((name, space + name, self.way, self.space))
        self.space = space
        self.way = _ways.setdefault((self.way, name), len(_ways) + 1)
