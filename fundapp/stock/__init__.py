"""Goods: where they lie, what they are worth, and every slip by which they come in, move or go out; their value lies in the books of the fund.

Knows no campaign and no member: a programme names itself by an opaque subject. Moves no money.
"""
