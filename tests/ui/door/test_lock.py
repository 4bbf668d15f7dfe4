"""The locked session says how things stand and nothing of the client; four digits open it, or the passphrase."""

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.door.lock_data import LockData, LockRow, lock_data
from kapguide.ui.door.lock_screen import SETTLE_MS, TAKE_BACK_MS, Asked, LockScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.session_pin import TRIES, SessionPin
from kapguide.ui.widgets.places import X11_ABOVE
from kapguide.ui.window.main_window import MainWindow
from tests.support.plans import Room, phase, plan, prompt, reading, three, whole
from tests.support.rehearsing import run_of, story
from tests.ui.seat import Wrist
from tests.ui.small_window import Window

SHOWN = LockData("0:31:04", "since the dose  ·  11:07")


@pytest.fixture
def pin() -> SessionPin:
    chosen = SessionPin()
    chosen.choose("2580")
    return chosen


@pytest.fixture
def lock(theme: Theme, window: Window, pin: SessionPin) -> LockScreen:
    screen = LockScreen(theme, pin, lambda: SHOWN)
    window.hold(screen)
    return screen


@pytest.fixture
def new(theme: Theme, window: Window) -> LockScreen:
    """A session's first lock: nobody has chosen a PIN."""
    screen = LockScreen(theme, SessionPin(), lambda: SHOWN)
    window.hold(screen)
    return screen


def press(*keys: str | Qt.Key) -> None:
    """To whatever has the focus."""
    for key in keys:
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClick(field, ord(key) if isinstance(key, str) else key)


def test_the_sound_has_one_hand_on_it(lock: LockScreen) -> None:
    """Its own; the strip at the window's foot would be a second."""
    assert lock.steers_sound
    assert lock.silence.isVisible()


# --- the PIN -----------------------------------------------------------------------------------------------


def test_four_digits_open_at_once(qtbot: QtBot, lock: LockScreen) -> None:
    press("2", "5", "8")
    assert lock.pin.rows() == ["3 of 4 digits"]
    with qtbot.waitSignal(lock.opened):
        press("0")


def test_five_wrong_ones_and_only_the_passphrase_opens(qtbot: QtBot, lock: LockScreen, pin: SessionPin) -> None:
    with qtbot.assertNotEmitted(lock.opened):
        for left in (4, 3, 2, 1):
            press(*"1111")
            assert f"{left} tr" in lock.word.whole_text()
            assert lock.pin.rows() == ["0 of 4 digits"]
        press(*"1111")
    assert lock.asked is Asked.PASSPHRASE
    assert lock.word.whole_text() == "5 tries were wrong. The passphrase opens."
    assert not lock.other.isVisible()
    press(Qt.Key.Key_Escape, *"2580")
    assert lock.secret.line.text() == "2580", "the PIN is a word like any other now"
    assert not pin.opens("2580")
    pin.renew()
    assert pin.opens("2580")


def test_a_pin_that_opens_has_all_its_tries_again_and_says_nothing_of_itself(pin: SessionPin) -> None:
    assert not pin.opens("0000")
    assert not pin.opens("٢٥٨٠")
    assert pin.tries == TRIES - 2
    assert pin.opens("2580")
    assert pin.tries == TRIES
    assert "2580" not in repr(pin)
    assert not SessionPin().opens("")
    for bad in ("258", "25801", "258a", "٢٥٨٠"):
        with pytest.raises(ValueError, match="four digits"):
            pin.choose(bad)


def test_a_digit_is_taken_back_and_escape_begins_anew(lock: LockScreen) -> None:
    press("1", "2", Qt.Key.Key_Backspace)
    assert lock.pin.rows() == ["1 of 4 digits"]
    press(Qt.Key.Key_Escape)
    assert lock.pin.rows() == ["0 of 4 digits"]
    assert lock.pin.hasFocus()


def test_a_held_digit_is_one_digit(lock: LockScreen) -> None:
    QApplication.sendEvent(
        lock, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_5, Qt.KeyboardModifier.NoModifier, "5", True)
    )
    assert lock.pin.rows() == ["0 of 4 digits"]


