"""A sealed file opens whole or not at all: no bit changed, no chunk lost, moved, doubled or cut off, no other file in its place."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundapp.kernel import sealed_files
from fundapp.kernel.crypto import KeyRing, SealBroken
from fundapp.kernel.sealed_files import CHUNK, SALT, TAG, key_of_file, opened, seal_to, slices

RING = KeyRing({"k1": b"1" * 32, "k2": b"2" * 32})
HEAD = len(sealed_files.MAGIC) + 1 + 2 + SALT
SEALED = CHUNK + TAG
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7]


def sealed(content: bytes, about: str = "a", ring: KeyRing = RING) -> bytes:
    out = io.BytesIO()
    seal_to(ring, slices(content), out, about)
    return out.getvalue()


def open_again(content: bytes, about: str = "a", ring: KeyRing = RING) -> bytes:
    return b"".join(opened(ring, io.BytesIO(content), about))


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_opens(size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    kept = sealed(content)
    assert open_again(kept) == content
    assert key_of_file(io.BytesIO(kept)) == "k2"
    assert size < 16 or content[:16] not in kept
    # Sealed twice it is not the same: nobody sees that two files are equal.
    assert sealed(content) != kept


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_sealed_anew_chunk_by_chunk(size: int) -> None:
    content = bytes(size)
    old = sealed(content, ring=KeyRing({"k1": b"1" * 32}))
    out = io.BytesIO()
    seal_to(RING, opened(RING, io.BytesIO(old), "a"), out, "a")
    assert key_of_file(io.BytesIO(out.getvalue())) == "k2"
    assert open_again(out.getvalue()) == content


@given(st.binary(max_size=400), st.data())
def test_no_bit_can_be_changed(content: bytes, data: st.DataObject) -> None:
    kept = bytearray(sealed(content))
    place, bit = data.draw(st.integers(0, len(kept) - 1)), data.draw(st.integers(0, 7))
    kept[place] ^= 1 << bit
    with pytest.raises(SealBroken):
        open_again(bytes(kept))


@given(st.binary(max_size=400), st.data())
def test_nothing_can_be_cut_off_or_added(content: bytes, data: st.DataObject) -> None:
    kept = sealed(content)
    end = data.draw(st.integers(0, len(kept) - 1))
    for wrong in (kept[:end], kept + b"x"):
        with pytest.raises(SealBroken):
            open_again(wrong)


@settings(deadline=None, max_examples=30)
@given(st.permutations(range(4)), st.integers(0, 4))
def test_chunks_keep_their_order_and_number(order: list[int], count: int) -> None:
    content = b"".join(bytes([number]) * CHUNK for number in range(4))
    kept = sealed(content)
    parts = [kept[HEAD + number * SEALED : HEAD + (number + 1) * SEALED] for number in range(4)]
    chosen = [*order[:count]]
    if chosen == [0, 1, 2, 3]:
        return
    with pytest.raises(SealBroken):
        open_again(kept[:HEAD] + b"".join(parts[number] for number in chosen))


def test_a_file_in_another_ones_place_does_not_open() -> None:
    with pytest.raises(SealBroken):
        open_again(sealed(b"one", "a"), "b")


def test_chunks_of_two_files_do_not_mix() -> None:
    one, two = sealed(b"1" * (2 * CHUNK)), sealed(b"2" * (2 * CHUNK))
    with pytest.raises(SealBroken):
        open_again(one[: HEAD + SEALED] + two[HEAD + SEALED :])


def test_without_its_key_it_does_not_open() -> None:
    with pytest.raises(SealBroken):
        open_again(sealed(b"one"), ring=KeyRing({"k1": b"1" * 32}))
    with pytest.raises(SealBroken):
        open_again(sealed(b"one"), ring=KeyRing({"k2": b"x" * 32}))


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 one", b"FUNDAPP1", b"FUNDAPP1\x02k2"])
def test_what_is_no_sealed_file(content: bytes) -> None:
    for read in (open_again, lambda content: key_of_file(io.BytesIO(content))):
        with pytest.raises(SealBroken):
            read(content)


def test_a_short_chunk_in_the_middle_is_refused_before_it_is_lost() -> None:
    with pytest.raises(ValueError, match="short"):
        seal_to(RING, iter([b"a", b"b"]), io.BytesIO(), "a")
