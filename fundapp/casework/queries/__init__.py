"""Reads of requests under a programme: how the regulation in force judges one, what a decision would rest on, who waits for what."""

from fundapp.casework.queries.deciding import (
    DECLARATION_CELLS,
    HOUSEHOLD_CELLS,
    PERSON_CELLS,
    authority_of,
    basis_of,
    deciding_unit,
    lasting_of,
    stale_of,
    unit_above,
)
from fundapp.casework.queries.judging import (
    Judgement,
    judgement,
    paper_names,
    papers_to_add,
    papers_to_submit,
    regulation_for,
    title_of,
)
from fundapp.casework.queries.paying import (
    Fund,
    funds_for,
    next_instalment,
    orderable,
    parts_of,
    payment_objections,
    to_order,
    waiting_on,
)
from fundapp.casework.queries.requests import earlier_of, help_keys_of

__all__ = [
    "DECLARATION_CELLS", "HOUSEHOLD_CELLS", "PERSON_CELLS", "Fund", "Judgement", "authority_of", "basis_of",
    "deciding_unit", "earlier_of", "funds_for", "help_keys_of", "judgement", "lasting_of", "next_instalment", "orderable", "paper_names",
    "papers_to_add", "papers_to_submit", "parts_of", "payment_objections", "regulation_for", "stale_of", "title_of", "to_order", "unit_above", "waiting_on",
]
