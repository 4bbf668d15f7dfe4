"""Recording a script's lines: what is going on, and what happens to the files. It is seen through the screen."""

import contextlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from kapguide.audio.recording.recorder import LONGEST_S, LineRecorder, RecorderTold, TellKind
from kapguide.paths import Home, private_folder
from kapguide.session.guiding.script import Script
from kapguide.usecases.shipped.scripts import LineVoice, voice_of

NO_MICROPHONE = "No microphone is found, or no program may use it. Plug one in, or allow it, then try again."
NOTHING_SAID = "Nothing was heard. Is the microphone muted, or far away?"
GONE = "No sound comes from the microphone any more. What was said is not kept; plug it in, and say the line again."
DIED = "The recording stopped by itself. What was said is not kept; try again."
LONG = f"{LONGEST_S:.0f} s is as long as a line can be. Keep it, or say it again."
ELSEWHERE = "This line has a file of its own, {name}. Take it away, or its name out of the script, to record it here."
ALL_THERE = "Every line from here on is recorded. Choose one to record it again."
ALL_DONE = "Every line is recorded."


KEEP_MS = 10_000
"""A process that has not kept a line by then hangs, as it does with its sound server."""
FAILED = (
    TellKind.NOTHING_SAID,
    TellKind.NOT_KEPT,
    TellKind.NO_MICROPHONE,
    TellKind.NOT_HEARD,
    TellKind.GONE,
    TellKind.DIED,
)


class DeskAct(StrEnum):
    """What is going on."""

    NOTHING = "nothing"
    OPENING = "opening"
    RECORDING = "recording"
    KEEPING = "keeping"
    HEARING = "hearing"


