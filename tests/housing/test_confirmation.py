"""Confirming a decision anew is deciding: whoever does it has no hand in the money, and the other way round."""

import pytest

from fundapp.access.actor import Actor, PostHeld
from fundapp.access.policy import Role
from fundapp.cases import service as case_service
from fundapp.casework import service
from fundapp.housing.models import HousingGrant
from fundapp.kernel.errors import Refusal
from fundapp.payments import queries as payment_queries
from fundapp.payments import service as payments
from fundapp.payments.models import PaymentOrder
from tests.cases.story import DAY, Story

PAPER = {"payee_name": "Nguyễn Thị Hường", "payee_address": "Hải Anh", "reason": "Chi hỗ trợ", "attachments": 3, "on": DAY}


def also_signs(story: Story, username: str) -> None:
    """Let somebody of the cast hold a signer's post at the province beside the own one, as a deputy may for a while."""
    known, province = story.actor(username), story.world.unit("LDLD-NB")
    posts = (*known.posts, PostHeld(Role.SIGNER, province.id, province.path))
    story._actors[username] = Actor(known.user_id, known.username, known.full_name, posts, known.scope, known.path_of)


def granted(story: Story) -> HousingGrant:
    return story.session.get_one(HousingGrant, story.approved().id)


def order_of(story: Story, grant: HousingGrant) -> PaymentOrder:
    return service.order_payment(story.session, grant, by=story.actor("tuan"), **PAPER)


def confirm(story: Story, grant: HousingGrant, by: str) -> None:
    service.confirm(story.session, grant, waivers={}, reason="Đã xem lại, vẫn đúng.", by=story.actor(by), on=DAY)


@pytest.mark.parametrize("who", ["tuan", "hanh"])
def test_who_made_or_checked_an_order_does_not_confirm_the_decision(story: Story, who: str) -> None:
    also_signs(story, who)
    grant = granted(story)
    order = order_of(story, grant)
    payments.check_order(story.session, order, by=story.actor("hanh"), on=DAY)
    with pytest.raises(case_service.DutiesMixed, match="xác nhận lại"):
        confirm(story, grant, who)
    confirm(story, grant, "van")


def test_who_confirmed_does_not_make_the_order(story: Story) -> None:
    also_signs(story, "tuan")
    grant = granted(story)
    confirm(story, grant, "tuan")
    assert story.world.users["tuan"] in payment_queries.sealed_by(story.session, grant.case.subject)
    with pytest.raises(Refusal, match="xác nhận lại"):
        order_of(story, grant)


def test_who_confirmed_after_the_order_was_made_does_not_check_it(story: Story) -> None:
    also_signs(story, "hanh")
    grant = granted(story)
    order = order_of(story, grant)
    confirm(story, grant, "hanh")
    with pytest.raises(Refusal, match="xác nhận lại"):
        payments.check_order(story.session, order, by=story.actor("hanh"), on=DAY)


def test_who_had_a_hand_in_a_void_order_alone_may_confirm(story: Story) -> None:
    also_signs(story, "tuan")
    grant = granted(story)
    order = order_of(story, grant)
    payments.void_order(story.session, order, reason="Lập nhầm", by=story.actor("tuan"), on=DAY)
    confirm(story, grant, "tuan")
