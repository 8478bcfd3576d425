"""Who is tied to a household may not act on its request."""

import pytest

from fundapp.cases.conflicts import Marks, tie

HOUSEHOLD = [Marks("c1", "p1", "b1", "xom 3 xa hai anh"), Marks("c2", None, None, "xom 3 xa hai anh")]


@pytest.mark.parametrize(
    ("actor", "kin", "words"),
    [
        (Marks(cccd="c2"), [], "người trong hộ"),
        (Marks(cccd="c9"), ["c1"], "người thân"),
        (Marks(cccd="c9"), ["p1"], "người thân"),
        (Marks(phone="p1"), [], "số điện thoại"),
        (Marks(bank="b1"), [], "tài khoản"),
        (Marks(address="xom 3 xa hai anh"), [], "cùng địa chỉ"),
    ],
)
def test_each_tie_is_named(actor: Marks, kin: list[str], words: str) -> None:
    assert words in str(tie(actor, kin, HOUSEHOLD))


def test_what_is_not_known_ties_nobody() -> None:
    assert tie(Marks(), [""], [Marks(), Marks(None, "", "", "")]) is None
    assert tie(Marks("c9", "p9", "b9", "noi khac"), ["c8"], HOUSEHOLD) is None
