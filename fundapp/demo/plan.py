"""The year's housing requests as data: where each comes from, how far it gets and what happens on the way. Pure."""

from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from fundapp.demo.timeline import WORKING_DAYS


class Fate(StrEnum):
    """How far a request has come when the story ends."""

    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    PROPOSED = "proposed"
    APPROVED = "approved"
    ENDING = "ending"
    LAPSED = "lapsed"
    ORDERED = "ordered"
    SENT_BACK = "sent_back"
    TO_SIGN = "to_sign"
    CHECKED = "checked"
    PART_PAID = "part_paid"
    PAID = "paid"
    CLOSED = "closed"
    CLOSED_UNPAID = "closed_unpaid"
    REVERSING = "reversing"
    REVERSED = "reversed"
    CLOSED_REVERSED = "closed_reversed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Twist(StrEnum):
    """What does not go straight."""

    RETURNED_ONCE = "returned_once"
    ASKED_BACK = "asked_back"
    WAIVED = "waived"
    SECOND_VISIT = "second_visit"
    STALE = "stale"
    CONFIRMED = "confirmed"
    ORDER_VOIDED = "order_voided"
    PROXY = "proxy"
    PAID_AGAIN = "paid_again"
    DECLINED = "declined"
    HELPED_BEFORE = "helped_before"
    SOUND_HOUSE = "sound_house"
    DISPUTED = "disputed"
    UNKNOWN_LAND = "unknown_land"
    EXTENDED = "extended"
    TRANSFER = "transfer"
    CALLED_BACK = "called_back"
    OTHER_HOLDER = "other_holder"
    LISTED = "listed"
    BANK_REFUSED = "bank_refused"


F, T = Fate, Twist
# The fewest working days from opening to the state in which a request still stands at the end.
YOUNGEST = {
    F.DRAFT: 2, F.SUBMITTED: 5, F.RETURNED: 12, F.VERIFIED: 11, F.PROPOSED: 13, F.APPROVED: 17, F.ORDERED: 20, F.SENT_BACK: 22, F.TO_SIGN: 22, F.CHECKED: 23,
    F.PART_PAID: 40, F.REVERSING: 29, F.REVERSED: 30, F.CLOSED_REVERSED: 35,
    # Promised so long ago that the promise ends soon, or has ended.
    F.ENDING: 87, F.LAPSED: 125,
}
PENDING = frozenset(YOUNGEST)


@dataclass(frozen=True)
class Plan:
    """One request of the year. `opened` is the number of the working day; `shares` are percents of the amount by fund."""

    number: int
    unit: str
    kind: str
    fate: Fate
    opened: int
    shares: tuple[tuple[str, int], ...]
    twists: frozenset[Twist] = field(default_factory=frozenset)

    def has(self, twist: Twist) -> bool:
        return twist in self.twists


