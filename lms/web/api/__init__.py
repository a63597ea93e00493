"""Area: api. /api/v1 for the programs of organisers, its OpenAPI description and its pages."""

from lms.web.api import attendance, description, editions, verify
from lms.web.api.frame import blueprint

__all__ = ["attendance", "blueprint", "description", "editions", "verify"]
