"""The register of providers is public: the same for everybody."""

from __future__ import annotations

from tests.roles import Access, anyone

MATRIX = [
    Access("provider_register.index", "GET", url=lambda _: "/registers/providers", **anyone(200)),
    Access(
        "provider_register.index_json",
        "GET",
        url=lambda _: "/registers/providers.json",
        **anyone(200),
    ),
    Access(
        "provider_register.show",
        "GET",
        url=lambda _: "/registers/providers/asociatia-punte",
        **anyone(200),
    ),
    Access(
        "provider_register.show_json",
        "GET",
        url=lambda _: "/registers/providers/asociatia-punte.json",
        **anyone(200),
    ),
]
