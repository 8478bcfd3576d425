"""A criterion that makes no sense refuses to be built, with the sentence that says what to mend."""

import pytest

from fundapp.rules.criteria import Group, InvalidCriterion, Leaf, NormValue, Row, build, leaves

NORMS = {"months": NormValue(60, "month"), "most": NormValue(60, "dong"), "share": NormValue(20, "percent")}


def row(**changes) -> Row:
    given = {"key": "membership", "title": "Là đoàn viên đủ lâu", "source": "Điều 5", "fact": "member_months", "operator": "at_least", "norm_key": "months"}
    return Row(**{**given, **changes})


def test_a_norm_gives_the_value():
    (leaf,) = build([row()], NORMS)
    assert isinstance(leaf, Leaf)
    assert (leaf.value, leaf.norm) == (60, "months")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"fact": "shoe_size"}, "fact"),
        ({"fact": None}, "fact"),
        ({"operator": "is"}, "operator"),
        ({"operator": "any_of"}, "operator"),
        ({"operator": "resembles"}, "operator"),
        ({"operator": None}, "operator"),
        ({"source": "  "}, "article"),
        ({"title": ""}, "title"),
        ({"key": "Tên"}, "key"),
        ({"key": ""}, "key"),
        ({"severity": "perhaps"}, "severity"),
        ({"severity": "points"}, "points"),
        ({"points": 5}, "points"),
        ({"severity": "points", "points": True}, "points"),
        ({"norm_key": "missing"}, "norm_key"),
        ({"norm_key": "most"}, "norm_key"),
        ({"norm_key": "share"}, "norm_key"),
        ({"value": 36}, "norm_key"),
        ({"norm_key": None}, "value"),
        ({"norm_key": None, "value": "60"}, "value"),
        ({"norm_key": None, "value": 60.0}, "value"),
        ({"norm_key": None, "value": True}, "value"),
        ({"norm_key": None, "value": -1}, "value"),
        ({"norm_key": None, "value": 10**19}, "value"),
        ({"norm_key": None, "fact": "land_is_legal", "operator": "is", "value": 1}, "value"),
        ({"norm_key": None, "fact": "poverty_class", "operator": "is", "value": "rich"}, "value"),
        ({"norm_key": None, "fact": "poverty_class", "operator": "one_of", "value": []}, "value"),
        ({"norm_key": None, "fact": "poverty_class", "operator": "one_of", "value": "poor"}, "value"),
        ({"norm_key": None, "fact": "poverty_class", "operator": "one_of", "value": ["poor", "poor"]}, "value"),
        ({"norm_key": None, "fact": "categories", "operator": "any_of", "value": ["disability", 3]}, "value"),
        ({"norm_key": None, "fact": "categories", "operator": "any_of", "value": [["disability"]]}, "value"),
        ({"parent_key": "nowhere"}, "parent_key"),
    ],
)
def test_refuses(changes, field):
    with pytest.raises(InvalidCriterion) as refused:
        build([row(**changes)], NORMS)
    assert refused.value.field == field
    assert len(refused.value.message) > 15


def test_groups_hold_their_parts_in_order():
    (group,) = build(
        [
            Row(key="hard", title="Khó khăn", source="Điều 5", join="any"),
            row(key="one", parent_key="hard"),
            row(key="two", parent_key="hard", fact="company_months"),
        ],
        NORMS,
    )
    assert isinstance(group, Group)
    assert [leaf.key for leaf in leaves(group)] == ["one", "two"]


@pytest.mark.parametrize(
    ("rows", "field"),
    [
        ([row(), row()], "key"),
        ([Row(key="g", title="Nhóm", source="Điều 1", join="any")], "join"),
        ([Row(key="g", title="Nhóm", source="Điều 1", join="none"), row(parent_key="g")], "join"),
        ([Row(key="g", title="Nhóm", source="Điều 1", join="any", fact="area"), row(parent_key="g")], "fact"),
        ([row(key="a"), row(key="b", parent_key="a")], "parent_key"),
        (
            [
                Row(key="a", title="A", source="Điều 1", join="any", parent_key="b"),
                Row(key="b", title="B", source="Điều 1", join="all", parent_key="a"),
                row(),
            ],
            "parent_key",
        ),
        ([Row(key=f"g{n}", title="Nhóm", source="Điều 1", join="all", parent_key=f"g{n - 1}" if n else None) for n in range(6)], "parent_key"),
    ],
)
def test_refuses_groups(rows, field):
    with pytest.raises(InvalidCriterion) as refused:
        build(rows, NORMS)
    assert refused.value.field == field
