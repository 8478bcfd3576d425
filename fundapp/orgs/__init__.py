"""The tree of union units through time: kinds as data, parents by date, closed units and their successors.

Holds no person and no money; who may see a unit's rows is asked of `access`.
"""
