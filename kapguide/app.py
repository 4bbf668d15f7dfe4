"""The window's composition root: builds the parts, decides which screen comes when, and shuts everything down."""

import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from kapguide import demo as demonstration
from kapguide import log as logging
from kapguide import paths
from kapguide.audio.director import title_in
from kapguide.audio.player import Report, Status
from kapguide.audio.playlist import Playlist
from kapguide.audio.sound_child import still_playing
from kapguide.audio.sound_process import SoundProcess
from kapguide.awake import Awake
from kapguide.errors import KapGuideError
from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.rehearsal import opening
from kapguide.session import commands as c
from kapguide.session.clock import RehearsalClock, SystemClock
from kapguide.session.engine import LEVEL_RANGE
from kapguide.session.ids import system_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol import TherapyProtocol
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.session.scenario import shipped_scenario
from kapguide.session.texts import shipped_emergency_card
from kapguide.settings import Settings, read_settings
from kapguide.sounding import command_of
from kapguide.store.queries import SessionState
from kapguide.store.records import Store
from kapguide.store.vault import Keys, WrongPassphrase, create_vault, practice_name, unlock, unlock_with_recovery
from kapguide.store.writer import Saving, WriterState
from kapguide.ui.door import Door
from kapguide.ui.first_run import FirstRunScreen
from kapguide.ui.live.panels import EmergencyPanel
from kapguide.ui.main_window import MainWindow
from kapguide.ui.new_session import NewSession
from kapguide.ui.note_desk import NoteDesk
from kapguide.ui.post import Post
from kapguide.ui.sitting import Sitting
from kapguide.ui.theme import Theme
from kapguide.ui.today import TodayScreen
from kapguide.ui.today_data import today_data
from kapguide.ui.unlock import UnlockScreen
from kapguide.ui.widgets.chip import Tone
from kapguide.wiring import begin, chosen_playlist, go_on, rebooted

NOT_RECORDED = "The record is locked, so this emergency is not written down in it. Note its time."


def run(home: Home, *, demo: bool = False) -> int:
    """Open the window on a practice; return the exit code when it closes."""
    qt, app = _start(home)
    if demo:
        app.enter(demonstration.open_demo(home))
    else:
        app.knock()
    return _loop(qt, app)


def rehearse(home: Home, protocol: TherapyProtocol, speed: float) -> int:
    """Open the window on a rehearsal."""
    qt, app = _start(home)
    app.rehearse(protocol, speed)
    return _loop(qt, app)


def screens() -> list[str]:
    """The screens that Qt sees, for `kapguide doctor`."""
    qt = QApplication.instance() or QApplication(["kapguide"])
    assert isinstance(qt, QApplication)
    return [f"{screen.name()} {screen.size().width()}x{screen.size().height()}" for screen in qt.screens()]


class DoorWish:
    """What was done to the sound before the record was open, to be said in the session afterwards."""

    def __init__(self, status: Status) -> None:
        self.level_db = status.master_db
        self.silent = status.fade_db < 0

    @property
    def sound(self) -> tuple[float, bool]:
        return self.level_db, self.silent


def _start(home: Home) -> "tuple[QApplication, App]":
    crashed = logging.start(home.make().logs)
    settings = read_settings(home.settings)
    qInstallMessageHandler(_log_qt)
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName("KapGuide")
    theme = Theme.named(settings.look.session, settings.look.motion)
    theme.dress(qt)
    app = App(home, settings, theme)
    if crashed:
        logging.log.warning("the last run crashed; its trace is kept in the log folder")
        app.notice = f"KapGuide ended unexpectedly last time. What was saved is here; the trace is in {home.logs}."
    return qt, app


def _loop(qt: QApplication, app: "App") -> int:
    app.window.showMaximized()
    code = qt.exec()
    app.shut_down()
    return code


def _log_qt(kind: QtMsgType, _context: object, message: str) -> None:
    if kind is not QtMsgType.QtDebugMsg:
        logging.log.warning("Qt: %s", message)


