"""Area: attendance. Lists of an edition: uploaded, reviewed, confirmed, booked, undone."""

from lms.web.attendance import booking, columns, review, upload
from lms.web.attendance.frame import blueprint

__all__ = ["blueprint", "booking", "columns", "review", "upload"]
