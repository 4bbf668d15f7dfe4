"""The page of the people: named, let in with a passphrase of their own, helped when it is forgotten, taken away."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import SystemClock
from kapguide.session.ids import system_ids
from kapguide.store.keys import vault as v
from kapguide.store.private.private_file import create_private, open_private
from kapguide.ui.door.lock_screen import LockScreen
from kapguide.ui.door.recovery_key import RecoveryKeyScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.people.screen import PeopleScreen
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.button import Kind
from kapguide.usecases.sessions import begin
from kapguide.usecases.staff import people_of
from tests.support.plans import three
from tests.support.practice import CHEAP, PASSPHRASE, new_practice, opened, saved
from tests.support.therapist import Therapist, has_focus, window_of

NEW = "three quiet herons"


@pytest.fixture
def practice(home: Home, monkeypatch: pytest.MonkeyPatch) -> tuple[v.Keys, str]:
    monkeypatch.setattr(v, "default_cost", lambda: CHEAP)
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    return keys, recovery


@pytest.fixture
def her(home: Home, practice: tuple[v.Keys, str], qtbot: QtBot) -> Iterator[Therapist]:
    """Somebody who stands before the page."""
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press(",")
        settings = her.screen(SettingsScreen)
        settings.show_section("people")
        her.click(settings.page.buttons[0])
        her.screen(PeopleScreen)
        yield her


def add(her: Therapist, name: str, *roles: str) -> PeopleScreen:
    page = her.screen(PeopleScreen)
    her.click(page.add_button)
    her.write_in(name, enter=False)
    for role in roles:
        her.click(page.roles[role])  # type: ignore[index]
    her.click(page.save)
    her.until(lambda: name in " ".join(page.list.rows()))
    return page


def let_in(her: Therapist, passphrase: str = NEW, now: str = PASSPHRASE) -> None:
    """Give the one who is chosen a passphrase; their recovery key is put off to their first start."""
    page = her.screen(PeopleScreen)
    page.now.line.put(now)
    page.new.first.line.put(passphrase)
    page.new.again.line.put(passphrase)
    her.click(page.give)


def test_it_begins_with_whoever_has_the_practice_open(her: Therapist) -> None:
    page = her.screen(PeopleScreen)
    assert page.list.rows() == ["R. Ames  you"]
    assert page.name.text() == "R. Ames"
    assert not page.give.isVisible()
    her.click(page.roles["therapist"])  # type: ignore[index]
    her.click(page.save)
    her.until(lambda: page.list.rows() == ["R. Ames  therapist  you"])
    assert page.word.whole_text() == "Saved: R. Ames."
    her.press(Qt.Key.Key_Escape)
    her.screen(SettingsScreen)


def test_somebody_is_named_with_what_they_are_here_for_and_named_no_more(her: Therapist) -> None:
    page = add(her, "P. Low", "observer", "supervisor")
    assert page.list.rows()[-1] == "P. Low  observer, supervisor  named only"
    assert page.roles["observer"].data.kind is Kind.ON  # type: ignore[index]
    her.click(page.gone_button)
    her.until(lambda: page.list.rows() == ["R. Ames  you"])


def test_a_name_is_asked_for(her: Therapist) -> None:
    page = her.screen(PeopleScreen)
    her.press("n")
    her.until(page.name.hasFocus)
    her.click(page.save)
    assert page.word.whole_text() == "Type a name."
    assert page.name.hasFocus()


def test_a_name_that_was_not_saved_is_kept_when_one_turns_away(her: Therapist) -> None:
    page = her.screen(PeopleScreen)
    her.click(page.add_button)
    her.write_in("P. Low", enter=False)
    her.press(Qt.Key.Key_Escape)  # out of the field
    her.press(Qt.Key.Key_Escape)
    her.screen(SettingsScreen)
    assert "P. Low" in [member.name for member in people_of(her.app.navigator._store)]


@pytest.mark.parametrize(
    ("now", "new", "words"),
    [("", NEW, "first"), (PASSPHRASE, "short", "at least 8"), ("not this one", NEW, "does not open")],
)
def test_nobody_is_let_in_by_what_is_wrong(home: Home, her: Therapist, now: str, new: str, words: str) -> None:
    page = add(her, "A. Orth", "medical")
    let_in(her, new, now)
    her.until(lambda: words in page.secret_word.whole_text())
    assert has_focus() not in (page.name, page.name.focusProxy()), "whoever types it again does not type it in clear"
    assert len(v.people(home.vault)) == 1


def test_a_colleague_gets_a_passphrase_and_a_recovery_key_of_their_own(home: Home, her: Therapist) -> None:
    add(her, "A. Orth", "medical")
    let_in(her)
    key = her.screen(RecoveryKeyScreen)
    her.click(key.put_off)
    page = her.screen(PeopleScreen)
    assert page.word.whole_text() == "A. Orth can open the practice now."
    assert page.list.rows()[-1] == "A. Orth  medical  opens the practice"
    theirs = v.unlock(home.vault, NEW)
    assert v.recovery_given(home.vault, theirs.staff) is v.RecoveryKeyState.UNSEEN, "their first start asks for it"
    let_in(her, "a fourth heron came")  # forgotten at once
    her.click(her.screen(RecoveryKeyScreen).put_off)
    her.screen(PeopleScreen)
    assert v.unlock(home.vault, "a fourth heron came").staff == theirs.staff
    with pytest.raises(v.WrongPassphrase):
        v.unlock(home.vault, NEW)


def test_their_access_is_taken_away_and_the_record_goes_on_under_other_keys(home: Home, her: Therapist) -> None:
    before = v.vault_id(home.vault)
    add(her, "A. Orth", "medical")
    let_in(her)
    her.click(her.screen(RecoveryKeyScreen).put_off)
    page = her.screen(PeopleScreen)
    page.now.line.put(PASSPHRASE)
    her.click(page.take)
    her.until(lambda: her.app.window.screen_shown is not page)
    page = her.screen(PeopleScreen)
    assert page.word.whole_text().startswith("A. Orth can open the practice no more.")
    assert v.vault_id(home.vault) != before
    with pytest.raises(v.WrongPassphrase):
        v.unlock(home.vault, NEW)
    store = her.app.navigator._store
    assert [(member.name, member.opens) for member in people_of(store)] == [("R. Ames", True), ("A. Orth", False)]
    store.add_client("R-203")
    assert store.verify().problems == ()


def test_whoever_leaves_hands_over_what_they_wrote_in_private(home: Home, her: Therapist) -> None:
    add(her, "A. Orth", "medical")
    let_in(her)
    her.click(her.screen(RecoveryKeyScreen).put_off)
    theirs = v.unlock(home.vault, NEW)
    (name,) = (name for name in theirs.named if name.startswith("private:"))
    create_private(home, theirs, name)
    page = her.screen(PeopleScreen)
    page.now.line.put(PASSPHRASE)
    page.theirs.line.put(PASSPHRASE)
    her.click(page.take)
    her.until(lambda: "not the passphrase of the one who leaves" in page.secret_word.whole_text())
    assert theirs.staff in v.people(home.vault)
    page.theirs.line.put(NEW)
    her.click(page.take)
    her.until(lambda: her.app.window.screen_shown is not page)
    assert "opens with your passphrase now" in her.screen(PeopleScreen).word.whole_text()
    open_private(home, v.unlock(home.vault, PASSPHRASE), name, read_only=True).close()
    assert not list(home.private.glob("*.vault.json")), "nothing stays sealed for them"


def test_a_colleague_takes_the_running_session_over_with_their_own_passphrase(home: Home, her: Therapist) -> None:
    add(her, "A. Orth", "medical")
    let_in(her)
    her.click(her.screen(RecoveryKeyScreen).put_off)
    her.screen(PeopleScreen)
    her.press(Qt.Key.Key_Escape)
    her.screen(SettingsScreen)
    her.press(Qt.Key.Key_Escape)
    live = her.begin("im")
    her.write("before")
    her.press("N", ctrl=True)
    her.write_in("velvet", enter=False)
    her.press(Qt.Key.Key_Escape)
    her.press("l")
    lock = her.screen(LockScreen)
    for _ in range(2):
        her.press(Qt.Key.Key_Return)  # no PIN: the passphrase opens
    her.until(lambda: lock.secret_box.isVisible())
    her.write_in(NEW)
    her.until(lambda: her.app.window.screen_shown is live)
    taken = next(event.body for event in her.session.log if isinstance(event.body, e.SessionTakenOver))
    orth = v.unlock(home.vault, NEW).staff
    assert (taken.person.name, taken.person.role, taken.person.staff) == ("A. Orth", "medical", orth)
    assert live.notes.line.text() == "", "what was half typed in private is nobody else’s"
    her.write("after")
    store = her.app.navigator._store
    store.settle(5)
    with store._reading() as db:
        rows = db.conn.execute("SELECT author_id FROM session_event WHERE kind = 'note_added' ORDER BY row").fetchall()
    assert [row[0] for row in rows] == [v.unlock(home.vault, PASSPHRASE).staff, orth]
    assert "A. Orth" in live.header.client.data.people
    assert store.private.drafts("M-014") == []
    store.staff.take_over(v.unlock(home.vault, PASSPHRASE))
    assert [half.text for half in store.private.drafts("M-014")] == ["velvet"], "it waits for whoever wrote it"
    store.staff.take_over(v.unlock(home.vault, NEW))
    her.press("l")
    assert her.screen(LockScreen).asked.value == "Choose a session PIN", "theirs, not the one of before"
    live.send(c.Discard())
    her.screen(TodayScreen)


def test_a_colleague_who_opens_the_practice_after_a_crash_has_the_session_that_goes_on(
    home: Home, practice: tuple[v.Keys, str], qtbot: QtBot
) -> None:
    keys = practice[0]
    with opened(home, keys) as store:
        orth, paper = store.staff.let_in("A. Orth", NEW, cost=CHEAP)
        v.keep_recovery_key(home.vault, orth, paper)
        session, start = begin(store, three(), SystemClock(), system_ids(), client_code="M-014", therapist="R. Ames")
        session.send(start)
        assert session.state.started is not None
        saved(store.private.save_draft("M-014", "velvet", session_id=session.state.started.session_id))
    with window_of(home) as app:  # the window that began it has died
        her = Therapist(qtbot, app)
        her.write_in(NEW, enter=False)
        her.click(her.screen(UnlockScreen).open)
        live = her.live
        assert [type(event.body) for event in her.session.log][-3:] == [
            e.SessionResumed, e.PersonCame, e.SessionTakenOver,
        ]  # fmt: skip
        assert live.header.client.data.people == "R. Ames, A. Orth"
        assert live.notes.line.text() == ""
        live.send(c.Discard())
        her.screen(TodayScreen)
