"""How a process of Treapta starts: without looking for garbage where there is none.

What a request or a step makes goes by itself when it ends; the collector is for cycles, which are
few. It looks when a good many objects are new, not each seven hundred: on long lists of rows and
facts that took a fifth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_YOUNG = 20_000  # new objects after which they are looked through


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
        gc.set_threshold(_YOUNG, 20, 20)
        gc.enable()
