"""Work on very many rows without the collector of circular garbage, which would look through all of them over and over.

Nothing that an import or an export makes of a row points back at itself, so nothing is lost by not looking.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold the collector back for so long, if it is at work at all."""
    at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if at_work:
            gc.enable()
