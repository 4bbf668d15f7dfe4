"""The window behind the door: which screen comes when, from Today through a session, or a rehearsal, to its note."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import partial

from kapguide.audio.sound_process import SoundProcess
from kapguide.awake import Awake
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.log import log
from kapguide.paths import Home
from kapguide.practice.recording import MusicChoice, avoided_by, begin, go_on, rebooted
from kapguide.practice.rehearsal import opening
from kapguide.session import commands as c
from kapguide.session.clock import RehearsalClock, SystemClock
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol import TherapyProtocol
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.session.scenario import shipped_scenario
from kapguide.settings import Settings
from kapguide.store.queries import SessionState
from kapguide.store.records import Store
from kapguide.store.vault import Keys
from kapguide.store.writer import Saving, WriterState
from kapguide.ui.door import Door, DoorWish
from kapguide.ui.lock import Lock
from kapguide.ui.main_window import MainWindow
from kapguide.ui.music_desk import MusicDesk
from kapguide.ui.new_session import NewSession
from kapguide.ui.note_desk import NoteDesk
from kapguide.ui.note_screen import NoteScreen
from kapguide.ui.post import Post
from kapguide.ui.prepare.desk import Preparation
from kapguide.ui.sitting import Sitting
from kapguide.ui.sound_desk import SoundDesk
from kapguide.ui.theme import Theme
from kapguide.ui.today import TodayScreen
from kapguide.ui.today_data import today_data
from kapguide.ui.widgets.chip import Tone

REHEARSED = "lozenge"
"""The protocol that the Rehearse button opens."""


class Desk:
    """Everything behind the door. Without a store there are rehearsals only, and the way back is the door."""

    def __init__(
        self,
        theme: Theme,
        home: Home,
        settings: Settings,
        window: MainWindow,
        lock: Lock,
        sound: SoundDesk,
        jobs: Jobs,
        post: Post,
        knock: Callable[[], object],
    ) -> None:
        self._theme = theme
        self._home = home
        self._settings = settings
        self._window = window
        self._lock = lock
        self._sound = sound
        self._jobs = jobs
        self._post = post
        self._knock = knock
        self._notes = NoteDesk(theme, home, jobs, post)
        self.music = MusicDesk(home, settings, jobs, post)
        self._awake = Awake()
        self._recorded: Store | None = None
        self._wish: DoorWish | None = None
        self._asked_to_close = 0.0
        self.sitting: Sitting | None = None
        self._unheard: list[c.ReportTrack] = []
        self._choices: dict[str, MusicChoice] = {}
        self.notice = ""
        sound.heard = self._hear

    def open(self, keys: Keys, wish: DoorWish | None = None) -> None:
        """Open the record: into the session that was left unfinished, or to Today.

        `wish` is what was done to its sound at the door.
        """
        self._recorded = store = Store.open(self._home, keys)
        self._wish = wish
        store.on_state(lambda state: self._post(lambda: self._show_saving(state)))
        unfinished = store.unfinished_session()
        if unfinished is not None and not unfinished.stale:
            self._go_on(unfinished.row.id)
        else:
            self.today()

    @property
    def _store(self) -> Store:
        assert self._recorded is not None
        return self._recorded

    def _hear(self, command: c.Command) -> None:
        if self.sitting is not None:
            self.sitting.hear(command)
        elif isinstance(command, c.ReportTrack):  # at the locked door: the record is told when it is open
            self._unheard.append(command)

    # --- Today ---------------------------------------------------------------------------------------------

    def today(self) -> None:
        """Show what is there and the way into a session."""
        screen = TodayScreen(self._theme, today_data(self._store, self._home, self._settings.therapist))
        screen.session_started.connect(lambda new: self._begin_or_say(screen, new))
        screen.session_prepared.connect(lambda new: self._prepare_or_say(screen, new))
        screen.session_chosen.connect(self._open_session)
        screen.rehearse_asked.connect(self.rehearse_usual)
        screen.library_asked.connect(self.library)
        if self.notice:
            screen.message.say(self.notice, Tone.WARM)
            self.notice = ""
        self._window.show_screen(screen)

    def library(self) -> None:
        """Show the practice's music."""
        self._window.show_screen(self.music.screen(self._theme, self.today))

    def _open_session(self, session_id: str) -> None:
        store = self._store
        summary = next(row for row in store.sessions() if row.row.id == session_id)
        if summary.state is not SessionState.ENDED:
            store.close_unfinished(session_id).wait(5.0)
        self._window.show_screen(self._notes.of_session(store, session_id, self.today))

    def _protocol(self, name: str) -> TherapyProtocol:
        return read_protocol(find_protocol(name))

    # --- a session -----------------------------------------------------------------------------------------

    def _begin_or_say(self, screen: TodayScreen, new: NewSession) -> None:
        try:
            self._begin(new)
        except KapGuideError as error:
            screen.form.show_fault(error.sentence)

    def _prepare_or_say(self, screen: TodayScreen, new: NewSession) -> None:
        try:
            self._prepare(new)
        except KapGuideError as error:
            screen.form.show_fault(error.sentence)

    def _prepare(self, new: NewSession) -> None:
        """The music laid out and the outputs tried, before the session begins."""
        protocol, player = self._protocol(new.protocol), self._sound.player_to_try()
        self._jobs.run(player.start, lambda _: None, lambda _: None)
        preparation = Preparation(
            self._theme,
            self._home,
            self.music.library,
            self._sound.settings,
            player,
            new.client,
            protocol,
            self._choice_for(new.client),
            lambda choice: self._begin(new, choice),
            lambda choice: self._leave_preparation(new.client, choice),
        )
        self._window.cover(preparation.screen)  # the form that was filled in waits behind it

    def _leave_preparation(self, client: str, choice: MusicChoice) -> None:
        self._choices[client] = choice
        self._window.uncover()

    def _choice_for(self, client: str) -> MusicChoice:
        """What was chosen for a client a moment ago, or what the last session tells."""
        usual = MusicChoice(self._sound.settings.playlist, avoid=avoided_by(self._store, client))
        return self._choices.get(client, usual)

    def _begin(self, new: NewSession, music: MusicChoice | None = None) -> None:
        store, protocol = self._store, self._protocol(new.protocol)
        if new.client not in {client.code for client in store.clients()}:
            store.add_client(new.client)
        player = self._sound.ready_player()  # before the session's time begins, which this would hold up
        session, start = begin(
            store,
            protocol,
            SystemClock(),
            system_ids(),
            client_code=new.client,
            therapist=new.therapist,
            planned_dose=new.planned_dose,
            intention=new.intention,
            pick_up=_next(new.pick_up),
            level_db=self._sound.settings.level_db,
            music=music or self._choice_for(new.client),
        )
        self._choices.pop(new.client, None)
        session_id = start.started.session_id
        keep = partial(store.save_draft, session_id)
        self._sit(session, player, keep, playlist=start.started.playlist)
        session.send(start)

    def _go_on(self, session_id: str) -> None:
        """Go on with a session whose window died: its music still sounds, or it comes back silent."""
        store, wish = self._store, self._wish
        session = go_on(store, session_id)
        player = self._sound.player or self._sound.new_player()
        went_on = True if wish is not None else player.start()
        session.send(c.Resume(rebooted(session), went_on))
        self._tell_unheard(session, player)
        if wish is not None and wish.silent != session.state.music.silent:
            session.send(c.FadeMusic(wish.silent))
        if wish is not None and wish.level_db != session.state.music.level_db:
            session.send(c.ChangeLevel(wish.level_db - session.state.music.level_db))
        self._wish = None
        started = session.state.started
        keep = partial(store.save_draft, session_id)
        sitting = self._sit(session, player, keep, playlist=started.playlist if started is not None else "")
        sitting.director.take_over(session.state, player.status().item if went_on else "", session.now().elapsed)
        draft = store.draft(session_id)
        if draft is not None:
            sitting.screen.restore_draft(draft.text, draft.begun)

    def _tell_unheard(self, session: LiveSession, player: SoundProcess) -> None:
        """What began to sound while no window was there to write it down."""
        alone = ((item_id, player.item(item_id)) for item_id in player.begun_alone)
        begun = [c.ReportTrack(item_id, item.title if item is not None else "") for item_id, item in alone]
        for command in (*begun, *self._unheard):
            if command.track != session.state.music.track:
                session.send(command)
        self._unheard.clear()

    def rehearse_usual(self) -> None:
        """A rehearsal at the speed of life."""
        self.rehearse(self._protocol(REHEARSED), 1.0)

    def rehearse(self, protocol: TherapyProtocol, speed: float) -> None:
        """A session of make-believe: the same screen and engine, a clock with a rate, nothing stored."""
        scenario = shipped_scenario()
        clock = RehearsalClock(datetime.now(UTC), speed)
        ids = system_ids()
        session = LiveSession(protocol, clock, ids, lambda _: Saved())
        words = "Rehearsal" if speed == 1 else f"Rehearsal  ·  {speed:g} times as fast"
        player = self._sound.ready_player()
        self._sit(session, player, lambda text, begun: None, words)
        session.send(opening(ids(), protocol, scenario, clock))

    def _sit(
        self,
        session: LiveSession,
        player: SoundProcess,
        keep: Callable[..., object],
        rehearsal: str = "",
        *,
        playlist: str = "",
    ) -> Sitting:
        music = self.music.music(playlist)
        self.music.rest(True)
        sitting = Sitting(
            self._theme,
            session,
            player,
            music.playlist,
            self._sound.settings,
            keep,
            rehearsal,
            narration=self.music.narration(),
            overview_of=self.music.levels_of,
        )
        fault = music.playlist.fault
        if fault:
            goes_on = "What sounds goes on." if player.status().item else "The session goes on without music."
            sitting.screen.quiet.say(f"{fault} {goes_on}", Tone.WARM)
        sitting.over.connect(lambda: self._over(sitting))
        sitting.screen.lock_asked.connect(lambda: self._cover(sitting))
        self.sitting = sitting
        self._awake.hold()
        self._window.show_screen(sitting.screen)
        return sitting

    def _over(self, sitting: Sitting) -> None:
        self.sitting = None
        self._awake.release()
        self.music.rest(False)
        started = sitting.session.state.started
        assert started is not None
        if started.rehearsal:
            back = self.today if self._recorded is not None else self._knock
            self._window.show_screen(self._notes.of_rehearsal(sitting.session, back))
            return
        store = self._store
        self._jobs.run(store.backup, lambda _: None, lambda error: log.warning("backup: %s", error.detail))
        self._window.show_screen(self._notes.of_session(store, started.session_id, self.today))

    def _cover(self, sitting: Sitting) -> None:
        """The soft lock: client data covered; clock, music and writer go on. A rehearsal has nothing to cover."""
        live, session = sitting.screen, sitting.session
        if self._recorded is None:
            live.quiet.say("A rehearsal is not recorded: there is nothing to lock.")
            return

        def emergency() -> None:
            live.send(c.StartEmergency())
            self._lock.card("The emergency is in the record.", lambda: live.send(c.EndEmergency()))

        def look() -> tuple[str, float, bool]:
            music = session.state.music
            return music.title, music.level_db, music.silent

        def opened(keys: Keys) -> None:
            keys.forget()
            self._window.uncover()

        screen = self._lock.screen(opened)
        Door(screen, lambda on: live.send(c.FadeMusic(on)), lambda db: live.send(c.ChangeLevel(db)), emergency, look)
        screen.emergency_card.hide()
        self._window.cover(screen)

    def _show_saving(self, state: WriterState) -> None:
        if self.sitting is not None:
            self.sitting.show_saving(state.sentence, state.saving is Saving.NOT_SAVED)

    # --- the end -------------------------------------------------------------------------------------------

    def may_close(self) -> bool:
        """Not over a running session, unless it is asked for again within 10 s; said on the screen."""
        if self.sitting is None or not self.sitting.session.state.running:
            return True
        now = self.sitting.session.now().utc.timestamp()
        if now - self._asked_to_close < 10:
            return True
        self._asked_to_close = now
        self.sitting.screen.quiet.say(
            "A session is running. Close again within 10 s to leave: the music and the clock go on, and the next start "
            "comes back here.",
            Tone.WARM,
        )
        return False

    def shut_down(self) -> None:
        """Save what waits and let go of everything; the music of a running session goes on."""
        shown = self._window.screen_shown
        if isinstance(shown, NoteScreen):
            shown.flush()
        running = self.sitting is not None and self.sitting.session.state.running
        if self.sitting is not None:
            self.sitting.leave()
        self._jobs.close()  # one of them may be starting the sound
        self._sound.close(leave_playing=running and self._recorded is not None)
        self._awake.release()
        self.music.close()
        if self._recorded is not None:
            self._recorded.close()


def _next(at: time | None) -> datetime | None:
    """The next moment at which a local clock shows `at`."""
    if at is None:
        return None
    now = datetime.now(UTC).astimezone()
    moment = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return (moment if moment > now else moment + timedelta(days=1)).astimezone(UTC)
