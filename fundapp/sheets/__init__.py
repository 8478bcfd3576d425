"""The one import pipeline and the one export: files in (child reader, header, column memory, bad rows), workbooks out.

Knows cells, rows and columns. Never knows what a roster or a bank statement means; the rooms above bring their words.
"""
