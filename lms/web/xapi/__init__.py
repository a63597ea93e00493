"""Area: xapi. The statement store for machines: /xapi (2.0.0) and /xapi/1.0.3."""

from lms.web.xapi.routes import blueprint

__all__ = ["blueprint"]
