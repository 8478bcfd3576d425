"""Acts on orders to pay, each all or nothing, each leaving one event; nobody twice, nothing unseen, nothing on a stale proof."""

from fundapp.payments.service.batches import (
    MOST_LINES,
    approve_batch,
    ask_approval,
    bank_file,
    is_under_way,
    make_batch,
    remove_line,
    send_batch,
    void_batch,
)
from fundapp.payments.service.cash import Proxy, pay_in_cash
from fundapp.payments.service.copies import reprint
from fundapp.payments.service.handbacks import allocate_handback, ask_handback
from fundapp.payments.service.layouts import add_layout, retire_layout
from fundapp.payments.service.orders import (
    HelpedMeanwhile,
    SealStale,
    check_order,
    content_digest,
    make_order,
    mend_order,
    return_order,
    void_order,
)
from fundapp.payments.service.payees import (
    PaymentRefused,
    Transfer,
    account_for,
    call_back,
    may_leave,
    note_warnings,
    register_account,
)
from fundapp.payments.service.proving import prove
from fundapp.payments.service.reversal import ask_reversal, confirm_reversal, keep_payment
from fundapp.payments.service.settling import end_batch, receive_result, settle
from fundapp.payments.service.settling_many import settle_many
from fundapp.payments.service.signing import missing, sign_order
from fundapp.payments.service.terms import LimitLine, TermsRefused, confirm_terms, propose_terms, refuse_terms
from fundapp.payments.service.transfers import pay_by_transfer, print_paid

__all__ = [
    "MOST_LINES",
    "HelpedMeanwhile",
    "LimitLine",
    "PaymentRefused",
    "Proxy",
    "SealStale",
    "TermsRefused",
    "Transfer",
    "account_for",
    "add_layout",
    "allocate_handback",
    "approve_batch",
    "ask_approval",
    "ask_handback",
    "ask_reversal",
    "bank_file",
    "call_back",
    "check_order",
    "confirm_reversal",
    "confirm_terms",
    "content_digest",
    "end_batch",
    "is_under_way",
    "keep_payment",
    "make_batch",
    "make_order",
    "may_leave",
    "mend_order",
    "missing",
    "note_warnings",
    "pay_by_transfer",
    "pay_in_cash",
    "print_paid",
    "propose_terms",
    "prove",
    "receive_result",
    "refuse_terms",
    "register_account",
    "remove_line",
    "reprint",
    "retire_layout",
    "return_order",
    "send_batch",
    "settle",
    "settle_many",
    "sign_order",
    "void_batch",
    "void_order",
]
