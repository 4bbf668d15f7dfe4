"""A line that is chosen in the log is corrected where it was typed; what was said by a key is asked about once more."""

from collections.abc import Callable

from kapguide.clinical.vitals_line import TypedReading
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.live import LiveSession
from kapguide.session.wall import shown_at, stretches
from kapguide.ui.session.cards.notes_card import OWN_LINE
from kapguide.ui.session.forms.question_form import QuestionForm
from kapguide.ui.session.hands.questions import AskedAbout, entry_of
from kapguide.ui.session.layout import LiveLayout
from kapguide.ui.session.times import parse_moment

CORRECTING = "Enter records the correction; Esc leaves the reading as it was."


class Corrections:
    """Takes a chosen reading back into its line, asks about any other entry, and sends what becomes of it."""

    def __init__(
        self, screen: LiveLayout, session: LiveSession, send: Callable[[c.Command], bool], calm: Callable[[], None]
    ) -> None:
        self._screen, self._session, self._send, self._calm = screen, session, send, calm
        screen.notes.reading_chosen.connect(self._begin)
        screen.notes.entry_chosen.connect(self._ask)
        screen.vitals.corrected.connect(self._record)
        screen.vitals.field.accepted.connect(lambda _: self._over())
        screen.vitals.field.left.connect(self._over)
        screen.once(QuestionForm, lambda question: question.closed.connect(calm))

    # --- a reading -------------------------------------------------------------------------------------------

    def _begin(self, reading_id: str) -> None:
        reading = next(each for each in self._session.state.readings if each.id == reading_id)
        self._screen.vitals.correct(reading)
        self._screen.quiet.say(CORRECTING)

    def _over(self) -> None:
        """What was said of the correction is true no longer."""
        if self._screen.quiet.describe() == CORRECTING:
            self._screen.quiet.say("")

    def _record(self, typed: TypedReading, reading_id: str) -> None:
        """Both stay in the record, at the time at which it was taken; if that one was taken back since, it is new."""
        old = next((each for each in self._session.state.readings if each.id == reading_id), None)
        taken = old.taken if old is not None else self._session.now().elapsed
        self._send(c.TakeReading(typed.vitals, taken, typed.by, supersedes=reading_id if old is not None else ""))

    # --- an answer, a step of a dose, an entry on the leaving --------------------------------------------------

    def _ask(self, event_id: str) -> None:
        """Ask about the entry as it stands; the words and the time that nobody changes stay as they are."""
        event = next(each for each in self._session.log if each.id == event_id)
        entry = entry_of(event, self._session.state, self._shown)
        if entry is None:
            self._screen.quiet.say(OWN_LINE)
            return
        if half := self._screen.question.half_typed():  # for another entry: whoever turns away has not thrown it away
            self._send(c.AddNote(half, self._session.now().elapsed))
        self._screen.show_panel(None)
        self._screen.show_form(self._screen.question)
        stands = not isinstance(event.body, e.CueMissed)
        self._screen.question.ask(
            entry.question,
            lambda chosen, words, at: self._answered(entry, chosen, words, at),
            (lambda: self._done(c.Strike(event_id))) if stands else None,
        )

    def _answered(self, entry: AskedAbout, chosen: int, words: str, at: str) -> None:
        now = self._session.now()
        try:
            moment = entry.at if at == entry.question.at else parse_moment(at, now, stretches(self._session.log, now))
        except KapGuideError as error:
            self._screen.question.say(error.sentence)
            self._screen.question.at.setFocus()
            return
        self._done(entry.command(chosen, words, moment))

    def _done(self, command: c.Command) -> None:
        """Send it; what the session refuses is said where it was typed."""
        if self._send(command):
            self._calm()
        else:
            self._screen.question.say(self._screen.quiet.describe())

    def _shown(self, at: int) -> str:
        return shown_at(at, stretches(self._session.log, self._session.now()))
