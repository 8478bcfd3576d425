"""The schema as it came about, step by step, on both databases."""
