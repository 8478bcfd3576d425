"""Rows of gifts."""

from fundapp.gifts import triggers  # noqa: F401  (importing it registers the triggers)
from fundapp.gifts.models.campaigns import (
    GiftCampaign,
    GiftClass,
    GiftDeadline,
    GiftExclusion,
    GiftExtension,
    GiftLine,
    GiftLineFund,
    GiftSeason,
)
from fundapp.gifts.models.lists import (
    GiftCall,
    GiftEvent,
    GiftFinding,
    GiftList,
    GiftMark,
    GiftPayment,
    GiftPhoto,
    GiftRow,
)
from fundapp.gifts.models.quotas import GiftQuota, GiftQuotaMove

__all__ = [
    "GiftCall", "GiftCampaign", "GiftClass", "GiftDeadline", "GiftEvent", "GiftExclusion",
    "GiftExtension", "GiftFinding", "GiftLine", "GiftLineFund", "GiftList", "GiftMark",
    "GiftPayment", "GiftPhoto",
    "GiftQuota", "GiftQuotaMove", "GiftRow", "GiftSeason",
]
