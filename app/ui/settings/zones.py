"""The towns that a zone answers for, town by town, to be changed."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app.models.work import Change
from app.services import zones
from app.services.zones import ZoneMap
from app.ui import theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label

_HEADINGS = (Heading("县(市、区)"), Heading("镇(街道)", stretches=True), Heading("由谁报送"))
_COUNTY = "所在县(市、区)"


class ZonesPanel(QWidget):
    """The map of towns to zones; the setting 开发区所辖镇街 says whether they count in their county."""

    def __init__(self, desk: Desk, fail: Callable[[Exception], None]) -> None:
        super().__init__()
        self._desk, self._fail = desk, fail
        self.lines = Listing("镇街由谁报送", _HEADINGS, self._offer)
        self.zones, self.put = QComboBox(), button("改为由它报送")
        self.zones.setAccessibleName("由谁报送")
        self.zones.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.put.clicked.connect(self._put)
        self.told = label("", "hint")
        row = QHBoxLayout()
        row.setSpacing(theme.GAP)
        row.addWidget(label("选中的镇街由", "label"))
        row.addWidget(self.zones)
        row.addWidget(self.put)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        column.setSpacing(theme.GAP)
        column.addWidget(label("开发区、度假区等单独报送的单位管哪些镇街", "panel"))
        column.addWidget(self.told)
        column.addWidget(self.lines, 1)
        column.addLayout(row)

    def refresh(self) -> None:
        """Read the map again."""
        store = self._desk.store
        self._desk.read("读取镇街归属", lambda: zones.zone_map(store), self._show, self._fail)

    def _show(self, found: ZoneMap) -> None:
        names = {zone.code: zone.name for zone in found.zones}
        self.lines.show_lines(
            [
                Line((one.county, one.name, names.get(one.zone, _COUNTY)), "accent" if one.zone else "ink", one.code)
                for one in found.towns
            ]
        )
        self.zones.clear()
        self.zones.addItem(_COUNTY, "")
        for zone in found.zones:
            self.zones.addItem(zone.name, zone.code)
        none = "本市没有单独报送的开发区，镇街都由所在县(市、区)报送。"
        said = "改了之后，各指标按新的归属重算；是否计入所在县由“统计与备份”里的“开发区所辖镇街”决定。"
        self.told.setText(said if found.zones else none)
        self._offer()

    def _offer(self) -> None:
        self.put.setEnabled(self.lines.chosen is not None and self.zones.count() > 1)

    def _put(self) -> None:
        line = self.lines.chosen
        if line is None:
            return
        store, town, zone = self._desk.store, str(line.of), str(self.zones.currentData())

        def work() -> Change:
            return zones.assign(store, town, zone)

        def done(_: Change) -> None:
            self.refresh()

        self._desk.write("镇街归属", work, lambda change: [change], done, self._fail)
