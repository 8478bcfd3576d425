"""The life of an order as data: no way around the check, no way out of paid."""

from fundapp.payments import lifecycle
from fundapp.payments.lifecycle import (
    ACT_LABELS,
    HOLDERS,
    NEXT_ACTS,
    STATE_LABELS,
    STATE_TONES,
    TRANSITIONS,
    Act,
    State,
    transition,
)


def test_payment_follows_a_check_and_nothing_but_a_reversal_follows_payment() -> None:
    assert {step.state for step in TRANSITIONS if step.act is Act.PAY} == {State.CHECKED}
    assert {step.act for step in TRANSITIONS if step.next is State.PAID} == {Act.PAY, Act.KEEP}
    assert {step.act for step in TRANSITIONS if step.next is State.CHECKED} == {Act.CHECK, Act.SIGN}
    assert {step.act for step in TRANSITIONS if step.state is State.PAID} == {Act.ASK_REVERSAL}
    assert not [step for step in TRANSITIONS if step.state in (State.REVERSED, State.REFUSED, State.VOID)]


def test_every_state_and_act_has_its_words() -> None:
    for state in State:
        assert STATE_LABELS[state]
        assert HOLDERS[state]
        assert NEXT_ACTS[state]
        assert STATE_TONES[state] in {"neutral", "waiting", "good", "bad", "done"}
    assert set(ACT_LABELS) == set(Act)


def test_who_checks_does_not_hold_the_permission_to_make_or_pay_in_the_same_step() -> None:
    for act, permission in ((Act.CHECK, "payment:check"), (Act.SIGN, "payment:sign"), (Act.PAY, "payment:pay"), (Act.MEND, "payment:make")):
        assert {step.permissions for step in TRANSITIONS if step.act is act} == {(permission,)}


def test_acts_that_undo_say_why() -> None:
    assert all(step.needs_reason for step in TRANSITIONS if step.act in (Act.RETURN, Act.VOID, Act.ASK_REVERSAL, Act.KEEP))


def test_transitions_are_found() -> None:
    assert transition(Act.PAY, "checked") is not None
    assert transition(Act.PAY, "draft") is None
    assert transition(Act.SIGN, "checked") is None
    assert transition(Act.MEND, "paid") is None


def test_what_is_live_still_holds_its_part_of_the_reservation() -> None:
    assert set(lifecycle.LIVE) == set(State) - {State.VOID, State.REVERSED, State.REFUSED}
