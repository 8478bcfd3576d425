"""The key ring: the newest key seals, every one opens, a blind index stays what it was."""

import pytest

from fundapp.kernel.crypto import KeyRing, SealBroken, key_of, number_of

ONE, TWO, TEN = b"1" * 32, b"2" * 32, b"3" * 32


def test_the_newest_key_seals_and_the_older_ones_open() -> None:
    old = KeyRing({"k1": ONE})
    ring = KeyRing({"k10": TEN, "k1": ONE, "k2": TWO})
    assert ring.current == "k10"
    assert key_of(ring.seal("036188900501", "person.cccd_sealed:a")) == "k10"
    assert ring.unseal(old.seal("036188900501", "a"), "a") == "036188900501"
    with pytest.raises(SealBroken):
        old.unseal(ring.seal("036188900501", "a"), "a")


def test_blind_indexes_outlive_the_first_secret() -> None:
    old = KeyRing({"k1": ONE})
    newer = KeyRing({"k1": ONE, "k2": TWO})
    without = KeyRing({"k2": TWO}, index_key=newer.index_key)
    assert old.blind_index("cccd", "1") == newer.blind_index("cccd", "1") == without.blind_index("cccd", "1")
    assert old.blind_index("cccd", "1") != old.blind_index("phone", "1")
    with pytest.raises(SealBroken):
        without.unseal(old.seal("x", "a"), "a")


def test_a_value_moved_or_changed_does_not_open() -> None:
    ring = KeyRing({"k1": ONE})
    token = ring.seal("036188900501", "person.cccd_sealed:a")
    for wrong in (token[:-4] + ("AAAA" if not token.endswith("AAAA") else "BBBB"), token.replace("v1", "v2"), "v1.k1.", "", "036188900501"):
        with pytest.raises(SealBroken):
            ring.unseal(wrong, "person.cccd_sealed:a")
    with pytest.raises(SealBroken):
        ring.unseal(token, "person.cccd_sealed:b")


@pytest.mark.parametrize("name", ["", "k", "k0", "k01", "1", "index", "k1 ", "khóa"])
def test_what_is_no_name_of_a_key(name: str) -> None:
    with pytest.raises(ValueError, match="k1, k2"):
        number_of(name)
