"""What an open block is, in SQL: the one that begins with the next number of its year (of its series). Sealed, the year has moved past it."""


def in_open_block(year: str, number: str) -> str:
    """Whether an entry's number lies in a block of its year that is being filled."""
    return f"""EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = {year} AND {number} BETWEEN ob.first_number AND ob.last_number)"""


def voucher_in_open_block(row: str) -> str:
    """Whether a voucher's number lies in a block of its series that is being filled."""
    return f"""EXISTS (SELECT 1 FROM voucher_series os JOIN ledger_block ob ON ob.series_id = os.id AND ob.first_voucher = os.last_number + 1
      WHERE os.unit_id = {row}.unit_id AND os.series = {row}.series AND os.year = {row}.year AND {row}.number BETWEEN ob.first_voucher AND ob.last_voucher)"""


# Of a payment written in a block: a plain one, that no donor's terms bind.
BORN_POSTED = "({row}.state = 'posted' AND {row}.kind = 'ordinary' AND {row}.earmark_id IS NULL AND {block})"


def born_posted(row: str) -> str:
    return BORN_POSTED.format(row=row, block=in_open_block(f"{row}.book_year_id", f"{row}.number"))


def takes_rows(entry: str) -> str:
    """Whether lines, narration and paid commitments are still added to an entry."""
    return f"({entry}.state = 'draft' OR ({entry}.state = 'posted' AND {in_open_block(f'{entry}.book_year_id', f'{entry}.number')}))"


MESSAGES = {
    "block": "L8 a block begins with the next number of its year and of its series",
    "sealed": "L7 a block is sealed once, when the year stands just before it",
    "gap": "L7 not the next number or not linked to the last entry",
    "vouchers": "L8 not the next number of the series",
    "period": "L9 the period is not open on that day",
    "voucher": "L8 the voucher is void or of another unit",
    "lines": "L5 an entry has two lines or more",
    "off": "L1 an entry balances",
    "day": "L11 a line bears the day of its entry",
    "pays": "L5 a block holds payments only",
    "box": "L19 the cash box is closed on that day",
    "moves": "F2 what is promised changes by a new commitment or move only",
}
