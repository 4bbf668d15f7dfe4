"""Music: what sounds and how far it is, what joins it, and the hands on it. It plays nothing itself."""

from typing import Protocol

import msgspec
from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent

from kapguide.audio.planning.queue import SILENCE_TITLE as SILENCE
from kapguide.audio.player.player import HEADPHONES, ROOM, SILENT_OUTPUT, OutputStatus, Status
from kapguide.session.clock import Instant
from kapguide.session.engine import shift_waits
from kapguide.session.levels import LEVEL_RANGE, OUTPUT_RANGE
from kapguide.session.state import SessionState
from kapguide.ui.session.cards.music_hands import MusicHands
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.waveform import WaveData, Waveform
from kapguide.ui.widgets.level_bar import LevelBar, LevelData
from kapguide.ui.widgets.now_playing import NowPlaying, PlayingData, warning_width
from kapguide.ui.widgets.words import countdown_text

MASTER = ""
"""What the level keys move when no single output is chosen: the music as a whole."""
NAMES = {MASTER: "All", HEADPHONES: "Headphones", ROOM: "Room"}
AS_WISHED = ("starting", "heard")
"""Nothing is amiss with an output in one of these states."""
SOUND_STARTS = "the sound is starting"


class MusicSource(Protocol):
    """What the card asks about the sound: the director, or in its place whoever knows."""

    def status(self) -> Status | None: ...
    def title_of(self, item_id: str) -> str: ...
    def levels_of(self, item_id: str) -> bytes: ...
    def crossfade_to(self, item_id: str) -> float: ...
    def length_of(self, item_id: str) -> float: ...


