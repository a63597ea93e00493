"""Area: promotions. A higher grade: the member's page, the commission's list, the branch."""

from __future__ import annotations

from lms.web.promotions import branch as _branch  # noqa: F401 (registers its routes)
from lms.web.promotions import mine as _mine  # noqa: F401
from lms.web.promotions import officers as _officers  # noqa: F401
from lms.web.promotions import session as _session  # noqa: F401
from lms.web.promotions.frame import blueprint

__all__ = ["blueprint"]
