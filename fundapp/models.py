"""Every room's models and triggers, imported in one place, so that the schema is whole."""

from importlib import import_module
from importlib.util import find_spec

ROOMS = ("web", "jobs", "orgs", "access", "documents", "regulations", "sheets", "help", "households", "ledger", "cases", "payments", "intake", "housing")

for room in ROOMS:
    for module in ("models", "triggers"):
        try:
            spec = find_spec(f"fundapp.{room}.{module}")
        except ModuleNotFoundError:
            spec = None
        if spec is not None:
            import_module(f"fundapp.{room}.{module}")
