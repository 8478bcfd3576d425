"""Files, printed papers, the register of numbers and the seals of what a decision rests on.

Keeps bytes by their hash and proves them against it; knows no case, no fund and no programme, only opaque subjects
such as "housing/12".
"""
