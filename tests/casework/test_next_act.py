"""One next act for whoever looks; everybody else is told whose turn it is."""

import pytest

from fundapp.cases.lifecycle import Act, State, step
from fundapp.casework.next_act import OTHERS, Facts, next_act, other_acts, stops
from fundapp.casework.words import Words
from fundapp.loans.programme import PROGRAMME


def nobody(_act: Act) -> bool:
    return False


def anybody(_act: Act) -> bool:
    return True


@pytest.mark.parametrize(
    ("facts", "endpoint"),
    [
        (Facts("draft", "CĐCS", missing=2), ".papers"),
        (Facts("draft", "CĐCS"), ".submission"),
        (Facts("returned", "CĐCS"), ".submission"),
        (Facts("submitted", "CĐ xã"), ".visit"),
        (Facts("verified", "CĐ xã"), ".proposal"),
        (Facts("proposed", "LĐLĐ tỉnh"), ".decision"),
        (Facts("approved", "LĐLĐ tỉnh", to_order=1), ".payments"),
        (Facts("approved", "LĐLĐ tỉnh", to_order=1, is_stale=True), ".confirmation"),
        (Facts("approved", "LĐLĐ tỉnh", open_orders=1), None),
        (Facts("approved", "LĐLĐ tỉnh"), ".closure"),
        (Facts("approved", "LĐLĐ tỉnh", reversing=1), None),
        (Facts("approved", "LĐLĐ tỉnh", is_lapsed=True), ".closure"),
        (Facts("closed", "LĐLĐ tỉnh"), None),
        (Facts("closed", "LĐLĐ tỉnh", reserved=1), ".reopening"),
        (Facts("refused", "CĐCS"), None),
        (Facts("withdrawn", "CĐCS"), None),
    ],
)
def test_who_may_act_sees_one_button(facts: Facts, endpoint: str | None) -> None:
    assert next_act(facts, anybody, True).endpoint == endpoint


@pytest.mark.parametrize("state", [state for state in State if state not in (State.REFUSED, State.WITHDRAWN, State.CLOSED)])
def test_who_may_not_act_is_told_whose_turn_it_is(state: State) -> None:
    told = next_act(Facts(state.value, "CĐ xã Hải Anh", missing=1, to_order=1), nobody, False)
    assert told.endpoint is None
    assert "CĐ xã Hải Anh" in told.text


@pytest.mark.parametrize("state", list(State))
def test_other_acts_are_only_those_of_the_table(state: State) -> None:
    for other in other_acts(state.value, anybody, None):
        assert step(other.act, state) is not None
    assert other_acts(state.value, nobody, None) == []


def test_money_is_given_back_only_while_some_is_held() -> None:
    for state in ("approved", "closed"):
        assert ".release" in {other.endpoint for other in other_acts(state, anybody, None, reserved=1)}
        assert not {".release", ".reopening"} & {other.endpoint for other in other_acts(state, anybody, None)}


def test_the_next_act_is_not_offered_twice() -> None:
    assert ".visit" not in {other.endpoint for other in other_acts("submitted", anybody, ".visit")}
    assert len({other.endpoint for other in OTHERS}) == len(OTHERS)


@pytest.mark.parametrize("state", list(State))
def test_exactly_one_station_is_now(state: State) -> None:
    assert [stop["state"] for stop in stops(state.value)].count("now") == 1


def test_before_its_last_day_a_promise_is_extended_and_after_it_lapses() -> None:
    before = {other.act for other in other_acts("approved", anybody, None, reserved=1)}
    after = {other.act for other in other_acts("approved", anybody, None, reserved=1, is_overdue=True)}
    assert (before ^ after) == {Act.EXTEND, Act.LAPSE}
    assert Act.EXTEND in before
    assert "mở hồ sơ mới" in next_act(Facts("approved", "LĐLĐ tỉnh", is_lapsed=True), nobody, False).text


def test_a_loan_is_not_called_support() -> None:
    said = [
        next_act(Facts(state, "LĐLĐ tỉnh"), anybody, True, words).label
        for state in ("verified", "proposed") for words in (PROGRAMME.words, Words())
    ]
    assert said == ["Đề xuất mức cho vay", "Đề xuất mức hỗ trợ", "Quyết định cho vay", "Quyết định hỗ trợ"]
    assert stops("refused", PROGRAMME.words)[-1]["label"] == "Không cho vay"
