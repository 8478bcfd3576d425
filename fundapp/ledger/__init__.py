"""The books of the funds: double entry, cash boxes, vouchers, commitments, periods, the chain that shows tampering.

The only room that writes money. Knows nothing of welfare: what an entry is about is an opaque subject ("housing/12").
"""
