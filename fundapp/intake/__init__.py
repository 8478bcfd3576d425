"""Rosters: from a list that a union circulates to households on file, one batch at a time, and who stands there twice.

Reads and judges lists, stages their rows, hands people to `households`. Never decides about help and moves no money.
"""
