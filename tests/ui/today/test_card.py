"""The clinic's emergency card from Today to the session: it is reminded of, written, shown, printed and used."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.today.new_session import ProtocolChoice
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.chip import ChipData, Tone
from tests.session.test_emergency_card import CARD
from tests.support.practice import new_practice
from tests.support.therapist import Therapist, window_of

NOT_WRITTEN = "This clinic has not written its emergency card."


def test_a_clinic_writes_its_card(home: Home, qtbot: QtBot) -> None:
    new_practice(home)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        assert str(today.standing.card.shown) == "In an emergency: show the card: E"
        (told,) = [row for row in today.rows() if "mergency card" in row]
        assert "nothing is written" in told, "it is told once, where it is filled in"
        her.press("e")
        view = her.screen(EmergencyView)
        assert view.instead.whole_text() == NOT_WRITTEN
        her.click(view.head.leave)
        her.screen(TodayScreen)
        today.settings_asked.emit("card")
        assert her.screen(SettingsScreen).at == "card"
        her.press(Qt.Key.Key_Escape)
        today = her.screen(TodayScreen)
        today.open_form()
        today.form.offer((), (ProtocolChoice("im", "Intramuscular"),))
        today.form.client.setText("M-014")
        her.click(today.form.prepare)
        prepare = her.screen(PrepareScreen)
        assert prepare.message.rows()[-1] == NOT_WRITTEN
        prepare.left.emit()
        today.close_form()

        home.emergency_card.write_text(CARD, encoding="utf-8")
        her.click(today.standing.card)
        view = her.screen(EmergencyView)
        assert view.steps.rows()[0] == "Fall"
        her.click(view.print_button)
        her.until(lambda: "Written to" in view.words.whole_text())
        (printed,) = home.exports.glob("*.pdf")
        assert printed.read_bytes().startswith(b"%PDF")
        her.click(view.head.leave)
        assert str(today.standing.card.shown) == "Emergency card: R. Example, 3 Nov 2026"


def test_a_card_that_cannot_be_put_in_its_place_is_said(home: Home, qtbot: QtBot) -> None:
    new_practice(home)
    home.emergency_card.mkdir()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        today = her.screen(TodayScreen)
        assert any("cannot be read" in row for row in today.work.rows())
        today.settings_asked.emit("card")
        settings = her.screen(SettingsScreen)
        assert settings.page.chip() == ChipData("cannot be read", "circle-alert", Tone.WARM)
        assert "expected a file, got a folder" in settings.message.rows()[-1]
