"""The books handed out: whole, for a verifier that knows nothing of us (`proof`), or for beancount and hledger to prove.

Nothing that is written names a person: narrations stay behind as their salted digests, people as their numbers.
"""

from fundapp.ledger.export.acts import FORMATS, Handout, summary, write_books

__all__ = ["FORMATS", "Handout", "summary", "write_books"]
