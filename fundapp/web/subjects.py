"""From an opaque subject ("housing/12") to the page that shows it, by endpoint name: no room is imported."""

from typing import Any

from flask import current_app, url_for


def subject_url(subject: str | None) -> str | None:
    """Give the address of a subject's page: endpoint `<room>.show` with its one argument; None when no room shows it."""
    if not subject or "/" not in subject:
        return None
    room, _slash, number = subject.partition("/")
    endpoint = f"{room}.show"
    if endpoint not in current_app.view_functions or not number.isdigit():
        return None
    rule = next(current_app.url_map.iter_rules(endpoint))
    argument: dict[str, Any] = {next(iter(rule.arguments)): int(number)}
    return url_for(endpoint, **argument)
