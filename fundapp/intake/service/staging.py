"""Stage what was read: rows in chunks, then the batch in one short act."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.access.trail import record
from fundapp.intake import stages
from fundapp.intake.models import IntakeBatch, IntakeRow
from fundapp.intake.planning import Staged, content_of, identity_of
from fundapp.intake.roster import REPAIR, WARNING, Roster
from fundapp.intake.words import MONEY_FACTS
from fundapp.kernel.crypto import blind_index

PURPOSE = "intake row"


def start_over(session: Session, batch: IntakeBatch) -> None:
    """Forget what an earlier reading of this batch had staged."""
    session.execute(delete(IntakeRow).where(IntakeRow.batch_id == batch.id))
    batch.bad_file_id, batch.understood, batch.message = None, {}, ""


def stage(session: Session, batch: IntakeBatch, rows: Iterable[Staged]) -> None:
    """Put read rows beside their batch, sealed."""
    for staged in rows:
        row = IntakeRow(
            batch_id=batch.id, unit_id=batch.unit_id, place=staged.place, sheet=staged.person.sheet, row_number=staged.person.row,
            rank=staged.rank, has_warning=staged.person.has(WARNING), has_repair=staged.person.has(REPAIR),
            names_other_unit=staged.other_unit is not None, target_unit_id=staged.target_unit_id or batch.unit_id,
            content_index=row_index(staged.person.values), twin_row=staged.twin.first.row if staged.twin else None,
            known=staged.known.how if staged.known else None, known_household_id=staged.known.household_id if staged.known else None,
            choice=staged.choice,
        )
        row.content = content_of(staged)
        session.add(row)
    session.flush()


def row_index(values: dict[str, Any]) -> str:
    """The blind index under which the same row of another list is found."""
    return blind_index(PURPOSE, identity_of(values))


def publish(session: Session, batch: IntakeBatch, roster: Roster, *, rows: Sequence[Staged], bad_file_id: int | None, by: Actor) -> None:
    """Show a batch as read. What is kept in clear holds counts and column labels, nobody's data."""
    bad = sum(staged.person.is_bad for staged in rows)
    batch.understood = {
        **_layout_of(roster.layout),
        "kind": roster.kind,
        "sheets": [
            {"name": sheet.name, "people": sheet.layout is not None, "header_rows": sheet.layout.header_rows if sheet.layout else [],
             "first": sheet.first_row, "last": sheet.last_row}
            for sheet in roster.sheets
        ],
        "people": len(rows), "bad": bad, "good": len(rows) - bad,
        "warned": sum(staged.person.has(WARNING) for staged in rows), "repaired": sum(staged.person.has(REPAIR) for staged in rows),
        "doubles": sum(staged.rank == stages.DOUBLES for staged in rows), "problems": sum(staged.rank < stages.REPAIRS for staged in rows),
        "known": sum(staged.choice == "update" for staged in rows),
        "other_units": sum(staged.other_unit is not None for staged in rows), "total": list(roster.total) if roster.total else None,
        "sum_requested": roster.total_of("amount_requested"), "silent": sum(roster.silent.values()),
        "skipped": {why: sum(1 for row in roster.other_rows if row[2] == why) for why in sorted({row[2] for row in roster.other_rows})},
    }
    batch.bad_file_id, batch.state = bad_file_id, stages.READ
    session.flush()
    record(session, by=by, act="intake.read", subject=f"intake/{batch.id}", unit_id=batch.unit_id, details={"people": len(rows), "bad": bad})


def refuse(session: Session, batch: IntakeBatch, *, message: str, layout: Any, by: Actor) -> None:
    """Say why a list could not be understood; a layout that was found lets its columns be corrected."""
    batch.state, batch.message = stages.REFUSED, message
    batch.understood = _layout_of(layout) if layout is not None else {}
    session.flush()
    record(session, by=by, act="intake.refuse", subject=f"intake/{batch.id}", unit_id=batch.unit_id)


def _layout_of(layout: Any) -> dict[str, Any]:
    columns = [
        {"letter": column.letter, "label": f"{column.group} – {column.label}" if column.group and column.group != column.label else column.label,
         "fact": column.fact or "", "is_money": column.fact in MONEY_FACTS}
        for column in layout.columns
    ]
    return {"columns": columns, "fingerprint": layout.fingerprint, "header_rows": layout.header_rows}
