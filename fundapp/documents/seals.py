"""Seals: the digests of the very cells an act rests on, so that a change of one of them is found and named.

This is a fast path past the scope: it reads cells by table, row and column through the metadata, because a proof holds
for everybody, whoever asks. It gives back what changed, never a value.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.documents.models import Seal, SealCell
from fundapp.kernel import clock, crypto
from fundapp.kernel.days import day_text
from fundapp.kernel.db import Base
from fundapp.kernel.labels import _

GONE = object()


class Cell(NamedTuple):
    """Where a cell stands, and what its readers call it (else the column's `info["label"]`, else its name)."""

    table: str
    row_id: int
    column: str
    label: str = ""


def seal_cells(
    session: Session, *, subject: str, cells: Sequence[Cell | tuple[str, int, str] | tuple[str, int, str, str]], payload: dict[str, Any],
    unit_id: int, for_unit_id: int | None = None, by: Actor, on: date,
) -> Seal:
    """Seal the cells as they stand now, with a payload (regulation, findings, hashes of papers) kept beside them.

    Encrypted columns cannot be sealed, since each writing changes them: seal their blind index instead.
    """
    session.flush()
    wanted = [Cell(*cell) for cell in cells]
    values = _read(session, wanted)
    for cell in wanted:
        if values[cell[:3]] is GONE:
            raise ValueError(f"nothing to seal at {cell}")
    last = session.scalars(
        select(Seal).where(Seal.subject == subject).order_by(Seal.number.desc()).limit(1)
        .execution_options(all_units="the chain of a subject's seals runs through all units")
    ).first()
    kept = json.loads(crypto.canonical(payload))
    seal = Seal(
        subject=subject, number=last.number + 1 if last else 1, previous_digest=last.digest if last else "", payload=kept,
        payload_digest=crypto.digest(kept), cell_count=len(wanted), sealed_on=on, sealed_by_id=by.user_id, sealed_at=clock.now(),
        unit_id=unit_id, for_unit_id=for_unit_id,
    )
    rows = [
        SealCell(
            position=position, table_name=cell.table, row_id=cell.row_id, column_name=cell.column, label=str(cell.label or _label(cell)),
            digest=_digest(cell, values[cell[:3]]), unit_id=unit_id, for_unit_id=for_unit_id,
        )
        for position, cell in enumerate(wanted, start=1)
    ]
    seal.digest = _digest_of(seal, rows)
    session.add(seal)
    session.flush()
    for row in rows:
        row.seal_id = seal.id
    session.add_all(rows)
    session.flush()
    return seal


def cells_of(session: Session, seal: Seal) -> list[SealCell]:
    """The cells of a seal, in their order."""
    return list(
        session.scalars(
            select(SealCell).where(SealCell.seal_id == seal.id).order_by(SealCell.position)
            .execution_options(all_units="a proof holds for everybody")
        )
    )


def stale_cells(session: Session, seal: Seal) -> list[str]:
    """Say in Vietnamese what is no longer as it was sealed; an empty list means that the proof is fresh."""
    return stale_among(session, [seal]).get(seal.id, [])


def stale_among(session: Session, seals: Sequence[Seal]) -> dict[int, list[str]]:
    """Say of each of some hundred seals that is not fresh, by its id, what is no longer as it was sealed; their cells are read at once."""
    session.flush()
    cells = _cells_of(session, seals)
    values = _read(session, list({Cell(row.table_name, row.row_id, row.column_name) for rows in cells.values() for row in rows}))
    found = ((seal.id, _changed(seal, cells[seal.id], values)) for seal in seals)
    return {seal_id: changed for seal_id, changed in found if changed}


def _changed(seal: Seal, rows: Sequence[Any], values: dict[tuple[str, int, str], Any]) -> list[str]:
    day = day_text(seal.sealed_on)
    if not _is_intact(seal, rows):
        return [_("bản niêm phong ngày %(day)s không còn nguyên vẹn", day=day)]
    changed: list[str] = []
    for row in rows:
        value = values[(row.table_name, row.row_id, row.column_name)]
        if value is GONE:
            changed.append(_("“%(what)s” không còn trong hồ sơ", what=row.label))
        elif _digest(Cell(row.table_name, row.row_id, row.column_name), value) != row.digest:
            changed.append(_("“%(what)s” đã thay đổi sau ngày %(day)s", what=row.label, day=day))
    return changed


def is_intact(session: Session, seal: Seal) -> bool:
    """Say whether payload, cells and link of a seal are those whose digest it bears."""
    return _is_intact(seal, cells_of(session, seal))


def are_intact(session: Session, seals: Sequence[Seal]) -> dict[int, bool]:
    """Say of each of some hundred seals, by its id, whether it is intact; their cells are read at once."""
    cells = _cells_of(session, seals)
    return {seal.id: _is_intact(seal, cells[seal.id]) for seal in seals}


def _cells_of(session: Session, seals: Sequence[Seal]) -> dict[int, list[Any]]:
    columns = (SealCell.seal_id, SealCell.table_name, SealCell.row_id, SealCell.column_name, SealCell.digest, SealCell.label)
    query = (
        select(*columns).where(SealCell.seal_id.in_([seal.id for seal in seals])).order_by(SealCell.seal_id, SealCell.position)
        .execution_options(all_units="a proof holds for everybody")
    )
    cells: dict[int, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        cells[row.seal_id].append(row)
    return cells


def _is_intact(seal: Seal, rows: Sequence[Any]) -> bool:
    return len(rows) == seal.cell_count and crypto.digest(seal.payload) == seal.payload_digest and _digest_of(seal, rows) == seal.digest


def _digest_of(seal: Seal, rows: Iterable[Any]) -> str:
    return crypto.digest(
        seal.previous_digest, seal.subject, seal.number, seal.sealed_on, seal.sealed_by_id, seal.payload_digest,
        [(row.table_name, row.row_id, row.column_name, row.digest) for row in rows],
    )


def _digest(cell: Cell, value: Any) -> str:
    return crypto.digest(cell.table, cell.row_id, cell.column, value)


def _label(cell: Cell) -> str:
    return Base.metadata.tables[cell.table].c[cell.column].info.get("label") or f"{cell.table}.{cell.column}"


def _read(session: Session, cells: list[Cell]) -> dict[tuple[str, int, str], Any]:
    wanted: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for cell in cells:
        wanted[cell.table][cell.row_id].add(cell.column)
    values: dict[tuple[str, int, str], Any] = {cell[:3]: GONE for cell in cells}
    for table_name, rows in wanted.items():
        table = Base.metadata.tables[table_name]
        columns = sorted(set().union(*rows.values()))
        for column in columns:
            if column.endswith("_sealed"):
                raise ValueError(f"{table_name}.{column} is encrypted: seal its blind index")
        statement = select(table.c.id, *(table.c[column].label(f"c_{column}") for column in columns)).where(table.c.id.in_(list(rows)))
        for row in session.execute(statement, execution_options={"all_units": "a proof holds for everybody"}):
            for column in rows[row.id]:
                values[(table_name, row.id, column)] = getattr(row, f"c_{column}")
    return values
