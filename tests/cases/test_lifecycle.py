"""The table of transitions: complete, in order, three people apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundapp.access.policy import Permission
from fundapp.cases.lifecycle import (
    ACT_LABELS,
    DECIDED,
    DECIDING,
    FINISHED,
    REGISTERING,
    STATE_LABELS,
    SURVEYING,
    TRANSITIONS,
    Act,
    Holder,
    State,
    acts_from,
    duties_apart,
    standing,
    step,
)

acts = st.lists(st.sampled_from([act for act in Act if act is not Act.OPEN]), max_size=40)


def walk(order: list[Act]) -> list[tuple[Act, State]]:
    """The acts of a random order that the table lets through, each with the state it led to."""
    state, done = State.DRAFT, []
    for act in order:
        transition = step(act, state)
        if transition is not None:
            state = transition.next
            done.append((act, state))
    return done


def since_returned(done: list[tuple[Act, State]]) -> list[Act]:
    names = [act for act, _state in done]
    last = max((place for place, act in enumerate(names) if act is Act.RETURN), default=-1)
    return names[last + 1:]


@given(acts)
def test_whatever_the_order_of_acts_an_approval_stands_on_submission_visit_and_proposal(order: list[Act]) -> None:
    done = walk(order)
    for place, (act, _state) in enumerate(done):
        if act in (Act.APPROVE, Act.REFUSE):
            before = [one for one in since_returned(done[:place]) if one in (Act.SUBMIT, Act.VISIT, Act.PROPOSE)]
            assert before[0] is Act.SUBMIT
            assert before[-1] is Act.PROPOSE
            assert Act.VISIT in before
            assert before.count(Act.PROPOSE) == 1


@given(acts)
def test_a_request_is_decided_once_and_what_is_finished_stays_finished(order: list[Act]) -> None:
    done = walk(order)
    assert sum(act in (Act.APPROVE, Act.URGENT, Act.REFUSE) for act, _state in done) <= 1
    ends = [place for place, (_act, state) in enumerate(done) if state in FINISHED]
    assert not ends or ends == [len(done) - 1]
    assert sum(act is Act.CLOSE for act, _state in done) <= sum(act in (Act.APPROVE, Act.URGENT) for act, _state in done)


@given(acts, st.lists(st.integers(1, 4), min_size=40, max_size=40))
def test_nobody_stands_in_two_groups_of_one_request(order: list[Act], people: list[int]) -> None:
    state, done = State.DRAFT, [(1, Act.OPEN.value)]
    for act, person in zip(order, people, strict=False):
        transition = step(act, state)
        if transition is not None and duties_apart(act, done, person) is None:
            state = transition.next
            done.append((person, act.value))
    for person in range(1, 5):
        own = {Act(act) for who, act in done if who == person}
        assert sum(bool(own & group) for group in (REGISTERING, SURVEYING, DECIDING)) <= 1


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (Act.APPROVE, State.DRAFT), (Act.APPROVE, State.SUBMITTED), (Act.APPROVE, State.VERIFIED), (Act.APPROVE, State.RETURNED),
        (Act.REFUSE, State.SUBMITTED), (Act.REFUSE, State.APPROVED), (Act.PROPOSE, State.SUBMITTED), (Act.VISIT, State.DRAFT),
        (Act.RETURN, State.DRAFT), (Act.RETURN, State.APPROVED), (Act.SUBMIT, State.SUBMITTED), (Act.SUBMIT, State.WITHDRAWN),
        (Act.AMEND, State.SUBMITTED), (Act.DROP_PAPER, State.PROPOSED), (Act.WITHDRAW, State.APPROVED), (Act.CLOSE, State.PROPOSED),
        (Act.ADD_PAPER, State.PROPOSED), (Act.CONFIRM, State.PROPOSED),
    ],
)
def test_out_of_order_there_is_no_way(act: Act, state: State) -> None:
    assert step(act, state) is None


def test_every_state_is_reached_and_every_one_that_is_not_finished_is_left() -> None:
    reached = {State.DRAFT} | {transition.next for transition in TRANSITIONS}
    assert reached == set(State)
    assert {transition.state for transition in TRANSITIONS} == (set(State) - FINISHED) | {State.CLOSED}
    assert {transition.act for transition in TRANSITIONS if transition.state is State.CLOSED} == {Act.RELEASE, Act.LAPSE, Act.REOPEN, Act.RATIFY}


def test_the_table_is_a_function_and_names_known_permissions() -> None:
    steps = [(transition.act, transition.state) for transition in TRANSITIONS]
    assert len(steps) == len(set(steps))
    assert {transition.permission for transition in TRANSITIONS} <= {permission.value for permission in Permission}
    assert set(STATE_LABELS) == set(State)
    assert set(ACT_LABELS) == set(Act)


def test_who_holds_it_next() -> None:
    assert step(Act.SUBMIT, State.DRAFT).holder is Holder.ABOVE
    assert step(Act.RETURN, State.PROPOSED).holder is Holder.OWN
    assert step(Act.PROPOSE, State.VERIFIED).holder is Holder.DECIDING
    assert all(transition.holder is Holder.SAME for transition in TRANSITIONS if transition.state == transition.next)
    assert all(transition.needs_reason for transition in TRANSITIONS if transition.act in (Act.RETURN, Act.REFUSE, Act.WITHDRAW, Act.CLOSE))


def test_duties_name_the_earlier_act() -> None:
    done = [(1, "open"), (1, "submit"), (2, "visit"), (2, "propose")]
    assert duties_apart(Act.APPROVE, done, 1) is Act.OPEN
    assert duties_apart(Act.APPROVE, done, 2) is Act.VISIT
    assert duties_apart(Act.APPROVE, done, 3) is None
    assert duties_apart(Act.VISIT, done, 1) is Act.OPEN
    assert duties_apart(Act.PROPOSE, done, 2) is None
    assert duties_apart(Act.SUBMIT, done, 2) is Act.VISIT
    assert duties_apart(Act.ADD_PAPER, done, 2) is None


def test_what_was_paid_is_told_by_the_ledger_and_not_by_the_state() -> None:
    assert standing("approved", reserved=40_000_000).label == "Được duyệt, chờ chi"
    assert standing("approved", reserved=10_000_000, paid=30_000_000).label == "Chi một phần"
    assert standing("approved", paid=40_000_000).label == "Đã chi đủ"
    assert standing("approved", released=40_000_000).label == "Đã hủy cam kết chi"
    assert standing("approved", released=40_000_000, is_lapsed=True).label == "Cam kết chi hết hiệu lực"
    assert standing("approved", paid=30_000_000, released=10_000_000, is_lapsed=True).label == "Chi một phần, phần còn lại hết hiệu lực"
    assert standing("proposed").label == STATE_LABELS[State.PROPOSED]
    assert {State.APPROVED, State.REFUSED, State.CLOSED} == DECIDED
    assert {transition.act for transition in acts_from(State.APPROVED)} == {
        Act.CONFIRM, Act.CLOSE, Act.ADD_PAPER, Act.RELEASE, Act.EXTEND, Act.LAPSE, Act.RATIFY,
    }
    assert standing("closed", paid=40_000_000).label == STATE_LABELS[State.CLOSED]
    assert standing("closed", reserved=40_000_000).label == "Đã kết thúc, còn giữ tiền"
