"""Thăm hỏi, trợ cấp: what is asked for after sickness, accident, death, disaster, loss of work, and whether it may be given.

The life of the request lies in `casework` and `cases`, its money in the ledger, its amounts and yearly limits in the regulation in force.
"""
