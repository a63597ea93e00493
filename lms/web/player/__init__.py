"""Area: player. Lessons, self-checks, the final test, and what comes of a finished course."""

from lms.web.player import finished, lessons, test  # noqa: F401 (they add their routes)
from lms.web.player.frame import blueprint

__all__ = ["blueprint"]
