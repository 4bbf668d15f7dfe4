"""Playing back at the window: a session of the record, a rehearsal, or the screen as it was at one moment."""

from collections.abc import Callable, Sequence

from kapguide.rehearsal.kept import RehearsalRecord
from kapguide.rehearsal.played import playback_of_rehearsal
from kapguide.session.clock import Elapsed
from kapguide.session.emergency_card import clinic_card
from kapguide.session.playback import Playback, PlayedMoment
from kapguide.session.played_session import PlayedSession
from kapguide.store.records import Store
from kapguide.ui.replay.screen import ReplayScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.replaying import playback_of, title_of

Back = Callable[[], object]
Remarks = Callable[[], Sequence[PlayedMoment]]
AddRemark = Callable[[Elapsed, str], object]


class ReplayFlow:
    """Shows what is played back; nothing of it is written, sounds, or reaches the client’s display."""

    def __init__(self, frame: WindowFrame) -> None:
        self._frame = frame

    def show(
        self,
        playback: Playback,
        title: str,
        back: Back,
        *,
        name: str = "Back",
        at: int = 0,
        remarks: Remarks | None = None,
        add: AddRemark | None = None,
        scenario: bool = False,
    ) -> ReplayScreen:
        """Show `playback` at session time `at`, standing. `back` is called when it is left, and called `name`.

        `remarks` are moments of their own, `add` writes one more; without it none is offered.
        """
        if remarks is not None:
            playback.give(remarks())
        session = PlayedSession(playback, at)
        card = clinic_card(self._frame.home.emergency_card)
        screen = ReplayScreen(
            self._frame.theme, session, card, title=title, back=name, remarks=add is not None, scenario=scenario
        )
        screen.closed.connect(back)
        self._frame.window.show_screen(screen)
        return screen

    def show_session(
        self,
        store: Store,
        session_id: str,
        back: Back,
        *,
        name: str = "Note",
        remarks: Remarks | None = None,
        add: AddRemark | None = None,
    ) -> None:
        """Play a session of the record back. Raises KapGuideError."""
        playback = playback_of(store, session_id)
        self.show(playback, title_of(playback), back, name=name, remarks=remarks, add=add, scenario=True)

    def show_record(self, record: RehearsalRecord, back: Back, *, name: str = "Debrief") -> None:
        """Play a rehearsal back. Raises KapGuideError."""
        self.show_at(record, Elapsed(0), back, name=name)

    def show_at(self, record: RehearsalRecord, t: Elapsed, back: Back, *, name: str = "Debrief") -> None:
        """The screen as it was in a rehearsal at session time `t`. Raises KapGuideError."""
        self.show(playback_of_rehearsal(record), record.scenario.title, back, name=name, at=t)
