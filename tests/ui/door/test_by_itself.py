"""The window locks by itself: a session is covered and goes on, at the desk the record is closed, no word is lost."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.settings import LockSettings
from kapguide.spans import MINUTE
from kapguide.store.file.lock import is_written
from kapguide.store.keys import vault as v
from kapguide.ui.debrief.screen import DebriefScreen
from kapguide.ui.door.lock_screen import Asked, LockScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.scenarios.keeping import KeepScreen
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.today.screen import TodayScreen
from tests.support.plans import small_script
from tests.support.practice import CHEAP, PASSPHRASE, new_practice
from tests.support.therapist import Therapist, window_of

COLLEAGUE = "three quiet herons"


@pytest.fixture
def her(home: Home, qtbot: QtBot) -> Iterator[Therapist]:
    """Somebody who has opened the practice, and will go away."""
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        yield her


def limit(her: Therapist) -> float:
    """After how many minutes without a touch the window locks now."""
    return her.app.navigator.access.limit() / MINUTE


def lock_opens(her: Therapist, passphrase: str) -> None:
    lock = her.screen(LockScreen)
    her.until(lambda: lock.secret_box.isVisible())
    her.write_in(passphrase)


def test_at_the_desk_the_record_is_closed_and_its_key_is_gone(home: Home, her: Therapist) -> None:
    store = her.app.navigator._store
    keys = store._keys
    assert limit(her) == LockSettings().desk_min
    her.app.navigator.access.lock()
    door = her.screen(UnlockScreen)
    assert not is_written(home), "nobody holds the record"
    assert keys.named == {}
    assert her.app.navigator._open is None
    assert limit(her) == 0
    her.write_in(PASSPHRASE, enter=False)
    her.click(door.open)
    her.screen(TodayScreen)
    assert her.app.navigator._store is not store


def test_what_somebody_has_typed_is_covered_and_is_there_again(her: Therapist) -> None:
    today = her.screen(TodayScreen)
    her.press("n")
    her.until(today.form.isVisible)
    her.write_in("M-0", enter=False)
    her.app.navigator.access.lock()
    her.screen(UnlockScreen)
    assert limit(her) == 0
    her.write_in(PASSPHRASE)
    assert her.screen(TodayScreen) is today
    assert today.form.client.text() == "M-0"


def test_a_session_is_covered_goes_on_and_asks_nobody_to_choose_a_pin(her: Therapist) -> None:
    live = her.begin("im")
    assert limit(her) == LockSettings().session_min
    her.app.navigator.access.lock()
    lock = her.screen(LockScreen)
    assert lock.asked is Asked.PASSPHRASE
    assert lock.eyebrow.whole_text().startswith("Locked")
    assert limit(her) == 0
    her.press("d")  # as if nobody had locked: it is a letter of a passphrase
    assert not live.dose.isVisible()
    her.press(Qt.Key.Key_Backspace)
    lock_opens(her, PASSPHRASE)
    assert her.screen(LiveScreen) is live
    assert not any(isinstance(event.body, e.SessionTakenOver) for event in her.session.log)
    live.send(c.BeginScript(small_script()))
    assert limit(her) == 4 * 60, "while somebody listens no voice is cut off"
    live.send(c.StopScript())
    live.send(c.StartEmergency())
    assert limit(her) == 0, "nobody is locked out of an emergency"
    live.send(c.EndEmergency())
    live.send(c.End("over"))


def test_a_colleague_finds_it_locked_and_goes_on(home: Home, her: Therapist) -> None:
    orth, _ = her.app.navigator._store.staff.let_in("A. Orth", COLLEAGUE, cost=CHEAP)
    live = her.begin("im")
    her.app.navigator.access.lock()
    lock_opens(her, COLLEAGUE)
    assert her.screen(LiveScreen) is live
    assert her.app.navigator._store.staff.me == orth.staff
    assert her.session.state.therapist == "A. Orth"
    live.send(c.Discard())
    her.screen(TodayScreen)


def test_a_rehearsal_goes_on_without_the_record_and_ends_at_the_door(home: Home, her: Therapist) -> None:
    her.press("r")
    her.screen(RehearseScreen).card.sound.choose(0)
    her.press(Qt.Key.Key_Return)
    shown = her.screen(RehearsalScreen)
    assert limit(her) == LockSettings().desk_min
    her.app.navigator.access.lock()
    her.until(lambda: not is_written(home))
    assert her.app.window.screen_shown is shown
    flow = her.app.navigator.rehearsals.running
    assert flow is not None
    assert flow.running
    flow.screen.send(c.AddNote("still here", Elapsed(0)))
    flow.screen.send(c.End())
    her.screen(DebriefScreen).closed.emit()
    her.screen(KeepScreen).throw.click()
    her.press(Qt.Key.Key_Escape)
    her.screen(UnlockScreen)


def test_a_practice_can_leave_it_out(home: Home, qtbot: QtBot) -> None:
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    home.settings.write_text("[locking]\ndesk_min = 0\n", encoding="utf-8")
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        assert limit(her) == 0
