"""What somebody typed into a form that could not be taken: given back to be copied, so that an hour's writing is not lost without a word."""

import re

from flask import Request

from fundapp.web import once

NEVER = re.compile(r"csrf_token|once_token|version|password|current|again", re.ASCII)
# Words and sentences, amounts and days; codes of choices and ids tell nobody anything.
WORTH = re.compile(r"\s|[^\x00-\x7f]|^[\d./ -]{4,}$")
MOST, LONGEST = 40, 20_000


def typed_into(request: Request) -> list[str]:
    """The values that somebody wrote, in their order; none of a request whose form was never read."""
    if request.method != "POST" or "form" not in request.__dict__:
        return []
    values = [value.strip() for name, value in request.form.items(multi=True) if not NEVER.fullmatch(name) and name != once.FIELD]
    return [value[:LONGEST] for value in dict.fromkeys(values) if len(value) > 2 and WORTH.search(value)][:MOST]


def files_of(request: Request) -> bool:
    """Whether files were chosen, which no page can give back."""
    return "files" in request.__dict__ and any(file.filename for file in request.files.values())
