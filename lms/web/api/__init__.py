"""Area: api. /api/v1 for the programs of organisers, its OpenAPI description and its pages."""

from lms.web.api import attendance, description, editions
from lms.web.api.frame import blueprint

__all__ = ["attendance", "blueprint", "description", "editions"]
