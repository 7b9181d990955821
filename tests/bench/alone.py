"""One run of one way of importing, in a program that begins for it: ``python -m tests.bench.alone WAY FILE [BEFORE]``.

A child process loads the module it was begun from again. So this one loads no more than the program's own does, and
what the measuring needs only where it measures.
"""

import sys

from main import prepare_memory

if __name__ == "__main__":
    prepare_memory()
    from tests.bench.importing import alone

    alone(*sys.argv[1:])
