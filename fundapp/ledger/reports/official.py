"""The official forms as data: code, title, what stands under the code, who signs, each with its source. Pure."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

FORMS = Path(__file__).parent.parent / "data" / "report_forms.toml"


@dataclass(frozen=True)
class Office:
    """One signature: its title, how it is given, and the role whose only holder is named under it."""

    title: str
    how: str
    role: str


@dataclass(frozen=True)
class Form:
    """The form of one report as in force from a day. `basis` is printed under the code; what is not verified is no law."""

    report: str
    code: str
    title: str
    subtitle: str
    basis: str
    valid_from: date
    is_wide: bool
    uses_chart: bool
    offices: tuple[Office, ...]
    source: str


def form_on(report: str, on: date) -> Form:
    """Give the form of a report in force on a day."""
    known = [form for form in forms() if form.report == report and form.valid_from <= on]
    if not known:
        raise LookupError(f"no form for {report} on {on}")
    return max(known, key=lambda form: form.valid_from)


@cache
def forms() -> tuple[Form, ...]:
    """Every form on file."""
    read = tomllib.loads(FORMS.read_text(encoding="utf-8"))
    offices = {name: Office(row["title"], row["how"], row["role"]) for name, row in read["office"].items()}
    return tuple(
        Form(
            report=row["report"], code=row["code"], title=row["title"], subtitle=row.get("subtitle", ""), basis=row["basis"], valid_from=row["valid_from"],
            is_wide=row["wide"], uses_chart=row["chart"], offices=tuple(offices[name] for name in row["signed_by"]), source=row["source"],
        )
        for row in read["form"]
    )


@cache
def chart_note() -> str:
    """What is said under every report that shows account codes."""
    note: str = tomllib.loads(FORMS.read_text(encoding="utf-8"))["chart_note"]
    return note
