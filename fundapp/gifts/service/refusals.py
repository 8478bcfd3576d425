"""What acts on gifts refuse with."""

from fundapp.kernel.errors import Refusal


class GiftRefused(Refusal):
    """The act may not be done like this."""


class OverQuota(GiftRefused):
    """More names, or more places passed on, than the unit holds."""


class ListedTwice(GiftRefused):
    """Somebody of the list has the place of this class and season already."""


class OutOfOrder(GiftRefused):
    """The act does not follow from where the list stands."""

    status = 409
