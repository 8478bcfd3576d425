"""The file of keys: made once, read again when it changes, and no key ever lost by two who add one at once."""

import stat
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from fundapp.kernel.crypto import SealBroken
from fundapp.kernel.key_file import KeyFile


def test_it_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    first = KeyFile(path).ring()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KeyFile(path).ring().unseal(first.seal("x", "a"), "a") == "x"


def test_a_key_added_elsewhere_seals_here_at_once(tmp_path: Path) -> None:
    here, elsewhere = KeyFile(tmp_path / "keys"), KeyFile(tmp_path / "keys")
    before = here.ring().seal("x", "a")
    assert elsewhere.add() == "k2"
    assert here.ring().current == "k2"
    assert here.ring().unseal(before, "a") == "x"
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o600


def test_the_keys_stay_known_when_the_file_is_taken_away(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys")
    token = keys.ring().seal("x", "a")
    (tmp_path / "keys").unlink()
    assert keys.ring().unseal(token, "a") == "x"


def test_a_key_given_up_opens_nothing_but_its_indexes_stay(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys")
    token, index = keys.ring().seal("x", "a"), keys.ring().blind_index("cccd", "1")
    keys.add()
    keys.add()
    for kid in ("k1", "k2"):
        keys.give_up(kid)
    again = KeyFile(tmp_path / "keys").ring()
    assert again.ids == ["k3"]
    assert again.blind_index("cccd", "1") == index
    with pytest.raises(SealBroken):
        again.unseal(token, "a")
    with pytest.raises(ValueError, match="newest"):
        keys.give_up("k3")
    assert keys.add() == "k4"


def _add(path: Path) -> str:
    return KeyFile(path).add()


def test_keys_added_at_once_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    with ProcessPoolExecutor(4) as pool:
        made = sorted(pool.map(_add, [path] * 12))
    assert len(set(made)) == 12
    assert set(made) <= set(KeyFile(path).ring().ids)
