"""How the manual's text is set: sizes of headings, air between lines, hairlines of tables, plain letters for keys."""

from PySide6.QtGui import (
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextTable,
    QTextTableCellFormat,
)

from app.ui import theme

EDGE = 24
_SPACING, _TABLE_SPACING = 150.0, 120.0  # per cent of the letters' height from line to line
_SIZES = {2: theme.HEADLINE, 3: theme.TITLE, 4: theme.BODY}
_PICTURE = "\ufffc"  # the sign that stands for one in a block's text


def dress(document: QTextDocument) -> None:
    """Set a document that was read from Markdown."""
    document.setDocumentMargin(EDGE)
    document.setIndentWidth(EDGE)
    document.setDefaultFont(theme.font(theme.BODY))
    block = document.begin()
    while block.isValid():
        _space(block)
        _letter(block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _rule(frame)


def heading(document: QTextDocument, words: str) -> QTextCursor:
    """Where a heading stands; the document's start where there is none of these words."""
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel() and block.text() == words:
            return QTextCursor(block)
        block = block.next()
    return QTextCursor(document)


def _space(block: QTextBlock) -> None:
    """Air between the lines; a picture's line must be as high as it is."""
    if _PICTURE in block.text():
        return
    cursor = QTextCursor(block)
    in_table = cursor.currentTable() is not None
    shape = QTextBlockFormat()
    spacing = _TABLE_SPACING if in_table else _SPACING
    shape.setLineHeight(spacing, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    shape.setTopMargin(2 * theme.GAP if block.blockFormat().headingLevel() else 0)
    shape.setBottomMargin(0 if in_table else theme.GAP)
    cursor.mergeBlockFormat(shape)


def _letter(block: QTextBlock) -> None:
    """Headings in their sizes; keys and commands in the program's own letters on a grey ground."""
    level = block.blockFormat().headingLevel()
    cursor = QTextCursor(block)
    if level:
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        letters = QTextCharFormat()
        letters.setFont(theme.font(_SIZES.get(level, theme.BODY), bold=True))
        cursor.mergeCharFormat(letters)
        return
    letters = QTextCharFormat()
    letters.setFont(theme.font(theme.BODY))
    letters.setBackground(theme.colour("sub2"))
    for position, length in _fixed(block):
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(letters)


def _fixed(block: QTextBlock) -> list[tuple[int, int]]:
    """Where keys and commands stand in a block: position and length of each."""
    found, part = [], block.begin()
    while not part.atEnd():
        fragment = part.fragment()
        if fragment.charFormat().fontFixedPitch():
            found.append((fragment.position(), fragment.length()))
        part += 1
    return found


def _rule(table: QTextTable) -> None:
    """A hairline under each row, a grey head."""
    shape = table.format()
    shape.setBorder(0)
    shape.setCellSpacing(0)
    shape.setCellPadding(theme.GAP)
    shape.setTopMargin(theme.GAP)
    shape.setBottomMargin(theme.MARGIN)
    table.setFormat(shape)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = QTextTableCellFormat()
            cell.setBottomBorder(1)
            cell.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            cell.setBottomBorderBrush(theme.colour("line2" if row == 0 else "line"))
            cell.setPadding(theme.GAP)
            if row == 0:
                cell.setBackground(theme.colour("sub"))
            table.cellAt(row, column).setFormat(cell)
