"""Area: badges."""

from lms.web.badges import issuing, mine, public
from lms.web.badges.frame import blueprint

__all__ = ["blueprint", "issuing", "mine", "public"]
