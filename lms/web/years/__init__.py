"""Area: years. How a year stands over the profession, its close, and a member's closed year."""

from lms.web.years import mine, profession
from lms.web.years.frame import blueprint

__all__ = ["blueprint", "mine", "profession"]
