"""Playing back at the window: a session of the record, a rehearsal, or the screen as it was at one moment."""

import secrets
from collections.abc import Callable, Sequence
from functools import partial

from kapguide.errors import KapGuideError
from kapguide.paths import typed
from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.played import playback_of_rehearsal
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import clinic_card
from kapguide.session.playback import Playback, PlayedMoment
from kapguide.session.played_session import PlayedSession
from kapguide.spans import MINUTE
from kapguide.store.records import Store
from kapguide.store.writing.ticket import Ticket
from kapguide.ui.replay.choice_screen import SessionChoiceScreen, session_rows
from kapguide.ui.replay.scenario_screen import ScenarioFromSession
from kapguide.ui.replay.screen import ReplayScreen
from kapguide.ui.window.answers import when_done
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.rehearsing.deidentify import default_path, deidentified, text_from, write_text
from kapguide.usecases.rehearsing.replaying import playback_of, title_of
from kapguide.usecases.remarks import add_remark, add_to_remark, may_remark, remark_moments

Back = Callable[[], object]
Remarks = Callable[[], Sequence[PlayedMoment]]
AddRemark = Callable[[Elapsed, str], Ticket]
AddTo = Callable[[str, str], Ticket]
Sign = Callable[[], Ticket]
NOT_KEPT = "The remark was not kept. It is in its field again."
MOVED = 2 * MINUTE
"""By how much the times of a scenario are moved at most, where they are."""
MOST_SESSIONS = 1_000


def _stay() -> None:
    """The screen behind is where one goes."""


class ReplayFlow:
    """Lies before the screen it was called from, and gives the window back to it: nothing of it is written, sounds, or
    reaches the client’s display. `back` of each way in is called when it is left, and called `name`."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Callable[[], Store | None] = lambda: None,
        changed: Callable[[], object] = lambda: None,
    ) -> None:
        """`store` is the record, where it is open; `changed` is called when a remark was signed into it."""
        self._frame, self._store, self._changed = frame, store, changed

    def show(
        self,
        playback: Playback,
        title: str,
        back: Back = _stay,
        *,
        name: str = "Back",
        at: int = 0,
        remarks: Remarks | None = None,
        add: AddRemark | None = None,
        add_to: AddTo | None = None,
        scenario: bool = False,
    ) -> ReplayScreen:
        """Show `playback` at session time `at`, standing.

        `remarks` are moments of their own, `add` writes one more and `add_to` adds to one; without it none is offered.
        """
        if remarks is not None:
            playback.give(remarks())
        session = PlayedSession(playback, at)
        card = clinic_card(self._frame.home.emergency_card)
        screen = ReplayScreen(
            self._frame.theme, session, card, title=title, back=name, remarks=add is not None, scenario=scenario
        )
        screen.closed.connect(lambda: self._leave(back))
        if add is not None:
            write = partial(self._write, screen, playback, remarks)
            screen.remarked.connect(lambda t, words: write(words, lambda: add(Elapsed(t), words)))
            if add_to is not None:
                screen.added.connect(lambda id, words: write(words, lambda: add_to(id, words), id))
        screen.scenario_asked.connect(lambda: self._make_scenario(screen, playback))
        self._frame.window.cover(screen)
        return screen

    def show_recorded(self, playback: Playback, back: Back = _stay, *, name: str = "Note") -> ReplayScreen:
        """Play a session of the record back, with what was remarked on it."""
        store, session_id, title = self._store(), playback.started.session_id, title_of(playback)
        if store is None:
            return self.show(playback, title, back, name=name, scenario=True)
        remarks: Remarks | None = partial(remark_moments, store, session_id)
        add, why = partial(add_remark, store, session_id), ""
        try:
            remark_moments(store, session_id)
        except KapGuideError as error:
            remarks, why = None, error.sentence
        screen = self.show(
            playback,
            title,
            back,
            name=name,
            remarks=remarks,
            add=add if may_remark(store) else None,
            add_to=partial(add_to_remark, store),
            scenario=True,
        )
        if why:
            screen.say(why)
        return screen

    def show_record(self, record: RehearsalRecord, back: Back = _stay, *, name: str = "Debrief") -> ReplayScreen:
        """Play a rehearsal back. Raises KapGuideError."""
        return self.show_at(record, Elapsed(0), back, name=name)

    def show_at(
        self, record: RehearsalRecord, t: Elapsed, back: Back = _stay, *, name: str = "Debrief"
    ) -> ReplayScreen:
        """The screen as it was in a rehearsal at session time `t`. Raises KapGuideError."""
        return self.show(playback_of_rehearsal(record), record.scenario.title, back, name=name, at=t)

    def choose(self, store: Store, back: Back = _stay, *, name: str = "Rehearse") -> SessionChoiceScreen:
        """The sessions of the record, of which one is played back; from there Esc leads back to them."""
        try:
            rows, why = session_rows(store.sessions(MOST_SESSIONS)), ""
        except KapGuideError as error:
            rows, why = (), error.sentence
        screen = SessionChoiceScreen(self._frame.theme, rows, name)
        screen.say(why)

        def chosen(session_id: str) -> None:
            try:
                self.show_recorded(playback_of(store, session_id), name="Sessions")
            except KapGuideError as error:
                screen.say(error.sentence)

        screen.chosen.connect(chosen)
        screen.closed.connect(lambda: self._leave(back))
        self._frame.window.cover(screen)
        return screen

    def _leave(self, back: Back) -> None:
        self._frame.window.uncover()
        back()

    def _write(
        self, screen: ReplayScreen, playback: Playback, remarks: Remarks | None, words: str, sign: Sign, to: str = ""
    ) -> None:
        """Sign a remark, or what is added `to` one; what cannot be kept is in the field again."""
        still_there = there(screen)

        def told(ticket: Ticket) -> None:
            if ticket.saved:
                self._changed()
            if not still_there():
                return
            if not ticket.saved:
                screen.take_back(words, getattr(ticket.failure, "sentence", NOT_KEPT), to)
            elif remarks is not None:
                playback.give(remarks())
                screen.refresh_moments()

        try:
            when_done(sign(), self._frame.post, told)
        except KapGuideError as error:
            screen.take_back(words, error.sentence, to)

    def _make_scenario(self, behind: ReplayScreen, playback: Playback) -> None:
        """The page of the scenario, before the playback, which waits behind it where it stands."""
        window, home, seed = self._frame.window, self._frame.home, secrets.randbelow(1_000_000)
        path = default_path(home)

        def text(moved: bool) -> str:
            return text_from(deidentified(playback, id=path.stem, seed=seed, jitter=MOVED if moved else 0))

        try:
            made = deidentified(playback, id=path.stem, seed=seed)
        except KapGuideError as error:
            behind.say(error.sentence)
            return
        screen = ScenarioFromSession(self._frame.theme, text_from(made), made.left_out, str(path), text)

        def write(words: str, where: str) -> None:
            try:
                screen.say(f"Written to {write_text(words, typed(where))}", good=True)
            except KapGuideError as error:
                screen.say(error.sentence)

        screen.write_asked.connect(write)
        screen.closed.connect(window.uncover)
        window.cover(screen)
