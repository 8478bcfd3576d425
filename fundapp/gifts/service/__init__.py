"""Acts on gifts: seasons and campaigns, places, lists and their life."""

from fundapp.gifts.service.campaigns import (
    CampaignInput,
    LineInput,
    close_campaign,
    draft_campaign,
    extend_deadline,
    make_season,
    open_campaign,
)
from fundapp.gifts.service.deciding import decide, drop, objections, review, send_back, strike
from fundapp.gifts.service.giving import close, order_advance, start
from fundapp.gifts.service.goods import release_goods
from fundapp.gifts.service.lists import (
    LeftOut,
    Listed,
    add,
    cancel,
    judge,
    last_day,
    note_ethnicity,
    open_list,
    submit,
    take_out,
)
from fundapp.gifts.service.paying import ask_back, ask_transfers, order_transfers, standing
from fundapp.gifts.service.quotas import free_of, give_back, pass_by_weight, pass_down
from fundapp.gifts.service.refusals import GiftRefused, ListedTwice, OutOfOrder, OverQuota

__all__ = [
    "CampaignInput", "GiftRefused", "LeftOut", "LineInput", "Listed", "ListedTwice", "OutOfOrder", "OverQuota", "add", "ask_back", "ask_transfers", "cancel", "close",
    "close_campaign", "decide", "draft_campaign", "drop", "extend_deadline", "free_of", "give_back", "judge", "last_day", "make_season", "note_ethnicity", "objections",
    "open_campaign", "open_list", "order_advance", "order_transfers", "pass_by_weight", "pass_down", "release_goods", "review", "send_back", "standing",
    "start", "strike", "submit", "take_out",
]
