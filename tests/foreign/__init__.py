"""Verifiers of other makes asked about what this product serves; nothing of them is fetched."""
