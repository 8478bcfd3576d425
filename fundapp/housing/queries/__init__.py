"""Reads of housing requests: how the regulation in force judges one, what a decision would rest on, who waits for what."""

from fundapp.housing.queries.deciding import (
    DECLARATION_CELLS,
    GRANT_CELLS,
    HOUSEHOLD_CELLS,
    PERSON_CELLS,
    authority_of,
    basis_of,
    deciding_unit,
    lasting_of,
    stale_of,
    unit_above,
)
from fundapp.housing.queries.judging import (
    Judgement,
    house_of,
    judgement,
    later_papers,
    paper_names,
    regulation_for,
    title_of,
)
from fundapp.housing.queries.paying import (
    AT_PAYMENT,
    Fund,
    funds_for,
    next_instalment,
    parts_of,
    payment_objections,
    to_order,
    waiting_on,
)
from fundapp.housing.queries.requests import as_typed, earlier_of, help_keys_of, suggested

__all__ = [
    "AT_PAYMENT", "DECLARATION_CELLS", "GRANT_CELLS", "HOUSEHOLD_CELLS", "PERSON_CELLS", "Fund", "Judgement", "as_typed", "authority_of", "basis_of",
    "deciding_unit", "earlier_of", "funds_for", "help_keys_of", "house_of", "judgement", "lasting_of", "later_papers", "next_instalment", "paper_names", "parts_of",
    "payment_objections", "regulation_for", "stale_of", "suggested", "title_of", "to_order", "unit_above", "waiting_on",
]
