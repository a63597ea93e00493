"""Area: registry. Members as the register knows them, and imports of the register."""

from lms.web.registry import imports, members
from lms.web.registry.frame import blueprint

__all__ = ["blueprint", "imports", "members"]