def test_digits_go_by_their_place(lock: LockScreen) -> None:
    """As a French keyboard has them: without Shift the second key of its row writes é."""
    code = 3 + X11_ABOVE
    held = Qt.KeyboardModifier.NoModifier
    press_of = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Eacute, held, code, 0, 0, "é")
    QApplication.sendEvent(lock, press_of)
    assert lock._typed == "2"


# --- the first lock ----------------------------------------------------------------------------------------


def test_the_first_lock_asks_for_a_pin_twice_and_is_locked(qtbot: QtBot, new: LockScreen) -> None:
    assert new.eyebrow.whole_text().startswith("Not locked")
    press(*"2580")
    assert new.asked is Asked.AGAIN
    press(*"2581")
    assert (new.asked, new.word.whole_text()) == (Asked.NEW, "The two differ. Choose once more.")
    press(*"2580", Qt.Key.Key_Escape)
    assert new.asked is Asked.NEW
    with qtbot.assertNotEmitted(new.opened):
        press(*"2580", *"2580")
    assert new.asked is Asked.PIN
    assert new.eyebrow.whole_text().startswith("Locked")
    with qtbot.waitSignal(new.opened):
        press(*"2580")


def test_whoever_wants_no_pin_has_the_passphrase_and_whoever_changes_their_mind_no_lock(
    qtbot: QtBot, new: LockScreen, theme: Theme, window: Window
) -> None:
    with qtbot.waitSignal(new.opened):
        press(Qt.Key.Key_Escape)
    again = LockScreen(theme, SessionPin(), lambda: SHOWN)
    window.hold(again)
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert again.asked is Asked.PASSPHRASE
    with qtbot.assertNotEmitted(again.opened):
        press(Qt.Key.Key_Escape)
    assert again.secret.line.hasFocus()


