"""Acts on batches: receive a file, stage what was read, correct its columns, choose, confirm, undo."""

from fundapp.intake.service.confirming import confirm, take_rows
from fundapp.intake.service.receiving import IntakeRefused, choose, correct_columns, discard, receive, try_again
from fundapp.intake.service.staging import publish, refuse, stage, start_over
from fundapp.intake.service.undoing import undo

__all__ = [
    "IntakeRefused", "choose", "confirm", "correct_columns", "discard", "publish", "receive", "refuse", "stage", "start_over", "take_rows", "try_again", "undo",
]
