"""A supervisor's remark on a session of the record, written where it is played back."""

from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from pytestqt.qtbot import QtBot

from kapguide.clinical.facts import StaffDescribed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session.playback import MomentKind
from kapguide.spans import MINUTE
from kapguide.store.failures import disk_full
from kapguide.store.keys.vault import unlock
from kapguide.store.tables.queries import SessionRow
from kapguide.store.writing.ticket import Ticket
from kapguide.store.writing.writer import Change, Writer
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.replay.screen import NO_REMARK_HERE, ReplayScreen
from kapguide.ui.replay.strip import ADDITION
from kapguide.ui.today.screen import TodayScreen
from kapguide.usecases.documents import export_note, note_of, report_of
from kapguide.usecases.remarks import CHANGED, add_to_remark
from tests.support.plans import MORNING
from tests.support.practice import PASSPHRASE, new_practice, opened, saved
from tests.support.session_log import a_session
from tests.support.therapist import Therapist, window_of

SESSION = "session-0002"
WORDS = "the heron waited with her"


@pytest.fixture
def practice(home: Home, roles: tuple[str, ...]) -> Home:
    """A session waits for its note; whoever opens the practice is there for `roles`."""
    keys, _ = new_practice(home)
    plan, events = a_session()
    with opened(home, keys) as store:
        saved(store.facts.say("", StaffDescribed(store.staff.me, "R. Osei", roles)).ticket)
        row = SessionRow(SESSION, store.known_client("M-014"), 2, MORNING, MORNING + timedelta(hours=2), 60)
        saved(store.begin_session(row, plan, events))
    return home


def played_back(her: Therapist) -> ReplayScreen:
    her.screen(UnlockScreen)
    her.write_in(PASSPHRASE)
    her.screen(TodayScreen)
    navigator = her.app.navigator
    navigator._notes.show(navigator._store, SESSION)
    her.screen(NoteScreen)
    her.press("l", ctrl=True)
    return her.screen(ReplayScreen)


@pytest.mark.parametrize("roles", [("therapist", "supervisor")])
def test_it_is_signed_is_a_moment_and_is_in_no_note(
    practice: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(practice) as app:
        her = Therapist(qtbot, app)
        replay = played_back(her)
        store = app.navigator._store
        replay.seek(31 * MINUTE)
        her.press("a")
        with monkeypatch.context() as full:
            full.setattr(Writer, "offer", disk_full_offer)
            her.write_in(WORDS)
            her.until(lambda: replay.strip.writing)
        assert replay.strip.line.one_line() == WORDS, "what could not be signed is in its field again"
        assert store.remarks.of(SESSION) == ()
        her.press(Qt.Key.Key_Return)
        her.until(lambda: len(store.remarks.of(SESSION)) == 1)
        [remark] = store.remarks.of(SESSION)
        assert (remark.t, remark.text, remark.note.role) == (31 * MINUTE, WORDS, "supervisor")

        def moments() -> list[str]:
            return [each.words for each in replay._playback.moments if each.kind is MomentKind.REMARK]

        her.until(lambda: moments() == [f"R. Osei, supervisor: {WORDS}"])
        assert WORDS in " ".join(replay.strip.rows())
        report = report_of(store, SESSION, MORNING)
        assert "heron" not in str(report) + str(note_of(store, report))
        assert "heron" not in export_note(store, SESSION, "md", practice.root, MORNING).read_text("utf-8")
        assert store.verify().problems == ()


@pytest.mark.parametrize("roles", [("therapist", "supervisor")])
def test_a_signed_remark_is_added_to_at_its_moment_or_from_the_list(
    practice: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(practice) as app:
        her = Therapist(qtbot, app)
        replay = played_back(her)
        store = app.navigator._store
        replay.seek(31 * MINUTE)
        her.press("e")
        assert not replay.strip.writing
        assert NO_REMARK_HERE in " ".join(replay.strip.rows())
        her.press("a")
        her.write_in(WORDS)
        her.until(lambda: len(store.remarks.of(SESSION)) == 1)
        her.until(lambda: WORDS in " ".join(replay.strip.rows()))
        signed = store.remarks.of(SESSION)[0].note

        her.press("a")
        her.write_in("a new one", enter=False)
        her.press(Qt.Key.Key_Escape)
        her.press("e")
        assert replay.strip.line.placeholderText() == ADDITION
        assert replay.strip.line.text() == "", "what is begun of another remark waits"
        with monkeypatch.context() as full:
            full.setattr(Writer, "offer", disk_full_offer)
            her.write_in("seen again with her")
            her.until(lambda: replay.strip.writing)
        assert replay.strip.line.one_line() == "seen again with her"
        her.press(Qt.Key.Key_Return)
        her.until(lambda: "(R. Osei: seen again with her)" in " ".join(replay.strip.rows()))
        [remark] = store.remarks.of(SESSION)
        assert (remark.text, remark.note.seal, remark.whole) == (WORDS, signed.seal, True)
        assert [each.text for each in remark.note.addenda] == ["seen again with her"]

        replay.seek(5 * MINUTE)
        her.press("m")
        her.press("r")
        her.press("e")
        assert replay.session.now().elapsed == 31 * MINUTE
        assert not replay.moments.isVisible()
        her.write_in("and once more")
        her.until(lambda: len(store.remarks.of(SESSION)[0].note.addenda) == 2)
        her.press("a")
        assert replay.strip.line.text() == "a new one"
        assert store.verify().problems == ()


@pytest.mark.parametrize("roles", [("therapist", "supervisor")])
def test_only_a_remark_can_be_added_to(practice: Home, qtbot: QtBot) -> None:
    with window_of(practice) as app:
        her = Therapist(qtbot, app)
        replay = played_back(her)
        her.press("m")
        assert replay.moments.list.model().rowCount() > 1
        assert not replay.moments.add_button.isVisible()
        her.press("e")
        assert not replay.strip.writing
        with pytest.raises(KapGuideError, match="Nothing was signed"):
            add_to_remark(app.navigator._store, "any", "  ")


@pytest.mark.parametrize("roles", [("therapist", "trainee")])
def test_a_trainee_is_offered_none(practice: Home, qtbot: QtBot) -> None:
    with window_of(practice) as app:
        her = Therapist(qtbot, app)
        replay = played_back(her)
        assert not replay.strip.remark.isVisible()
        her.press("a")
        assert not replay.strip.writing
        her.press("e")
        assert not replay.strip.writing
        assert CHANGED not in " ".join(replay.strip.rows())


def disk_full_offer(writer: Writer, *_: object) -> object:
    raise disk_full("no room")


@pytest.mark.parametrize("roles", [("therapist", "supervisor")])
def test_a_remark_signed_while_the_record_closes_is_kept_and_nobody_is_told(
    practice: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with window_of(practice) as app:
        her = Therapist(qtbot, app)
        played_back(her)
        store, offer = app.navigator._store, Writer.offer

        def and_close(writer: Writer, change: Change, what: str) -> Ticket:
            ticket = offer(writer, change, what)
            store.close()
            return ticket

        monkeypatch.setattr(Writer, "offer", and_close)
        her.press("a")
        her.write_in(WORDS)
        QCoreApplication.processEvents()
    with opened(practice, unlock(practice.vault, PASSPHRASE)) as store:
        assert [remark.text for remark in store.remarks.of(SESSION)] == [WORDS]
