"""Questionnaires at the window: chosen, handed over or asked aloud, kept answer by answer, and read afterwards."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from kapguide.clinical.chart import chart_of
from kapguide.clinical.facts import ScoreFollowed
from kapguide.clinical.form_run import FormRun
from kapguide.clinical.instruments import ASKED_ALOUD, HANDED_OVER, ON_THE_FORM, Instrument
from kapguide.errors import KapGuideError
from kapguide.log import log
from kapguide.store.keys.vault import Keys, WrongPassphrase
from kapguide.store.records import Store
from kapguide.ui.hand_over.covers import Covers
from kapguide.ui.hand_over.entry_form import EntryScreen
from kapguide.ui.hand_over.score_screen import ScoreScreen
from kapguide.ui.hand_over.screen import QuestionScreen
from kapguide.ui.hand_over.start import StartScreen
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.forms.session_pin import LENGTH, SessionPin
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.scores import FollowUp, FormKeeper, TakenScore, follow_ups, taken_of
from kapguide.usecases.shipped.instruments import Instruments, instruments_of
from kapguide.usecases.way_back import open_with

KEPT_S = 0.3
"""So long the next question waits at most until what was answered is on disk; it takes some milliseconds."""
SETTLE_S = 1.0
"""So long one waits for what was answered last, before it is read."""


class HandOverFlow:
    """Lies before the screen it was called from, and gives the window back to it. The PIN lives in memory alone, for as
    long as the window does."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Store,
        covers: Covers | None = None,
        unlocked: Callable[[Keys], object] = Keys.forget,
    ) -> None:
        """`unlocked` takes the keys of whoever leads back by a passphrase, who may be another one."""
        self._unlocked = unlocked
        self._frame, self._store = frame, store
        self._covers = covers or Covers(frame.window)
        self._pin = SessionPin()
        self._code = self._session = ""
        self._known = Instruments({})
        self._then: Callable[[], object] = lambda: None

    def show(self, code: str, names: Iterable[str], then: Callable[[], object], session_id: str = "") -> StartScreen:
        """Choose what is asked of `code`, with `names` chosen already; `then` is called when it is over."""
        self._code, self._session, self._then = code, session_id, then
        self._known = instruments_of(self._frame.home)
        window = self._frame.window
        screen = StartScreen(window.theme, code, self._known, names, _today(), self._pin.chosen)
        screen.closed.connect(self._close)
        screen.handed.connect(self._hand)
        screen.asked.connect(self._ask)
        screen.entry.entered.connect(lambda form, figures, day: self._enter(screen, form, figures, day))
        window.cover(screen)
        return screen

    def show_scores(self, code: str, scores: Iterable[str], then: Callable[[], object]) -> ScoreScreen:
        """Read the scores of these ids again, with what was done about their answers."""
        self._code, self._then = code, then
        self._known = instruments_of(self._frame.home)
        return self._read(set(scores), self._close)

    def _close(self) -> None:
        self._frame.window.uncover()
        self._then()

    def _keeper(self, how: str) -> FormKeeper:
        return FormKeeper(self._store, self._code, how, self._session)

    # --- a form is filled in -----------------------------------------------------------------------------------

    def _hand(self, instruments: tuple[Instrument, ...], code: str) -> None:
        if len(code) == LENGTH:
            self._pin.choose(code)
        self._question(FormRun(instruments), HANDED_OVER)
        self._covers.begin()

    def _ask(self, instruments: tuple[Instrument, ...]) -> None:
        self._question(FormRun(instruments), ASKED_ALOUD)

    def _question(self, run: FormRun, how: str) -> None:
        keeper = self._keeper(how)
        aloud = f"{self._code}, asked aloud" if how == ASKED_ALOUD else ""
        screen = self._cover_with(QuestionScreen(self._frame.window.theme, run, self._pin, aloud), keeper)
        screen.left.connect(lambda: self._left(keeper, screen))
        screen.submitted.connect(lambda secret: self._try(screen, secret))

    def _cover_with(self, screen: QuestionScreen, keeper: FormKeeper) -> QuestionScreen:
        screen.sent.connect(lambda: self._keep(keeper, screen))
        self._frame.window.cover(screen)
        return screen

    def _keep(self, keeper: FormKeeper, screen: QuestionScreen) -> str:
        """Keep what was answered so far; why it could not be kept, which a client is not told: the next answer brings
        all of it again."""
        problem = ""
        for instrument in screen.run.instruments:
            try:
                keeper.keep(instrument, screen.run.of(instrument.id))
            except KapGuideError as error:
                log.warning("an answer was not kept: %s", error.detail or type(error).__name__)
                problem = error.sentence
        keeper.settle(KEPT_S)
        return problem

    def _try(self, screen: QuestionScreen, secret: str) -> None:
        def failed(error: KapGuideError) -> None:
            wait = error.retry_after_s if isinstance(error, WrongPassphrase) else 0.0
            screen.leave.show_wrong(error.sentence, round(wait * 1000))

        def opened(keys: Keys) -> None:
            self._unlocked(keys)
            self._pin.renew()
            screen.left.emit()

        screen.leave.show_checking()
        vault = self._frame.home.vault
        self._frame.jobs.run(lambda: open_with(vault, secret), opened, failed, there(screen), Keys.forget)

    def _left(self, keeper: FormKeeper, screen: QuestionScreen) -> None:
        """By the therapist: everything is as it was before, and what was answered can be read."""
        problem = self._keep(keeper, screen)
        if self._covers.on:
            self._covers.end()
        window = self._frame.window
        window.uncover()
        keeper.settle(SETTLE_S)
        if keeper.kept:
            self._read(set(keeper.kept.values()), self._close_all)
        if problem and isinstance(shown := window.screen_shown, StartScreen | ScoreScreen):
            shown.message.say(problem, Tone.WARM)

    def _close_all(self) -> None:
        self._frame.window.uncover()
        self._close()

    # --- what it came to ----------------------------------------------------------------------------------------

    def _read(self, names: set[str], closed: Callable[[], object]) -> ScoreScreen:
        window = self._frame.window
        follow, scores = self._follow(names), taken_of(self._store, self._code, self._known.known)
        screen = ScoreScreen(window.theme, self._code, tuple(s for s in scores if s.score.id in names), follow, scores)
        screen.closed.connect(closed)
        screen.kept.connect(lambda each, words: self._followed(screen, names, each, words))
        screen.corrected.connect(lambda taken: self._correct(taken, names, closed))
        window.cover(screen)
        return screen

    def _follow(self, names: set[str]) -> tuple[FollowUp, ...]:
        scores = taken_of(self._store, self._code, self._known.known)
        chart = chart_of(self._store.facts.of_client(self._code))
        return tuple(each for each in follow_ups(scores, chart) if each.taken.score.id in names)

    def _followed(self, screen: ScoreScreen, names: set[str], follow: FollowUp, words: str) -> None:
        try:
            said = self._store.facts.say(self._code, ScoreFollowed(follow.taken.score.id, follow.item, words))
            said.ticket.wait(SETTLE_S)
            done = {(each.taken.score.id, each.item): each.done for each in self._follow(names)}
        except KapGuideError as error:
            screen.message.say(error.sentence, Tone.WARM)
            return
        screen.show_done(done)

    def _correct(self, taken: TakenScore, names: set[str], closed: Callable[[], object]) -> None:
        """Go through the form again, or enter its figures again; what is kept then stands in the score's place."""
        assert taken.instrument is not None
        instrument, window = taken.instrument, self._frame.window
        keeper = FormKeeper(self._store, self._code, taken.how or ASKED_ALOUD, taken.score.session_id)
        given = keeper.correct(instrument, taken.score)

        def over() -> None:
            window.uncover()
            window.uncover()
            keeper.settle(SETTLE_S)
            self._read(names - {taken.score.id} | {keeper.kept[instrument.id]}, closed)

        if instrument.asks:
            run = FormRun((instrument,), {instrument.id: given}).begun()
            aloud = f"{self._code}, corrected"
            self._cover_with(QuestionScreen(window.theme, run, self._pin, aloud), keeper).left.connect(over)
            return
        taken_on = taken.score.taken_at.astimezone().date()
        screen = EntryScreen(window.theme, self._code, instrument, taken.score.answers, taken_on, _today())
        screen.closed.connect(over)

        def entered(form: Instrument, figures: dict[str, float], day: date) -> None:
            try:
                keeper.enter(form, figures, taken.score.taken_at if day == taken_on else _at(day))
            except KapGuideError as error:
                screen.entry.fault.set_text(error.sentence)
            else:
                over()

        screen.entry.entered.connect(entered)
        window.cover(screen)

    # --- the score of a licensed form ------------------------------------------------------------------------------

    def _enter(self, screen: StartScreen, form: Instrument, figures: dict[str, float], day: date) -> None:
        keeper = self._keeper(ON_THE_FORM)
        try:
            keeper.enter(form, figures, _at(day))
        except KapGuideError as error:
            screen.message.say(error.sentence, Tone.WARM)
            return
        keeper.settle(SETTLE_S)
        screen.entry.show_kept(f"The {form.title} of {day.day} {day:%b %Y} is on record")


def _today() -> date:
    return datetime.now().astimezone().date()


def _at(day: date) -> datetime:
    """The moment of a form that was filled in on that day: now, or its noon."""
    now = datetime.now().astimezone()
    return now if day == now.date() else datetime.combine(day, time(12), now.tzinfo)
