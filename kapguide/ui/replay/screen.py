"""What is played back on the very live screen: nothing in it can be pressed, and the strip at its foot plays it."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from kapguide.session.emergency_card import EmergencyCard
from kapguide.session.playback import MomentKind
from kapguide.session.played_session import PLAYED_BACK, RATES, PlayedSession
from kapguide.session.view import since_last_dose
from kapguide.spans import SECOND
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.replay.keys import REPLAY_BINDINGS
from kapguide.ui.replay.moments import MomentsPanel
from kapguide.ui.replay.played_screen import Glass, PlayedScreen
from kapguide.ui.replay.slider import SliderData, SliderPhase
from kapguide.ui.replay.strip import ADDITION, HIGH, LOW, PLAYBACK, REMARK, ReplayStrip, StripData
from kapguide.ui.session.classes import class_for
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.fingers import now_ms
from kapguide.ui.widgets.keyboard import Keyboard
from kapguide.ui.widgets.words import clock_text

STEP = 10 * SECOND
STRIP_MS, QUICKEST_MS = 1_000, 100
"""While it plays the strip is drawn this often (session time), and never more often than that (real time)."""
AGAIN = 2 * SECOND
"""While it plays, the moment before is the one that lies at least so long back (real time, ms)."""
PANEL = 680
"""The widest that the list of moments becomes (pixels)."""
HALF_TYPED = "A remark is begun, and not written. Leave again to let it go."
NO_REMARK_HERE = "There is no remark at this very moment. In the list of all moments each can be added to."
REHEARSED = "PLAYBACK OF A REHEARSAL"


class ReplayScreen(QWidget):
    """Plays a PlayedSession; `closed` tells that it is left."""

    closed = Signal()
    remarked = Signal(int, str)
    """The session time of the moment, and what was written of it."""
    added = Signal(str, str)
    """The id of a remark, and what was added to it."""
    scenario_asked = Signal()

    def __init__(
        self,
        theme: Theme,
        session: PlayedSession,
        card: EmergencyCard,
        *,
        title: str = "",
        back: str = "Back",
        remarks: bool = False,
        scenario: bool = False,
    ) -> None:
        """`title` says whose session it is, `back` where Esc leads; `remarks` and `scenario` whether one can write a
        remark or add to one, and make a scenario of it."""
        super().__init__()
        self.theme, self.session = theme, session
        self._playback = session.playback
        self._rate = RATES[0]
        self._said = ""
        self._adds_to = ""
        self._begun: dict[str, str] = {}
        """What is begun, and not in the field now: of a new remark (""), and of what is added to one, by its id."""
        self._can = {"remark": remarks, "add": remarks, "scenario": scenario}
        mark = REHEARSED if self._playback.rehearsal else PLAYBACK
        self.setAccessibleName(f"Playback of {title}" if title else "Playback")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.live = PlayedScreen(theme, session, card, mark)
        self.strip = ReplayStrip(theme, mark, back, remarks=remarks, scenario=scenario)
        self.live.setParent(self)
        self.glass = Glass(self.live)
        self.strip.setParent(self)
        self.moments = MomentsPanel(theme, adds=remarks)
        self.moments.setParent(self)
        self.moments.hide()
        self.live.setFocusProxy(self)
        self.live.once(EmergencyView, lambda view: view.setFocusProxy(self))
        for behind in self.live.findChildren(QWidget):  # behind the glass nothing takes the keys
            behind.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._keyboard = Keyboard(REPLAY_BINDINGS)
        self._phases = tuple(
            SliderPhase(span.phase.title, span.phase.kind, span.start, span.end) for span in self._playback.phases()
        )
        self._due = QTimer(self)
        self._due.setTimerType(Qt.TimerType.PreciseTimer)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._go_on)
        self.glass.pressed.connect(lambda: self.say(PLAYED_BACK))
        self.strip.asked.connect(lambda action: self._doings[action]())
        self.strip.rate_asked.connect(self.set_rate)
        self.strip.sought.connect(self.seek)
        self.moments.sought.connect(self.seek)
        self.moments.add_asked.connect(self._add_from_list)
        self.moments.closed.connect(self._close_moments)
        self.strip.remark_left.connect(self.setFocus)
        self.strip.remark_written.connect(self._written)
        self._doings: dict[str, Callable[[], object]] = {
            "play": self.press_play,
            "back-10": lambda: self.seek(self.session.now().elapsed - STEP),
            "on-10": lambda: self.seek(self.session.now().elapsed + STEP),
            "previous": self._to_moment_before,
            "next": self._to_next_moment,
            "start": lambda: self.seek(self._playback.starts),
            "end": lambda: self.seek(self._playback.ends),
            "faster": lambda: self._step_rate(1),
            "slower": lambda: self._step_rate(-1),
            "moments": self._turn_moments,
            "remark": self._begin_remark,
            "add": self._add_here,
            "scenario": self._ask_scenario,
            "leave": self._leave,
        }
        self._draw()

    # --- playing ------------------------------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """It goes."""
        return self.session.rate > 0

    def press_play(self) -> None:
        """Go on, or stand; at the end, from the beginning."""
        if not self.playing and self.session.at_end:
            self.session.seek(self._playback.starts)
        self.session.set_rate(0 if self.playing else self._rate)
        self._change()

    def pause(self) -> None:
        """Stand where it is."""
        if self.playing:
            self.session.set_rate(0)
            self._change()

    def set_rate(self, rate: int) -> None:
        """Go at `rate` from now on, or when it is played next."""
        self._rate = rate
        if self.playing:
            self.session.set_rate(rate)
        self._change()

    def seek(self, t: int) -> None:
        """Be at session time `t`; what was said of another moment is said no more."""
        self.live.quiet.say("")
        self.session.seek(t)
        self._change()

    def refresh_moments(self) -> None:
        """There are other moments now."""
        self._draw()
        if self.moments.isVisible():
            self._show_moments()

    def take_back(self, words: str, why: str, to: str = "") -> None:
        """A remark that could not be kept, or what was to be added `to` one, is in its field again; it is said why."""
        self._open_field(to)
        self.strip.line.put(words)
        self.say(why)

    def say(self, words: str) -> None:
        """Say something, until it goes on or one goes elsewhere."""
        self._said = words
        if class_for(self.live.width(), self.live.height()).folded:
            self.live.quiet.say(words)
        self._draw()

    def _step_rate(self, by: int) -> None:
        """The next speed, or the one before; the last one leads to the first again."""
        self.set_rate(RATES[(RATES.index(self._rate) + by) % len(RATES)])

    def _to_next_moment(self) -> None:
        moment = self._playback.next_moment(self.session.now().elapsed)
        self.seek(self._playback.ends if moment is None else moment.t)

    def _to_moment_before(self) -> None:
        now = self.session.now().elapsed - round(AGAIN * self.session.rate)
        moment = self._playback.moment_before(now)
        self.seek(self._playback.starts if moment is None else moment.t)

    def _go_on(self) -> None:
        if self.session.advance():
            self._said = ""
        self._draw()

    def _change(self) -> None:
        self._said = ""
        self._draw()

    def _draw(self) -> None:
        """The strip as it is now; and when it is to be drawn next."""
        session, now = self.session, self.session.now().elapsed
        if session.at_end:
            self.live.show_end(session)
        self.strip.show_data(
            StripData(
                words=self._said or self._words(now),
                times=self._times(now),
                rate=self._rate,
                playing=self.playing,
                slider=SliderData(
                    self._playback.starts,
                    self._playback.ends,
                    now,
                    self._phases,
                    self._playback.moments,
                    tuple((lapse.start, lapse.end) for lapse in self._playback.lapses),
                ),
            )
        )
        due = session.wait_ms()
        if due is None:
            self._due.stop()
        else:
            self._due.start(max(QUICKEST_MS if due > QUICKEST_MS else 0, min(due, session.clock.wait_ms(STRIP_MS))))

    def _words(self, now: int) -> str:
        """What kept everybody from writing then; else what came last."""
        lapse = self._playback.lapse_at(now)
        if lapse is not None:
            return lapse.words
        moment = self._playback.moment_before(now + 1)
        if moment is None:
            return ""
        there = self._playback.moments_at(moment.t)
        return "  ·  ".join(
            each.words if each.words.casefold().startswith(each.kind) else f"{each.kind}: {each.words}"
            for each in there
        )

    def _times(self, now: int) -> tuple[str, ...]:
        """Since the dose, of all, by the clock; and in short."""
        wall = f"{self._playback.wall(now):%H:%M:%S}"
        since = since_last_dose(self.session.state)
        dosed = f"{clock_text(now - since.given)} since the dose" if since is not None else ""
        whole = f"{clock_text(now)} of {clock_text(self._playback.ends)}"
        return (
            "   ".join(filter(None, (dosed, whole, wall))),
            "   ".join((clock_text(now - since.given) if since is not None else clock_text(now), wall)),
            wall,
        )

    # --- what is done besides ---------------------------------------------------------------------------------

    def _turn_moments(self) -> None:
        """The list of all moments comes, over what is played, or goes."""
        if self.moments.isVisible():
            self._close_moments()
            return
        self.pause()
        self.moments.show()
        self.moments.raise_()
        self._show_moments()
        self.moments.list.setFocus()

    def _show_moments(self) -> None:
        moments = self._playback.moments
        times = [f"{self._playback.wall(moment.t):%H:%M:%S}" for moment in moments]
        self.moments.show_moments(moments, times, self.session.now().elapsed)

    def _close_moments(self) -> None:
        self.moments.hide()
        self.setFocus()

    def _begin_remark(self) -> None:
        if self._can["remark"]:
            self.pause()
            self._open_field()

    def _add_here(self) -> None:
        """Add to the remark of this moment, to the last one where there are several."""
        found = self._playback.moments_at(self.session.now().elapsed)
        id = next((moment.id for moment in reversed(found) if moment.kind is MomentKind.REMARK), "")
        if id:
            self.pause()
            self._open_field(id)
        else:
            self.say(NO_REMARK_HERE)

    def _add_from_list(self, id: str) -> None:
        t = next(moment.t for moment in self._playback.moments if moment.id == id)
        self._close_moments()
        self.seek(t)
        self._open_field(id)

    def _open_field(self, adds_to: str = "") -> None:
        """Have the field; what is begun in it of something else waits."""
        if adds_to != self._adds_to:
            self._begun[self._adds_to] = self.strip.line.text()
            self._adds_to = adds_to
            self.strip.line.put(self._begun.pop(adds_to, ""))
        self.strip.open_remark(ADDITION if adds_to else REMARK)

    def _written(self, words: str) -> None:
        if self._adds_to:
            self.added.emit(self._adds_to, words)
        else:
            self.remarked.emit(self.session.now().elapsed, words)

    def _ask_scenario(self) -> None:
        if self._can["scenario"]:
            self.pause()
            self.scenario_asked.emit()

    @property
    def half_typed(self) -> str:
        """What is to be said before the window goes, where it takes words with it."""
        return HALF_TYPED if self.strip.line.one_line() or any(map(str.strip, self._begun.values())) else ""

    def _leave(self) -> None:
        """A remark that is begun is not lost by one key."""
        self.pause()
        if self.half_typed and self._said != HALF_TYPED:
            self.say(HALF_TYPED)
        else:
            self.closed.emit()

    # --- keys and the window ----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of the strip; all that would act in a session say that it is played back."""
        event.accept()
        found = self._keyboard.action(event, now_ms())
        if isinstance(QApplication.focusWidget(), QLineEdit):
            event.ignore()
        elif found is not None and found[0] == "rate":
            self.set_rate(RATES[int(found[1]) - 1])
        elif found is not None and self._can.get(found[0], True):
            self._doings[found[0]]()
        elif found is not None or event.text().strip() or event.key() >= Qt.Key.Key_F1:
            self.say(PLAYED_BACK)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self._keyboard.released(event, now_ms())
        event.ignore()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the strip: nothing of what is played can be pressed."""
        stops: list[QWidget] = [*self.moments.stops(), *self.strip.stops()]
        if self.isHidden() or not stops:  # it goes, and hands the keys to somebody else
            return super().focusNextPrevChild(forward)
        now = QApplication.focusWidget()
        place = stops.index(now) if now in stops else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(place + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind another screen, or with the window, it stands."""
        super().hideEvent(event)
        self.pause()
        self._due.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The strip has the foot, where the live screen has what one presses; above it that is as high as it can be."""
        super().resizeEvent(event)
        wide, high = self.width(), self.height()
        strip = LOW if class_for(wide, high).folded else HIGH
        live = high - strip
        for _ in range(2):  # what the strip covers depends on the class, and that on the height
            of = class_for(wide, live)
            live = high - strip + (of.lines[2] + of.foot if of.folded else of.observations + of.foot + 4)
        self.live.covered = live - (high - strip)
        self.live.setGeometry(0, 0, wide, live)
        self.glass.setGeometry(0, 0, wide, high - strip)
        self.strip.setGeometry(0, high - strip, wide, strip)
        panel = min(PANEL, wide // 2 + 80)
        self.moments.setGeometry(wide - panel - 8, 8, panel, high - strip - 16)

    def rows(self) -> list[str]:
        """The table twin."""
        return self.strip.rows()
