"""A page's tree and the errors of its HTML. The standard's parser took half of a page test's time; what it has found sound is not shown to it again."""

import re
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
# Start tags as written, each with the way down to it, of pages in which the standard's parser found nothing wrong.
_sound: set[tuple[int, str]] = set()
# The ways down from the root to an element, numbered: (number of the way to its parent, its name).
_ways: dict[tuple[int, str], int] = {}
_VALUES = re.compile(r'="[^"]*"|(?<=\s)(?:checked|selected|disabled|hidden|open|required|readonly)(?=[\s>])')
# An ampersand that autoescape did not write.
_ODD = re.compile(r"&(?!(?:amp|lt|gt|#34|#39|nbsp);)")


class Parsed(NamedTuple):
    """The tree of a page (tags in the XHTML or SVG namespace), the errors that the HTML standard counts, whether a style or script may stand inline."""

    tree: Any
    errors: list[str]
    may_be_inline: bool


def parse(html: str) -> Parsed:
    """Read a page."""
    quick = _Quick()
    try:
        tree = quick.tree(html)
    except ParseError:
        # Something follows the end of the page.
        tree = None
    if tree is not None and not _ODD.search(html) and quick.met <= _sound:
        return Parsed(tree, [], quick.may_be_inline)
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=True)
    tree = parser.parse(html)
    if not parser.errors:
        _sound.update(quick.met)
    return Parsed(tree, [f"{code} at {position}" for position, code, _data in parser.errors], True)


# What a page of ours consists of, between its texts: tags with attributes in double quotes, comments, the doctype.
_TAG = re.compile(r"""(?:(/)?([a-z][a-zA-Z0-9-]*)((?:\s+[^\s"'<>/=]+(?:="[^"]*")?)*)\s*(/)?|!--.*?--|!(?i:doctype) html)""", re.DOTALL)
_ATTR = re.compile(r"""([^\s"'<>/=]+)(?:="([^"]*)")?""")


class _Tag(NamedTuple):
    """A tag: whether it ends something, its name, how it is written without its values, what it says, whether no end tag follows."""

    ends: bool
    name: str
    written: str
    attrs: dict[str, str]
    is_whole: bool
    may_be_inline: bool


@lru_cache(maxsize=50_000)
def _tag(written: str) -> _Tag | None:
    """Read what stands between < and >; None when that is written in another way than ours. A comment has no name."""
    found = _TAG.fullmatch(written)
    if found is None:
        return None
    ends, name, attrs, closed = found.groups("")
    says = {key: unescape(value or "") for key, value in _ATTR.findall(attrs)}
    may_be_inline = name == "style" or (name == "script" and not says.get("src")) or any(key == "style" or key.startswith("on") for key in says)
    return _Tag(bool(ends), name, _VALUES.sub("", f"<{written}>"), says, name in VOID or bool(closed), may_be_inline)


class _Quick:
    """The tree of a page whose every end tag is written, and the start tags met: each with the number of the way down to it."""

    def __init__(self) -> None:
        self.met: set[tuple[int, str]] = set()
        self.may_be_inline = False

    def tree(self, html: str) -> Element | None:
        """None where a tag is written in another way or an end tag is missing: only the standard says what is meant."""
        # One loop that calls nothing of ours but what is remembered: it runs a thousand times a page.
        builder, way, space, met = TreeBuilder(), 0, XHTML, self.met
        start, end, data = builder.start, builder.end, builder.data
        # What is open: its name, its name in the tree, the way to its parent and the space around it.
        opened: list[tuple[str, str, int, str]] = []
        before, *pieces = html.split("<")
        if before.strip():
            return None
        for piece in pieces:
            written, closes, text = piece.partition(">")
            tag = _tag(written) if closes else None
            if tag is None:
                return None
            ends, name, bare, attrs, is_whole, may_be_inline = tag
            if ends:
                if not opened or opened[-1][0] != name:
                    return None
                _name, named, way, space = opened.pop()
                end(named)
            elif name:
                met.add((way, bare))
                self.may_be_inline |= may_be_inline
                inner = SVG if name == "svg" else space
                named = inner + name
                start(named, attrs)
                if is_whole:
                    end(named)
                else:
                    opened.append((name, named, way, space))
                    space, way = inner, _ways.setdefault((way, name), len(_ways) + 1)
            if text and opened:
                data(unescape(text) if "&" in text else text)
            elif text.strip():
                return None
        return builder.close() if not opened else None
