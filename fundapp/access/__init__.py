"""Who is asking, what they may do, what they may see; the trail of what was done.

Holds users, their posts at units, their sign-ins and the append-only trail. Knows no welfare and no money.
"""
