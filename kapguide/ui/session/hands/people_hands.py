"""Who comes and who goes is recorded: from the form of the people, and said where nobody is left."""

from collections.abc import Callable, Sequence

from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, Instant
from kapguide.session.live import LiveSession
from kapguide.session.people.people import Person, alone, here
from kapguide.session.state import SessionState
from kapguide.session.wall import shown_at, stretches
from kapguide.ui.session.forms.people_form import PeopleForm, person_rows
from kapguide.ui.session.layout import LiveLayout
from kapguide.ui.session.times import parse_moment
from kapguide.ui.widgets.chip import Tone

NOBODY = "Nobody is with the client now, as it is recorded."


class PeopleHands:
    """Opens the form of a live screen and sends what it asks. `known` are the people of the practice."""

    def __init__(
        self, screen: LiveLayout, session: LiveSession, send: Callable[[c.Command], bool], calm: Callable[[], None]
    ) -> None:
        self._screen, self._session, self._send, self._calm = screen, session, send, calm
        self.known: Callable[[], Sequence[Person]] = lambda: ()
        self._offered: Sequence[Person] = ()
        """Those of the practice when the form was opened: it is drawn each second, and the record is not read for
        that."""
        screen.once(PeopleForm, self._wire)

    def _wire(self, form: PeopleForm) -> None:
        form.came.connect(lambda person, at: self._moved(lambda t: c.NoteArrival(_in(person), t), at))
        form.near.connect(lambda person, at: self._moved(lambda t: c.NoteArrival(_in(person, in_house=True), t), at))
        form.left.connect(lambda person, at: self._moved(lambda t: c.NoteDeparture(person.name, t), at))
        form.gone.connect(lambda person, at: self._moved(lambda t: c.NoteDeparture(person.name, seen=t), at, seen=True))
        form.closed.connect(self._calm)

    def press(self) -> None:
        """Open the form, or put it away."""
        if isinstance(self._screen.form, PeopleForm) and self._screen.panel is None:
            self._calm()
            return
        self._offered = self.known()
        self._screen.show_panel(None)
        self._screen.show_form(self._screen.people)
        self.render_state(self._session.state, self._session.now())
        self._screen.people.open()

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show who is here at `now`."""
        known = stretches(self._session.log, now)
        times = {at for stay in state.people for at in (stay.came, stay.left) if at is not None}
        shown: dict[int, str] = {at: shown_at(at, known) for at in times}
        gaps = alone(state.people, now.elapsed)
        on = next((gap for gap in gaps if gap.ended is None), None)
        words = company_words(state, shown, on.began if on else None, len(gaps))
        self._screen.people.show_people(person_rows(state.people, self._offered, shown), words, on is not None)

    def _moved(self, command: Callable[[Elapsed | None], c.Command], at: str, *, seen: bool = False) -> None:
        """Somebody comes or goes, now or at the time that was typed."""
        now = self._session.now()
        try:
            moment = parse_moment(at, now, stretches(self._session.log, now)) if at.strip() else None
        except KapGuideError as error:
            self._screen.people.say(error.sentence)
            self._screen.people.at.setFocus()
            return
        if not self._send(command(moment)):
            self._screen.people.say(self._screen.quiet.describe())
            return
        self._screen.people.clear()
        self._calm()
        if self._session.state.people and not here(self._session.state.people):
            self._screen.quiet.say(NOBODY, Tone.WARM)


def _in(person: Person, *, in_house: bool = False) -> Person:
    """Somebody who comes to the client, wherever they were before, or stays in the house."""
    return Person(person.name, person.role, person.staff, in_house)


def company_words(state: SessionState, shown: dict[int, str], alone_since: Elapsed | None, gaps: int) -> str:
    """Whether the client was ever alone, in a few words; nothing where nobody's presence is recorded."""
    if not state.people:
        return ""
    if alone_since is not None:
        return f"nobody with the client since {shown.get(alone_since, '')}".strip()
    if gaps:
        return f"{gaps} time{'s' if gaps > 1 else ''} without anybody"
    return f"never alone since {shown[min(stay.came for stay in state.people)]}"
