"""Old books: opening balances and last year's journal come in from Excel, one file at a time, all of it or nothing, by two people.

Reads and judges files, keeps what was understood until a second person posts it through the ledger. Never writes the ledger's rows.
"""
