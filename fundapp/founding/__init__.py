"""A new installation: its first administrator, and the tree of units from a list. Holds no rows of its own.

What it does it does through the acts of `orgs` and `access`; it reads lists through `sheets` and runs as a job.
"""
