"""Orders to pay: made by the accountant, checked by the head of accounting, signed by the head of a unit that has this step, paid by
the treasurer, each somebody else.

Carries down the reservation it consumes, who decided, who is barred and the seal it rests on. Knows no programme, only
opaque subjects; writes no money itself, but asks the ledger to.
"""
