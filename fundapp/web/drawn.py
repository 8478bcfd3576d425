"""Parts of pages that are the same from request to request, drawn once: `{% call drawn_once("name", what it hangs on) %}…{% endcall %}`.

The key says everything that the part hangs on. Tokens differ from page to page: a kept form writes `{{ tokens_here }}`
in their place. Nothing of a row that somebody may not see is ever kept: keys and parts are of the actor's own frame,
of filters and of choices.

A list that is asked for all day is kept as a whole but for its holes (`page`): its rows, their number, the way on.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app, g, render_template, session
from markupsafe import Markup, escape

from fundapp.web.rows import Rows, Written

# Letters, together: some 8 MB, as a letter of Vietnamese takes two bytes.
MOST_KEPT = 4_000_000
TOKENS, ROWS = "tokens", "rows"


class Drawn:
    """What one app has drawn."""

    def __init__(self, tokens: Callable[[], Markup]) -> None:
        self.tokens = tokens
        self.stamp: Callable[[], int] = int
        self._parts: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self._written = Written()
        self._letters = 0
        # A mark that no text of a user can hold, because nobody knows it.
        secret = secrets.token_hex(16)
        self._mark = "<!--" + secret + ":{}-->"
        self._marks = re.compile(f"<!--{secret}:([a-z_]+)-->")
        self.tokens_here = self.mark(TOKENS)

    def mark(self, hole: str) -> Markup:
        """What stands in a kept text where a hole is filled at each request."""
        return Markup(self._mark.format(hole))  # noqa: S704  (a comment with letters of our own)

    def once(self, *key: Any, caller: Callable[[], Markup]) -> Markup:
        """Give a part of a page, drawn now or before."""
        known = self._parts.get(key)
        if known is None:
            drawn = caller()
            known = self._keep(key, (drawn, self.tokens_here in drawn), len(drawn))
        part, has_tokens = known
        # Within a page that is kept whole, its form still waits for the tokens of each request.
        if has_tokens and "pattern" not in g:
            return Markup(str.replace(part, self.tokens_here, self.tokens()))  # noqa: S704  (both are markup already)
        return part

    def each_row(self, rows: Rows, *key: Any, caller: Callable[[], Markup]) -> Markup:
        """Write rows after the pattern of one."""
        pattern = str(self.once("row", *key, caller=caller))
        if "pattern" in g:
            g.pattern = pattern
            return self.mark(ROWS)
        return Markup(self._written.write(pattern, rows).decode())  # noqa: S704  (each row was made safe when it was written)

    def page(self, template: str, key: tuple[Any, ...] | None, rows: Rows, holes: Mapping[str, str], context: Mapping[str, Any]) -> str | bytes:
        """Give a page of rows. `key` says all that it hangs on beside the person, the posts held and the holes.

        Without one the page is drawn for this request alone, and so it is where something is told once. `holes` are texts, not markup; the
        template names them as it names its context, and the rows `rows`.
        """
        if key is None or session.get("_flashes"):
            return render_template(template, **context, **holes, rows=rows)
        actor = g.actor
        key = ("page", template, actor.user_id, actor.full_name, actor.posts, self.stamp(), *key)
        known = self._parts.get(key)
        if known is None:
            g.pattern = ""
            try:
                pieces = self._marks.split(render_template(template, **context, **{name: self.mark(name) for name in holes}, rows=None))
                known = self._keep(key, ([hole if at % 2 else hole.encode() for at, hole in enumerate(pieces)], g.pattern), sum(map(len, pieces)))
            finally:
                g.pop("pattern")
        pieces, pattern = known
        written = list(pieces)
        for at in range(1, len(written), 2):
            hole = written[at]
            if hole == ROWS:
                written[at] = self._written.write(pattern, rows)
            else:
                written[at] = (self.tokens() if hole == TOKENS else escape(holes[hole])).encode()
        return b"".join(written)

    def _keep(self, key: tuple[Any, ...], part: tuple[Any, ...], letters: int) -> tuple[Any, ...]:
        if self._letters + letters > MOST_KEPT:
            self._parts.clear()
            self._letters = 0
        self._letters += letters
        self._parts[key] = part
        return part


def install(app: Flask, tokens: Callable[[], Markup], stamp: Callable[[], int]) -> None:
    """Give the templates `drawn_once`, `tokens_here`, and `each_row(rows, key)` around the pattern of a row."""
    drawn = app.extensions["drawn"] = Drawn(tokens)
    drawn.stamp = stamp
    app.jinja_env.globals.update(drawn_once=drawn.once, tokens_here=drawn.tokens_here, each_row=drawn.each_row)


def page(template: str, key: tuple[Any, ...] | None, rows: Rows, holes: Mapping[str, str], **context: Any) -> str | bytes:
    """Give a page of rows that is kept but for its holes; see `Drawn.page`."""
    return current_app.extensions["drawn"].page(template, key, rows, holes, context)
