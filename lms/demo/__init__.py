"""Demonstration data: believable, generated, the same on every machine; no real person."""
