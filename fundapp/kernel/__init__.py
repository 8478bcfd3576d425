"""What every room stands on: money, days, codes, Vietnamese text, encryption, refusals and the database.

Knows no union, no fund and no page; imports nothing of the rooms above.
"""
