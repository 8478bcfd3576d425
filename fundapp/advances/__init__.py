"""Advances: asked, checked, signed, handed out in cash, settled with papers; the rest comes back or more is paid.

What somebody still holds is asked of the ledger's account of advances, under the subject `advances/12`. Knows no case and no programme.
"""
