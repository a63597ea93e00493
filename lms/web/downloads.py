"""Files that people put in: given back as a download, never shown inside our own pages."""

from __future__ import annotations

import io

from flask import Response, send_file

from lms.models import StoredFile


def send_stored(stored: StoredFile, data: bytes) -> Response:
    """The bytes as an attachment under their own name, with nothing that could run."""
    response = send_file(
        io.BytesIO(data),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.filename,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def send_picture(jpeg: bytes) -> Response:
    """A picture that we drew ourselves, to be shown in a page."""
    response = Response(jpeg, content_type="image/jpeg")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=600"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
