"""Area: provider_approvals. The file of approval: the organiser's pages, questions, its opis."""

from lms.web.provider_approvals import draft, officers, pages, questions
from lms.web.provider_approvals.frame import blueprint

__all__ = ["blueprint", "draft", "officers", "pages", "questions"]
