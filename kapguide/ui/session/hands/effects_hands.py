"""Side effects are recorded and followed, and the clinic's limits marked as seen, from the live screen."""

from collections.abc import Callable, Sequence

from kapguide.clinical.side_effects import SEVERITIES, NamedEffect, shipped_effects
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, Instant
from kapguide.session.live import LiveSession
from kapguide.session.safety.commands import FollowSideEffect, NoteSideEffect, ReportNoSideEffects, SeeLimit
from kapguide.session.safety.rules import asked_for_effects, effects_last_asked
from kapguide.session.safety.state import SideEffect
from kapguide.session.state import SessionState
from kapguide.session.wall import shown_at, stretches
from kapguide.spans import MINUTE
from kapguide.ui.session.forms.effects_form import EffectsForm, OpenEffect
from kapguide.ui.session.forms.question_form import Question
from kapguide.ui.session.layout import LiveLayout
from kapguide.ui.session.times import parse_moment
from kapguide.ui.widgets.words import span_words

DONE = "what was done, if anything"
OVER, GOES_ON = WAYS = ("it is over", "it goes on")


class EffectsHands:
    """Opens the form of a live screen and sends what it asks. `known` are the side effects of the practice's list."""

    def __init__(
        self, screen: LiveLayout, session: LiveSession, send: Callable[[c.Command], bool], calm: Callable[[], None]
    ) -> None:
        self._screen, self._session, self._send, self._calm = screen, session, send, calm
        self.known: Callable[[], Sequence[NamedEffect]] = lambda: shipped_effects().effects
        screen.once(EffectsForm, self._wire)
        screen.vitals.limit.seen.connect(self.see_limit)

    def _wire(self, form: EffectsForm) -> None:
        form.chosen.connect(self._note)
        form.followed.connect(self._follow)
        form.none_reported.connect(self._none)
        form.closed.connect(self._calm)

    def press(self) -> None:
        """Open the form, or put it away."""
        if isinstance(self._screen.form, EffectsForm) and self._screen.panel is None:
            self._calm()
        else:
            self.open()

    def open(self) -> None:
        """The form, with what is not over."""
        self._screen.show_panel(None)
        self._screen.show_form(self._screen.effects)
        self.render_state(self._session.state, self._session.now())
        dosing = self._session.state.protocol.has_dose
        self._screen.effects.open(sorted(self.known(), key=lambda effect: effect.between is dosing))

    def see_limit(self) -> None:
        """That the latest reading lies outside of the clinic's limits has been seen."""
        self._send(SeeLimit())
        self._screen.setFocus()  # its button goes

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show what is not over at `now`, and when the client was asked."""
        known = stretches(self._session.log, now)
        effects = tuple(
            OpenEffect(
                effect.id,
                f"{effect.title}, {effect.severity}",
                f"since {shown_at(effect.onset, known)}, {_minutes(now.elapsed - effect.onset)}",
            )
            for effect in state.safety.open_effects
        )
        due = bool(asked_for_effects(state))
        self._screen.effects.show_open(effects, "to be asked for now" if due else _last_asked(state, now), waits=due)

    def _none(self) -> None:
        if self._send(ReportNoSideEffects(self._session.now().elapsed)):
            self._calm()

    def _note(self, effect: NamedEffect) -> None:
        """How strong it is, and since when; of one that is not over, what became of it."""
        open_now = self._session.state.safety.open_effects
        same = next((each for each in open_now if each.title.casefold() == effect.title.casefold()), None)
        if same is not None:
            self._follow(same.id)
            return
        self._ask(
            lambda shown: Question(f"{effect.title}: how strong, since when", SEVERITIES, -1, DONE, at=shown),
            lambda n, done, at: NoteSideEffect(effect.id, effect.title, at, SEVERITIES[n], done),
        )

    def _follow(self, entry: str) -> None:
        """What became of one that is not over."""
        effect: SideEffect = next(each for each in self._session.state.safety.effects if each.id == entry)
        self._ask(
            lambda shown: Question(f"{effect.title}, {effect.severity}", WAYS, -1, DONE, at=shown),
            lambda n, done, at: FollowSideEffect(entry, at, done, WAYS[n] == OVER),
            strike=entry,
        )

    def _ask(
        self,
        question: Callable[[str], Question],
        command: Callable[[int, str, Elapsed], c.Command],
        strike: str = "",
    ) -> None:
        """Ask, with the time of now standing there; where nobody changes it, that is the time of asking."""
        now = self._session.now()
        shown = shown_at(now.elapsed, stretches(self._session.log, now))
        self._screen.show_form(self._screen.question)
        self._screen.question.ask(
            question(shown),
            lambda n, words, at: self._answered(lambda t: command(n, words, t), at, shown, now.elapsed),
            (lambda: self._done(c.Strike(strike))) if strike else None,
        )

    def _answered(self, command: Callable[[Elapsed], c.Command], at: str, shown: str, asked: Elapsed) -> None:
        now = self._session.now()
        try:
            moment = asked if at == shown else parse_moment(at, now, stretches(self._session.log, now))
        except KapGuideError as error:
            self._screen.question.say(error.sentence)
            self._screen.question.at.setFocus()
            return
        self._done(command(moment))

    def _done(self, command: c.Command) -> None:
        """Send it; what the session refuses is said where it was typed."""
        if self._send(command):
            self._screen.effects.clear()
            self._calm()
        else:
            self._screen.question.say(self._screen.quiet.describe())


def _last_asked(state: SessionState, now: Instant) -> str:
    """How long ago the client was asked."""
    last = effects_last_asked(state)
    return "not asked yet" if last is None else f"asked {_minutes(now.elapsed - last)} ago"


def _minutes(ms: int) -> str:
    return span_words(ms // MINUTE * MINUTE) if ms >= MINUTE else "a moment"
