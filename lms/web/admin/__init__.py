"""Area: admin."""

from lms.web.admin.pages import blueprint

__all__ = ["blueprint"]
