"""Findings: three answers, what is used and needed, and the smallest change that turns them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundapp.rules.criteria import Group, Leaf
from fundapp.rules.engine import WrongFact, judge, summary
from tests.rules.strategies import criteria, facts, leaf


def one(operator="at_least", value=60, fact="member_months", **more) -> Leaf:
    return Leaf(**{"key": "k", "title": "T", "source": "Điều 5", "fact": fact, "operator": operator, "value": value, **more})


def group(join, *parts) -> Group:
    return Group(key="g", title="Nhóm", source="Điều 6", join=join, parts=parts)


@pytest.mark.parametrize(
    ("criterion", "value", "outcome", "flip"),
    [
        (one(), 36, "not_met", "Đạt nếu thời gian là đoàn viên thêm 24 tháng (thành 60 tháng)."),
        (one(), 60, "met", "Không còn đạt nếu thời gian là đoàn viên bớt 1 tháng (còn 59 tháng)."),
        (one(), None, "unknown", "Để xét được, hãy ghi ngày kết nạp đoàn viên (theo thẻ đoàn viên)."),
        (
            one("at_most", 3_000_000, "income_per_head"), 3_500_000, "not_met",
            "Đạt nếu thu nhập bình quân đầu người bớt 500.000 đồng (còn 3.000.000 đồng/người/tháng).",
        ),
        (one("less_than", 10), 10, "not_met", "Đạt nếu thời gian là đoàn viên bớt 1 tháng (còn 9 tháng)."),
        (one("more_than", 10), 10, "not_met", "Đạt nếu thời gian là đoàn viên thêm 1 tháng (thành 11 tháng)."),
        (one("equals", 10), 12, "not_met", "Đạt nếu thời gian là đoàn viên bớt 2 tháng (còn 10 tháng)."),
        (one(fact="helped_for_housing_within_months"), 9999, "met", "Không còn đạt nếu thời gian từ lần hỗ trợ nhà ở gần nhất chỉ là 59 tháng."),
        (one("is", True, "land_is_legal"), False, "not_met", "Đạt nếu đất ở hợp pháp."),
        (one("is", False, "land_is_disputed"), True, "not_met", "Đạt nếu không có tranh chấp."),
        (one("one_of", ["poor", "near_poor"], "poverty_class"), "none", "not_met", "Đạt nếu diện hộ là Hộ nghèo hoặc Hộ cận nghèo."),
        (one("one_of", ["poor", "near_poor"], "poverty_class"), "poor", "met", "Không còn đạt nếu diện hộ không còn là Hộ nghèo."),
        (one("any_of", ["disability", "disaster"], "categories"), ["poor"], "not_met", "Đạt nếu có Khuyết tật hoặc Thiên tai, hỏa hoạn."),
        (one("none_of", ["poor"], "categories"), ["poor"], "not_met", "Đạt nếu không còn Hộ nghèo."),
    ],
)
def test_findings(criterion, value, outcome, flip):
    (found,) = judge([criterion], {criterion.fact: value})
    assert (found.outcome, found.flip) == (outcome, flip)
    assert found.source == "Điều 5"
    assert (found.value is None) == (value is None)


M, N, U = {"member_months": 99}, {"member_months": 1}, {}


@pytest.mark.parametrize(
    ("join", "first", "second", "outcome"),
    [
        ("any", 99, 99, "met"), ("any", 99, 1, "met"), ("any", 99, None, "met"), ("any", 1, 1, "not_met"), ("any", 1, None, "unknown"),
        ("any", None, None, "unknown"), ("all", 99, 99, "met"), ("all", 99, 1, "not_met"), ("all", 99, None, "unknown"), ("all", 1, 1, "not_met"),
        ("all", 1, None, "not_met"), ("all", None, None, "unknown"),
    ],
)
def test_kleene(join, first, second, outcome):
    for left, right in ((first, second), (second, first)):
        (found,) = judge([group(join, one(), one(fact="company_months", key="c"))], {"member_months": left, "company_months": right})
        assert found.outcome == outcome
        assert [part.key for part in found.parts] == ["k", "c"]


def test_group_flips_name_the_ways():
    either = group("any", one("one_of", ["poor"], "poverty_class"), one("at_most", 100, "income_per_head", key="i"))
    (found,) = judge([either], {"poverty_class": "none", "income_per_head": 150})
    assert found.flip == (
        "Đạt nếu có một trong các thay đổi sau: diện hộ là Hộ nghèo; thu nhập bình quân đầu người bớt 50 đồng (còn 100 đồng/người/tháng)."
    )
    assert found.value == "Diện hộ: Không thuộc diện nghèo; Thu nhập bình quân đầu người: 150 đồng/người/tháng"
    (found,) = judge([either], {"poverty_class": "none"})
    assert found.outcome == "unknown"
    assert found.flip == "Để xét được, hãy khai thu nhập bình quân đầu người của hộ."
    (found,) = judge([group("all", one(), one(fact="company_months", key="c"))], {"member_months": 1, "company_months": 2})
    assert found.flip.count("thành 60 tháng") == 2


@pytest.mark.parametrize("value", ["36", 36.0, True, 10**16, [36]])
def test_a_wrong_type_is_never_judged(value):
    with pytest.raises(WrongFact):
        judge([one()], {"member_months": value})


def finding(outcome, severity="must", key="k", points=0):
    value = {"met": 60, "not_met": 1, "unknown": None}[outcome]
    return judge([one(severity=severity, key=key, points=points)], {"member_months": value})[0]


@pytest.mark.parametrize(
    ("findings", "outcome", "waivable"),
    [
        ([], "incomplete", ()),
        ([finding("met", "points", points=3)], "incomplete", ()),
        ([finding("met")], "eligible", ()),
        ([finding("met"), finding("unknown")], "incomplete", ()),
        ([finding("not_met"), finding("unknown")], "not_eligible", ()),
        ([finding("met"), finding("not_met", "waivable", "w")], "not_eligible", ("w",)),
        ([finding("not_met"), finding("not_met", "waivable", "w")], "not_eligible", ()),
        ([finding("unknown"), finding("not_met", "waivable", "w")], "incomplete", ("w",)),
        ([finding("met"), finding("not_met", "points", points=4)], "eligible", ()),
        ([finding("met"), finding("unknown", "points", points=4)], "eligible", ()),
    ],
)
def test_summary(findings, outcome, waivable):
    found = summary(findings)
    assert (found.outcome, found.can_be_waived) == (outcome, waivable)


def test_a_waiver_lifts_only_what_may_be_waived():
    soft, hard = finding("not_met", "waivable", "w"), finding("not_met", "must", "m")
    assert summary([finding("met"), soft], waived={"w"}).outcome == "eligible"
    assert summary([hard, soft], waived={"w", "m"}).outcome == "not_eligible"
    assert summary([finding("unknown", "waivable", "u")], waived={"u"}).outcome == "incomplete"


def test_the_score_counts_what_is_met_and_what_might_be():
    found = summary([finding("met"), finding("met", "points", "a", 3), finding("unknown", "points", "b", 4), finding("not_met", "points", "c", 5)])
    assert (found.score, found.most_score) == (3, 7)


@settings(max_examples=200, deadline=None)
@given(leaf(), facts())
def test_the_change_named_turns_the_answer(criterion, known):
    (before,) = judge([criterion], known)
    if before.turns_at is None:
        return
    (after,) = judge([criterion], {**known, criterion.fact: before.turns_at})
    assert {before.outcome, after.outcome} == {"met", "not_met"}
    if criterion.about.is_number:
        step = 1 if before.turns_at > before.raw else -1
        for value in range(before.turns_at - step, before.raw, -step * max(1, abs(before.turns_at - before.raw) // 50)):
            (between,) = judge([criterion], {**known, criterion.fact: value})
            assert between.outcome == before.outcome


@settings(max_examples=100, deadline=None)
@given(st.lists(criteria(), max_size=5), facts())
def test_more_knowledge_never_turns_a_settled_answer(judged, known):
    less = {name: value for at, (name, value) in enumerate(sorted(known.items())) if at % 2}
    for before, after in zip(judge(judged, less), judge(judged, known), strict=True):
        assert before.outcome in ("unknown", after.outcome)
