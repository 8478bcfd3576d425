"""How values are shown on every page: amounts, days, instants, words, masks."""

import re
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import gettext
from markupsafe import Markup, escape

from fundapp.kernel.clock import VIETNAM
from fundapp.kernel.days import day_text
from fundapp.kernel.identity import mask
from fundapp.kernel.money import dong, in_words

# Becomes a look-up once a second catalogue is shipped.
SOURCE_ALONE = True
WHOLE = re.compile(r"\b[A-Z]{2,4}\d{2}-\d{3,5}(?:-\d)?\b")


def show_dong(amount: int | None) -> str:
    return "–" if amount is None else dong(amount)


def show_day(day: date | None) -> str:
    """Show a day, or of an instant the day on which it lies in Vietnam."""
    if isinstance(day, datetime):
        day = day.astimezone(VIETNAM).date()
    return "–" if day is None else day_text(day)


def show_instant(at: datetime | None) -> str:
    return "–" if at is None else f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def show_birth(birth: str | None) -> str:
    """Show a birth as far as it is known: 1987-07-30, 1987-07 or 1987."""
    return "–" if not birth else "/".join(reversed(birth.split("-")))


def show_whole(said: object) -> Markup:
    """Show a text in which no reference code and no voucher's number is broken at its hyphens."""
    return Markup(WHOLE.sub(r'<span class="whole">\g<0></span>', str(escape(said))))  # noqa: S704  (escaped, then codes alone are wrapped)


def show_mask(tail: str | None, hidden: int = 9) -> Markup:
    """Show the last digits of a number that is kept sealed."""
    return Markup("–") if not tail else Markup("<span class='mask'>{}</span>").format("•" * hidden + str(escape(tail)))


def say(msgid: str, **params: Any) -> Markup:
    """Give a text of a page. Vietnamese is the source and the language of nearly every request, so it is not looked up."""
    text = Markup(msgid if SOURCE_ALONE else gettext(msgid))  # noqa: S704  (texts of the source, never of a user; parameters are escaped)
    return text % params if params or "%" in msgid else text


def install(app: Flask) -> None:
    """Give the templates these filters, and the texts without the cost of a look-up."""
    app.jinja_env.globals["_"] = say
    filters: dict[str, Any] = {
        "dong": show_dong, "day": show_day, "instant": show_instant, "birth": show_birth, "words": in_words, "mask": mask, "tail": show_mask,
        "whole": show_whole,
    }
    app.jinja_env.filters.update(filters)
