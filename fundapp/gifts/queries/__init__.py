"""Reads of gifts."""
