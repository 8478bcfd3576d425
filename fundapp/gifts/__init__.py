"""Gifts of a season: campaigns, the quota cascade, lists and who received what. Never holds goods (`stock`) nor moves money itself.

A campaign of one unit has benefit lines; places of each line are passed down the tree; units list people, the level above decides whole lists.
"""
