"""Pages of loans that are out: of one loan's life, acts of two people, what is watched over all of them."""

from fundapp.loans.servicing_views import acts, caring, deductions, life, providing, watching

__all__ = ["acts", "caring", "deductions", "life", "providing", "watching"]
