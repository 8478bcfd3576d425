"""What a form said is remembered by a keyed digest, which nobody can try out without the key."""

from typing import Any

from flask import Flask, request

from fundapp.kernel import crypto
from fundapp.web import once


def test_the_digest_of_a_form_hangs_on_the_key(settings: Any) -> None:
    known, found = crypto.ring(), set()
    try:
        for key in (b"1" * 32, b"2" * 32):
            ring = crypto.KeyRing({"k1": key})
            crypto.use(lambda ring=ring: ring)
            with Flask("x").test_request_context("/households/new", method="POST", data={"cccd": "036188900501", once.FIELD: "a" * 24}):
                found.add(once._digest(request))
    finally:
        crypto.use(lambda: known)
    assert len(found) == 2
