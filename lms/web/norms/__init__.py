"""Area: norms. What is in force, for everybody; drafts, simulations and decisions, for officers."""

from __future__ import annotations

from lms.web.norms import adoption as _adoption  # noqa: F401 (registers its routes)
from lms.web.norms import cases as _cases  # noqa: F401
from lms.web.norms import drafts as _drafts  # noqa: F401
from lms.web.norms import editing as _editing  # noqa: F401
from lms.web.norms import public as _public  # noqa: F401
from lms.web.norms import simulation as _simulation  # noqa: F401
from lms.web.norms.frame import blueprint

__all__ = ["blueprint"]
