"""Area: provider_entry. An entity comes in, its people, and the officer who verifies it."""

from lms.web.provider_entry import joining, officers, organisations
from lms.web.provider_entry.frame import blueprint

__all__ = ["blueprint", "joining", "officers", "organisations"]
