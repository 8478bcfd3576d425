"""Codes of printed papers: the same for the same paper, another for anything else, read back however they are typed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.documents.public_codes import LENGTH, Said, code_of, grouped, lookup_of, masked, read_code
from fundapp.kernel import crypto

SAID = Said(1, "vouchers/12", "Phiếu chi", "PC26-0001", date(2026, 3, 10), 30_000_000, "T••• V••• A•••", "3f9a 12c4 77aa")
CODE = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=LENGTH, max_size=LENGTH)


@pytest.fixture(autouse=True)
def _keys(settings: Any) -> None:
    """The key ring of this run."""


def test_the_same_paper_has_the_same_code() -> None:
    assert code_of(SAID) == code_of(Said(*SAID))
    assert read_code(code_of(SAID)) == code_of(SAID)


@pytest.mark.parametrize("change", [
    {"unit_id": 2}, {"subject": "vouchers/13"}, {"title": "Phiếu thu"}, {"number": "PC26-0002"}, {"on": date(2026, 3, 11)}, {"amount": 30_000_001},
    {"payee": "T••• V••• B•••"}, {"digest": "3f9a 12c4 77ab"},
])
def test_anything_else_has_another(change: dict[str, Any]) -> None:
    assert code_of(SAID._replace(**change)) != code_of(SAID)


def test_another_installation_gives_another_code(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = code_of(SAID)

    @dataclass
    class Other:
        def blind_index(self, purpose: str, text: str) -> str:
            return crypto.KeyRing({"k1": b"x" * 32}).blind_index(purpose, text)

    monkeypatch.setattr(crypto, "ring", Other)
    assert code_of(SAID) != ours


@given(CODE, st.sampled_from(["-", " ", ".", "–", ""]), st.booleans())
def test_a_code_is_read_however_it_is_typed(code: str, between: str, small: bool) -> None:
    typed = grouped(code).replace("-", between).replace("O", "0").replace("I", "1").replace("B", "8")
    assert read_code(f" {typed.lower() if small else typed} ") == code


@given(st.text(max_size=60))
def test_nothing_else_is_a_code(text: str) -> None:
    found = read_code(text)
    assert found is None or (len(found) == LENGTH and read_code(found) == found)


def test_what_is_stored_is_no_code() -> None:
    assert read_code(lookup_of(code_of(SAID))) is None
    assert code_of(SAID) not in lookup_of(code_of(SAID))


@pytest.mark.parametrize(("name", "shown"), [
    ("Trần Văn A", "T••• V••• A•••"), ("đặng  thị Ánh", "Đ••• T••• Á•••"), ("", ""), ("Công ty CP Bến Mộc Lan", "C••• T••• C••• B••• M••• L•••"),
    ("a b c d e f g h i k", "A••• B••• C••• D••• E••• F••• G••• H•••"),
])
def test_a_name_is_masked(name: str, shown: str) -> None:
    assert masked(name) == shown


@given(st.text(max_size=200))
def test_a_masked_name_keeps_one_letter_a_word(name: str) -> None:
    assert all(len(word) == 4 or len(word[0].upper()) > 1 or word.endswith("•••") for word in masked(name).split())
    assert len(masked(name)) <= 160
