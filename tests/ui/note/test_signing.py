"""From unlock to a countersigned note, by keys alone; what is signed cannot be typed into, and is added to."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from kapguide.clinical.chart import chart_of
from kapguide.clinical.facts import StaffDescribed
from kapguide.export.note_file import encode_note
from kapguide.export.noting.ahead import MADE
from kapguide.paths import Home
from kapguide.store.copies.backup import own_backups
from kapguide.store.failures import disk_full
from kapguide.store.records import Store
from kapguide.store.tables.queries import SessionRow
from kapguide.store.tables.signature_rows import CameLater, HalfAddendum, OtherSigned, SignedNote
from kapguide.store.writing.saving import SavingState
from kapguide.store.writing.writer import Writer
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.note.countersign_bar import CountersignBar
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.note.signed_screen import BEGUN, SignedScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.forms.line_text import LineText
from kapguide.usecases import signing
from kapguide.usecases.documents import note_of, report_of
from kapguide.usecases.signing import Signer
from screen_cast_note import note_signed
from tests.support.plans import MORNING
from tests.support.practice import CHEAP, PASSPHRASE, new_practice, opened, saved
from tests.support.session_log import a_session
from tests.support.therapist import Therapist, has_focus, window_of
from tests.ui.small_window import Window

SESSION = "session-0002"
COLLEAGUE = "seven grey herons at dusk"


@pytest.fixture
def trainee(home: Home) -> Home:
    """A practice that a trainee opens; a colleague has a passphrase, and one session waits for its note."""
    keys, _ = new_practice(home)
    plan, events = a_session()
    with opened(home, keys) as store:
        for staff, name, roles in (
            (store.staff.me, "A. Orth", ("therapist", "trainee")),
            (store.staff.let_in("R. Osei", COLLEAGUE, cost=CHEAP)[0].staff, "R. Osei", ("medical",)),
        ):
            saved(store.facts.say("", StaffDescribed(staff, name, roles)).ticket)
        row = SessionRow(SESSION, store.known_client("M-014"), 2, MORNING, MORNING + timedelta(hours=2), 60)
        saved(store.begin_session(row, plan, events))
    return home


@pytest.fixture
def her(trainee: Home, qtbot: QtBot) -> Iterator[Therapist]:
    with window_of(trainee) as app:
        yield Therapist(qtbot, app)


def signed_in(store: Store) -> SignedNote:
    note = store.notes.signed(SESSION)
    assert note is not None
    return note


def ctrl_enter(her: Therapist) -> None:
    QTest.keyClick(her.app.window.windowHandle(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_from_unlock_to_a_countersigned_note_by_keys_alone(her: Therapist, trainee: Home) -> None:
    her.screen(UnlockScreen)
    her.write_in(PASSPHRASE)
    today = her.screen(TodayScreen)
    store = her.app.navigator._store
    while has_focus() is not today.work:
        her.press(Qt.Key.Key_Tab)
    while not str(today.work.currentIndex().data(Qt.ItemDataRole.UserRole).id).endswith(SESSION):
        her.press(Qt.Key.Key_Down)
    her.press(Qt.Key.Key_Return)
    note = her.screen(NoteScreen)
    assert note.gate.words.act == "Sign as A. Orth, therapist in training", "what it will be is said before"
    while note.gate.missing:
        ctrl_enter(her)  # which leads to what is missing first
        her.write_in("said and heard", enter=False)
        her.press(Qt.Key.Key_Escape)
    assert note.gate.rows() == ["Everything is here."]
    note.sheet.go_to(MADE)
    her.write_in("to call her brother", enter=False)
    ctrl_enter(her)
    signed = her.screen(SignedScreen)
    (commitment,) = chart_of(store.facts.of_client("M-014")).commitments.values()
    assert commitment.made.words == "to call her brother"
    assert signed_in(store).later == (), "it was said before the note was signed"
    assert signed.head.chip.data.text == "TO COUNTERSIGN"
    assert "therapist in training" in signed.foot.words.data.signed
    assert not signed_in(store).final
    her.until(lambda: has_focus() is signed.bar.act)
    her.press(Qt.Key.Key_Return)
    her.write_in("three quiet birds")
    her.until(lambda: "passphrase" in signed.quiet.data.text)
    her.write_in(COLLEAGUE)
    her.until(lambda: signed_in(store).final)
    her.until(lambda: signed.head.chip.data.text == "SIGNED")
    assert "Countersigned by R. Osei, medical" in signed.foot.words.data.beside
    assert not signed.bar.isVisible()
    her.until(lambda: "whole at" in signed.foot.words.data.seal)
    her.press("a")
    assert signed.form is not None
    her.write_in("Slept well.")
    her.write_in("told later")
    ctrl_enter(her)
    her.until(lambda: len(signed.cards) == 1)
    (added,) = signed_in(store).addenda
    assert (added.text, added.reason, added.final) == ("Slept well.", "told later", False)
    assert signed.bar.isVisible(), "a trainee's addendum waits, too"
    her.press(Qt.Key.Key_Escape)
    her.screen(TodayScreen)
    assert store.staff.rows()[0].id == store.staff.me, "whoever has the practice open goes on"
    her.until(lambda: own_backups(trainee))


def test_signed_with_a_gap_the_reason_stands_under_it_and_no_line_takes_a_key(her: Therapist) -> None:
    her.unlock()
    her.screen(TodayScreen)
    store = her.app.navigator._store
    her.screen(TodayScreen).session_chosen.emit(SESSION)
    note = her.screen(NoteScreen)
    note.gate.passed.emit("the sister waits")
    signed = her.screen(SignedScreen)
    assert "Signed with a gap: the sister waits" in signed.foot.words.data.beside
    before = [line.words for line in signed.sheet.stops()]
    for line in signed.sheet.stops():
        line.setFocus()
        her.write_in("x", enter=False)
    assert [line.words for line in signed.sheet.stops()] == before
    assert signed_in(store).reason == "the sister waits"


def test_on_a_full_disk_nothing_is_signed_it_is_said_and_one_goes_on(
    her: Therapist, monkeypatch: pytest.MonkeyPatch
) -> None:
    her.unlock()
    her.screen(TodayScreen)
    store = her.app.navigator._store
    her.screen(TodayScreen).session_chosen.emit(SESSION)
    note = her.screen(NoteScreen)
    with monkeypatch.context() as disk:
        disk.setattr(Writer, "_try", lambda self, job: disk_full("told by the test"))
        note.gate.passed.emit("a test")
        her.until(note.isEnabled)
        assert "Nothing was signed" in note.quiet.data.text or "disk is full" in note.quiet.data.text
        assert store.notes.signed(SESSION) is None
    her.until(lambda: store.state.saving is SavingState.SAVED)
    note.gate.passed.emit("a test")
    her.screen(SignedScreen)
    assert signed_in(store).reason == "a test"


def test_what_was_found_is_shown_where_it_stands(theme: Theme, window: Window) -> None:
    window.resize(1366, 690)
    screen = note_signed(theme)
    assert isinstance(screen, SignedScreen)
    window.hold(screen)
    screen.go_to("words/0")
    here = has_focus()
    assert isinstance(here, LineText)
    assert here.textCursor().selectedText() == "“It’s wide here.”"
    screen.go_to("a")
    assert has_focus() is screen.cards[0].said
    screen.go_to("nothing of that id")
    assert not screen.sheet.log_open
    screen.go_to("log-40")
    assert screen.sheet.log.isVisible()


def test_an_addendum_that_is_half_typed_is_kept_and_gone_on_with(her: Therapist) -> None:
    her.unlock()
    her.screen(TodayScreen)
    store = her.app.navigator._store
    report = report_of(store, SESSION, datetime.now(UTC))
    saved(signing.sign(store, SESSION, encode_note(note_of(store, report).document).decode(), 0, reason="a test"))
    her.screen(TodayScreen).session_chosen.emit(SESSION)
    signed = her.screen(SignedScreen)
    signed.setFocus()
    signed.add_addendum()
    assert signed.form is not None
    her.write_in("half a word", enter=False)
    her.until(lambda: store.notes.half_addendum(SESSION) == HalfAddendum("half a word"))
    assert signed_in(store).addenda == ()
    her.write_in(" and", enter=False)
    for _ in range(3):  # the field, the form, the screen
        her.press(Qt.Key.Key_Escape)
    her.screen(TodayScreen).session_chosen.emit(SESSION)
    signed = her.screen(SignedScreen)
    assert signed.quiet.data.text == BEGUN
    signed.add.click()
    assert signed.form is not None
    assert signed.form.words.words == "half a word and"
    ctrl_enter(her)
    assert "Say why" in signed.form.fault.whole_text()
    her.write_in("late")
    her.write_in("tomorrow 10")
    ctrl_enter(her)
    assert "still to come" in signed.form.fault.whole_text()
    signed.form.belongs.setText("")
    ctrl_enter(her)
    her.until(lambda: signed.cards)
    QApplication.processEvents()
    assert signed.form is None
    assert store.notes.half_addendum(SESSION) is None
    assert signed.add.data.text == "Add an addendum"


def test_what_another_person_signed_or_wrote_elsewhere_is_read_below(theme: Theme, window: Window) -> None:
    screen = note_signed(theme)
    assert isinstance(screen, SignedScreen)
    assert screen.signed is not None
    window.hold(screen)
    written = encode_note(screen.note).decode()
    other = OtherSigned(
        id="o", name="M. Dahl", role="therapist", at=screen.signed.at, staff="dahl", trainee=False, reason="",
        seal="1" * 64, text=written.replace("Third dosing session", "A loud dosing session"),
    )  # fmt: skip
    later = CameLater("words", text=written.replace("Third dosing session", "A half-written session"))
    screen.show_signed(replace(screen.signed, others=(other,), later=(later, CameLater("entry", "e"))), (), "lind")
    assert len(screen.cards) == 1
    signed_too, came_later = screen.elsewhere
    assert "Summary: A loud dosing session, quiet" in signed_too.said.words
    assert "M. Dahl, therapist, signed it too" in signed_too.about.whole_text()
    assert "Summary: A half-written session, quiet" in came_later.said.words
    assert "no part of what was signed" in came_later.about.whole_text()
    assert any("A loud dosing session" in row for row in screen.rows())
    screen.show_signed(replace(screen.signed, others=(), later=()), (), "lind")
    assert screen.elsewhere == []


def test_whoever_may_countersign_and_has_the_practice_open_does_it_with_one_press(theme: Theme, window: Window) -> None:
    asked: list[tuple[object, str]] = []
    osei, dahl = Signer("osei", "R. Osei", ("medical",), False), Signer("dahl", "M. Dahl", ("therapist",), False)
    bar = CountersignBar(theme)
    bar.signed.connect(lambda who, passphrase: asked.append((who, passphrase)))
    window.hold(bar)
    bar.show_waiting("It waits.", (osei, dahl), "osei")
    assert bar.act.data.text == "Countersign as R. Osei, medical"
    bar.act.click()
    assert asked == [(osei, "")]
    bar.show_waiting("It waits.", (osei, dahl), "lind")
    bar.act.click()
    bar.choice.setCurrentIndex(1)
    bar.act.click()
    assert len(asked) == 1, "nobody countersigns without a passphrase"
    bar.secret.line.setText("words")
    bar.act.click()
    assert asked[1:] == [(dahl, "words")]
    bar.again()
    assert (bar.secret.line.text(), bar.act.isEnabled()) == ("", True)
    bar.show_waiting("It waits.", (), "lind")
    assert not bar.act.isVisible()
    assert "let a colleague in" in bar.sentence.whole_text()


def test_who_has_two_roles_chooses_in_which_they_sign(trainee: Home, qtbot: QtBot) -> None:
    with window_of(trainee) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        roles = ("therapist", "supervisor")
        saved(store.facts.say("", StaffDescribed(store.staff.me, "A. Orth", roles)).ticket)
        her.screen(TodayScreen).session_chosen.emit(SESSION)
        note = her.screen(NoteScreen)
        assert note.role.isVisible()
        assert note.gate.way_on.data.text == "Sign as A. Orth, therapist"
        note.role.click()
        assert note.gate.way_on.data.text == "Sign as A. Orth, supervisor"
        note.gate.passed.emit("a test")
        signed = her.screen(SignedScreen)
        assert signed_in(store).role == "supervisor"
        signed.add_addendum()
        assert signed.form is not None
        signed.form.role.click()
        signed.form.role.click()
        signed.form.role.click()
        assert signed.form.sign.data.text == "Sign as A. Orth, supervisor"
        signed.form.words.put("Slept well.")
        signed.form.reason.put("told later")
        signed.form.sign.click()
        her.until(lambda: signed.cards)
        assert [added.role for added in signed_in(store).addenda] == ["supervisor"]


def test_whoever_countersigns_chooses_their_role(theme: Theme, window: Window) -> None:
    asked: list[object] = []
    osei = Signer("osei", "R. Osei", ("medical", "supervisor"), False)
    bar = CountersignBar(theme)
    bar.signed.connect(lambda who, passphrase: asked.append((who.roles[0], passphrase)))
    window.hold(bar)
    bar.show_waiting("It waits.", (osei,), "osei")
    bar.role.click()
    assert bar.act.data.text == "Countersign as R. Osei, supervisor"
    bar.act.click()
    bar.show_waiting("It waits.", (osei,), "lind")
    assert not bar.role.isVisible()
    bar.act.click()
    assert [bar.choice.itemText(at) for at in range(bar.choice.count())] == ["R. Osei, medical", "R. Osei, supervisor"]
    bar.choice.setCurrentIndex(1)
    bar.secret.line.setText("words")
    bar.act.click()
    assert asked == [("supervisor", ""), ("supervisor", "words")]
