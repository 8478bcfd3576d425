"""The one way to print a paper: a typst layout of this room, the Tinos fonts beside it, and data that is only shown.

Data travels as JSON text and is never evaluated as markup. No package is downloaded and no font of the system is
used, so that the same data gives the same bytes on every machine.
"""

import json
import unicodedata
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LAYOUTS = HERE / "layouts"
FONTS = HERE / "fonts"
# A fixed instant keeps equal papers equal byte for byte; the paper's own day stands in its text.
TIMESTAMP = datetime(2020, 1, 1, tzinfo=UTC)


def layouts() -> list[str]:
    """Give the names that `render` knows."""
    return sorted(path.stem for path in LAYOUTS.glob("[!_]*.typ"))


def written_day(on: date) -> dict[str, str]:
    """Give a day as the parts that the layouts print: 05, 01, 2026 (one-digit days and January, February padded)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return {"day": f"{on.day:02d}", "month": month, "year": str(on.year)}


def render(template_name: str, data: dict[str, Any]) -> bytes:
    """Print a paper as PDF/A-2b."""
    return render_text(template_name, as_text(data))


def as_text(data: dict[str, Any]) -> str:
    """Write the data of a paper as the layouts read them."""
    return unicodedata.normalize("NFC", json.dumps(data, ensure_ascii=False, default=_plain))


def render_text(template_name: str, text: str) -> bytes:
    """Print a paper whose data are written already."""
    import typst

    if template_name not in layouts():
        raise ValueError(f"no layout {template_name}")
    pdf: bytes = typst.compile(
        str(LAYOUTS / f"{template_name}.typ"),
        root=str(LAYOUTS),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        pdf_standards=["a-2b"],
        timestamp=TIMESTAMP,
    )
    return pdf


@cache
def _fonts() -> Any:
    """The fonts, read once a process: reading them took a quarter of a paper's time."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(FONTS)])


def _plain(value: object) -> Any:
    if isinstance(value, date):
        return written_day(value)
    raise TypeError(f"a paper cannot show {value!r}")
