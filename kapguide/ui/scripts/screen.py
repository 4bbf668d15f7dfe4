"""The scripts page: a script is chosen, its lines are read, and each can be recorded, heard and thrown away."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent

from kapguide.ui.scripts.desk import DeskAct, RecordingDesk
from kapguide.ui.scripts.layout import ScriptsLayout
from kapguide.ui.scripts.rows import ScriptLineRow, lengths, script_row, silence_words
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.places import key_meant
from kapguide.usecases.shipped.scripts import Scripts


class ScriptsScreen(ScriptsLayout):
    """Shows what a desk is doing, and asks it for what the person wants."""

    closed = Signal()

    def __init__(
        self, theme: Theme, known: Scripts, desk: RecordingDesk, recorded: Mapping[str, int] | None = None
    ) -> None:
        """`recorded` is how many lines of each script have a recording."""
        super().__init__(theme)
        self._scripts, self._desk, self._recorded = known, desk, dict(recorded or {})
        self.setAccessibleName("Scripts")
        desk.changed.connect(self._show)
        desk.level.connect(self.meter.show_level)
        desk.said.connect(self.message.say)
        self.scripts.picked.connect(self._pick_script)
        self.scripts.chosen.connect(lambda _: self.lines.setFocus())
        self.lines.picked.connect(lambda line: desk.turn_to(int(line)))
        self.lines.chosen.connect(lambda _: self._record())
        for button, does in (
            (self.record_button, self._record),
            (self.whole_button, self._record_whole),
            (self.hear_button, desk.hear),
            (self.throw_button, desk.throw_away),
            (self.undo_button, desk.undo),
            (self.close_button, self._back),
        ):
            button.clicked.connect(lambda _=False, does=does: does())
        if desk.script is None and known.known:
            desk.take_up(next(iter(known.known.values())).script)
        self._show()
        for sentence in known.refused:
            self.message.say(" ".join(sentence.split("\n")))

    # --- what is shown ----------------------------------------------------------------------------------------

    def _show(self) -> None:
        desk, script = self._desk, self._desk.script
        if script is not None:
            self._recorded[script.id] = sum(voice.found is not None for voice in desk.voices)
        rows = (script_row(known, self._recorded.get(name, 0)) for name, known in self._scripts.known.items())
        self.scripts.show_rows(tuple(rows), script.id if script is not None else "")
        if script is None:
            return
        self.script.set_eyebrow(script.title)
        self.script.set_trailing(f"{lengths(script)}  ·  {script.pace} words a minute")
        self.purpose.set_text(script.purpose)
        voices = desk.voices
        lines = (
            ScriptLineRow(str(place), line.say, silence_words(line), voices[place].found is not None)
            for place, line in enumerate(script.lines)
        )
        self.lines.show_rows(tuple(lines), str(desk.line))
        line = script.lines[desk.line]
        self.recording.set_eyebrow(f"Line {desk.line + 1} of {len(script.lines)}")
        self.recording.set_trailing(self._state())
        self.recording.set_accent(desk.act is DeskAct.RECORDING)
        self.words.set_text(line.say)
        if desk.act is not DeskAct.RECORDING:
            self.meter.show_off()
        self._show_hands()

    def _state(self) -> str:
        desk = self._desk
        there = desk.voice is not None and desk.voice.found is not None
        return {
            DeskAct.OPENING: "opening the microphone",
            DeskAct.RECORDING: "recording: say it now",
            DeskAct.KEEPING: "being kept",
            DeskAct.HEARING: "being heard",
        }.get(desk.act, "recorded" if there else "not recorded")

    def _show_hands(self) -> None:
        desk = self._desk
        there = desk.voice is not None and desk.voice.found is not None
        if desk.busy:
            words = "Keep, next line" if desk.whole else "Keep"
            self.record_button.show_as(words, icon="check", key="Space", kind=Kind.SOON)
        else:
            words = "Record again" if there else "Record"
            self.record_button.show_as(words, icon="mic", key="Space", kind=Kind.SOON, name=f"{words} this line")
        hearing = desk.act is DeskAct.HEARING
        for button, words, icon, key, name in (
            (self.whole_button, "Record from here", "mic", "w", "Record the lines from here on"),
            (self.hear_button, "Stop" if hearing else "Hear", "x" if hearing else "volume-2", "h", ""),
            (self.throw_button, "Throw away", "x", "x", "Throw the recording of this line away"),
        ):
            button.show_as(words, icon="" if self.narrow else icon, key=key, name=name)
        self._enable(self.record_button, desk.act not in (DeskAct.OPENING, DeskAct.KEEPING))
        self._enable(self.whole_button, not desk.busy)
        self._enable(self.close_button, desk.act is not DeskAct.KEEPING)
        self._enable(self.hear_button, there and not desk.busy)
        self._enable(self.throw_button, there and not desk.busy)
        what = desk.undoable.partition(",")[0]
        self.undo_button.show_as(
            f"Undo {what}", icon="undo-2", key="Ctrl+Z", kind=Kind.QUIET, name=f"Undo: {desk.undoable}"
        )
        if not desk.undoable and self.undo_button.hasFocus():
            self.lines.setFocus()
        self.undo_button.setVisible(bool(desk.undoable))
        dropping = desk.act in (DeskAct.OPENING, DeskAct.RECORDING)
        words = "Stop, keep nothing" if dropping else "Today"
        self.close_button.show_as(words, icon="undo-2", key="Esc", kind=Kind.QUIET)

    def _enable(self, button: Button, on: bool) -> None:
        if not on and button.hasFocus():
            self.lines.setFocus()
        button.setEnabled(on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the words go before the icons."""
        super().resizeEvent(event)
        self._show_hands()

    # --- what is asked for ------------------------------------------------------------------------------------

    def _pick_script(self, name: str) -> None:
        script = self._scripts.named(name)
        if script is not None and script is not self._desk.script:
            self.message.say("")
            self._desk.take_up(script)

    def _record(self) -> None:
        if self._desk.act is DeskAct.RECORDING:
            self._desk.keep()
        else:
            self.message.say("")
            self._desk.record()

    def _record_whole(self) -> None:
        self.message.say("")
        self._desk.record(whole=True)

    def _back(self) -> None:
        if self._desk.act is DeskAct.KEEPING:
            return  # it is told at once that it is kept
        dropping = self._desk.busy
        self._desk.leave()
        if not dropping:
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Single keys belong to the screen: nothing is typed here."""
        if event.isAutoRepeat():
            event.ignore()
            return
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        keys = {
            "w": self.whole_button,
            "h": self.hear_button,
            "x": self.throw_button,
        }
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        elif ctrl and event.key() == Qt.Key.Key_Z:
            self._desk.undo()
        elif event.key() == Qt.Key.Key_Space and not ctrl:
            self.record_button.click()
        elif (button := key_meant(event, keys)) is not None:
            button.click()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to the lines."""
        self.lines.setFocus(event.reason())
