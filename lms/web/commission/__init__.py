"""Area: commission. The queue, the desk of a file, proposals, decisions and feedback results."""

from __future__ import annotations

from lms.web.commission.frame import blueprint

__all__ = ["blueprint"]
