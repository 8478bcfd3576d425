"""The blueprint, and what the families of pages share."""

from typing import Any

from flask import Blueprint, abort, g

from fundapp.ledger.kinds import BoxKind
from fundapp.ledger.models import CashBox
from fundapp.orgs.models import Unit
from fundapp.web.guards import fetch

bp = Blueprint("cash", __name__, url_prefix="/cash")


def box_of(box_id: int, permission: str = "fund:read") -> CashBox:
    """The cash box of the address; a bank account is none."""
    box = fetch(CashBox, box_id, permission)
    if box.kind != BoxKind.CASH:
        abort(404)
    return box


def about(box: CashBox) -> dict[str, Any]:
    """What every page about a box shows."""
    return {"box": box, "unit": g.db.get(Unit, box.unit_id)}
