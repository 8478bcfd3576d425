"""Parts of pages that are the same from request to request, drawn once: `{% call drawn_once("name", what it hangs on) %}…{% endcall %}`.

The key says everything that the part hangs on. Tokens differ from page to page: a kept form writes `{{ tokens_here }}`
in their place. Nothing of a row that somebody may not see is ever kept: keys and parts are of the actor's own frame,
of filters and of choices.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from markupsafe import Markup, escape

MOST = 4_000
UNSAFE = re.compile("[&<>\"']").search


def install(app: Flask, tokens: Callable[[], Markup]) -> None:
    """Give the templates `drawn_once`, `tokens_here`, and `each_row(rows, key)` around the pattern of a row."""
    parts: dict[tuple[Any, ...], tuple[Markup, bool]] = {}
    # A mark that no text of a user can hold, because nobody knows it.
    mark = Markup("<!--{}-->").format(secrets.token_hex(16))

    def drawn_once(*key: Any, caller: Callable[[], Markup]) -> Markup:
        known = parts.get(key)
        if known is None:
            if len(parts) >= MOST:
                parts.clear()
            drawn = caller()
            known = parts[key] = (drawn, mark in drawn)
        part, has_tokens = known
        return Markup(str.replace(part, mark, tokens())) if has_tokens else part  # noqa: S704  (both are markup already)

    def each_row(rows: Iterable[tuple[str, ...]], *key: Any, caller: Callable[[], Markup]) -> Markup:
        return write_rows(str(drawn_once("row", *key, caller=caller)), rows)

    app.jinja_env.globals.update(drawn_once=drawn_once, tokens_here=mark, each_row=each_row)


def write_rows(plain: str, rows: Iterable[tuple[str, ...]]) -> Markup:
    """Write one pattern (%s in the place of each cell) for every row of texts, each made safe.

    Jinja makes every expression safe by itself, which for fifty rows of ten cells costs more than all the rest of a page.
    """
    written = []
    for cells in rows:
        if UNSAFE("".join(cells)):
            cells = tuple(str(escape(cell)) for cell in cells)
        written.append(plain % cells)
    return Markup("".join(written))  # noqa: S704  (the pattern is markup, and no cell holds any)
