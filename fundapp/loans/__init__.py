"""Loans of a union's loan fund: what a product's terms make of an amount, and how a loan stands on a day.

A request goes the way of every programme (`casework`); decided, it becomes a contract with frozen terms and a schedule by versions; a payment of its
reservation writes the disbursement itself. What a loan still owes is asked of the ledger and equals the fold of its events.
"""
