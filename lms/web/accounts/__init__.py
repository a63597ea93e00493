"""Area: accounts."""

from lms.web.accounts import profile, signing
from lms.web.accounts.frame import blueprint

__all__ = ["blueprint", "profile", "signing"]
