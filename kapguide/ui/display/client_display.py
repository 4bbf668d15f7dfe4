"""The client's display as the session wants it: which screen, what on it, and what is said when the screen is gone."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import shiboken6
from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QWidget

from kapguide.session.events import Event
from kapguide.session.guiding.display import DisplayState
from kapguide.session.live import LiveSession
from kapguide.session.state import SessionState
from kapguide.ui.display.client_window import ClientWindow
from kapguide.ui.display.content import content_of
from kapguide.ui.display.screens import ScreenInfo, Screens
from kapguide.ui.theme import Theme

NONE = "There is no second screen. Connect one, and let the desktop reach onto it."
MIRRORED = "The second screen shows the same as this one. Let the desktop reach onto it instead."
GONE = "“{name}” is gone. The display comes back with it."
SEEN = "“{name}” shows this screen now, and the client can read it. Let the desktop reach onto it instead."
LARGEST_PICTURE = QSize(3840, 2160)


class DisplayStatus(msgspec.Struct, frozen=True):
    """How it stands: the screen's name, whether it is covered, and a sentence where it cannot be."""

    name: str = ""
    covered: bool = False
    problem: str = ""


class ClientDisplay(QObject):
    """Lives as long as the window. It takes another screen than the therapist's, or none; see `follow`."""

    changed = Signal()
    said = Signal(str)
    """The screen is gone, or back: a sentence for the live screen."""

    def __init__(
        self,
        theme: Theme,
        *,
        screens: Screens | None = None,
        remembered: str = "",
        remember: Callable[[str], object] = lambda key: None,
        picture: str = "",
    ) -> None:
        """`remembered` is the screen that was chosen last, by its key or its name; `remember` keeps the next choice."""
        super().__init__()
        self.screens = screens or Screens(self)
        self._theme, self._remember = theme, remember
        self._wish = remembered
        self._picture = picture
        self._window: ClientWindow | None = None
        self._target: ScreenInfo | None = None
        """The screen that it covers; None while it is off, and while the screen is gone."""
        self._lost = ""
        """Why the screen that it covered is not covered any more, as long as it is not; empty where nothing is lost."""
        self._therapist: QWidget | None = None
        self._desk: QWidget | None = None
        """The window in which the live screen is, or was: it stays where it stands when the session is over."""
        self._session: LiveSession | None = None
        self.screens.gone.connect(self._gone)
        self.screens.changed.connect(self._look_again)

    def take(self, screen: str, picture: str) -> None:
        """Have another screen in mind, unless none is named, and another picture."""
        self._wish = screen or self._wish
        if picture != self._picture:
            self._picture = picture
            if self._window is not None:
                self._window.picture = QImage()

    # --- what can be asked ------------------------------------------------------------------------------------

    def choices(self) -> tuple[ScreenInfo, ...]:
        """The screens that the client could look at: all but the therapist's, and none that shows the same."""
        own = self._own()
        return tuple(
            each
            for each in self.screens.all()
            if own is None or not (each.key == own.key or each.place.intersects(own.place))
        )

    @property
    def status(self) -> DisplayStatus:
        """How it stands."""
        if self._target is not None:
            return DisplayStatus(self._target.name, covered=True)
        if self._lost:
            return DisplayStatus(problem=self._lost)
        found = self._found()
        return DisplayStatus(found.name if found is not None else "", problem="" if found is not None else self._why())

    @property
    def word(self) -> bool:
        """Whether the parts of a breath are named on it."""
        return self.window.word

    @property
    def window(self) -> ClientWindow:
        """The window on the client's screen, made when it is first wanted."""
        if self._window is None:
            self._window = ClientWindow(self._theme)
        return self._window

    def picture_problem(self) -> str:
        """Why there is no picture to show; empty where there is one."""
        if not self._picture:
            return "No picture is set: settings.toml names one, as [display] picture."
        if self.window.picture.isNull():
            self.window.picture = _read(Path(self._picture))
        return f"The picture {Path(self._picture).name} cannot be read." if self.window.picture.isNull() else ""

    # --- what is done -----------------------------------------------------------------------------------------

    def serve(self, session: LiveSession, therapist: QWidget) -> None:
        """Belong to that session, whose live screen is `therapist`."""
        self._session, self._therapist = session, therapist
        session.seen_by(self.follow)

    def choose(self, key: str) -> None:
        """Use that screen from now on, and remember it."""
        self._wish = key
        self._remember(key)
        self._lost = ""
        self._leave()
        self._look_again()

    def name_parts(self, on: bool) -> None:
        """Name the parts of a breath on it, or leave the disc alone."""
        self.window.word = on
        self.changed.emit()

    def follow(self, state: SessionState, events: tuple[Event, ...] = ()) -> None:
        """Show what `state` wants: a session that has ended leaves the screen black until it is closed."""
        if self._session is None:
            return
        if state.display.on:
            self._look_again()
            self.window.show_content(content_of(state), self._session)
        elif self._target is not None or self._lost:
            self._lost = ""
            self._leave()

    def close(self) -> None:
        """Leave the screen: the session is over, or the window goes."""
        self._session = self._therapist = self._desk = None
        self._lost = ""
        if self._window is not None:
            self._leave()

    # --- screens that come and go -----------------------------------------------------------------------------

    @property
    def _wanted(self) -> DisplayState:
        return self._session.state.display if self._session is not None else DisplayState()

    def _own(self) -> ScreenInfo | None:
        """The therapist's screen, also once the live screen has gone; None where no session was."""
        if self._therapist is not None and shiboken6.isValid(self._therapist):
            self._desk = self._therapist.window()
        return self.screens.of(self._desk) if self._desk is not None and shiboken6.isValid(self._desk) else None

    def _found(self) -> ScreenInfo | None:
        """The screen to cover: the one that was chosen; where none was, the only other one."""
        choices = self.choices()
        if self._wish:
            return next((each for each in choices if self._wish in (each.key, each.name)), None)
        return choices[0] if len(choices) == 1 else None

    def _why(self) -> str:
        """Why no screen is found."""
        choices = self.choices()
        if not choices:
            return MIRRORED if len(self.screens.all()) > 1 else NONE
        if self._wish:
            return "The screen that was used last is not here. Choose another."
        return "There are several screens. Choose the client’s."

    def _look_again(self) -> None:
        """A screen has come, has another size, or stands elsewhere; or the display is wanted from now on."""
        if self._target is not None:
            same = next((each for each in self.screens.all() if each.key == self._target.key), None)
            if same is None:
                self._lose(GONE)
            elif self._shows_the_therapists(same):
                self._lose(SEEN)
            elif same.place != self._target.place:
                self._target = same
                self.window.uncover()
                self._cover(same)
        if self._target is None and self._wanted.on and (found := self._found()) is not None:
            back, self._lost = self._lost, ""
            self._cover(found)
            if back:
                self.said.emit(f"The client’s display is back on “{found.name}”.")
        self.changed.emit()

    def _shows_the_therapists(self, info: ScreenInfo) -> bool:
        """Does it show another screen's part, on which the therapist's window stands?

        A window that was moved onto the client's own screen stays covered there: the client goes on seeing the display.
        """
        own = self._own()
        return own is not None and own.key != info.key and own.place.intersects(info.place)

    def _cover(self, info: ScreenInfo) -> None:
        self._target = info
        if self._wish not in (info.key, info.name):  # from now on it is the client's, and no other that comes
            self._wish = info.key
            self._remember(info.key)
        self.window.cover(self.screens, info)
        if self._session is not None:
            self.window.show_content(content_of(self._session.state), self._session)

    def _gone(self, key: str) -> None:
        if self._target is not None and self._target.key == key:
            self._lose(GONE)
        self.changed.emit()

    def _lose(self, why: str) -> None:
        """Hide before anything could be moved to another screen, and say so."""
        assert self._target is not None
        sentence = why.format(name=self._target.name)
        self._leave()
        self._lost = sentence
        self.said.emit(f"The client’s display: {sentence}")

    def _leave(self) -> None:
        self._target = None
        if self._window is not None:
            self._window.uncover()
        self.changed.emit()


def _read(file: Path) -> QImage:
    """The picture in a file, no larger than any screen; a null one where it cannot be read."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and (size.width() > LARGEST_PICTURE.width() or size.height() > LARGEST_PICTURE.height()):
        reader.setScaledSize(size.scaled(LARGEST_PICTURE, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()
