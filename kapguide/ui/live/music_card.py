"""Music: what sounds and how far it is, what joins it, and the hands on it. It plays nothing itself."""

import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from kapguide.audio.player import HEADPHONES, ROOM, SILENT_OUTPUT, OutputStatus, Status
from kapguide.session.clock import Instant
from kapguide.session.engine import LEVEL_RANGE, OUTPUT_RANGE, shift_waits
from kapguide.session.plan import phase_end
from kapguide.session.state import SessionState
from kapguide.ui.live.keys import REPEAT_MS, cap
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.level_bar import LevelBar, LevelData
from kapguide.ui.widgets.waveform import WaveData, Waveform
from kapguide.ui.widgets.words import countdown_text, span_words

MASTER = ""
"""What the level keys move when no single output is chosen: the music as a whole."""
NAMES = {MASTER: "All", HEADPHONES: "Headphones", ROOM: "Room"}


class Music(Protocol):
    """What the card asks about the sound: the director, or in its place whoever knows."""

    def status(self) -> Status | None: ...
    def title_of(self, item_id: str) -> str: ...
    def levels_of(self, item_id: str) -> bytes: ...
    def crossfade_to(self, item_id: str) -> float: ...
    def length_of(self, item_id: str) -> float: ...


class MusicCard(Card):
    """Asks for silence, level, softer or deeper music, the next piece, and the way back."""

    silence_asked = Signal()
    level_asked = Signal(str, int)
    """An output, or all of them (MASTER), and how many dB."""
    shift_asked = Signal(int)
    next_asked = Signal()
    return_asked = Signal()
    chosen = Signal()
    """The level keys move another output now."""

    def __init__(self, theme: Theme, music: Music) -> None:
        super().__init__(theme, "Music")
        self._music = music
        self._chosen = MASTER
        self._silent = False
        self._pressed: dict[Button, int] = {}
        grid = theme.sizes.grid
        self.title = Text(theme, "", Role.HEADING, elide=True)
        self.next = Text(theme, "", Role.LABEL, "dim", tabular=True, elide=True)
        self.next.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.wave = Waveform(theme)
        self.level = LevelBar(theme)
        self.silence = Button(theme, "Fade to silence", icon="volume-x", key=cap("silence"), compact=True)
        self.softer = Button(theme, "Softer", key=cap("softer"), compact=True)
        self.deeper = Button(theme, "Deeper", key=cap("deeper"), compact=True)
        self.turn = Button(theme, "Next piece", key=cap("turn"), compact=True)
        self.back = Button(theme, "Return", key=cap("return"), name="Return: music of the way back", compact=True)
        self.quieter = Button(theme, icon="minus", key=cap("quieter"), name="1 dB quieter")
        self.louder = Button(theme, icon="plus", key=cap("louder"), name="1 dB louder")
        self.outputs = {role: Button(theme, name, kind=Kind.QUIET, compact=True) for role, name in NAMES.items()}
        names = QHBoxLayout()
        names.setSpacing(2 * grid)
        names.addWidget(self.title, 3)
        names.addWidget(self.next, 3)
        hands = _row(grid, self.silence, self.softer, self.deeper, self.turn, self.back)
        levels = _row(grid, *self.outputs.values(), self.quieter, self.louder)
        levels.addWidget(self.level, 1)
        self.add(names)
        self.add(self.wave, 1)
        self.add(hands)
        self.add(levels)
        self._connect()

    def _connect(self) -> None:
        hands: tuple[tuple[Button, Callable[[], object]], ...] = (
            (self.silence, self.silence_asked.emit),
            (self.softer, lambda: self.shift_asked.emit(-1)),
            (self.deeper, lambda: self.shift_asked.emit(1)),
            (self.turn, self.next_asked.emit),
            (self.back, self.return_asked.emit),
        )
        for button, ask in hands:
            button.clicked.connect(partial(self._once, button, ask))
        self.quieter.clicked.connect(lambda: self.step(-1))
        self.louder.clicked.connect(lambda: self.step(1))
        self.level.stepped.connect(self.step)
        for role, button in self.outputs.items():
            button.clicked.connect(lambda _=False, role=role: self.choose(role))

    def _once(self, button: Button, ask: Callable[[], object], _checked: bool = False) -> None:
        """A second click inside 400 ms is a finger that bounced, as with the keys."""
        now = time.monotonic_ns() // 1_000_000
        before, self._pressed[button] = self._pressed.get(button, now - REPEAT_MS), now
        if now - before >= REPEAT_MS:
            ask()

    def step(self, db: int) -> None:
        """Ask for `db` more, of the output that is chosen."""
        self.level_asked.emit(self._chosen, db)

    def choose(self, role: str) -> None:
        """Let the level keys move this output."""
        self._chosen = role
        self.chosen.emit()

    def choose_next(self) -> None:
        """Let the level keys move the next output in turn."""
        there = [role for role, button in self.outputs.items() if not button.isHidden()]
        if there:
            self.choose(there[(there.index(self._chosen) + 1) % len(there)] if self._chosen in there else there[0])

    def set_dense(self, dense: bool) -> None:
        """On a low screen the title stands where the eyebrow was."""
        super().set_dense(dense)
        self.eyebrow.setVisible(not dense)
        self.trailing.setVisible(not dense and bool(self.trailing.whole_text()))

    # --- what is shown -----------------------------------------------------------------------------------------

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show what the session wants and what the sound process says it does."""
        status = self._music.status()
        self._silent = state.music.silent
        self.title.set_text(self._heard(state, status))
        self.title.set_colour("dim" if self._silent else "text")
        if self._silent:
            self.silence.show_as("Bring the music back", icon="volume-2", key=cap("silence"))
        else:
            self.silence.show_as("Fade to silence", icon="volume-x", key=cap("silence"))
        self.back.show_as("Own music" if state.music.returning else "Return", key=cap("return"))
        for button in (self.softer, self.deeper, self.turn, self.back):
            button.setEnabled(not self._silent)
        self._show_wave(status)
        self.next.set_text(self._coming(state, status))
        self._show_outputs(state, status, now)

    def _heard(self, state: SessionState, status: Status | None) -> str:
        title = (status and self._music.title_of(status.item)) or state.music.title
        if state.music.silent:
            return f"Silence  ·  {title} goes on unheard" if title else "Silence"
        return title or "No music in this phase"

    def _coming(self, state: SessionState, status: Status | None) -> str:
        """What joins, and when."""
        if status is None:
            return ""
        if status.going:
            waits = max(0.0, status.going_from_s - status.position_s)
            what = {-1: "softer", 1: "deeper"}.get(state.flow.run.heading, "next") if shift_waits(state) else "next"
            return f"{what}  {self._music.title_of(status.going)}  in {countdown_text(round(waits * 1000))}"
        following = self._music.title_of(status.next)
        if not following:
            return ""
        left = status.to_crossfade_s
        return f"next  {following}" + (f"  in {countdown_text(round(left * 1000))}" if left is not None else "")

    def _show_wave(self, status: Status | None) -> None:
        if status is None or not status.item:
            self.wave.set_data(WaveData())
            return
        following = status.going or status.next
        left = status.to_crossfade_s
        join = status.going_from_s if status.going else status.position_s + left if left is not None else 0.0
        self.wave.set_data(
            WaveData(
                position=round(status.position_s),
                length=round(status.length_s),
                levels=self._music.levels_of(status.item),
                join=round(join),
                crossfade=round(self._music.crossfade_to(following)),
                next_length=round(self._music.length_of(following)),
                next_levels=self._music.levels_of(following),
                unheard=self._silent,
            )
        )

    def _show_outputs(self, state: SessionState, status: Status | None, now: Instant) -> None:
        """The outputs with their levels, the chosen one framed; and the bar for that one."""
        outputs = status.outputs if status is not None else ()
        found = {output.role: output for output in outputs if output.role in NAMES and output.role != MASTER}
        if self._chosen not in found:
            self._chosen = MASTER
        for role, button in self.outputs.items():
            button.setVisible(role in found or (role == MASTER and bool(found)))
            if button.isHidden():
                continue
            words = NAMES[role] if role == MASTER else _output_words(NAMES[role], found[role], _level(state, role))
            lost = role != MASTER and found[role].state != "heard"
            chosen = role == self._chosen
            kind = Kind.WARM if lost else Kind.PLAIN if chosen else Kind.QUIET
            button.show_as(words, icon="check" if chosen else "", kind=kind)
        lowest, highest = LEVEL_RANGE if self._chosen == MASTER else OUTPUT_RANGE
        self.level.set_data(LevelData(_level(state, self._chosen), lowest, highest, self._silent))
        self._show_trailing(state, status, now)

    def _show_trailing(self, state: SessionState, status: Status | None, now: Instant) -> None:
        lost = status is None or status.output == SILENT_OUTPUT
        words = "no sound process" if status is None else "no sound output: playing in silence"
        left = phase_end(state, now.elapsed) - now.elapsed
        ends = f"phase ends in {span_words(left)}" if left else "phase at its end"
        single = status is not None and not lost and not any(output.role for output in status.outputs)
        self.set_trailing(words if lost else f"{status.output}  ·  {ends}" if single and status is not None else ends)
        self.trailing.set_colour("warm" if lost else "dim")
        if self._dense:
            self.trailing.hide()


def _row(grid: int, *buttons: Button) -> QBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(grid)
    for button in buttons:
        row.addWidget(button)
    return row


def _level(state: SessionState, role: str) -> float:
    return state.music.level_db if role == MASTER else state.music.outputs.get(role, 0.0)


def _output_words(name: str, output: OutputStatus, level_db: float) -> str:
    if output.state != "heard":
        return f"{name}: {output.state}"
    return f"{name} {LevelData(level_db).text}" if level_db else name
