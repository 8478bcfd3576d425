"""A text of nested elements (XML) as plain lines, for readers of messages that banks send. Runs in the reading child."""

import io
import json
from dataclasses import dataclass, field
from typing import Any, TextIO

from fundapp.sheets.guard import DTD, UnsafeFile

DEEPEST = 40
MOST_NODES = 3_000_000


@dataclass
class Node:
    """One element: its name without namespace, its text, its attributes, what stands inside it."""

    name: str
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Node"] = field(default_factory=list)

    def all(self, *path: str) -> list["Node"]:
        """Every element on a path of names below this one."""
        found = [self]
        for name in path:
            found = [child for node in found for child in node.inside if child.name == name]
        return found

    def first(self, *path: str) -> "Node | None":
        return next(iter(self.all(*path)), None)

    def said(self, *path: str) -> str:
        """The text of the first element on a path, nothing when there is none."""
        found = self.first(*path)
        return found.text if found is not None else ""


def write_tree(content: bytes, out: TextIO) -> None:
    """Write the elements of an XML text as lines of depth, name, text and attributes, each after what stands inside it."""
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    if DTD.search(content):
        raise UnsafeFile("dtd")
    depth = number = 0
    try:
        for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if event == "start":
                continue
            number += 1
            if depth > DEEPEST or number > MOST_NODES:
                raise UnsafeFile("too_big")
            space, _brace, name = element.tag.rpartition("}")
            attributes: dict[str, Any] = dict(element.attrib)
            if depth == 0 and space:
                attributes["xmlns"] = space.lstrip("{")
            out.write(json.dumps([depth, name, (element.text or "").strip(), attributes], ensure_ascii=False) + "\n")
            element.clear()
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as problem:
        raise UnsafeFile("damaged_xml") from problem


def build(lines: list[list[Any]]) -> Node:
    """Put the lines of `write_tree` together again."""
    waiting: dict[int, list[Node]] = {}
    node = Node("")
    for depth, name, text, attributes in lines:
        node = Node(name, text, attributes, waiting.pop(depth + 1, []))
        waiting.setdefault(depth, []).append(node)
    return node
