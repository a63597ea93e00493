"""Area: files. A member's files (dosare), and the questions by which one is opened."""

from __future__ import annotations

from lms.web.files import evidence as _evidence  # noqa: F401
from lms.web.files import mine as _mine  # noqa: F401 (registers its routes)
from lms.web.files import opening as _opening  # noqa: F401
from lms.web.files import requests as _requests  # noqa: F401
from lms.web.files.frame import blueprint

__all__ = ["blueprint"]
