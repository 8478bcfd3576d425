"""No job is due at night, whatever rooms this process has loaded."""

import pytest

from fundapp.jobs import service


@pytest.fixture(autouse=True)
def no_night(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_nightly", {})
