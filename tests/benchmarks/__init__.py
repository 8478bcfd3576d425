"""Benchmarks: ratios against the bare limit in the same run, printed, never asserted on time."""
