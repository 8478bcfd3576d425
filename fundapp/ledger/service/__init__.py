"""Acts on the books."""

from fundapp.ledger.service.alike import may_join
from fundapp.ledger.service.blocks import BlockRefused, post_block
from fundapp.ledger.service.books import add_box, open_book, open_year
from fundapp.ledger.service.chart import add_account, close_account, ensure_chart, reopen_account, set_codes
from fundapp.ledger.service.closes import (
    ask_reopening,
    close_day,
    confirm_reopening,
    lock_box,
    refuse_reopening,
    set_limit,
)
from fundapp.ledger.service.commitments import Source, extend, lapse, release, reserve
from fundapp.ledger.service.drafts import (
    draft,
    draft_opening,
    draft_reversal,
    drop_draft,
    enter_opening,
    post_draft,
    reverse,
    reverse_together,
)
from fundapp.ledger.service.entries import Posted, post, post_together
from fundapp.ledger.service.expecting import WAITING, amend_expected, expect, receive_expected, withdraw_expected
from fundapp.ledger.service.periods import (
    close_period,
    refuse_reopen,
    reopen_period,
    request_close,
    request_reopen,
    withdraw_close,
)
from fundapp.ledger.service.printing import attach_paper, print_voucher
from fundapp.ledger.service.ready import Held, LineSpec, NewVoucher, Posting
from fundapp.ledger.service.refusals import (
    BoxClosed,
    DutiesMixed,
    LedgerRefused,
    NotEnough,
    PeriodClosed,
    PurposeRefused,
    SameReference,
)
from fundapp.ledger.service.terms import Use, confirm_terms, open_earmark, propose_terms, refuse_terms
from fundapp.ledger.service.vouchers import issue_voucher, void_voucher
from fundapp.ledger.service.years import (
    close_year,
    draft_closing,
    refuse_year_reopen,
    reopen_year,
    request_year_close,
    request_year_reopen,
    withdraw_year_close,
)

__all__ = [
    "WAITING",
    "BlockRefused",
    "BoxClosed",
    "DutiesMixed",
    "Held",
    "LedgerRefused",
    "LineSpec",
    "NewVoucher",
    "NotEnough",
    "PeriodClosed",
    "Posted",
    "Posting",
    "PurposeRefused",
    "SameReference",
    "Source",
    "Use",
    "add_account",
    "add_box",
    "amend_expected",
    "ask_reopening",
    "attach_paper",
    "close_account",
    "close_day",
    "close_period",
    "close_year",
    "confirm_reopening",
    "confirm_terms",
    "draft",
    "draft_closing",
    "draft_opening",
    "draft_reversal",
    "drop_draft",
    "ensure_chart",
    "enter_opening",
    "expect",
    "extend",
    "issue_voucher",
    "lapse",
    "lock_box",
    "may_join",
    "open_book",
    "open_earmark",
    "open_year",
    "post",
    "post_block",
    "post_draft",
    "post_together",
    "print_voucher",
    "propose_terms",
    "receive_expected",
    "refuse_reopen",
    "refuse_reopening",
    "refuse_terms",
    "refuse_year_reopen",
    "release",
    "reopen_account",
    "reopen_period",
    "reopen_year",
    "request_close",
    "request_reopen",
    "request_year_close",
    "request_year_reopen",
    "reserve",
    "reverse",
    "reverse_together",
    "set_codes",
    "set_limit",
    "void_voucher",
    "withdraw_close",
    "withdraw_expected",
    "withdraw_year_close",
]
