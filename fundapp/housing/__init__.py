"""Mái ấm công đoàn: what is asked for a house, new or repaired, and whether it may be granted.

The life of the request lies in `cases`, its money in the ledger, its rules in the regulation in force.
"""
