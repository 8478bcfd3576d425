"""Loans of a union's loan fund: what a product's terms make of an amount, and how a loan stands on a day.

So far the thinking: schedules, the effective rate, the fold of receipts, debt groups, and the calculator's page. Applications,
contracts and books come with their own rows; what a loan still owes will be asked of the ledger and must equal the fold.
"""
