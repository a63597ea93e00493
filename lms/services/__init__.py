"""Use cases. Services take the session first, flush, and never commit."""
