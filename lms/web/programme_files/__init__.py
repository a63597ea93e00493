"""Area: programme_files. Our programmes; the file of one: draft, parts, questions, where it is."""

from lms.web.programme_files import draft, pages, parts, questions
from lms.web.programme_files.frame import blueprint

__all__ = ["blueprint", "draft", "pages", "parts", "questions"]
