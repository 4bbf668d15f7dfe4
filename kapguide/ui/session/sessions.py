"""The sessions of the window, one at a time: how each begins or goes on, and what the sound tells it."""

import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial

from kapguide.audio.player.sound_player import SoundPlayer
from kapguide.awake import Awake
from kapguide.clinical.chart import chart_of
from kapguide.clinical.limits import clinic_limits
from kapguide.clinical.side_effects import shipped_effects
from kapguide.clinical.ways import shipped_ways
from kapguide.errors import KapGuideError
from kapguide.lost_files import FilesLost, load
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session.clock import SystemClock
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession
from kapguide.session.people.people import Person
from kapguide.store.records import Store
from kapguide.ui.display.remembered import client_display
from kapguide.ui.session.flow import KeepDraft, SessionFlow
from kapguide.ui.session.showing import Showing
from kapguide.ui.sound.steering import SoundWish
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.frame import WindowFrame
from kapguide.usecases.clinic.practice_settings import PracticeSettings
from kapguide.usecases.consent import with_consent
from kapguide.usecases.contacts import next_contact_words
from kapguide.usecases.music import PracticeMusic
from kapguide.usecases.private_notes import PrivatePad
from kapguide.usecases.sessions import MusicChoice, NewSession, begin, go_on, rebooted
from kapguide.usecases.shipped.checklists import checklists_of
from kapguide.usecases.shipped.protocols import protocol_of
from kapguide.usecases.shipped.schedules import scheduled
from kapguide.usecases.shipped.scripts import scripts_of
from kapguide.usecases.staff import people_of, taker

TAKE_OVER_S = 1.0
"""How long the window waits at most to learn whether music goes on."""

UNTIL_EXPORTED = (
    "_strptime",  # Python's own, which reads the dates of backups
    "kapguide.export.markdown",
    "kapguide.ui.door.lock_data",
    "kapguide.ui.door.lock_screen",
    "kapguide.ui.private.screen",
    "kapguide.usecases.player_reports",
    "kapguide.usecases.way_back",
)
"""What a session first needs late, at its lock or at its note: read before it begins, so that it is there whatever
becomes of the program's files. What typesets is not among it: it reads files itself, and Markdown is there."""

NOT_BEGUN = (
    "KapGuide’s own files were replaced or lost, and no session was begun. Close KapGuide, start it again, and begin "
    "then. If it says so again, install it anew."
)


class BegunUnseen(KapGuideError):
    """A session is in the record, and its screen could not be made: it has begun, and nobody may begin it again."""

    def __init__(self) -> None:
        super().__init__(
            "The session has begun and is in the record, but its screen could not be shown; why is in the log. Close "
            "KapGuide and start it again: the session goes on there."
        )


