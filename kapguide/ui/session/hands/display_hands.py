"""What is done about the client's display on the live screen: turned on and off, and what it shows."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from kapguide.session import commands as c
from kapguide.session.guiding.display import Shows
from kapguide.session.live import LiveSession
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.cards.breath_card import BreathCard
from kapguide.ui.session.forms.display_form import DisplayForm
from kapguide.ui.session.keys import DISPLAY_BINDINGS
from kapguide.ui.session.layout import LiveLayout
from kapguide.ui.widgets.chip import Tone


class DisplayHands(QObject):
    """Opens the display's form and carries out what it and the breath card ask of the display.

    The display lives on when the live screen goes: what it tells is for the screen that is there.
    """

    bindings = DISPLAY_BINDINGS
    """What the keys mean while the form is in front."""

    def __init__(
        self,
        screen: LiveLayout,
        session: LiveSession,
        display: ClientDisplay,
        send: Callable[[c.Command], bool],
        calm: Callable[[], None],
    ) -> None:
        super().__init__(screen)
        self._screen, self._session, self._display, self._send = screen, session, display, send
        self.doings: dict[str, Callable[[], object]] = {"display": self.press}
        """What the keys do everywhere, by their names in the table of keys."""
        self.here: dict[str, Callable[[], object]] = {"word": self.name_parts}
        """What the keys of the form do, while it is in front."""
        self._calm = calm
        screen.once(DisplayForm, self._wire_form)
        screen.once(BreathCard, self._wire)
        display.changed.connect(self.render)
        display.changed.connect(self._report_soon)
        display.said.connect(self._say)
        display.serve(session, screen)

    def _wire_form(self, form: DisplayForm) -> None:
        form.asked.connect(self._turn)
        form.screen_chosen.connect(self._display.choose)
        form.closed.connect(self._calm)
        self._wire(form)

    def _wire(self, one: DisplayForm | BreathCard) -> None:
        one.toggled.connect(self.toggle)
        one.word_toggled.connect(self.name_parts)

    @property
    def in_front(self) -> bool:
        """Is the form what one sees in the prompt's place?"""
        return isinstance(self._screen.form, DisplayForm) and self._screen.panel is None

    def press(self) -> None:
        """The form comes; where it or the breath card is in front, the display is turned on or off."""
        if self._screen.panel is None and isinstance(self._screen.form, DisplayForm | BreathCard):
            self.toggle()
        elif self._session.state.emergency is None:
            self._screen.show_panel(None)
            self._screen.show_form(self._screen.display_form)
            self.render()
            self._screen.display_form.setFocus()

    def toggle(self) -> None:
        """On, black to begin with, or off. Where there is no screen it says why, and nothing is turned on."""
        if self._session.state.display.on:
            self._send(c.TurnDisplay(Shows.OFF))
        else:
            self._turn(c.TurnDisplay(Shows.BLACK))

    def name_parts(self) -> None:
        """The parts of a breath are named on the display, or not."""
        self._display.name_parts(not self._display.word)

    def render(self) -> None:
        """Show how it stands, where that is seen."""
        if self.in_front:
            self._screen.display_form.show_status(self._session.state, self._display)
        elif isinstance(self._screen.form, BreathCard):
            self._screen.breath.render_state(self._session.state)

    def _report_soon(self) -> None:
        """Not at once: the display changes while others are still told of the event that it follows."""
        QTimer.singleShot(0, self, self._report)

    def _report(self) -> None:
        """Only what is covered is seen: the record is told what the client could see, not what was wanted."""
        state, covered = self._session.state, self._display.status.covered
        if state.running and state.display.on and state.display.covered != covered:
            self._session.send(c.ReportDisplay(covered))

    def _say(self, words: str) -> None:
        self._screen.quiet.say(words, Tone.WARM)

    def _turn(self, command: c.TurnDisplay) -> None:
        on = self._session.state.display.on
        problem = "" if on else self._display.status.problem
        if command.shows == Shows.PICTURE:
            problem = problem or self._display.picture_problem()
        if problem:
            self._screen.quiet.say(problem)
        elif self._send(command) and command.shows == Shows.LINE:
            self._screen.display_form.clear()
        self.render()