class App:
    """Everything that lives as long as the window."""

    def __init__(self, home: Home, settings: Settings, theme: Theme) -> None:
        self.home = home
        self.settings = settings
        self.theme = theme
        self.post = Post()
        self.jobs = Jobs(self.post)
        self.window = MainWindow(theme, self._may_close)
        self.notes = NoteDesk(theme, home, self.jobs, self.post)
        self.player: SoundProcess | None = None
        self._wish: DoorWish | None = None
        self.store: Store | None = None
        self.sitting: Sitting | None = None
        self.awake = Awake()
        self.notice = ""
        self._asked_to_close = 0.0

    # --- the door ------------------------------------------------------------------------------------------

    def knock(self) -> None:
        """Show the first run, or the lock; with the sound's controls if a session is still playing."""
        if not self.home.vault.exists():
            self._first_run()
            return
        screen = UnlockScreen(self.theme, practice_name(self.home.vault))
        screen.submitted.connect(lambda text: self._try(screen, lambda: unlock(self.home.vault, text), self.enter))
        screen.recovery_submitted.connect(
            lambda text: self._try(screen, lambda: unlock_with_recovery(self.home.vault, text), self.enter)
        )
        screen.rehearse_asked.connect(lambda: self.rehearse(self._protocol("lozenge"), 1.0))
        screen.emergency_card_asked.connect(lambda: self._card(screen, NOT_RECORDED))
        self.window.show_screen(screen)
        if still_playing(self.home.sound):
            self._sound_at_the_door(screen)

    def _sound_at_the_door(self, screen: UnlockScreen) -> None:
        """The last window died in a session: its music can be steered, and Emergency pressed, before any passphrase."""
        player = self._new_player()
        if not player.start():
            return
        self._wish = wish = DoorWish(player.status())
        playlist, sound = chosen_playlist(self.settings.sound.playlist), self.settings.sound

        def silence(silent: bool) -> None:
            wish.silent = silent
            player.fade(silent, sound.silence_s if silent else sound.return_s)

        def step(db: float) -> None:
            wish.level_db = min(LEVEL_RANGE[1], max(LEVEL_RANGE[0], wish.level_db + db))
            player.level(wish.level_db)

        def emergency() -> None:
            wish.silent = True
            player.fade(True, sound.emergency_s)
            self._card(screen, NOT_RECORDED)

        Door(screen, silence, step, emergency, lambda: (title_in(playlist, player.status().item), *wish.sound))

    def _card(self, behind: QWidget, words: str, left: Callable[[], object] = lambda: None) -> None:
        """The emergency card in place of a locked screen; `left` is done on the way back."""
        panel = EmergencyPanel(self.theme, shipped_emergency_card())
        panel.say(words)
        panel.clock.hide()

        def back() -> None:
            left()
            self.window.show_screen(behind)

        panel.left.connect(back)
        self.window.show_screen(panel, keep=behind)

    def _first_run(self) -> None:
        screen = FirstRunScreen(self.theme)
        made: list[Keys] = []

        def create(practice: str, passphrase: str) -> None:
            def work() -> tuple[Keys, str]:
                keys, recovery = create_vault(self.home.make().vault, passphrase, practice=practice)
                Store.create(self.home, keys, practice=practice).close()
                return keys, recovery

            def done(result: tuple[Keys, str]) -> None:
                made.append(result[0])
                screen.show_recovery_key(result[1])

            self.jobs.run(work, done, lambda error: screen.show_fault(error.sentence))

        screen.chosen.connect(create)
        screen.confirmed.connect(lambda: self.enter(made[0]))
        self.window.show_screen(screen)

    def _try(self, screen: UnlockScreen, work: Callable[[], Keys], opened: Callable[[Keys], object]) -> None:
        def failed(error: KapGuideError) -> None:
            wait = error.retry_after_s if isinstance(error, WrongPassphrase) else 0.0
            screen.show_wrong(error.sentence, round(wait * 1000))

        def done(keys: Keys) -> None:
            try:
                opened(keys)
            except KapGuideError as error:
                screen.show_wrong(error.sentence)

        screen.show_checking()
        self.jobs.run(work, done, failed)

    def enter(self, keys: Keys) -> None:
        """Open the record: into the session that was left unfinished, or to Today."""
        self.store = Store.open(self.home, keys)
        self.store.on_state(lambda state: self.post(lambda: self._show_saving(state)))
        unfinished = self.store.unfinished_session()
        if unfinished is not None and not unfinished.stale:
            self._go_on(unfinished.row.id)
        else:
            self.today()

    # --- Today ---------------------------------------------------------------------------------------------

    def today(self) -> None:
        """Show what is there and the way into a session."""
        screen = TodayScreen(self.theme, today_data(self._open_store, self.home, self.settings.therapist))
        screen.session_started.connect(lambda new: self._begin(screen, new))
        screen.session_chosen.connect(self._open_session)
        screen.rehearse_asked.connect(lambda: self.rehearse(self._protocol("lozenge"), 1.0))
        if self.notice:
            screen.message.say(self.notice, Tone.WARM)
            self.notice = ""
        self.window.show_screen(screen)

    def _open_session(self, session_id: str) -> None:
        store = self._open_store
        summary = next(row for row in store.sessions() if row.row.id == session_id)
        if summary.state is not SessionState.ENDED:
            store.close_unfinished(session_id).wait(5.0)
        self.window.show_screen(self.notes.of_session(store, session_id, self.today))

    def _protocol(self, name: str) -> TherapyProtocol:
        return read_protocol(find_protocol(name))

    # --- a session -----------------------------------------------------------------------------------------

    def _begin(self, screen: TodayScreen, new: NewSession) -> None:
        try:
            store = self._open_store
            if new.client not in {client.code for client in store.clients()}:
                store.add_client(new.client)
            session, start = begin(
                store,
                self._protocol(new.protocol),
                SystemClock(),
                system_ids(),
                client_code=new.client,
                therapist=new.therapist,
                planned_dose=new.planned_dose,
                intention=new.intention,
                pick_up=_next(new.pick_up),
                level_db=self.settings.sound.level_db,
            )
            player, session_id = self._new_player(), start.started.session_id
            player.start()
            self._sit(session, player, lambda text, begun: store.save_draft(session_id, text, begun))
            session.send(start)
        except KapGuideError as error:
            screen.form.show_fault(error.sentence)

    def _go_on(self, session_id: str) -> None:
        """Go on with a session whose window died: its music still sounds, or it comes back silent."""
        store, wish = self._open_store, self._wish
        session = go_on(store, session_id)
        player = self.player or self._new_player()
        went_on = True if wish is not None else player.start()
        session.send(c.Resume(rebooted(session), went_on))
        if wish is not None and wish.silent != session.state.music.silent:
            session.send(c.FadeMusic(wish.silent))
        if wish is not None and wish.level_db != session.state.music.level_db:
            session.send(c.ChangeLevel(wish.level_db - session.state.music.level_db))
        self._wish = None
        sitting = self._sit(session, player, lambda text, begun: store.save_draft(session_id, text, begun))
        sitting.director.take_over(session.state, player.status().item if went_on else "")
        draft = store.draft(session_id)
        if draft is not None:
            sitting.screen.restore_draft(draft.text, draft.begun)

    def rehearse(self, protocol: TherapyProtocol, speed: float) -> None:
        """A session of make-believe: the same screen and engine, a clock with a rate, nothing stored."""
        scenario = shipped_scenario()
        clock = RehearsalClock(datetime.now(UTC), speed)
        ids = system_ids()
        session = LiveSession(protocol, clock, ids, lambda _: Saved())
        words = "Rehearsal" if speed == 1 else f"Rehearsal  ·  {speed:g} times as fast"
        player = self._new_player()
        player.start()
        self._sit(session, player, lambda text, begun: None, words)
        session.send(opening(ids(), protocol, scenario, clock))

    def _sit(
        self, session: LiveSession, player: SoundProcess, keep: Callable[..., object], rehearsal: str = ""
    ) -> Sitting:
        sound = self.settings.sound
        try:
            playlist, fault = chosen_playlist(sound.playlist), ""
        except KapGuideError as error:
            playlist, fault = Playlist("No music", ()), f"{error.sentence} The session goes on without music."
        sitting = Sitting(self.theme, session, player, playlist, sound, keep, rehearsal)
        if fault:
            sitting.screen.quiet.say(fault, Tone.WARM)
        sitting.over.connect(lambda: self._over(sitting))
        sitting.screen.lock_asked.connect(lambda: self._cover(sitting))
        self.sitting = sitting
        self.awake.hold()
        self.window.show_screen(sitting.screen)
        return sitting

    def _over(self, sitting: Sitting) -> None:
        self.sitting = None
        self.awake.release()
        started = sitting.session.state.started
        assert started is not None
        if started.rehearsal:
            back = self.today if self.store is not None else self.knock
            self.window.show_screen(self.notes.of_rehearsal(sitting.session, back))
            return
        store = self._open_store
        self.jobs.run(store.backup, lambda _: None, lambda error: logging.log.warning("backup: %s", error.detail))
        self.window.show_screen(self.notes.of_session(store, started.session_id, self.today))

    def _cover(self, sitting: Sitting) -> None:
        """The soft lock: client data covered; clock, music and writer go on. Rehearsals have nothing to cover."""
        live, session = sitting.screen, sitting.session
        if self.store is None:
            live.quiet.say("Nothing here needs a lock: it is not recorded.")
            return
        screen = UnlockScreen(self.theme, self._open_store.practice)

        def silence(silent: bool) -> None:
            live.send(c.FadeMusic(silent))

        def emergency() -> None:
            live.send(c.StartEmergency())
            self._card(screen, "The emergency is in the record.", lambda: live.send(c.EndEmergency()))

        def look() -> tuple[str, float, bool]:
            music = session.state.music
            return music.title, music.level_db, music.silent

        def opened(keys: Keys) -> None:
            keys.forget()
            self.window.show_screen(live)

        Door(screen, silence, lambda db: live.send(c.ChangeLevel(db)), emergency, look)
        screen.submitted.connect(lambda text: self._try(screen, lambda: unlock(self.home.vault, text), opened))
        screen.recovery_submitted.connect(
            lambda text: self._try(screen, lambda: unlock_with_recovery(self.home.vault, text), opened)
        )
        screen.rehearse.hide()
        screen.emergency_card.hide()
        self.window.show_screen(screen, keep=live)

    def _new_player(self) -> SoundProcess:
        """A player for the session that begins; the one before has faded out or does so now."""
        sound, before = self.settings.sound, self.player
        self.player = player = SoundProcess(
            self.home.sound,
            self._on_report,
            cap_db=sound.cap_db,
            decoder=sound.decoder,
            alone_s=60 * sound.alone_min,
        )
        paths.private_folder(self.home.sound)
        if before is not None:
            threading.Thread(target=before.close, name="sound that ends", daemon=True).start()
        return player

    def _on_report(self, report: Report) -> None:
        """On the link's thread."""
        command = command_of(report)
        if command is not None:
            self.post(lambda: self.sitting.hear(command) if self.sitting else None)

    def _show_saving(self, state: WriterState) -> None:
        if self.sitting is not None:
            self.sitting.show_saving(state.sentence, state.saving is Saving.NOT_SAVED)

    # --- the end -------------------------------------------------------------------------------------------

    @property
    def _open_store(self) -> Store:
        assert self.store is not None
        return self.store

    def _may_close(self) -> bool:
        sitting = self.sitting
        if sitting is None or not sitting.session.state.running:
            return True
        now = sitting.session.now().utc.timestamp()
        if now - self._asked_to_close < 10:
            return True
        self._asked_to_close = now
        sitting.screen.quiet.say(
            "A session is running. Close again within 10 s to leave: the music and the clock go on, and the next start "
            "comes back here.",
            Tone.WARM,
        )
        return False

    def shut_down(self) -> None:
        """Save what waits, let go of everything; music of a running session goes on."""
        if self.sitting is not None and self.sitting.session.state.running:
            self.sitting.save_draft()
            if self.player is not None:
                self.player.detach()
        elif self.player is not None:
            self.player.close()
        self.awake.release()
        self.jobs.close()
        if self.store is not None:
            self.store.close()


def _next(at: time | None) -> datetime | None:
    """The next moment at which a local clock shows `at`."""
    if at is None:
        return None
    now = datetime.now(UTC).astimezone()
    moment = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
    return (moment if moment > now else moment + timedelta(days=1)).astimezone(UTC)
