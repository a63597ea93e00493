"""How a process of Treapta starts: without looking for garbage where there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing made inside is collected, then or later: modules, models, routes, templates.

    Looking through them again and again took a quarter of the start; processes forked
    afterwards share their memory, which a collection would copy.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
