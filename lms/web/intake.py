"""What any request may carry: bounded bodies, text that a database can hold, files in their field.

It runs before everything else, the form tokens included, so that no route has to think of it.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, request

from lms.errors import N_, BadInput

# Text that people type; Werkzeug bounds only the fields of multipart forms by themselves.
MOST_TEXT_BYTES = 1024 * 1024
FILE_FIELD = "file"  # every upload has one file, under this name
MULTIPART = "multipart/form-data"


def register_intake(app: Flask) -> None:
    """Refuse what no route could use; to be registered before whatever reads the form."""

    @app.url_value_preprocessor
    def bound(endpoint: str | None, values: dict[str, object] | None) -> None:
        """Only files may be large; an area may set a bound of its own after this."""
        del endpoint, values
        if request.mimetype != MULTIPART:
            request.max_content_length = MOST_TEXT_BYTES

    @app.before_request
    def refuse_unusable() -> None:
        if any("\0" in text for text in _texts()):
            raise BadInput(
                N_(
                    "Un text trimis conține un caracter nul, care nu se poate păstra. "
                    "Scrieți textul din nou, fără copiere, și retrimiteți."
                )
            )
        if set(request.files) - {FILE_FIELD}:
            raise BadInput(N_("A venit un fișier acolo unde se așteaptă text."))


def _texts() -> Iterator[str]:
    """Everything that a request says in words, but what the body of another kind holds."""
    yield request.path
    for given in (request.args, request.form):
        for name, values in given.lists():
            yield name
            yield from values
    for upload in request.files.values():
        yield upload.filename or ""
    if request.authorization is not None:
        yield from (request.authorization.username or "", request.authorization.password or "")
