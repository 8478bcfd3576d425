"""Rows of regulations."""

from fundapp.regulations.models.documents import (
    PARTS,
    AuthorityLimit,
    CriterionRow,
    InstalmentStep,
    Norm,
    Regulation,
    RequiredPaper,
)
from fundapp.regulations.models.products import LoanProduct

__all__ = ["PARTS", "AuthorityLimit", "CriterionRow", "InstalmentStep", "LoanProduct", "Norm", "Regulation", "RequiredPaper"]
