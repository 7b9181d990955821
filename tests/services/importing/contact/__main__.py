"""``python -m tests.services.importing.contact FOLDER``: the workbooks and their truths."""

import sys
from pathlib import Path

from tests.services.importing.contact import figures, ledgers

folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for maker in (*ledgers.CASES, *figures.CASES):
    maker().save(folder)
