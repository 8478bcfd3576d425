"""The blueprint, and what its families of pages share."""

from flask import Blueprint, abort, g

from fundapp.gifts.models import GiftCampaign, GiftLine, GiftList
from fundapp.gifts.queries.campaigns import is_visible
from fundapp.web.guards import fetch
from fundapp.web.subjects import coded

bp = Blueprint("gifts", __name__, url_prefix="/gifts")
coded(GiftList.id, GiftList.code, "gifts")
STATE_TONES = {
    "draft": "neutral", "submitted": "waiting", "reviewed": "waiting", "decided": "good", "giving": "waiting", "closed": "done", "cancelled": "neutral", "open": "good",
    "listed": "good", "struck": "bad", "withdrawn": "bad", "returned": "neutral",
}


def campaign_of(campaign_id: int, permission: str | None = None) -> GiftCampaign:
    """The campaign of the address: out of the own branch of the tree it is not there."""
    campaign = fetch(GiftCampaign, campaign_id)
    if not is_visible(g.db, g.actor, campaign):
        abort(404)
    if permission is not None and not g.actor.can(permission, campaign):
        abort(403)
    return campaign


def line_of(line_id: int) -> GiftLine:
    """The line of the address, of a campaign that the actor sees."""
    line = fetch(GiftLine, line_id)
    campaign_of(line.campaign_id)
    return line


def list_of(list_id: int, permission: str | None = None) -> GiftList:
    """The list of the address."""
    return fetch(GiftList, list_id, permission)
