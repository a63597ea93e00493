"""Area: commission. The queue, a file on the desk, proposals, decisions, feedback, signals."""

from __future__ import annotations

from lms.web.commission import attendance as _attendance  # noqa: F401 (registers its routes)
from lms.web.commission import decisions as _decisions  # noqa: F401 (registers its routes)
from lms.web.commission import desk as _desk  # noqa: F401
from lms.web.commission import feedback_results as _feedback_results  # noqa: F401
from lms.web.commission import quality as _quality  # noqa: F401 (registers its routes)
from lms.web.commission import queue as _queue  # noqa: F401
from lms.web.commission import reviews as _reviews  # noqa: F401
from lms.web.commission import signals as _signals  # noqa: F401 (registers its routes)
from lms.web.commission import totals as _totals  # noqa: F401
from lms.web.commission.frame import blueprint

__all__ = ["blueprint"]
