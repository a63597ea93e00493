"""Errors that a person can act on: each is a full sentence, given as a translatable text."""

from __future__ import annotations

from collections.abc import Mapping


class TreaptaError(Exception):
    """A refusal with a sentence for the person: a gettext msgid (Romanian) and its parameters."""

    status = 400

    def __init__(self, message: str, /, **params: object) -> None:
        super().__init__(message % params if params else message)
        self.message = message
        self.params: Mapping[str, object] = params


class BadInput(TreaptaError):
    """What was sent cannot be used; nothing was changed."""

    def __init__(self, message: str, /, *, field: str | None = None, **params: object) -> None:
        super().__init__(message, **params)
        self.field = field


class NotAllowed(TreaptaError):
    """The person is known but may not do this."""

    status = 403


class NotFound(TreaptaError):
    """There is no such thing, or the person may not know of it."""

    status = 404


class Gone(TreaptaError):
    """It was public and was withdrawn."""

    status = 410


class Conflict(TreaptaError):
    """It was already done, or something changed meanwhile."""

    status = 409


def N_(text: str) -> str:  # noqa: N802 (gettext's own name for "translate this later")
    """Mark a text for translation where it is written; the edge translates it."""
    return text
