"""What is done about a breath on the live screen: the card opens, and what it asks is carried out."""

from collections.abc import Callable

from kapguide.session import commands as c
from kapguide.session.live import LiveSession
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.cards.breath_card import BreathCard
from kapguide.ui.session.keys import BREATH_BINDINGS
from kapguide.ui.session.layout import LiveLayout


class BreathHands:
    """Opens the breath card of a live screen and sends what it asks."""

    bindings = BREATH_BINDINGS
    """What the keys mean while the card is in front."""

    def __init__(
        self,
        screen: LiveLayout,
        session: LiveSession,
        display: ClientDisplay,
        send: Callable[[c.Command], bool],
        calm: Callable[[], None],
    ) -> None:
        self._screen, self._session, self._display, self._send = screen, session, display, send
        self.doings: dict[str, Callable[[], object]] = {"breath": self.press}
        """What the keys do everywhere, by their names in the table of keys."""
        self.here: dict[str, Callable[[], object]] = {
            "slower": lambda: screen.breath.slower.click(),
            "quicker": lambda: screen.breath.quicker.click(),
            "pattern": lambda: screen.breath.choose_other(),
            "chime": lambda: screen.breath.chime.click(),
            "word": lambda: screen.breath.word.click(),
        }
        """What the keys of the card do, while it is in front."""
        self._calm = calm
        screen.once(BreathCard, self._wire)

    def _wire(self, card: BreathCard) -> None:
        card.asked.connect(self._carry_out)
        card.closed.connect(self._calm)

    @property
    def in_front(self) -> bool:
        """Is the card what one sees in the prompt's place?"""
        return isinstance(self._screen.form, BreathCard) and self._screen.panel is None

    def press(self) -> None:
        """The card comes; where it is in front, its breath begins or stops."""
        if self.in_front:
            self._screen.breath.press()
        elif self._session.state.emergency is None:
            self._screen.show_panel(None)
            self._screen.show_form(self._screen.breath)
            self._screen.breath.open(self._session, self._display)

    def render(self) -> None:
        """Show what is led now, where the card is seen."""
        if self.in_front:
            self._screen.breath.render_state(self._session.state)

    def _carry_out(self, command: c.Command) -> None:
        self._send(command)
        self.render()
