"""A workbook that someone else made, filled in place: only what changes is written anew, all else stays byte for byte.

``parts.py`` holds the package, ``sheet_text.py`` a sheet as rows and cells of text, ``insert.py`` makes room and moves
what lies below, ``recalculate.py`` gives dependent formulas their new stored values, ``styles.py`` and ``comments.py``
add looks and remarks to those that are there.
"""