# Unit, kind, fate, twists. Of the cast, Hoa files for CDCS-BML, Sơn for CDCS-SKD; Minh reviews what CDX-HAIANH holds.
_BML = "CDCS-BML"
ROWS: tuple[tuple[str, str, Fate, tuple[Twist, ...]], ...] = (
    (_BML, "new", F.DRAFT, ()), (_BML, "repair", F.DRAFT, (T.UNKNOWN_LAND,)), ("CDCS-MHH", "new", F.DRAFT, ()), ("CDCS-SKD", "repair", F.DRAFT, ()),
    ("CDCS-BLV", "repair", F.DRAFT, (T.UNKNOWN_LAND,)),
    (_BML, "repair", F.RETURNED, ()), ("CDCS-SKD", "new", F.RETURNED, ()), ("CDCS-TNX", "repair", F.RETURNED, (T.ASKED_BACK,)),
    (_BML, "new", F.SUBMITTED, ()), (_BML, "repair", F.SUBMITTED, (T.RETURNED_ONCE,)), ("CDCS-TRUC", "repair", F.SUBMITTED, ()),
    ("CDCS-YT3", "new", F.SUBMITTED, ()), ("CDCS-SKD", "repair", F.SUBMITTED, ()), ("CDCS-CBN", "new", F.SUBMITTED, ()),
    ("CDCS-HGL", "repair", F.SUBMITTED, (T.RETURNED_ONCE,)),
    (_BML, "new", F.VERIFIED, ()), ("CDCS-TRUC", "new", F.VERIFIED, (T.SECOND_VISIT,)), ("CDCS-NMT", "repair", F.VERIFIED, ()),
    ("CDCS-DBS", "new", F.VERIFIED, ()),
    (_BML, "repair", F.PROPOSED, ()), ("CDCS-SBD", "new", F.PROPOSED, ()), ("CDCS-MHH", "repair", F.PROPOSED, ()),
    ("CDCS-LMB", "new", F.PROPOSED, (T.HELPED_BEFORE,)), ("CDCS-RBT", "repair", F.PROPOSED, (T.DECLINED,)), ("CDCS-HOACAU", "new", F.PROPOSED, ()),
    (_BML, "new", F.APPROVED, ()), ("CDCS-DKQ", "repair", F.APPROVED, ()), ("CDCS-TTN", "new", F.APPROVED, (T.STALE,)),
    (_BML, "repair", F.ORDERED, (T.TRANSFER, T.OTHER_HOLDER)), ("CDCS-BLV", "new", F.ORDERED, (T.ORDER_VOIDED,)), ("CDCS-DCG", "repair", F.SENT_BACK, (T.TRANSFER,)),
    (_BML, "repair", F.TO_SIGN, ()), ("CDCS-DBS", "repair", F.TO_SIGN, (T.TRANSFER,)), (_BML, "new", F.CHECKED, (T.TRANSFER, T.CALLED_BACK, T.LISTED)),
    ("CDCS-SNT", "repair", F.CHECKED, (T.TRANSFER, T.CALLED_BACK)),
    ("CDCS-CBN", "new", F.PART_PAID, ()), ("CDCS-YT3", "repair", F.ENDING, ()), ("CDCS-TRUC", "repair", F.ENDING, (T.EXTENDED,)),
    ("CDCS-SNT", "repair", F.LAPSED, ()),
    (_BML, "new", F.PAID, ()), (_BML, "repair", F.PAID, (T.RETURNED_ONCE, T.TRANSFER)), (_BML, "new", F.PAID, (T.WAIVED,)),
    ("CDCS-TRUC", "repair", F.PAID, ()), ("CDCS-SBD", "repair", F.PAID, (T.TRANSFER, T.CALLED_BACK, T.LISTED, T.BANK_REFUSED)),
    ("CDCS-MHH", "new", F.PAID, ()), ("CDCS-MHH", "repair", F.PAID, (T.PROXY,)),
    ("CDCS-SKD", "new", F.PAID, ()), ("CDCS-SKD", "repair", F.PAID, (T.SECOND_VISIT,)), ("ND-XICHLO", "new", F.PAID, (T.RETURNED_ONCE,)),
    ("CDCS-NMT", "new", F.PAID, ()), ("CDCS-TNB", "repair", F.PAID, ()), ("CDCS-TNX", "new", F.PAID, (T.CONFIRMED,)),
    ("CDCS-THPTPD", "repair", F.PAID, ()), ("CDCS-DBS", "new", F.PAID, (T.ORDER_VOIDED,)), ("CDCS-HGL", "new", F.PAID, (T.TRANSFER, T.LISTED)),
    (_BML, "new", F.CLOSED, ()), ("CDCS-DKQ", "new", F.CLOSED, ()), ("CDCS-BLV", "repair", F.CLOSED, ()), ("CDCS-CTD", "repair", F.CLOSED_UNPAID, ()),
    ("CDCS-SBD", "repair", F.REVERSING, ()), ("CDCS-HGL", "repair", F.REVERSED, (T.TRANSFER,)), (_BML, "repair", F.CLOSED_REVERSED, ()),
    ("CDCS-NMT", "repair", F.PAID, (T.PAID_AGAIN,)),
    (_BML, "repair", F.REFUSED, (T.SOUND_HOUSE,)), ("CDCS-CBN", "repair", F.REFUSED, (T.HELPED_BEFORE,)), ("CDCS-LMB", "new", F.REFUSED, (T.DISPUTED,)),
    ("CDCS-TNX", "repair", F.REFUSED, (T.DECLINED,)),
    (_BML, "repair", F.WITHDRAWN, ()), ("CDCS-SNT", "new", F.WITHDRAWN, (T.RETURNED_ONCE,)), ("CDCS-THCSYT", "repair", F.WITHDRAWN, ()),
)
SHARES = {
    "new": ((("MAIAM", 80), ("XAHOI", 20)), (("MAIAM", 100),), (("MAIAM", 60), ("XAHOI", 20), ("CHAMLO", 20)), (("MAIAM", 70), ("CHAMLO", 30))),
    "repair": ((("MAIAM", 100),), (("XAHOI", 100),), (("MAIAM", 60), ("XAHOI", 40))),
}
FIRST_OPENED, LATEST_FINISHED = 6, 68


def requests(seed: int) -> list[Plan]:
    """Every request of the year in the order in which it is opened."""
    dice = Random(seed)
    finished = [number for number, row in enumerate(ROWS) if row[2] not in PENDING]
    span = len(WORKING_DAYS) - FIRST_OPENED - LATEST_FINISHED
    places = [FIRST_OPENED + span * n // len(finished) + dice.randrange(4) for n in range(len(finished))]
    dice.shuffle(places)
    opened = dict(zip(finished, places, strict=True))
    made = []
    for number, (unit, kind, fate, twists) in enumerate(ROWS):
        if fate in PENDING:
            opened[number] = len(WORKING_DAYS) - YOUNGEST[fate] - (12 if T.RETURNED_ONCE in twists else 0) - dice.randrange(4)
        made.append(Plan(number, unit, kind, fate, opened[number], dice.choice(SHARES[kind]), frozenset(twists)))
    return sorted(made, key=lambda plan: (plan.opened, plan.number))
