"""From the bytes of a file to a statement, by what they are and never by the name of the file or of a bank."""

from collections.abc import Mapping

from fundapp.bank.camt import read_camt
from fundapp.bank.mt940 import is_mt940, read_mt940
from fundapp.bank.statement import Statement
from fundapp.bank.table import read_table
from fundapp.sheets import textfile
from fundapp.sheets.reader import LARGEST_FILE, FileRefused, read_tree, read_workbook, refuse_unsafe

TREE, MESSAGE, TABLE = "camt", "mt940", "table"
PROBED = 8000


def shape_of(content: bytes) -> str:
    """Say how a file is read. Raises FileRefused for what is too large or no statement by its bytes."""
    if len(content) > LARGEST_FILE:
        raise FileRefused("file_too_large")
    head = content[:PROBED].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"<?xml", b"<Document", b"\xff\xfe<\x00", b"\xfe\xff\x00<")):
        return TREE
    if head[:1] in (b":", b"{") and is_mt940(textfile.decode(content[:PROBED])[0]):
        return MESSAGE
    refuse_unsafe(content)
    return TABLE


def read_statement(content: bytes, name: str, remembered: Mapping[str, Mapping[str, str]] | None = None) -> Statement:
    """Read a statement whole; raises FileRefused, or StatementRefused with row and column.

    `remembered` gives what a person said about columns: fingerprint of the header → letter → fact.
    """
    shape = shape_of(content)
    if shape == TREE:
        return read_camt(read_tree(content))
    if shape == MESSAGE:
        return read_mt940(textfile.decode(content)[0])
    return read_table(read_workbook(content, name, tells_formulas=True), remembered or {})
