"""Load the sample regulations shipped with the program, through the same acts and the same two people as any other."""

import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources import files
from typing import Any

from sqlalchemy.orm import Session

from fundapp.access.actor import Actor
from fundapp.orgs.models import Unit
from fundapp.regulations import service
from fundapp.regulations.models import Regulation


def load_sample(session: Session, unit: Unit, *, by: Actor, approver: Actor, name: str = "mai_am", until: date | None = None) -> Regulation:
    """Draft, submit and put in force every version of a sample for a unit, each on the day it was issued; give the newest.

    `until` leaves out versions issued later. `by` drafts and submits, `approver` is the second person.
    """
    data = tomllib.loads(files("fundapp.regulations").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
    newest: Regulation | None = None
    for version in data["version"]:
        if until is None or version["issued_on"] <= until:
            newest = _load(session, unit, data, version, newest, by=by, approver=approver)
    if newest is None:
        raise ValueError(f"no version of {name} was issued by {until}")
    return newest


def _load(
    session: Session, unit: Unit, data: dict[str, Any], version: dict[str, Any], before: Regulation | None, *, by: Actor, approver: Actor
) -> Regulation:
    head = {key: version[key] for key in ("number", "issued_on", "valid_from", "grounds")}
    on = version["issued_on"]
    if before is None:
        made = service.draft(session, programme=data["programme"], unit=unit, title=data["title"], is_sample=True, by=by, on=on, **head)
    else:
        made = service.copy(session, before, by=by, on=on)
        service.change_heading(session, made, title=data["title"], by=by, **head)
    _fill(session, made, data, version["norms"], by)
    service.submit(session, made, by=by, on=on)
    service.put_in_force(session, made, by=approver, on=on)
    return made


def _fill(session: Session, made: Regulation, data: dict[str, Any], norms: dict[str, int], by: Actor) -> None:
    for row in data["norm"]:
        service.set_norm(session, made, by=by, **{**row, "value": norms.get(row["key"], row.get("value"))})
    for row in data["criterion"]:
        service.set_criterion(session, made, by=by, build=False, **row)
    for row in data["paper"]:
        service.set_paper(session, made, by=by, **row)
    for row in data["limit"]:
        service.set_limit(session, made, by=by, amount=norms[row["norm"]], **{key: value for key, value in row.items() if key != "norm"})
    for row in data.get("steps", ()):
        service.set_steps(session, made, row["lines"], applies_to=row["applies_to"], by=by)
    for row in data.get("product", ()):
        service.set_product(session, made, row["key"], terms={name: _rate(name, value) for name, value in row.items() if name != "key"}, by=by)


def _rate(name: str, value: Any) -> Any:
    return Decimal(value) if "rate_percent" in name or name.startswith("provision_rate") else value