@pytest.mark.parametrize("back", ["escape", "undo"])
def test_a_lock_by_a_slip_can_be_taken_back(qtbot: QtBot, new: LockScreen, back: str) -> None:
    """As when words for the note line went to no line: `l` among them, and Enter at their end."""
    press(*"eft hand", Qt.Key.Key_Return)
    assert new.asked is Asked.NEW, "nothing is locked that its own passphrase would have to open"
    assert 0 < new._unchosen.remainingTime() <= TAKE_BACK_MS
    assert "Esc: not now" in new.word.whole_text()
    with qtbot.waitSignal(new.opened):
        if back == "escape":
            press(Qt.Key.Key_Escape)
        else:
            QTest.keyClick(new.pin, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not new._unchosen.isActive()


def test_a_lock_that_was_meant_is_one_after_ten_seconds_or_a_second_enter(
    qtbot: QtBot, new: LockScreen, theme: Theme, window: Window
) -> None:
    press(Qt.Key.Key_Return)
    new._unchosen.timeout.emit()
    assert new.asked is Asked.PASSPHRASE
    again = LockScreen(theme, SessionPin(), lambda: SHOWN)
    window.hold(again)
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert again.asked is Asked.PASSPHRASE
    for screen in (new, again):
        screen.setFocus()
        with qtbot.assertNotEmitted(screen.opened):
            press(Qt.Key.Key_Escape)
            QTest.keyClick(screen.secret.line, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def test_two_enters_of_a_slip_still_leave_a_way_back(qtbot: QtBot, new: LockScreen, wrist: Wrist) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return):
        wrist.ms += 300
        press(key)
    assert new.asked is Asked.NEW
    wrist.ms += SETTLE_MS
    press(Qt.Key.Key_Return)
    assert new.asked is Asked.PASSPHRASE


def test_whoever_chooses_a_pin_after_all_has_the_time_for_it(new: LockScreen) -> None:
    press(Qt.Key.Key_Return, "2")
    assert new._unchosen.remainingTime() > TAKE_BACK_MS
    press(Qt.Key.Key_Backspace, Qt.Key.Key_Return)
    assert new.asked is Asked.NEW, "the Enter of before is forgotten"


def test_a_screen_that_is_left_before_a_pin_was_chosen_is_locked_by_itself(new: LockScreen) -> None:
    assert new._unchosen.isActive()
    press("2")
    new._unchosen.timeout.emit()
    assert new.asked is Asked.PASSPHRASE
    assert not new._unchosen.isActive()


def test_it_is_locked_by_itself_also_where_only_the_second_time_is_missing(qtbot: QtBot, new: LockScreen) -> None:
    press(*"2580", "2")
    assert new._unchosen.isActive()
    new._unchosen.timeout.emit()
    assert new.asked is Asked.PASSPHRASE
    assert "2580" not in vars(new).values()
    with qtbot.assertNotEmitted(new.opened):
        press(Qt.Key.Key_Escape, Qt.Key.Key_Escape)


# --- the passphrase ----------------------------------------------------------------------------------------


def test_the_passphrase_is_a_key_away_and_there_m_is_a_letter(qtbot: QtBot, lock: LockScreen) -> None:
    press("p")
    assert lock.secret.line.hasFocus()
    assert lock.silence.data.key == ""
    with qtbot.assertNotEmitted(lock.silence_asked):
        press(*"moon")
    with qtbot.waitSignal(lock.submitted) as said:
        press(Qt.Key.Key_Return)
    assert said.args == ["moon"]
    lock.show_checking()
    with qtbot.assertNotEmitted(lock.submitted):
        press(Qt.Key.Key_Return)
    lock.show_wrong("That passphrase does not open this practice.", 2_000)
    assert lock.word.whole_text() == "That passphrase does not open this practice. Next try in 0:02."
    with qtbot.assertNotEmitted(lock.submitted):
        press(Qt.Key.Key_Return)
    for _ in range(2):
        lock._second.timeout.emit()
    assert lock.word.whole_text() == "That passphrase does not open this practice."
    assert lock.secret.line.selectedText() == "moon"
    with qtbot.waitSignal(lock.submitted):
        press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    assert (lock.asked, lock.silence.data.key) == (Asked.PIN, "m")
    assert lock.pin.hasFocus()


# --- what can be done while it is locked -------------------------------------------------------------------


@pytest.mark.parametrize("typing", [False, True], ids=["PIN", "passphrase"])
def test_silence_and_emergency_work_and_the_field_keeps_the_keys(qtbot: QtBot, lock: LockScreen, typing: bool) -> None:
    if typing:
        press("p")
    field = lock.secret.line if typing else lock.pin
    with qtbot.waitSignal(lock.emergency_asked):
        press(Qt.Key.Key_F12)
    with qtbot.waitSignal(lock.emergency_asked):
        QTest.keyClick(field, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(lock.silence_asked):
        lock.silence.click()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Down, Qt.Key.Key_F5, Qt.Key.Key_PageUp, "x", " "):
        press(key)
        assert field.hasFocus()
    for button in (each for each in lock.findChildren(QPushButton) if each.isVisible() and each is not lock.other):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert field.hasFocus()
    QTest.mouseClick(lock, Qt.MouseButton.LeftButton)
    assert field.hasFocus()


def test_m_silences_while_the_field_takes_digits(qtbot: QtBot, lock: LockScreen) -> None:
    press("2")
    with qtbot.waitSignal(lock.silence_asked):
        press("m")
    assert lock.pin.rows() == ["1 of 4 digits"]


def test_the_screen_follows_what_is_so(theme: Theme, window: Window, pin: SessionPin) -> None:
    shown = [SHOWN]
    screen = LockScreen(theme, pin, lambda: shown[-1])
    window.hold(screen)
    assert screen.clock.rows() == ["0:31:04"]
    shown.append(msgspec.structs.replace(SHOWN, clock="0:31:05", silent=True, emergency="11:07:24"))
    screen._second.timeout.emit()
    assert screen.clock.rows() == ["0:31:05"]
    assert screen.silence.data.text == "Music as it was"
    assert screen.eyebrow.whole_text() == "Locked  ·  emergency since 11:07:24"


def test_over_a_rehearsal_it_says_that_it_is_one(theme: Theme, window: Window, pin: SessionPin) -> None:
    shown = [msgspec.structs.replace(SHOWN, rehearsal=True)]
    screen = LockScreen(theme, pin, lambda: shown[-1])
    window.hold(screen)
    assert screen.eyebrow.whole_text() == "Locked  ·  the rehearsal goes on"
    shown.append(msgspec.structs.replace(SHOWN, rehearsal=True, emergency="11:07:24"))
    screen.refresh()
    assert screen.eyebrow.whole_text() == "Locked  ·  rehearsal, emergency since 11:07:24"


# --- what is so --------------------------------------------------------------------------------------------


def said(room: Room) -> LockData:
    return lock_data(room.state, room.clock.now())


def test_before_the_dose_the_clock_is_the_sessions_and_what_counts_from_it_does_not_tick() -> None:
    prompts = [prompt("look", 2 * MINUTE, t0=True)]
    room = Room(plan(phase("a", 60 * MINUTE, prompts=prompts, readings=[reading("check", 3 * MINUTE, t0=True)])))
    room.wait(65 * SECOND)
    shown = said(room)
    assert (shown.clock, shown.counted.partition("  ")[0]) == ("0:01:05", "session")
    assert shown.prompts == LockRow("speech", "No prompt waits", "after the dose")
    assert shown.reading == LockRow("heart-pulse", "Reading", "after the dose")
    assert shown.music == LockRow("music", "Music plays", "0 dB")
    room.dose()
    room.wait(MINUTE)
    assert (said(room).clock, said(room).counted.partition("  ")[0]) == ("0:01:00", "since the dose")
    assert (said(room).prompts.next, said(room).reading.next) == ("next in 1:00", "next in 2:00")
    room.live(4 * MINUTE)
    assert said(room).prompts.due
    assert said(room).reading == LockRow("heart-pulse", "Reading", "due for 2 min", True)
    room.dose()
    assert said(room).counted.startswith("since the last dose")


def test_it_says_how_many_prompts_wait_and_how_the_music_stands() -> None:
    room = Room(whole())
    assert said(room).prompts.words == "1 prompt waits"
    room.do(c.FadeMusic(silent=True))
    assert (said(room).music.words, said(room).silent) == ("Music is silent", True)
    room.do(c.ReportFault("The output is gone."))
    assert said(room).music.words == "The sound has a fault"
    room.do(c.StartEmergency())
    assert said(room).prompts.words == "Prompts are stopped"
    assert said(room).emergency


def test_nothing_of_the_client_is_in_it() -> None:
    room = Room(three())
    room.dose()
    assert room.state.started is not None
    assert room.state.started.client_code
    assert room.state.started.client_code not in repr(said(room))
    assert "mg" not in repr(said(room))


def test_whoever_does_not_lock_it_has_the_keys_of_what_lies_behind(theme: Theme, qtbot: QtBot) -> None:
    main, behind = MainWindow(theme, lambda: True), QWidget()
    qtbot.addWidget(main)
    behind.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    main.show_screen(behind)
    lock = LockScreen(theme, SessionPin(), lambda: SHOWN)
    lock.opened.connect(main.uncover)
    with qtbot.waitActive(main):
        main.show()
        main.activateWindow()
    main.cover(lock)
    press(Qt.Key.Key_Escape)
    assert main.screen_shown is behind
    assert behind.hasFocus()


@pytest.mark.parametrize("rehearsal", [True, False])
def test_it_knows_a_rehearsal(rehearsal: bool) -> None:
    run = run_of(story())
    state, now = (
        (run.session.state, run.session.now()) if rehearsal else ((room := Room(whole())).state, room.clock.now())
    )
    assert lock_data(state, now).rehearsal is rehearsal
