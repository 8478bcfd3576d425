"""How many receivers are called back after a campaign, and which. Pure.

Cochran's sample size for a proportion, with the correction for a finite population (W. G. Cochran, Sampling Techniques, 3rd ed., 1977, §4.4):
n0 = z² p (1 - p) / e², n = n0 / (1 + (n0 - 1) / N), rounded up. With 95 % confidence (z = 1,96), p = 0,5 and e = 5 %: n0 = 384,16; of 1 000 receivers 278.
"""

import hashlib
from collections.abc import Iterable
from fractions import Fraction

Z95 = Fraction(196, 100)
HALF = Fraction(1, 2)
MARGIN = Fraction(5, 100)


def sample_size(population: int, margin: Fraction = MARGIN, z: Fraction = Z95, proportion: Fraction = HALF) -> int:
    """Give how many of so many are asked: 1 000 at 5 % is 278, 100 000 is 383. Never more than there are."""
    if population <= 0:
        return 0
    if not 0 < margin < 1 or not 0 < proportion < 1:
        raise ValueError("margin and proportion lie between 0 and 1")
    first = z * z * proportion * (1 - proportion) / (margin * margin)
    exact = first / (1 + (first - 1) / population)
    return min(population, -(-exact.numerator // exact.denominator))


def drawn(ids: Iterable[int], size: int, seed: str) -> list[int]:
    """Draw so many ids by a seed: anybody who knows the seed draws the same ones, nobody chooses them."""
    return sorted(sorted(ids, key=lambda one: hashlib.sha256(f"{seed}|{one}".encode()).digest())[:size])
