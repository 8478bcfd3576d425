"""Who was helped with what, under opaque keys, across every programme and every unit.

Knows no household, no person and no case: it is given keys, and answers with programme, kind, year and band only.
"""
