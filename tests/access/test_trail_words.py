"""Every act that is recorded is said in Vietnamese on the page of the trail, and what it notes is said too."""

import re
from pathlib import Path

from fundapp.access.trail_words import GROUPS, WORDS, noted
from fundapp.cases.lifecycle import Act
from fundapp.gifts.lifecycle import Act as GiftAct
from fundapp.ledger.kinds import MoveKind
from fundapp.payments.lifecycle import Act as PaymentAct
from fundapp.web.subjects import WORDS as SUBJECTS

SOURCES = sorted((Path(__file__).resolve().parents[2] / "fundapp").rglob("*.py"))
TEXT = "\n".join(path.read_text("utf-8") for path in SOURCES)


def test_every_act_has_words() -> None:
    written = set(re.findall(r'\bact="([a-z_]+\.[a-z_]+)"', TEXT))
    composed = {f"cases.{act}" for act in Act} | {f"payment.{act}" for act in PaymentAct} | {f"ledger.{kind}" for kind in MoveKind}
    composed |= {f"gifts.{act}" for act in GiftAct}
    silent = (written | composed) - set(WORDS)
    assert not silent, f"say in fundapp/access/trail_words what was done: {sorted(silent)}"


def test_every_group_of_the_filter_has_acts() -> None:
    assert set(GROUPS) <= {act.split(".")[0] for act in WORDS}


def test_every_subject_has_a_word() -> None:
    rooms = set(re.findall(r'subject=f"([a-z_]+)/\{', TEXT))
    assert rooms <= set(SUBJECTS), f"name these in fundapp/web/subjects.py: {sorted(rooms - set(SUBJECTS))}"


def test_notes_are_written_as_people_read_them() -> None:
    assert noted({"amount": 40_000_000, "on": "2026-11-21", "role": "treasurer", "sha256": "ffec", "reason": ""}) == [
        ("số tiền", "40.000.000 đồng"), ("ngày", "21/11/2026"), ("nhiệm vụ", "Thủ quỹ"),
    ]
