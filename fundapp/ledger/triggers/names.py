"""What both databases freeze: tables that never lose a row, tables that never change one, columns fixed for good."""

NEVER_DELETED = (
    "account", "cash_box", "ledger_book", "ledger_book_purpose", "ledger_book_year", "ledger_period", "ledger_period_event", "ledger_balance",
    "ledger_month_total", "ledger_standing", "ledger_entry", "ledger_line", "ledger_narration", "voucher_series", "voucher", "voucher_paper", "reservation",
    "reservation_move", "reservation_extension", "ledger_terms", "ledger_terms_purpose", "ledger_terms_unit", "ledger_earmark",
    "cash_close", "cash_close_line", "cash_reopening", "cash_limit", "ledger_year_close", "ledger_year_event", "ledger_year_balance",
    "ledger_expected", "ledger_expected_move", "ledger_block", "ledger_sealed_block",
)
NEVER_CHANGED = (
    "ledger_line", "ledger_period_event", "reservation_move", "reservation_extension", "voucher_paper",
    "ledger_book_purpose", "ledger_terms_purpose", "ledger_terms_unit", "cash_close_line", "cash_limit",
    "ledger_year_event", "ledger_year_balance", "ledger_expected_move", "ledger_block", "ledger_sealed_block",
)
FIXED = {
    "account": ("id", "unit_id", "code", "nature", "parent_code", "source"),
    "cash_box": ("id", "unit_id", "kind", "account_code"),
    "ledger_book": ("id", "code", "unit_id", "legal_form", "fund_account_code", "opened_on"),
    "ledger_terms": (
        "id", "book_id", "unit_id", "earmark_id", "number", "valid_from", "last_on", "document", "reason", "proposed_by_id", "proposed_at",
    ),
    "ledger_earmark": ("id", "book_id", "unit_id", "opened_on", "opened_by_id", "opened_at"),
    "ledger_book_year": ("id", "book_id", "unit_id", "year"),
    "ledger_period": ("id", "book_year_id", "book_id", "unit_id", "month", "starts_on", "ends_on"),
    "ledger_year_close": ("id", "book_year_id", "book_id", "unit_id"),
    "ledger_balance": ("id", "book_id", "unit_id", "account_code", "box_id", "is_money"),
    "ledger_month_total": ("balance_id", "year", "month"),
    "ledger_standing": ("book_id",),
    "ledger_entry": (
        "id", "unit_id", "book_id", "book_year_id", "period_id", "entry_on", "kind", "reference", "body_digest", "purpose", "earmark_id",
        "beneficiary_unit_id", "voucher_id", "reverses_id", "drafted_by_id", "narration_digest",
    ),
    "ledger_narration": ("entry_id",),
    "voucher_series": ("id", "unit_id", "series", "year"),
    "voucher": (
        "id", "unit_id", "series", "year", "number", "kind", "voucher_on", "amount", "payee_name", "payee_address", "reason", "attachments",
        "issued_by_id", "issued_at",
    ),
    "reservation": (
        "id", "book_id", "unit_id", "for_unit_id", "subject", "purpose", "earmark_id", "amount", "due_on", "reserved_on", "reserved_at", "reserved_by_id",
    ),
    "ledger_expected": (
        "id", "unit_id", "for_unit_id", "book_id", "earmark_id", "box_id", "subject", "code", "account_code", "payer_name", "what", "expected_by_id",
        "expected_on", "expected_at",
    ),
    "cash_close": (
        "id", "unit_id", "box_id", "after_on", "close_on", "opening_amount", "received_amount", "paid_amount", "book_amount", "voucher_received_amount",
        "voucher_paid_amount", "counted_amount", "note", "closed_by_id", "closed_at",
    ),
    "cash_reopening": ("id", "unit_id", "box_id", "from_on", "reason", "asked_by_id", "asked_at"),
}
# Which state may follow which. A posted or dropped entry and a void voucher have no way on.
PERIOD_STEPS = (("open", "closing"), ("closing", "open"), ("closing", "closed"), ("closed", "reopening"), ("reopening", "closed"), ("reopening", "open"))


def step_wrong() -> str:
    """The condition under which a period takes a step that does not exist."""
    steps = " OR ".join(f"(OLD.state = '{old}' AND NEW.state = '{new}')" for old, new in PERIOD_STEPS)
    return f"OLD.state <> NEW.state AND NOT ({steps})"
