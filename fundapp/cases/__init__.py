"""A request's life and papers, for every programme: its states, who holds it, visits, proposals, decisions, events.

Knows no programme by name: what a decision rests on is handed down by the programme. Stores no money: what is reserved
and paid is asked of the ledger.
"""
