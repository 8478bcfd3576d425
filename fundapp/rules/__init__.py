"""Judge facts by criteria: the typed catalogue of facts, criteria as data, findings with what would change them.

Pure: knows no database, no pages, no programme and no amounts. Unknown is never taken for no, and nothing fails open.
"""
