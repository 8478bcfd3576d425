"""Acts on a request, one verb each, each all or nothing; every one goes through `moves`."""

from fundapp.cases.service.deciding import NotGranted, Together, close, confirm, decide, ratify, refuse, release, reopen
from fundapp.cases.service.filing import amend, attach_paper, drop_paper, open_case, submit, withdraw
from fundapp.cases.service.holding import extend, held, lapse
from fundapp.cases.service.moves import CaseRefused, DutiesMixed, NotHolder, OutOfOrder, may_do
from fundapp.cases.service.review import PHOTOS, propose, record_visit, return_case

__all__ = [
    "PHOTOS", "CaseRefused", "DutiesMixed", "NotGranted", "NotHolder", "OutOfOrder", "Together", "amend", "attach_paper", "close", "confirm",
    "decide", "drop_paper", "extend", "held", "lapse", "may_do", "open_case", "propose", "ratify", "record_visit", "refuse", "release", "reopen",
    "return_case", "submit", "withdraw",
]
