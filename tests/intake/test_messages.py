"""Every code that a reading may give has words for the person who sent the list."""

import re
from pathlib import Path

from fundapp.intake import fields, messages, roster

CODE = re.compile(r'\((?:ERROR|WARNING|REPAIR), "([a-z_]+)"\)')


def test_every_code_in_the_source_has_a_reason_and_a_hint():
    source = "".join(Path(module.__file__ or "").read_text(encoding="utf-8") for module in (fields, roster))
    codes = set(CODE.findall(source)) | set(fields.REPAIR_CODES)
    codes |= {f"id_{code}" for code in ("wrong_length", "not_digits", "placeholder", "sex_mismatch", "birth_mismatch", "birth_in_future", "unknown_province")}
    codes |= {"amount_ambiguous", "amount_negative", "amount_too_large", "category_unknown", "request_unknown"}
    assert codes <= set(messages.MESSAGES)
    assert all(hint.endswith(".") and not reason.endswith(".") for reason, hint in messages.MESSAGES.values())
