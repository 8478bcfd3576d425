"""Regulations (quy chế): norms, criteria, required papers, authority and instalments, as decided and valid from a day.

Holds documents that everybody may read. Judges nobody and pays nothing; what was once in force is never changed.
"""
