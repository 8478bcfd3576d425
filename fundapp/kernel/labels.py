"""Texts that people read: Vietnamese in the source, marked for gettext, with their parameters kept apart."""

from typing import Any

# One for the thousands of texts without any.
NO_PARAMETERS: dict[str, Any] = {}


class Text(str):
    """A Vietnamese sentence that remembers its message id and parameters, so that a page may translate it."""

    __slots__ = ("msgid", "params")
    msgid: str
    params: dict[str, Any]

    def __new__(cls, msgid: str, params: dict[str, Any] | None = None) -> "Text":
        values = params or NO_PARAMETERS
        text = super().__new__(cls, msgid % values if values else msgid)
        text.msgid = msgid
        text.params = values
        return text

    def __reduce__(self) -> tuple[type["Text"], tuple[str, dict[str, Any]]]:
        return (Text, (self.msgid, self.params))


def _(msgid: str, **params: Any) -> Text:
    """Mark a Vietnamese source text for gettext and fill in its parameters."""
    return Text(msgid, params)
