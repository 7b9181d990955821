"""How well the year's documents are read: one line a document, precision and recall of the aims with a figure.

``python -m tests.bench.documents [FILE…]``; without files, every document of the tests that has its truth.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from app.services import ledger
from tests.services.importing.document_truth import judged, score, truth_of
from tests.services.importing.documents import proposed


def main() -> None:
    """Print the table, and below each line what is not right."""
    paths = [Path(name) for name in sys.argv[1:]] or judged()
    _say("precision  recall  right  aims  document")
    with TemporaryDirectory() as folder, ledger.create(f"{folder}/a.ledger", "330421", 2022) as store:
        for path in paths:
            truth = truth_of(path)
            got = score(proposed(store, path), truth)
            right = got.found - len({text.split(":")[0] for text in got.wrong})
            _say(f"{got.precision:9.1%} {got.recall:7.1%} {right:6} {len(truth):5}  {path.name}")
            for sign, texts in (("-", got.missing), ("+", got.extra), ("!", got.wrong)):
                for text in texts:
                    _say(f"    {sign} {text}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
