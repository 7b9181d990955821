"""What stands in front: the pages of the open ledger, each made once, and what stands alone."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ui.pages import ENTRIES

if TYPE_CHECKING:
    from app.models.work import Change
    from app.services.glance import Glance
    from app.ui.desk import Desk
    from app.ui.pages.glimpse import Glimpse
    from app.ui.pages.page import Page


class Front(QStackedWidget):
    """A page is read anew when it is next looked at after a change; the one in front hears of the change at once."""

    status_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pages: dict[str, Page] = {}
        self.glimpse: Glimpse | None = None
        self._stale: set[str] = set()
        self._cover: QWidget | None = QWidget()
        """What stands in front until the first page has its figures: nothing, or what was kept of it."""
        self.addWidget(self._cover)
        self.currentChanged.connect(self._on_front)

    @property
    def page(self) -> "Page | None":
        """The page in front; None where something else is."""
        return next((page for page in self.pages.values() if page is self.currentWidget()), None)

    @property
    def number(self) -> int:
        """The number of the page in front; of the first one where none is."""
        page = self.page
        return next((i for i, entry in enumerate(ENTRIES) if page and self.pages.get(entry.name) is page), 0)

    def bring(self, number: int, desk: "Desk") -> "Page":
        """Show a page of the open ledger, as the ledger now is."""
        name = ENTRIES[number].name
        page = self.made(number, desk)
        if name in self._stale:
            self._stale.remove(name)
            page.refresh()
        if self._cover is not None and name == ENTRIES[0].name:
            page.filled.connect(self._take_over)
        else:
            self.setCurrentWidget(page)
        return page

    def made(self, number: int, desk: "Desk") -> "Page":
        """A page of the open ledger, made where it was not; it reads nothing before it is brought to the front."""
        name = ENTRIES[number].name
        if name not in self.pages:
            made = self.pages[name] = ENTRIES[number].make(desk, self)
            made.status_changed.connect(self.status_changed)
            self.addWidget(made)
            self._stale.add(name)
        return self.pages[name]

    def look(self, glance: "Glance") -> "Glimpse":
        """Show what was kept of the first page, until that page has its figures."""
        from app.ui.pages.glimpse import Glimpse

        self._cover = self.glimpse = Glimpse(glance, self)
        self.addWidget(self.glimpse)
        self.setCurrentWidget(self.glimpse)
        return self.glimpse

    def _take_over(self) -> None:
        """The first page has its figures; what was changed while they were read it reads again."""
        name = ENTRIES[0].name
        if self._cover is not None:
            self.setCurrentWidget(self.pages[name])
            if name in self._stale:
                self._stale.remove(name)
                self.pages[name].refresh()

    def _on_front(self) -> None:
        """What was kept is of no use once anything else was in front."""
        if self._cover is not None and self.currentWidget() is not self._cover:
            self._cover.deleteLater()
            self._cover = self.glimpse = None

    def on_change(self, change: "Change") -> None:
        """Tell the page in front what changed; the others read everything again when they are next looked at."""
        self.grow_stale()
        if self.page is not None:
            self.page.on_change(change)

    def grow_stale(self) -> None:
        """Have the pages that are not in front read everything again when they are next looked at."""
        self._stale.update(name for name, page in self.pages.items() if page is not self.page)

    def drop(self) -> None:
        """Forget every page; each is made anew when it is next wanted."""
        for page in self.pages.values():
            page.deleteLater()
        self.pages.clear()
        self._stale.clear()