class RecordingDesk(QObject):
    """One script at a time, one line at a time; `whole` goes on with the next line that is not recorded."""

    changed = Signal()
    level = Signal(float, float)
    """How loud it is (dB), and for how long it has recorded (s)."""
    said = Signal(str)

    def __init__(
        self,
        home: Home,
        post: Callable[[Callable[[], None]], object],
        recorder: Callable[[Callable[[RecorderTold], object]], LineRecorder] = LineRecorder,
    ) -> None:
        super().__init__()
        self._home = home
        self._recorder = recorder(lambda told: post(lambda: self._told(told)))
        self.script: Script | None = None
        self.voices: tuple[LineVoice, ...] = ()
        self.line = 0
        self.act = DeskAct.NOTHING
        self.whole = False
        self.undoable = ""
        """What can be taken back, in words."""
        self._before: tuple[Path, Path | None] | None = None
        """A recording's place, and where the one before it lies aside."""
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)

    # --- which line -----------------------------------------------------------------------------------------

    def take_up(self, script: Script | None) -> None:
        """Turn to a script, at its first line."""
        if self.act is DeskAct.KEEPING:
            return
        self.leave()
        self.script, self.line = script, 0
        self._look()

    def turn_to(self, line: int) -> None:
        """Turn to a line; a recording that runs is dropped."""
        if line == self.line or self.act is DeskAct.KEEPING or not 0 <= line < len(self.voices):
            return
        self.leave()
        self.line = line
        self.changed.emit()

    @property
    def voice(self) -> LineVoice | None:
        """Who says the line."""
        return self.voices[self.line] if self.voices else None

    @property
    def busy(self) -> bool:
        """Whether the microphone is asked for, open, or its sound being kept."""
        return self.act in (DeskAct.OPENING, DeskAct.RECORDING, DeskAct.KEEPING)

    def _look(self) -> None:
        lines = self.script.lines if self.script is not None else ()
        self.voices = tuple(voice_of(self._home, line) for line in lines)
        self.changed.emit()

    # --- recording ------------------------------------------------------------------------------------------

    def record(self, *, whole: bool = False) -> None:
        """Record the line; `whole`: the first from here on that is not recorded, and then those after it."""
        if self.script is None or self.busy:
            return
        if whole:
            open_line = self._next_open(self.line)
            if open_line is None:
                self.said.emit(ALL_THERE)
                return
            self.line = open_line
        voice = self.voices[self.line]
        if voice.place is None:
            self.said.emit(ELSEWHERE.format(name=voice.found.name if voice.found else self._line_file()))
            return
        try:
            private_folder(self._home.scripts)
        except OSError as error:
            self.said.emit(f"Nothing can be kept in {self._home.scripts}: {error.strerror}.")
            return
        self.whole = whole
        self._turn(DeskAct.OPENING)
        self._recorder.record()

    def _line_file(self) -> str:
        assert self.script is not None
        return self.script.lines[self.line].recording

    def _next_open(self, first: int) -> int | None:
        """The first line from there on that has no recording."""
        later = range(first, len(self.voices))
        return next((line for line in later if self.voices[line].found is None), None)

    def keep(self) -> None:
        """What was said is the line's recording."""
        if self.act is DeskAct.RECORDING:
            self._turn(DeskAct.KEEPING)
            self._recorder.keep(str(self._draft()))

    def leave(self) -> None:
        """End what is going on; nothing of it is kept, but for what is being written just now."""
        if self.act is DeskAct.KEEPING:
            return
        if self.busy:
            self._recorder.drop()
        elif self.act is DeskAct.HEARING:
            self._recorder.quiet()
        self.whole = False
        self._turn(DeskAct.NOTHING)

    def hear(self) -> None:
        """Play the line's recording, or stop it."""
        voice = self.voice
        if self.act is DeskAct.HEARING:
            self.leave()
        elif not self.busy and voice is not None and voice.found is not None:
            self._turn(DeskAct.HEARING)
            self._recorder.hear(str(voice.found))

    def _turn(self, act: DeskAct) -> None:
        self.act = act
        if act is DeskAct.KEEPING:
            self._patience.start(KEEP_MS)
        else:
            self._patience.stop()
        self.changed.emit()

    # --- what the process tells --------------------------------------------------------------------------------

    def _told(self, told: RecorderTold) -> None:
        match told.kind:
            case TellKind.RECORDING if self.act is DeskAct.OPENING:
                self._turn(DeskAct.RECORDING)
            case TellKind.RECORDING if not self.busy:  # it opened for an order that nobody waits for any more
                self._recorder.drop()
            case TellKind.LEVEL if self.act is DeskAct.RECORDING:
                self.level.emit(told.level_db, told.seconds)
            case TellKind.LONG if self.act is DeskAct.RECORDING:
                self.said.emit(LONG)
            case TellKind.KEPT if self.act is DeskAct.KEEPING:
                self._kept(Path(told.path))
            case TellKind.HEARD if self.act is DeskAct.HEARING:
                self._turn(DeskAct.NOTHING)
            case kind if kind in FAILED:
                self._failed(told)

    def _give_up(self) -> None:
        self._recorder.close()
        self._failed(RecorderTold(TellKind.DIED))

    def _failed(self, told: RecorderTold) -> None:
        if self.act is DeskAct.NOTHING:
            return
        sentence = {
            TellKind.NOTHING_SAID: NOTHING_SAID,
            TellKind.NO_MICROPHONE: NO_MICROPHONE,
            TellKind.GONE: GONE,
            TellKind.NOT_KEPT: f"It could not be kept: {told.detail}. Make room, then say it again.",
            TellKind.NOT_HEARD: f"{Path(told.path).name} cannot be played. Record the line again.",
        }.get(told.kind, DIED)
        self.whole = False
        self._turn(DeskAct.NOTHING)
        self.said.emit(sentence)

    # --- files ------------------------------------------------------------------------------------------------

    def _place(self) -> Path:
        voice = self.voice
        assert voice is not None
        assert voice.place is not None
        return voice.place

    def _draft(self) -> Path:
        place = self._place()
        return place.with_name(f".{place.stem}.new{place.suffix}")

    def _kept(self, draft: Path) -> None:
        place = self._place()
        if draft != self._draft():
            return
        again = place.exists()
        try:
            self._set_aside(place)
            draft.replace(place)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._put_back()
            self._look()
            self._failed(RecorderTold(TellKind.NOT_KEPT, detail=error.strerror or str(error)))
            return
        self.undoable = f"line {self.line + 1}, recorded{' again' if again else ''}"
        whole = self.whole
        self._turn(DeskAct.NOTHING)
        self._look()
        if whole:
            self._go_on()

    def _go_on(self) -> None:
        if self._next_open(self.line) is None:
            self.whole = False
            self.said.emit(ALL_DONE if self._next_open(0) is None else ALL_THERE)
            self.changed.emit()
        else:
            self.record(whole=True)

    def throw_away(self) -> None:
        """Take the line's recording out of the practice; it can be taken back until something else is done."""
        voice = self.voice
        if self.busy or voice is None or voice.found is None:
            return
        if voice.place is None:
            self.said.emit(ELSEWHERE.format(name=voice.found.name))
            return
        self.leave()
        try:
            self._set_aside(voice.found)
        except OSError as error:
            self.said.emit(f"{voice.found.name} could not be thrown away: {error.strerror}.")
            return
        self.undoable = f"line {self.line + 1}, thrown away"
        self._look()

    def _set_aside(self, place: Path) -> None:
        """Keep what is at a place for an undo; what was kept so before is gone."""
        self._forget()
        aside = place.with_name(f".{place.stem}.before{place.suffix}")
        if place.exists():
            place.replace(aside)
            self._before = place, aside
        else:
            self._before = place, None

    def undo(self) -> None:
        """Take back the last recording, or that one was thrown away."""
        if self._before is None or self.busy:
            return
        self.leave()
        try:
            self._put_back()
        except OSError as error:
            self.said.emit(f"It could not be taken back: {error.strerror}.")
            return
        self._look()

    def _put_back(self) -> None:
        """What was set aside is in its place again. Raises OSError."""
        if self._before is not None:
            place, aside = self._before
            if aside is not None:
                aside.replace(place)
            else:
                place.unlink(missing_ok=True)
        self._before, self.undoable = None, ""

    def _forget(self) -> None:
        if self._before is not None and self._before[1] is not None:
            with contextlib.suppress(OSError):
                self._before[1].unlink()
        self._before, self.undoable = None, ""

    def close(self) -> None:
        """End the process; what was set aside is gone."""
        self._recorder.close()
        self._forget()
