"""A debrief at the window: shown step by step, its words kept as they are typed, exported."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from msgspec.structs import replace

from kapguide.errors import KapGuideError
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.rehearsal.remarks import corrected, taken_back
from kapguide.rehearsal.told import Remark
from kapguide.session.clock import Elapsed
from kapguide.session.ids import id_at
from kapguide.ui.debrief.doors import DebriefDoors
from kapguide.ui.debrief.keeping import DebriefKeeper
from kapguide.ui.debrief.screen import ANALYSIS, HAPPENED, REACTIONS, TAKE_HOME, DebriefScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.rehearsing.debriefs import write_debrief

NOT_KEPT = "What was said in this debrief is in no file yet. Leave it with Esc to keep it."
NOT_WRITTEN = "What was written last is not in the file yet."
AGAIN = "Esc again leaves without it."


class DebriefFlow:
    """Shows the debrief of one rehearsal at a time."""

    def __init__(
        self,
        frame: WindowFrame,
        doors: DebriefDoors,
        now: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    ) -> None:
        self._frame, self._doors, self._now = frame, doors, now
        self._screen: DebriefScreen | None = None
        self._keeper: DebriefKeeper | None = None
        self._earlier: tuple[RehearsalRecord, ...] = ()
        self._observer = self._refused = False
        self._at: int | None = None

    def show(
        self,
        record: RehearsalRecord,
        path: Path | None = None,
        earlier: Sequence[RehearsalRecord] = (),
        *,
        observer: bool = False,
    ) -> DebriefScreen:
        """The debrief of `record`, kept at `path` or not yet; `earlier` are other runs of its scenario.

        An `observer` has a colleague's file open: reads, writes remarks, and changes nothing that the trainee said.
        """
        self._keeper = DebriefKeeper(self._frame.jobs, self._doors.keep, record, path, self._told)
        self._earlier, self._observer, self._refused, self._at = tuple(earlier), observer, False, None
        begun = record.reflection.rating is not None
        step = HAPPENED if observer else _step_of(record.reflection) if begun else REACTIONS
        return self._build(step)

    def again(self) -> None:
        """Back from what was opened from here, at the step and the moment that were left."""
        step = self._screen.step if self._screen is not None else REACTIONS
        self._build(step)

    def _build(self, step: int) -> DebriefScreen:
        record = self._held.record
        screen = DebriefScreen(
            self._frame.theme,
            record,
            debrief_of(record, self._earlier),
            observer=self._observer,
            keep_words=self._close,
        )
        if self._at is not None:
            screen.choose_time(self._at)
        self._screen = screen
        self._wire(screen)
        self._frame.window.show_screen(screen)
        screen.show_step(step)
        self._opened(step)
        screen.begin()
        return screen

    def as_said(self, record: RehearsalRecord) -> RehearsalRecord:
        """`record` with all that has been said about it here by now, where it is the one that is talked about."""
        held = self._keeper.record if self._keeper is not None else record
        return held if held.id == record.id else record

    @property
    def unwritten(self) -> str:
        """What is to be said of a record with something in it that no file has yet; nothing where all is written."""
        if self._held.path is None:
            return NOT_KEPT
        return NOT_WRITTEN if self._held.unsaved else ""

    def close(self) -> None:
        """The window goes: what its file does not have yet is written."""
        if self._keeper is not None:
            self._keeper.write_now()

    def forget(self) -> None:
        """What becomes of it is decided: nothing of it is written any more."""
        if self._keeper is not None:
            self._keeper.rest()
        self._keeper = None

    @property
    def _held(self) -> DebriefKeeper:
        assert self._keeper is not None
        return self._keeper

    # --- what is said -----------------------------------------------------------------------------------------

    def _reflect(self, **said: object) -> None:
        record = self._held.record
        self._held.put(replace(record, reflection=replace(record.reflection, **said)))

    def _opened(self, step: int) -> None:
        if not self._observer and step + 1 > self._held.record.reflection.reached:
            self._reflect(reached=step + 1)

    def _rated(self, screen: DebriefScreen, answers: tuple[int | None, ...]) -> None:
        """Once, and before anything was shown."""
        if self._held.record.reflection.rating is None and not self._observer:
            self._reflect(rating=SelfRating(answers, self._now()))
        screen.show_rating(self._held.record.reflection.rating)

    def _remarked(self, screen: DebriefScreen, words: str, by: str, supervisor: bool, t: int) -> None:
        record, now = self._held.record, self._now()
        remark = Remark(id_at(round(now.timestamp() * 1000)), Elapsed(t), by, words, now, supervisor)
        remarks = sorted((*record.remarks, remark), key=lambda each: each.t)
        self._put_remarks(screen, replace(record, remarks=tuple(remarks)))

    def _put_remarks(self, screen: DebriefScreen, record: RehearsalRecord) -> None:
        self._held.put(record)
        screen.show_debrief(debrief_of(record, self._earlier), record.remarks)

    def _corrected(self, screen: DebriefScreen, id: str, words: str) -> None:
        self._put_remarks(screen, corrected(self._held.record, id, words, self._now(), observer=self._observer))

    def _taken_back(self, screen: DebriefScreen, id: str) -> None:
        self._put_remarks(screen, taken_back(self._held.record, id, self._now(), observer=self._observer))

    def _told(self, sentence: str) -> None:
        if self._screen is None or not there(self._screen)():
            return
        if sentence:
            self._refused = True
            self._screen.say(f"{sentence} {AGAIN}", good=False)
        elif self._refused:
            self._refused = False
            self._screen.say("")

    # --- where it leads ---------------------------------------------------------------------------------------

    def _wire(self, screen: DebriefScreen) -> None:
        screen.closed.connect(lambda: self._leave(screen))
        screen.step_opened.connect(self._opened)
        screen.rated.connect(lambda answers: self._rated(screen, answers))
        screen.reactions_typed.connect(lambda words: self._reflect(reactions=words))
        screen.analysis_typed.connect(lambda words: self._reflect(analysis=words))
        screen.take_home_typed.connect(lambda words: self._reflect(take_home=words))
        screen.remark_written.connect(lambda *said: self._remarked(screen, *said))
        screen.remark_corrected.connect(lambda id, words: self._corrected(screen, id, words))
        screen.remark_taken_back.connect(lambda id: self._taken_back(screen, id))
        screen.play_back_asked.connect(lambda: self._go(screen, self._doors.play_back))
        screen.as_it_was_asked.connect(
            lambda t: self._go(screen, lambda record: self._doors.screen_as_it_was(record, Elapsed(t)))
        )
        screen.export_asked.connect(lambda form: self._export(screen, form))

    def _go(self, screen: DebriefScreen, door: Callable[[RehearsalRecord], object]) -> None:
        """Into another room and back; what is typed is held meanwhile."""
        screen.finish()
        self._at = screen.moment.at if screen.moment is not None else None
        self._held.write()
        try:
            door(self._held.record)
        except KapGuideError as error:
            screen.say(error.sentence, good=False)

    def _leave(self, screen: DebriefScreen) -> None:
        """Once what was said is in its file; a second time also without."""
        screen.finish()
        self._at = screen.moment.at if screen.moment is not None else None
        keeper = self._held
        if self._refused:
            self._doors.left(keeper.record, keeper.path)
            return
        still_there = there(screen)

        def gone() -> None:
            if still_there():
                self._doors.left(keeper.record, keeper.path)

        keeper.write(gone)

    def _close(self, screen: DebriefScreen) -> str:
        """The window goes: what is to be said of words that would go with it."""
        screen.finish()
        if self._held.write_now():
            return ""
        return NOT_KEPT if self._held.path is None else NOT_WRITTEN

    def _export(self, screen: DebriefScreen, form: str) -> None:
        """As all exports, into the folder of exports; where it lies is said on the screen."""
        record, earlier, folder, now = self._held.record, self._earlier, self._frame.home.exports, self._now()
        screen.say("Writing…")
        self._frame.jobs.run(
            lambda: write_debrief(record, earlier, form, folder, now),
            lambda file: screen.say(f"Written to {file}"),
            lambda error: screen.say(error.sentence, good=False),
            there(screen),
        )


def _step_of(said: Reflection) -> int:
    """Where a debrief goes on that was begun before."""
    return max(HAPPENED, min(TAKE_HOME if said.take_home else ANALYSIS, said.reached - 1))
