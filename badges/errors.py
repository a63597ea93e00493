"""The one exception of this package: a code, its parameters and a sentence in two languages."""

from __future__ import annotations

from collections.abc import Mapping

from badges.catalogue import sentence


class BadgeError(Exception):
    """Something that was asked of this package cannot be done; `code` says what, `params` where."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params: Mapping[str, str | int] = params
        super().__init__(self.sentence("en"))

    def sentence(self, lang: str) -> str:
        """Return the error as one full sentence in `lang` (ro or en)."""
        return sentence(self.code, self.params, lang)


class BadgeFileError(BadgeError):
    """A file given for verification holds no badge that can be read."""
