"""Answers as a form sends them."""

from __future__ import annotations

from flask import request

from courses.responses import pair


def given_to(field: str) -> list[str]:
    """What was given in a field (`q-x`: words) and its parts (`q-x.item`: pairs).

    What was left empty is not given.
    """
    plain = [value.strip() for value in request.form.getlist(field)]
    pairs = [
        pair(name.removeprefix(f"{field}."), value)
        for name in request.form
        if name.startswith(f"{field}.")
        for value in request.form.getlist(name)
        if value
    ]
    return [value for value in plain if value] + pairs
