"""The names under which a workbook of ours says where it came from: told without loading what writes one."""

from typing import Final

META_SHEET: Final = "_meta"
"""The name of the hidden sheet."""
PROPERTY: Final = "zigui-export"
"""The name of the document property."""
PROPERTY_PART: Final = "docProps/custom.xml"
"""The part that holds it."""
IDS: Final = "ids"
"""The first cell of a ``_meta`` row that names data rows: then the sheet, their keys and their ids as lists in JSON."""
ROW: Final = "row"
"""The same of one data row, as earlier exports have it: sheet, key, id."""

HEAD: Final = "head"
"""The key under which an export names the newest link of the journal's chain."""

STATE: Final = "state"
"""The key under which an export says that it is no final one."""
