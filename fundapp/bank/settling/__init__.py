"""Acts of settling a bank account: propose, confirm as shown, undo, book a line, reconcile and sign."""

from fundapp.bank.settling.arriving import Arrival, arrivals, receive
from fundapp.bank.settling.booking import book_line, end_rule, rule_for
from fundapp.bank.settling.confirming import ask_all, confirm, drop, mark_of_all, marks, sure_marks, undo
from fundapp.bank.settling.looking import look
from fundapp.bank.settling.proposing import pair, propose
from fundapp.bank.settling.reconciling import prepare, refuse, sign
from fundapp.bank.settling.refusals import SettlingRefused

__all__ = [
    "Arrival", "SettlingRefused", "arrivals", "ask_all", "book_line", "confirm", "drop", "end_rule", "look", "mark_of_all", "marks", "pair", "prepare", "propose",
    "receive",    "refuse", "rule_for", "sign", "sure_marks", "undo",
]
