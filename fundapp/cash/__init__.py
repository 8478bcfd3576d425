"""Cash that exists: the boxes as people stand before them, their daily closes, counts note by note, surprise counts, ceilings.

Counts what lies in a box and lays it beside the books; what moves money is asked of the ledger. Knows no case and no programme.
"""
