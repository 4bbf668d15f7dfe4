"""The emergency over the whole window: situations, steps, numbers; what is done is written with its second."""

from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from kapguide.clinical.vitals_line import TypedReading
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import EmergencyCard
from kapguide.session.live import LiveSession
from kapguide.spans import SECOND
from kapguide.text import manner_of
from kapguide.ui.emergency.keys import EMERGENCY_BINDINGS, WHILE_TYPING
from kapguide.ui.emergency.layout import EmergencyLayout
from kapguide.ui.emergency.log import emergency_rows
from kapguide.ui.emergency.wide_button import WideData
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Kind
from kapguide.ui.widgets.fingers import now_ms
from kapguide.ui.widgets.keyboard import Keyboard

SETTLE_MS = 700
"""Escape this soon after it left a field was still meant for the field."""
WORDS = {"called": "Called", "arrived": "Arrived", "gave": "Gave"}
NOTHING = ("", Elapsed(0))
NOTE = "Note, then Enter"
GAVE = "Gave what, and how much? Then Enter"


class EmergencyView(EmergencyLayout):
    """Shows the card over `session`; without one it is the card alone, to be read. It draws itself each second."""

    left = Signal()
    """The emergency is to be left, or the card closed."""
    music_asked = Signal()
    """The music is to be as it was before, or silent."""
    draft_changed = Signal()
    print_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        card: EmergencyCard,
        session: LiveSession | None = None,
        send: Callable[[c.Command], bool] = lambda command: False,
        *,
        locked: bool = False,
        words: str = "",
        played: str = "",
    ) -> None:
        """`send` carries a command out and tells whether it was; `locked` is for a card before a locked screen;
        `words` are what stands in place of a log where no session is behind it, `played`
        the word that marks what is played back."""
        super().__init__(
            theme, card, recorded=session is not None, locked=locked or session is None, words=words, played=played
        )
        self._card, self._session, self._send = card, session, send
        self._keyboard = Keyboard(EMERGENCY_BINDINGS)
        self._opened = datetime.now().astimezone()
        self._begun = self._vitals_begun = Elapsed(0)
        self._completes = NOTHING
        """The tap whose words are being typed: its event, and its time."""
        self._field_left = -SETTLE_MS
        self.beyond: Callable[[bool], bool] = lambda forward: False
        """Goes to what stays in sight beside this, behind the last stop of Tab; tells whether there is anything."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._second = QTimer(self)
        self._second.setTimerType(Qt.TimerType.PreciseTimer)
        self._second.setSingleShot(True)
        self._second.timeout.connect(self._each_second)
        self._connect()
        self._show_situation(0)
        self.refresh()

    def _connect(self) -> None:
        self.head.leave.clicked.connect(self._leave)
        self.situations.chosen.connect(self._show_situation)
        self.numbers.called.connect(self._called)
        for what, button in self.taps.items():
            button.clicked.connect(lambda _=False, what=what: self._tap(what))
        self.note_button.clicked.connect(self._note)
        self.vitals.accepted.connect(self._take)
        self.vitals.left.connect(self._back)
        self.vitals.begun.connect(self._vitals_begin)
        self.line.begun.connect(self._line_begins)
        self.line.submitted.connect(self._write)
        self.line.left.connect(self._line_left)
        self.line.draft_changed.connect(lambda _: self.draft_changed.emit())
        self.music_button.clicked.connect(self.music_asked)
        self.print_button.clicked.connect(self.print_asked)

    # --- what is seen --------------------------------------------------------------------------------------

    @property
    def steers_sound(self) -> bool:
        """There is a hand on what sounds: the music's, where a session is behind the card."""
        return self._session is not None

    def refresh(self) -> None:
        """Draw what is so now."""
        if self._session is None:
            self.head.show_card(self._opened, datetime.now().astimezone())
            return
        state, now = self._session.state, self._session.now()
        if not state.running:
            return
        began = ""
        if state.emergency is not None:
            lasts = now.elapsed - state.emergency
            began = f"{now.utc + timedelta(minutes=now.tz_min, milliseconds=-lasts):%H:%M:%S}"
        self.head.show_session(state, now, began)
        self.large.show_time(self.head.mark.clock.data.text)
        self.large_words.set_text(f"since {began}")
        self.log.set_rows(emergency_rows(state.protocol, self._session.log))
        for what, button in self.taps.items():
            at = [tap.at for tap in state.taps if tap.what == what and tap.at >= (state.emergency or 0)]
            shown = now.utc + timedelta(minutes=now.tz_min, milliseconds=(at[-1] if at else 0) - now.elapsed)
            times = f"{shown:%H:%M:%S}{f'  ·  {len(at)} times' if len(at) > 1 else ''}" if at else ""
            wide = WideData(WORDS[what], times, button.wide.icon, button.wide.px, button.wide.second_px)
            button.show_wide(wide, Kind.ON if at else Kind.PLAIN, f"{WORDS[what]}{', last ' + times if at else ''}")
        music = state.music
        if not music.silent:
            said, does = "Music plays.", "Music to silence"
        elif state.silent_before:
            said, does = "Music was silent before, and is now.", "Bring the music back"
        else:
            said, does = "Music is silent. Nothing resumes by itself.", "Music as it was"
        self.music_words.set_text(said)
        self.music_button.show_as(does, icon="volume-2" if music.silent else "volume-x", key="m")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._each_second()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._second.stop()

    def _each_second(self) -> None:
        self.refresh()
        left = SECOND - (self._session.now().elapsed if self._session is not None else now_ms()) % SECOND
        wait = self._session.clock.wait_ms(left) if self._session is not None else left
        self._second.start(max(100, wait))

    def _show_situation(self, place: int) -> None:
        if place < len(self._card.situations):
            self.show_steps(self._card.situations[place])

    # --- what is done --------------------------------------------------------------------------------------

    def hand_over(self) -> None:
        """Write down what is half typed: behind the emergency there is no line to finish it in."""
        QGuiApplication.inputMethod().commit()  # what a composing keyboard still holds is typed, too
        if words := self.line.one_line():
            self._write(words)
        if vitals := self._half_reading():
            self._send(c.AddNote(vitals, self._vitals_begun))
            self.vitals.put("")
        self._close_line()

    def half_typed(self) -> str:
        """What stands in the line and of a reading, as the note that it would become."""
        return "  ".join(filter(None, (self._half_reading(), self._as_note(self.line.text()))))

    def _half_reading(self) -> str:
        vitals = self.vitals.line.one_line()
        return f"Vitals, typed and not entered: {vitals}" if vitals else ""

    def _moment(self) -> Elapsed:
        return self._session.now().elapsed if self._session is not None else Elapsed(0)

    def _leave(self) -> None:
        if self._session is not None:
            self.hand_over()
        self.left.emit()

    def _tap(self, what: str, detail: str = "") -> None:
        if self._session is None:
            return
        at = self._session.now().elapsed
        if not self._send(c.TapEmergency(what, at, detail)):
            return
        if what == "gave":
            self._open_line(GAVE, (self._session.state.taps[-1].id, at))
        elif not isinstance(QApplication.focusWidget(), QLineEdit):
            self.setFocus()

    def _called(self, place: int) -> None:
        number = self._card.numbers[place]
        self._tap("called", f"{number.who}, {number.number}" if number.number else number.who)

    def _note(self) -> None:
        if self._session is not None:
            self._open_line(NOTE)

    def _open_line(self, words: str, completes: tuple[str, Elapsed] = NOTHING) -> None:
        """Have the line for something new; what stands in it is written down first."""
        if half := self.line.one_line():
            self._write(half)
        self._completes = completes
        self.show_line(words)
        self.line.setFocus()

    def _close_line(self) -> None:
        self._completes = NOTHING
        self.hide_line()

    def _line_begins(self) -> None:
        self._begun = self._moment()

    def _vitals_begin(self) -> None:
        self._vitals_begun = self._moment()

    def _line_left(self) -> None:
        """Out of the line: what stands in it waits there."""
        if not self.line.one_line():
            self._close_line()
        self._back()

    def _back(self) -> None:
        self._field_left = now_ms()
        self.setFocus()

    def _write(self, words: str) -> None:
        event_id, at = self._completes
        manner, said = manner_of(words)
        if event_id:
            done = self._send(c.TapEmergency("gave", at, words, supersedes=event_id))
        else:
            done = not said or self._send(c.AddNote(said, self._begun, manner))
        self.line.put("" if done else words)
        if done:
            self.draft_changed.emit()
            self._close_line()
            self.setFocus()

    def _as_note(self, words: str) -> str:
        return f"Gave: {words}" if words and self._completes[0] else words

    def _take(self, typed: TypedReading) -> None:
        self._send(c.TakeReading(typed.vitals, self._moment(), typed.by))
        self.setFocus()

    # --- keys ----------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Find what the key means in this table, and in no other: the session behind is not steered from here."""
        event.accept()
        found = self._keyboard.action(event, now_ms())
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        if found is None or (typing and found[0] not in WHILE_TYPING and not found[0].startswith("number-")):
            return
        action, text = found
        if action.startswith("number-"):
            place = int(action.removeprefix("number-"))
            if place < len(self._card.numbers) and self.numbers.isVisible():
                self._called(place)
            return
        doings: dict[str, Callable[[], object]] = {
            "situation": lambda: self.situations.press(int(text)) if self.situations.isVisible() else None,
            "others": lambda: self.situations.turn() if self.situations.isVisible() else None,
            "called": lambda: self._tap("called"),
            "arrived": lambda: self._tap("arrived"),
            "gave": lambda: self._tap("gave"),
            "note": self._note,
            "vitals": self.vitals.setFocus,
            "music": self.music_asked.emit,
            "silence": lambda: self._send(c.StartEmergency()),
            "up": lambda: self.steps.turn(-1),
            "down": lambda: self.steps.turn(1),
            "leave": self._escape,
        }
        doings[action]()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Whether a key is held is known by when it was let go."""
        event.accept()
        self._keyboard.released(event, now_ms())

    def _escape(self) -> None:
        if now_ms() - self._field_left >= SETTLE_MS:
            self._leave()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in here, though the session's own controls lie behind."""
        stops = [each for each in self.findChildren(QWidget) if _is_stop(each)]
        stops.sort(key=self._reading_order)
        if not stops:
            return False
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else (-1 if forward else 0)
        following = place + (1 if forward else -1)
        if now in stops and not 0 <= following < len(stops) and self.beyond(forward):
            return True
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[following % len(stops)].setFocus(reason)
        return True

    def _reading_order(self, stop: QWidget) -> tuple[int, int, int]:
        """Column by column, the way out last."""
        place = stop.mapTo(self, stop.rect().topLeft())
        row = place.y() // 24 if place.y() > self.below else 0
        return int(stop is self.head.leave), row, place.x() * 10_000 + place.y()


def _is_stop(widget: QWidget) -> bool:
    return (
        widget.isVisible()
        and widget.isEnabled()
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.focusProxy() is None
    )
