"""A page's tree and the errors of its HTML. The standard's parser took half of a page test's time; what it has found sound is not shown to it again."""

import re
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

import html5lib

XHTML = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"])
# Start tags as written, each with the elements around it, of pages in which the standard's parser found nothing wrong.
_sound: set[tuple[str, ...]] = set()
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


class _Quick(HTMLParser):
    """The tree of a page whose every end tag is written, and the start tags met."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder, self.path, self.fits = TreeBuilder(), (), True
        self.met: set[tuple[str, ...]] = set()

    def tree(self, html: str) -> Element | None:
        """None where an end tag is missing or stands in the wrong place: only the standard says what is meant."""
        self.feed(html)
        self.close()
        return self.builder.close() if self.fits and not self.path else None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.met.add((*self.path, _VALUES.sub("", self.get_starttag_text() or "")))
        name = self._named(tag)
        self.builder.start(name, {key: value or "" for key, value in attrs})
        if tag in VOID:
            self.builder.end(name)
        else:
            self.path = (*self.path, tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.path or self.path[-1] != tag:
            self.fits = False
            return
        self.path = self.path[:-1]
        self.builder.end(self._named(tag))

    def handle_data(self, data: str) -> None:
        if self.path:
            self.builder.data(data)

    def _named(self, tag: str) -> str:
        return (SVG if tag == "svg" or "svg" in self.path else XHTML) + tag