class Sessions:
    """Shows a session that begins or goes on.

    `over` is called with it when it has ended, `cover` when its screen is to be covered, with whether nobody asked.
    """

    def __init__(
        self,
        frame: WindowFrame,
        sound: WindowSound,
        music: PracticeMusic,
        practice: PracticeSettings,
        over: Callable[[SessionFlow], object],
        cover: Callable[[SessionFlow, bool], object],
    ) -> None:
        self.running: SessionFlow | None = None
        self._frame, self._sound, self._music = frame, sound, music
        self._over, self._cover = over, cover
        self._practice = practice
        self.display = client_display(frame.theme, frame.home, practice.now.display)
        self._showing = Showing(frame, sound, music, self.display)
        self._awake = Awake()
        self._unheard: list[c.ReportTrack] = []
        sound.heard = self._hear

    def begin(self, store: Store, new: NewSession, choice: MusicChoice) -> SessionFlow:
        """Begin a session. It is in the record before anything of it is heard or seen.

        Raises BegunUnseen for one that is there and cannot be shown; any other KapGuideError leaves none begun.
        """
        _read_ahead(self._frame.home)
        protocol = scheduled(self._frame.home, protocol_of(self._frame.home, new.protocol), new.schedule)
        player = self._sound.ready_player()
        session, start = begin(
            store,
            protocol,
            SystemClock(),
            system_ids(),
            client_code=new.client,
            therapist=new.therapist,
            present=new.present,
            planned_dose=new.planned_dose,
            intention=new.intention,
            pick_up=new.pick_up,
            level_db=self._sound.settings.level_db,
            music=choice,
            contact=new.contact,
            telephone=new.telephone,
            limits=clinic_limits(self._frame.home.limits),
            prepared=new.prepared,
            baseline=new.baseline,
            anyway=new.anyway,
        )
        today = datetime.now(UTC).astimezone().date()
        chart = chart_of(store.facts.of_client(start.started.client_code))
        begun = session.send(with_consent(start, chart, today))
        keep = partial(store.save_draft, start.started.session_id)
        try:
            flow = self._show(session, player, keep, playlist=start.started.playlist)
        except Exception as bug:
            self.running = None
            sys.excepthook(type(bug), bug, bug.__traceback__)
            raise BegunUnseen from bug
        self._know_the_record(flow, store)
        flow.director.follow(session.state, begun)
        if self._sound.fault_report is not None:  # since Prepare, where the outputs were tried
            flow.hear(self._sound.fault_report)
        return flow

    def go_on(self, store: Store, session_id: str, wish: SoundWish | None, notice: str = "") -> None:
        """Go on with a session whose window died: its music still sounds, or it comes back silent.

        `wish` is what was done to its sound before the record was open. Raises KapGuideError.
        """
        with suppress(KapGuideError):  # it goes on all the same
            _read_ahead(self._frame.home)
        session = go_on(store, session_id)
        before = store.staff.last_in(session_id)
        player = self._sound.player_to_go_on()
        went_on = player.start(TAKE_OVER_S) or wish is not None
        session.send(c.Resume(rebooted(session), went_on))
        if before not in ("", store.staff.me):
            session.send(c.TakeOver(taker(store)))
        self._tell_unheard(session, player)
        if wish is not None and wish.silent != session.state.music.silent:
            session.send(c.FadeMusic(wish.silent))
        if wish is not None and wish.level_db != session.state.music.level_db:
            session.send(c.ChangeLevel(wish.level_db - session.state.music.level_db))
        started = session.state.started
        keep = partial(store.save_draft, session_id)
        flow = self._show(session, player, keep, playlist=started.playlist if started is not None else "")
        self._know_the_record(flow, store)
        flow.director.take_over(session.state, player.status().item if went_on else "", session.now().elapsed)
        if notice:
            flow.screen.quiet.say(notice, Tone.WARM)
        draft = store.draft(session_id)
        if draft is not None:
            flow.screen.restore_draft(draft.text, draft.begun)
        flow.screen.beside.private.take_up()

    def silence(self) -> bool:
        """Take the music of the session to silence, where one is running behind the screen that is shown."""
        return self.running is not None and self.running.silence()

    def leave(self) -> None:
        """The window goes: what is half typed is saved, and the session waits for the next one."""
        if self.running is not None:
            self.running.leave()

    def close(self) -> None:
        """The computer may sleep, and the client's screen is its own again."""
        self.display.close()
        self._awake.release()

    def _show(
        self,
        session: LiveSession,
        player: SoundPlayer,
        keep: KeepDraft,
        *,
        playlist: str = "",
    ) -> SessionFlow:
        """The screen of a session; while it is there the computer stays awake and imports rest."""
        flow = self._showing.flow(session, player, keep, playlist=playlist)
        self._music.rest(True)
        flow.over.connect(lambda: self._end(flow))
        flow.lock_asked.connect(lambda unasked: self._cover(flow, unasked))
        self.running = flow
        self._awake.hold()
        self._frame.window.show_screen(flow.screen)
        return flow

    def _know_the_record(self, flow: SessionFlow, store: Store) -> None:
        """Who may be there, where private lines go; the next contact of the client stands beside the leaving list."""
        beside, started = flow.screen.beside, flow.session.state.started
        beside.people.known = partial(_people, store)
        if started is not None:
            code = started.client_code
            beside.private.pad = PrivatePad(store, code, started.session_id, lambda: self._practice.now.private.in_log)
            beside.going.next_contact = partial(next_contact_words, store, code, started.contact)

    def _end(self, flow: SessionFlow) -> None:
        self.running = None
        self._awake.release()
        self._music.rest(False)
        self._over(flow)

    def _hear(self, command: c.Command) -> None:
        if self.running is not None:
            self.running.hear(command)
        elif isinstance(command, c.ReportTrack):  # at the locked door: the record is told when it is open
            self._unheard.append(command)

    def _tell_unheard(self, session: LiveSession, player: SoundPlayer) -> None:
        """What began to sound while no window was there to write it down."""
        alone = ((item_id, player.item(item_id)) for item_id in player.begun_alone)
        begun = [c.ReportTrack(item_id, item.title if item is not None else "") for item_id, item in alone]
        for command in (*begun, *self._unheard):
            if command.track != session.state.music.track:
                session.send(command)
        self._unheard.clear()


def _read_ahead(home: Home) -> None:
    """Everything that a session reads late of what ships. Raises FilesLost with the sentence of a session that is not
    begun."""
    try:
        load(UNTIL_EXPORTED)
        shipped_effects(), shipped_ways()
    except KapGuideError as error:
        raise FilesLost(error.detail or error.sentence, NOT_BEGUN) from error
    scripts_of(home), checklists_of(home)


def _people(store: Store) -> tuple[Person, ...]:
    """Those of the practice, as a session names them; none where the record cannot be read now."""
    try:
        return tuple(member.person for member in people_of(store) if member.name)
    except KapGuideError:
        return ()
