"""The screen of a running rehearsal: a session's own live screen, and below it the strip with what opens above that."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

from kapguide.rehearsal.deeds import ACTS
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.rehearsal.data import RoomData
from kapguide.ui.rehearsal.keys import ROOM_KEYS
from kapguide.ui.rehearsal.panels import HELD, ChoicePanel, RemarkPanel, RoomChoice, RoomPanel
from kapguide.ui.rehearsal.strip import RehearsalStrip, strip_height
from kapguide.ui.session.classes import class_for, content_of
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme

SMALLEST = QSize(960, 500)
NO_GOALS = "Nothing is ahead to jump to."
NO_DOSE_YET = "What comes counts from the dose. Record it, and there is something to jump to."
NO_MARKS = "No bookmark yet."
MORE = (
    *(
        RoomChoice(name, f"{ROOM_KEYS[name].words}  ·  {ROOM_KEYS[name].cap}")
        for name in ("slower", "faster", "jump", "mark", "back", "remark")
    ),
    RoomChoice("leave", "Leave the rehearsal"),
)
"""What a lower window has no button for at its foot; each with the key that does it at once."""
LEAVE = (RoomChoice("leave", "Leave the rehearsal"), RoomChoice("stay", "Stay in it"))


class RehearsalScreen(QWidget):
    """`asked` carries what the therapist or an observer wants of the run: see ROOM_KEYS, and `door`, `leave`, `over`.

    `acted` carries an act in the room and the words said, `jumped` and `went_back` the place in the list of goals or of
    bookmarks, `remarked` a remark and by whom.
    """

    steers_sound = True
    asked = Signal(str)
    acted = Signal(str, str)
    jumped = Signal(int)
    went_back = Signal(int)
    remarked = Signal(str, int)

    def __init__(self, theme: Theme, live: LiveScreen) -> None:
        super().__init__()
        self.theme = theme
        self.live = live
        self.goals: Callable[[], Sequence[str]] = tuple
        """What can be jumped to, and the bookmarks, in words."""
        self.marks: Callable[[], Sequence[str]] = tuple
        self.no_goals: Callable[[], str] = lambda: NO_GOALS
        """What is said where there is nothing to jump to."""
        self.names: Sequence[str] = ("trainee",)
        """Who may write a remark: the trainee, and whoever watches."""
        self._before: QWidget | None = None
        self.panel: RoomPanel | None = None
        """What is open above the strip."""
        self.setAccessibleName("Rehearsal")
        live.setParent(self)
        self.strip = RehearsalStrip(theme)
        self.strip.setParent(self)
        self.acts = ChoicePanel(theme, "In the room: what you do")
        self.goal_list = ChoicePanel(theme, "Jump to", columns=3)
        self.mark_list = ChoicePanel(theme, "Back to a bookmark: what came after it is let go", columns=3)
        self.more = ChoicePanel(theme, "The rehearsal", columns=4)
        self.leaving = ChoicePanel(theme, "Leave? Whether it is kept is asked on the next screen.", columns=2)
        self.remark = RemarkPanel(theme)
        self._panels: dict[str, RoomPanel] = {
            "acts": self.acts, "jump": self.goal_list, "back": self.mark_list, "more": self.more,
            "leave": self.leaving, "remark": self.remark,
        }  # fmt: skip
        for panel in self._panels.values():
            panel.setParent(self)
            panel.hide()
            panel.left.connect(self.close_panel)
        self.acts.offer([RoomChoice(act.id, act.title, act.id == "say") for act in ACTS])
        self.more.offer(MORE)
        self.leaving.offer(LEAVE)
        self.acts.chosen.connect(self._act)
        self.goal_list.chosen.connect(lambda place, _: self._go(self.jumped, place))
        self.mark_list.chosen.connect(lambda place, _: self._go(self.went_back, place))
        self.more.chosen.connect(lambda name, _: self._more(name))
        self.leaving.chosen.connect(lambda name, _: self._leaving(name))
        self.remark.written.connect(self._remark)
        self.strip.asked.connect(self.press)
        for name, key in ROOM_KEYS.items():
            shortcut = QShortcut(QKeySequence(key.sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda name=name: self.press(name))
        self._join(live)

    def _join(self, live: LiveScreen) -> None:
        live.nothing_left.connect(self.leave)
        live.once(EmergencyView, self._join_emergency)

    def _join_emergency(self, view: EmergencyView) -> None:
        view.beyond = self._enter_strip

    # --- what is shown -----------------------------------------------------------------------------------------

    def show_data(self, data: RoomData) -> None:
        """Show the client, the room and the clock as they are."""
        self.strip.show_data(data)

    def replace_live(self, live: LiveScreen) -> None:
        """Another session's screen takes the place of this one, which is thrown away; nothing else moves."""
        before, self.live = self.live, live
        live.setParent(self)
        live.setGeometry(before.geometry())
        live.stackUnder(before)
        live.show()
        self._join(live)
        before.hide()
        before.deleteLater()
        self.setTabOrder(live, self.strip)
        if self.panel is None:
            live.setFocus()
        self._before = live

    def minimumSizeHint(self) -> QSize:
        return SMALLEST

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        strip = strip_height(self.height())
        live = self.height() - strip
        self.live.setGeometry(0, 0, self.width(), live)
        self.strip.margin = content_of(class_for(self.width(), live), self.width())[0]
        self.strip.setGeometry(0, live, self.width(), strip)
        if self.panel is not None:
            margin, wide = content_of(class_for(self.width(), live), self.width())
            high = min(self.panel.height_in(wide), live - 6)
            self.panel.setGeometry(QRect(margin, live - high - 4, wide, high))
            self.panel.raise_()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys are the live screen's, wherever nothing else has them."""
        super().focusInEvent(event)
        (self.panel or self.live).setFocus(event.reason())

    def focusNextPrevChild(self, forward: bool) -> bool:
        """In an emergency Tab goes round its own stops and those of the strip: what lies behind it is left out."""
        if not self.live.in_emergency or self.panel is not None:
            return super().focusNextPrevChild(forward)
        stops, focused = self.strip.stops, QApplication.focusWidget()
        following = stops.index(focused) + (1 if forward else -1) if focused in stops else -1
        if 0 <= following < len(stops):
            stops[following].setFocus(_tab(forward))
            return True
        self.live.emergency.setFocus()
        return self.live.emergency.focusNextPrevChild(forward)

    def _enter_strip(self, forward: bool) -> bool:
        """From the emergency's last stop, or backwards from its first."""
        stops = self.strip.stops
        stops[0 if forward else -1].setFocus(_tab(forward))
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A key that a button of the strip, or a panel, has no use for is the live screen's: so is Emergency."""
        if self._is_outside_live() and event.key() not in HELD:
            self.close_panel()
            self.live.keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """And so is its letting go, for a key that is held."""
        if self._is_outside_live():
            self.live.keyReleaseEvent(event)

    def _is_outside_live(self) -> bool:
        """The keys are not in the live screen, which has seen a key that comes here from inside of it."""
        focused = QApplication.focusWidget()
        return focused is not self.live and not (focused is not None and self.live.isAncestorOf(focused))

    # --- what opens above the strip ----------------------------------------------------------------------------

    def press(self, name: str) -> None:
        """Do what a key or a button of the strip asks for: open a panel, or put it away; else ask for it."""
        panel = self._panels.get(name)
        if name == "leave":
            self.leave()
        elif panel is None:
            self.asked.emit(name)
        elif self.panel is panel:
            self.close_panel()
        else:
            self._open(name, panel)

    def leave(self) -> None:
        """Ask whether to leave: in the live screen's own panel, or above the strip while that is covered."""
        if self.live.in_emergency:
            if self.panel is self.leaving:
                self.close_panel()
            else:
                self._open("leave", self.leaving)
        else:
            self.close_panel()
            self.live.beside.show_leave()

    def _open(self, name: str, panel: RoomPanel) -> None:
        if self.panel is None:
            self._before = QApplication.focusWidget()
        else:
            self.panel.hide()
        if panel is self.goal_list:
            self.goal_list.offer(_numbered(self.goals()), self.no_goals())
        elif panel is self.mark_list:
            self.mark_list.offer(_numbered(self.marks()), NO_MARKS)
        elif panel is self.remark:
            self.remark.offer(self.names)
        self.panel = panel
        self.strip.show_open(name)
        panel.show()
        self._place()
        panel.take_keys()

    def close_panel(self) -> None:
        """The keys go back to where they were; what is half typed in a remark stays there."""
        if self.panel is None:
            return
        panel, self.panel = self.panel, None
        panel.hide()
        self.strip.show_open("")
        before, self._before = self._before, None
        alive = before is not None and before.isVisible() and self.isAncestorOf(before) and before is not self
        (before if alive and before is not None else self.live).setFocus()

    # --- what is done ------------------------------------------------------------------------------------------

    def _act(self, act: str, words: str) -> None:
        self.acts.words.put("")
        self.close_panel()
        self.acted.emit(act, words)

    def _go(self, signal: object, place: str) -> None:
        self.close_panel()
        signal.emit(int(place))  # type: ignore[attr-defined]

    def _more(self, name: str) -> None:
        if name not in self._panels:
            self.close_panel()
        self.press(name)

    def _leaving(self, name: str) -> None:
        self.close_panel()
        if name == "leave":
            self.asked.emit("over")

    def _remark(self, words: str, by: int) -> None:
        self.close_panel()
        self.remarked.emit(words, by)


def _tab(forward: bool) -> Qt.FocusReason:
    return Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason


def _numbered(words: Sequence[str]) -> list[RoomChoice]:
    return [RoomChoice(str(place), each) for place, each in enumerate(words)]
