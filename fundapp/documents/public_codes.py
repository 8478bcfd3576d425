"""Codes under which anybody who holds a printed paper may ask whether it is genuine. Pure but for the key.

A code is an HMAC over what the paper says, under a key that never lies in the database: it cannot be guessed, it cannot be made by
whoever reads the database, and the same paper printed again bears the same code.
"""

import base64
import hashlib
import re
from datetime import date
from typing import NamedTuple

from fundapp.kernel import crypto
from fundapp.kernel.names import tidy_name

LENGTH, BYTES = 24, 15
# Letters and digits that people mistake for one another: the alphabet has the right-hand ones only.
MISREAD = str.maketrans({"0": "O", "1": "I", "8": "B"})


class Said(NamedTuple):
    """What the public row of a paper says, all of it covered by the code."""

    unit_id: int
    subject: str
    title: str
    number: str
    on: date
    amount: int
    payee: str
    digest: str


def code_of(said: Said) -> str:
    """Give the code of a paper: 24 letters and digits."""
    mac = bytes.fromhex(crypto.blind_index("public paper", crypto.canonical(list(said))))
    return base64.b32encode(mac[:BYTES]).decode()


def read_code(typed: str) -> str | None:
    """Read a code as people type it: in small letters, in groups, with a misread digit. None when it cannot be one."""
    tidy = re.sub(r"[\s.\-–]", "", typed).upper().translate(MISREAD)
    return tidy if re.fullmatch(f"[A-Z2-7]{{{LENGTH}}}", tidy) else None


def grouped(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def lookup_of(code: str) -> str:
    """Give what is stored in place of a code, so that the database holds none that works."""
    return hashlib.sha256(f"public paper|{code}".encode()).hexdigest()


def masked(name: str) -> str:
    """Keep of a name the first letter of each word: who holds the paper knows whose it is, nobody else does."""
    return " ".join(f"{word[0].upper()}•••" for word in tidy_name(name).split()[:8])
