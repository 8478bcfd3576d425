"""Bank statements: read whole or refused, kept as they are, line by line.

Reads files of any layout by their words, proves that they add up, puts them on file. Knows no programme and pays nothing; never changes the books.
"""
