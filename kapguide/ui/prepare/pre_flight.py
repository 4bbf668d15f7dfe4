"""Pre-flight: each output heard where the client lies, power, disk, do-not-disturb, and the client's display."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kapguide.ui.prepare.parts import FactRow, ListedFact, stand_before
from kapguide.ui.prepare.people_card import clock
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card


class TriedOutput(msgspec.Struct, frozen=True):
    """An output: its role, its name, whether sound leaves it, when it was heard, whether its tone sounds now."""

    role: str
    name: str
    ready: bool = True
    state: str = ""
    heard: datetime | None = None
    sounding: bool = False
    tried: bool = False
    """A tone was played on it, and nobody has said yet whether it was heard."""


class PreFlightData(msgspec.Struct, frozen=True):
    """All that the card shows. `undisturbed` is who says that the computer keeps quiet."""

    outputs: tuple[TriedOutput, ...] = ()
    on_mains: bool | None = None
    disk: str = ""
    disk_low: bool = False
    undisturbed: str = ""
    display: str = ""


class PreFlightCard(Card):
    """`tone_asked` wants the tone of an output, or its end; `heard_said` says that it was heard."""

    tone_asked = Signal(str)
    heard_said = Signal(str)
    quiet_said = Signal()
    """Do-not-disturb is on, or is not after all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Pre-flight")
        self.set_pad(18, 12)
        self.body.setSpacing(0)
        self.data = PreFlightData()
        self._outputs = QVBoxLayout()
        self._outputs.setSpacing(0)
        self._roles: tuple[str, ...] = ()
        self.outputs: dict[str, tuple[FactRow, Button, Button]] = {}
        """For each output its row, the button that goes on with it, and the one that plays its tone again."""
        self.power = FactRow(theme, ListedFact("Power"))
        self.disk = FactRow(theme, ListedFact("Disk"))
        self.undisturbed = FactRow(theme, ListedFact("Do not disturb"))
        self.say_quiet = Button(theme, "It is on", key="d", compact=True, name="Do-not-disturb is on")
        self.display = FactRow(theme, ListedFact("Client’s display"))
        self.add(self._outputs)
        self.add(self.power)
        self.add(self.disk)
        self.add(_with_button(self.undisturbed, self.say_quiet))
        self.add(self.display)
        self.body.addStretch(1)
        self.say_quiet.clicked.connect(self.quiet_said)

    def show_data(self, data: PreFlightData) -> None:
        """Draw `data`."""
        self.data = data
        roles = tuple(output.role for output in data.outputs)
        if roles != self._roles:
            self._roles = roles
            self._make_rows(data.outputs)
        first = next((output.role for output in data.outputs if output.heard is None), None)
        for output in data.outputs:
            self._show_output(output, "a" if output.role == first else "")
        mains = {True: "from the wall", False: "", None: "not known here"}[data.on_mains]
        aside = "from the battery" if data.on_mains is False else ""
        self.power.set_data(ListedFact("Power", aside, mains, bool(data.on_mains), known=data.on_mains is not None))
        low = data.disk_low
        self.disk.set_data(ListedFact("Disk", data.disk if low else "", "" if low else data.disk, not low))
        by = f"on, says {data.undisturbed}" if data.undisturbed else ""
        self.undisturbed.set_data(ListedFact("Do not disturb", right=by, there=bool(by)))
        self.say_quiet.setVisible(not by)
        self.display.set_data(ListedFact("Client’s display", right=data.display, there=False, known=False))

    def _show_output(self, output: TriedOutput, key: str) -> None:
        row, button, again = self.outputs[output.role]
        heard = f"heard {clock(output.heard)}" if output.heard is not None else ""
        aside = "" if heard else output.state if not output.ready else "heard?" if output.tried else "not heard"
        row.set_data(ListedFact(output.name, aside, heard, bool(heard)))
        words, icon = ("Heard", "check") if output.tried else ("Test tone", "volume-2")
        button.show_as(words, icon=icon, key=key, name=f"{words}, {output.name}")
        button.setVisible(not heard)
        button.setEnabled(output.ready)
        words, icon = ("End tone", "volume-x") if output.sounding else ("Test tone again", "volume-2")
        again.show_as(icon=icon, name=f"{words}, {output.name}")
        again.setVisible(output.tried and not heard)

    def _pressed(self, role: str) -> None:
        output = next(each for each in self.data.outputs if each.role == role)
        (self.heard_said if output.tried else self.tone_asked).emit(role)

    def _make_rows(self, outputs: Sequence[TriedOutput]) -> None:
        while (item := self._outputs.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self.outputs = {}
        for output in outputs:
            row, button = FactRow(self.theme, ListedFact(output.name)), Button(self.theme, "Test tone", compact=True)
            again = Button(self.theme, icon="volume-2", compact=True)
            button.clicked.connect(lambda _=False, role=output.role: self._pressed(role))
            again.clicked.connect(lambda _=False, role=output.role: self.tone_asked.emit(role))
            self._outputs.addWidget(_with_button(row, again, button))
            self.outputs[output.role] = row, button, again
        stand_before(self.say_quiet, [part for _, button, again in self.outputs.values() for part in (again, button)])

    def press_next(self) -> None:
        """The key of the first output that was not heard yet."""
        for role, (_, button, _) in self.outputs.items():
            if button.isVisibleTo(self) and button.isEnabled():
                self._pressed(role)
                return

    def stops(self) -> Mapping[str, QWidget]:
        """Where each thing that can be missing is mended."""
        found: dict[str, QWidget] = {f"output {role}": button for role, (_, button, _) in self.outputs.items()}
        return {**found, "power": self.power, "disk": self.disk, "undisturbed": self.say_quiet}


def _with_button(row: FactRow, *buttons: Button) -> QWidget:
    line = QWidget()
    place = QHBoxLayout(line)
    place.setContentsMargins(0, 0, 0, 0)
    place.setSpacing(4)
    place.addWidget(row, 1)
    for button in buttons:
        place.addWidget(button)
    return line