WAVE_FROM, BAR_FROM, LINE_BELOW = 160, 280, 80
"""Heights of the card (pixels): with a waveform, with outputs and level bar, and of a card that is one line."""
LEAST_TITLE, KEPT_TITLE = 96, 210
"""In a line: with less room a title is left out, and so much is kept for it where the line is wide (pixels)."""
WIDE_LINE = 800


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

    def __init__(self, theme: Theme, music: MusicSource) -> None:
        super().__init__(theme)
        self.setAccessibleName("Music")
        self._music = music
        self._of = STANDARD
        self._chosen = MASTER
        self._silent = False
        self._found: frozenset[str] = frozenset()
        self._said: tuple[str, ...] = ()
        self._told = PlayingData()
        self.now = NowPlaying(theme)
        self.wave = Waveform(theme)
        self.hands = MusicHands(theme)
        self.level = LevelBar(theme, number=False)
        self.outputs = {role: Button(theme, name, kind=Kind.QUIET, compact=True) for role, name in NAMES.items()}
        for part in (self.now, self.wave, *self.outputs.values(), self.level, self.hands):
            part.setParent(self)
        hands = self.hands
        self.silence, self.softer, self.deeper = hands.silence, hands.softer, hands.deeper
        self.turn, self.back = hands.turn, hands.back
        self.quieter, self.louder = hands.quieter, hands.louder
        hands.silence_asked.connect(self.silence_asked)
        hands.shift_asked.connect(self.shift_asked)
        hands.next_asked.connect(self.next_asked)
        hands.return_asked.connect(self.return_asked)
        hands.stepped.connect(self.step)
        hands.output_asked.connect(self.choose_next)
        self.level.stepped.connect(self.step)
        for role, button in self.outputs.items():
            button.clicked.connect(lambda _=False, role=role: self.choose(role))

    def step(self, db: int) -> None:
        """Ask for `db` more, of the output that is chosen."""
        self.level_asked.emit(self._chosen, db)

    def choose(self, role: str) -> None:
        """Let the level keys move this output."""
        self._chosen = role
        self.chosen.emit()

    def choose_next(self) -> None:
        """Let the level keys move the next output in turn."""
        there = [role for role in self.outputs if role in self._found]
        if there:
            self.choose(there[(there.index(self._chosen) + 1) % len(there)] if self._chosen in there else there[0])

    # --- where everything stands -----------------------------------------------------------------------------

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        for button in self.outputs.values():
            button.set_measures(of.target, of.small)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 50)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @property
    def in_line(self) -> bool:
        """The card is one line."""
        return self.height() < LINE_BELOW

    @property
    def _has_bar(self) -> bool:
        return self.height() >= BAR_FROM

    def _arrange(self) -> None:
        """Fold by the card's own rectangle: the waveform becomes a line, the bar and the outputs go, then the rest."""
        of = self._of
        across = 8 if of.folded else of.target * 2 // 5
        down = max(4, (self.height() - of.target) // 2) if self.in_line else of.target * 3 // 10
        room = self.rect().adjusted(across, down, -across, -down)
        hands = QRect(room.left(), room.bottom() + 1 - of.target, room.width(), of.target)
        self.hands.setGeometry(hands)
        kept = KEPT_TITLE * of.label // 15 if self.in_line and hands.width() >= WIDE_LINE else 0
        amiss = self._told.amiss if self.in_line else None
        self.hands.set_class(of, kept, round(warning_width(amiss[1], self.theme, of.small)) + 1 if amiss else 0)
        self.wave.setVisible(not self.in_line)
        self._show_outputs_at(hands.translated(0, -of.target - 8))
        self._show_told()
        if self.in_line:
            left, right = self.hands.free
            beside = 0 if amiss else 6
            title = QRect(hands.left() + left + beside, hands.top(), right - left - 2 * beside, of.target)
            self.now.setVisible(title.width() >= LEAST_TITLE)
            self.now.setGeometry(title)
            return
        self.now.setVisible(True)
        head = QRect(room.left(), room.top(), room.width(), of.title + 8)
        self.now.setGeometry(head)
        below = hands.top() - 8 - (of.target + 8 if self._has_bar else 0)
        middle = QRect(room.left(), head.bottom() + 9, room.width(), below - head.bottom() - 9)
        if self.height() < WAVE_FROM:
            middle = QRect(middle.left(), middle.center().y() - 4, middle.width(), 8)
        self.wave.setGeometry(middle)

    def _show_outputs_at(self, place: QRect) -> None:
        """The outputs and the bar in one row, in a high card."""
        left = place.left()
        for role, button in self.outputs.items():
            button.setVisible(self._has_bar and role in self._found)
            if not button.isHidden():
                wide = button.sizeHint().width()
                button.setGeometry(left, place.top(), wide, place.height())
                left += wide + 6
        self.level.setVisible(self._has_bar)
        self.level.setGeometry(QRect(left, place.top(), place.right() - left, place.height()))

    # --- what is shown -----------------------------------------------------------------------------------------

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show what the session wants and what the sound process says it does."""
        status = self._music.status()
        self._silent = state.music.silent
        self.hands.show_music(silent=self._silent, returning=state.music.returning)
        self._show_wave(status)
        self._show_outputs(state, status)
        left = status.length_s - status.position_s if status is not None and status.item else 0.0
        before = self._told.amiss
        self._told = PlayingData(
            title=self._heard(state, status),
            left=f"−{countdown_text(round(left) * 1000)}" if left > 0 else "",
            output=_heard_on(status),
            next=self._coming(state, status),
            amiss=_amiss(status),
            unheard=self._silent,
        )
        if self._told.amiss != before:
            self._arrange()
        self._show_told()

    def _show_told(self) -> None:
        """As much of what is told of the music as its place allows."""
        told, of = self._told, self._of
        waveless = self.height() < WAVE_FROM and not (self.in_line and told.amiss)
        self.now.set_data(
            msgspec.structs.replace(
                told,
                left=told.left if waveless else "",
                output="" if self.in_line else told.output,
                next="" if self.in_line else told.next,
                px=of.label if of.folded else of.body if self.in_line else of.title,
                small=of.small if self.in_line and told.amiss else of.label,
            )
        )

    def _heard(self, state: SessionState, status: Status | None) -> str:
        title = (status and self._music.title_of(status.item)) or state.music.title
        if state.music.silent:
            words = f"{SILENCE}  ·  {title} goes on unheard" if title not in ("", SILENCE) else SILENCE
        else:
            words = title or "No music in this phase"
        return f"A line is being said  ·  {words}" if state.speaking else words

    def _coming(self, state: SessionState, status: Status | None) -> str:
        """What joins, and when."""
        if status is None:
            return ""
        if status.going:
            waits = max(0.0, status.going_from_s - status.position_s)
            what = {-1: "softer", 1: "deeper"}.get(state.flow.run.heading, "next") if shift_waits(state) else "next"
            return f"{what} {self._music.title_of(status.going)} in {countdown_text(round(waits * 1000))}"
        following = self._music.title_of(status.next)
        if not following or (following == SILENCE == self._music.title_of(status.item)):
            return ""  # a silence that follows a silence is nothing to wait for
        left = status.to_crossfade_s
        return f"next {following}" + (f" in {countdown_text(round(left * 1000))}" if left is not None else "")

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

    def _show_outputs(self, state: SessionState, status: Status | None) -> None:
        """The outputs with their levels, the chosen one marked; and the bar for that one."""
        outputs = status.outputs if status is not None else ()
        found = {output.role: output for output in outputs if output.role in NAMES and output.role != MASTER}
        if self._chosen not in found:
            self._chosen = MASTER
        self._found = frozenset({MASTER, *found}) if found else frozenset()
        for role, button in self.outputs.items():
            if role not in self._found:
                continue
            words = NAMES[role] if role == MASTER else _output_words(NAMES[role], found[role], _level(state, role))
            lost = role != MASTER and found[role].state not in AS_WISHED
            chosen = role == self._chosen
            icon = "check" if chosen else "triangle-alert" if lost else ""
            button.show_as(words, icon=icon, kind=Kind.ON if chosen else Kind.QUIET)
        lowest, highest = LEVEL_RANGE if self._chosen == MASTER else OUTPUT_RANGE
        level = LevelData(_level(state, self._chosen), lowest, highest, self._silent)
        self.level.set_data(level)
        named = self._chosen != MASTER and not self._has_bar
        self.hands.show_level(level.text, NAMES[self._chosen] if named else "")
        said = tuple(f"{button.data.icon}{button.data.text}" for role, button in self.outputs.items() if role in found)
        if said != self._said:
            self._said = said
            self._arrange()


def _heard_on(status: Status | None) -> str:
    """The name of the output, or of all that are heard; that the sound is starting, as long as it is."""
    if status is None or status.output == SILENT_OUTPUT:
        return ""
    if not status.output:
        return SOUND_STARTS
    named = [output for output in status.outputs if output.role in NAMES and output.role != MASTER]
    roles = [NAMES[output.role] for output in named if output.state == "heard"]
    return " and ".join([roles[0], *(role.lower() for role in roles[1:])]) if roles else status.output


def _amiss(status: Status | None) -> tuple[str, str] | None:
    """What is wrong with the sound, at length and in short; None where nothing is."""
    if status is None:
        return ("no sound process",) * 2
    if status.output == SILENT_OUTPUT:
        return "no sound output: playing in silence", "no sound output"
    lost = {NAMES[output.role]: output.state for output in status.outputs if output.role in NAMES}
    lost = {name: state for name, state in lost.items() if state not in AS_WISHED}
    said = [f"{name}: {state}" for name, state in lost.items()]
    if not said:
        return None
    return ", ".join(said), said[0] if len(said) == 1 else f"{len(said)} outputs amiss"


def _level(state: SessionState, role: str) -> float:
    return state.music.level_db if role == MASTER else state.music.outputs.get(role, 0.0)


def _output_words(name: str, output: OutputStatus, level_db: float) -> str:
    if output.state not in AS_WISHED:
        return f"{name}: {output.state}"
    return f"{name} {LevelData(level_db).text}" if level_db else name
