"""The settings at the window: what is typed is saved as it is typed, counts at once, and stays readable in its file."""

import hashlib
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.app import _at_its_size
from kapguide.clinical.facts import ClinicTextSigned
from kapguide.clinical.limits import clinic_limits
from kapguide.paths import Home
from kapguide.session.emergency_card import CardStep, clinic_card
from kapguide.toml_edit import Place
from kapguide.ui.settings.card_page import CardPage
from kapguide.ui.settings.field import SettingField
from kapguide.ui.settings.form_page import SettingsForm
from kapguide.ui.settings.limits_page import LimitsPage
from kapguide.ui.settings.page import SettingsPage
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.widgets.forms.fields import Choice, LineEdit
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.window.dialogs import SystemDialogs
from kapguide.usecases.clinic import written_file
from kapguide.usecases.clinic.clinic_limits import WrittenLimit
from screen_cast import SCREENS
from tests.support.practice import PASSPHRASE, new_practice
from tests.support.therapist import Therapist, window_of
from tests.ui.geometry import faults, watch

PAGES = [name for name in SCREENS if name.startswith("settings")]
MAY_SHORTEN: tuple[type, ...] = ()


def page_of(her: Therapist, section: str, kind: type[SettingsPage]) -> SettingsPage:
    screen = her.screen(SettingsScreen)
    screen.show_section(section)
    assert isinstance(screen.page, kind)
    return screen.page


def form_of(her: Therapist, section: str) -> SettingsForm:
    page = page_of(her, section, SettingsForm)
    assert isinstance(page, SettingsForm)
    return page


def field_of(page: SettingsForm, *place: str) -> SettingField:
    wanted: Place = place
    return next(field for field in page.fields if field.place == wanted)


def typed(field: SettingField, words: str) -> None:
    """Type into a field and leave it."""
    line = field.editor
    assert isinstance(line, LineEdit)
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    QTest.keyClicks(line, words)
    line.editingFinished.emit()


def test_what_is_typed_is_in_the_file_and_counts_at_once(home: Home, her: Therapist) -> None:
    page = form_of(her, "practice")
    field = field_of(page, "therapist")
    assert field.source.whole_text() == "comes with KapGuide"
    typed(field, "K. Lind")
    assert home.settings.read_text("utf-8").startswith('therapist = "K. Lind"  # ')
    assert "saved as you type" in her.screen(SettingsScreen).saved.whole_text()
    assert field_of(page, "therapist").source.whole_text().startswith("R. Ames, "), "who has opened it"
    her.press(Qt.Key.Key_Escape)
    her.press(Qt.Key.Key_Escape)
    her.screen(TodayScreen)
    assert her.app.navigator._set.now.therapist == "K. Lind"


def test_a_number_out_of_its_range_is_said_below_its_field_and_never_written(home: Home, her: Therapist) -> None:
    page = form_of(her, "sound")
    field = field_of(page, "sound", "cap_db")
    typed(field, "3")
    assert field.fault.whole_text() == "A number from −60 to 0."
    assert not home.settings.exists()
    typed(field, "-6")
    assert field.fault.whole_text() == ""
    assert "cap_db = -6" in home.settings.read_text("utf-8")
    page.about.put_back.click()
    assert "cap_db" not in home.settings.read_text("utf-8")
    assert isinstance(field.editor, LineEdit)
    assert field.editor.text() == "0"


def test_an_output_has_its_level_once_it_is_used_and_leaves_the_file_whole(home: Home, her: Therapist) -> None:
    page = form_of(her, "sound")
    page.set_list("devices", [])
    device, level = field_of(page, "sound", "headphones", "device"), field_of(page, "sound", "headphones", "level_db")
    assert level.isHidden()
    assert isinstance(device.editor, Choice)
    device.editor.setCurrentIndex(1)
    device.editor.activated.emit(1)
    assert not level.isHidden()
    typed(level, "-9")
    assert her.app.sound.settings.headphones is not None
    assert her.app.sound.settings.headphones.level_db == -9
    device.editor.setCurrentIndex(0)
    device.editor.activated.emit(0)
    assert her.app.sound.settings.headphones is None
    assert "headphones" not in home.settings.read_text("utf-8")


def test_low_light_is_there_at_once_and_today_has_it_too(home: Home, her: Therapist) -> None:
    page = form_of(her, "look")
    light = field_of(page, "look", "desk").editor
    assert isinstance(light, OneOf)
    light.choose(1)
    low = Theme.named("low-light")
    screen = her.screen(SettingsScreen)
    assert screen.at == "look"
    assert her.app.window.palette().window().color() == low.colours.ground
    screen.close_page()
    assert her.screen(TodayScreen).theme.colours == low.colours
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_mistake_by_hand_is_named_with_its_line_and_nothing_is_written_over_it(home: Home, her: Therapist) -> None:
    home.settings.write_text("# ours\n[sound]\ncap_db = 6\n", "utf-8")
    page = form_of(her, "sound")
    assert "sound.cap_db" in page.about.mistake.whole_text()
    assert "line 3" in page.about.mistake.whole_text()
    assert not any(field.isEnabled() for field in page.fields)
    home.settings.write_text("# ours\n[sound]\ncap_db = -6\n", "utf-8")
    page.refresh()
    assert page.about.mistake.whole_text() == ""
    typed(field_of(page, "sound", "turn_s"), "20")
    assert home.settings.read_text("utf-8").startswith("# ours\n[sound]\ncap_db = -6\nturn_s = 20  # ")


def test_the_card_is_written_line_by_line_signed_and_a_change_takes_the_signature_off(
    home: Home, her: Therapist
) -> None:
    page = page_of(her, "card", CardPage)
    assert isinstance(page, CardPage)
    assert page.waits()
    address = page._frames[("address",)].editor
    assert isinstance(address, LineEdit)
    QTest.keyClicks(address, "14 Harbour Lane")
    page.situations.setCurrentIndex(page.situations.model().index(3, 0))
    first, second = page.steps.lines[0], None
    QTest.keyClicks(first.text, "Stay beside the client")
    QTest.keyClick(first.text, Qt.Key.Key_Return)
    QTest.keyClicks(first.who, "K. Lind")
    QTest.keyClick(first.who, Qt.Key.Key_Return)
    second = page.steps.lines[1]
    assert second.text.hasFocus()
    QTest.keyClicks(second.text, "Light up a little")
    QTest.keyClick(second.text, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    page.sign_button.click()
    card = clinic_card(home.emergency_card)
    assert card.address == "14 Harbour Lane"
    assert card.situations[3].steps == (CardStep("Light up a little"), CardStep("Stay beside the client", "K. Lind"))
    page.form.name.put("R. Osei")
    page.form.day.put("31.11.2026")
    page.form.secret.line.setText("not this")
    page.form.sign.click()
    assert page.form._day_field.fault.whole_text() == "November has 30 days."
    page.form.day.put("3 Nov 2026")
    page.form.sign.click()
    her.until(lambda: "passphrase" in page.form._secret_field.fault.whole_text().lower())
    assert clinic_card(home.emergency_card).filled_by == ""
    page.form.secret.line.setText(PASSPHRASE)
    page.form.sign.click()
    her.until(lambda: clinic_card(home.emergency_card).filled_by == "R. Osei")
    facts = her.app.navigator._store.facts
    her.until(lambda: bool(facts.of_practice(ClinicTextSigned)))
    (signed,) = (fact.body for fact in facts.of_practice(ClinicTextSigned))
    assert isinstance(signed, ClinicTextSigned)
    assert signed.sha256 == hashlib.sha256(home.emergency_card.read_bytes()).hexdigest()
    her.until(lambda: "signed by R. Osei, 3 Nov 2026" in page.chip().text)  # type: ignore[union-attr]
    text = home.emergency_card.read_text("utf-8")
    home.emergency_card.write_text(text.replace("Light up a little", "Light up at once"), "utf-8")
    page.refresh()
    assert page.chip().text == "changed by hand since it was signed"  # type: ignore[union-attr]
    assert page.waits()
    home.emergency_card.write_text(text, "utf-8")
    page.refresh()
    QTest.keyClicks(address, ", second floor")
    page.take()
    assert clinic_card(home.emergency_card).filled_by == ""
    assert page.chip().text == "not signed"  # type: ignore[union-attr]
    her.until(lambda: not page.preview.data.isNull())


def test_limits_are_written_row_by_row_and_shown_once_they_are_signed(home: Home, her: Therapist) -> None:
    page = page_of(her, "limits", LimitsPage)
    assert isinstance(page, LimitsPage)
    line = page.lines[0]
    line.value.setCurrentIndex(1)
    QTest.keyClicks(line.above, "90/160")
    page.take()
    assert "the upper value first" in line.fault.whole_text()
    assert not clinic_limits(home.limits).limits
    line.above.put("160/90")
    page.take()
    assert page.shown.whole_text() == "BP above 160/90"
    assert not clinic_limits(home.limits).in_force
    page.sign_button.click()
    page.form.name.put("R. Osei")
    page.form.secret.line.setText(PASSPHRASE)
    page.form.sign.click()
    her.until(lambda: bool(clinic_limits(home.limits).in_force))
    page.lines[0].remove.click()
    assert clinic_limits(home.limits).limits == ()
    assert "# The clinic's own limits" in home.limits.read_text("utf-8")


def test_limits_that_were_written_by_hand_meanwhile_are_not_written_over(home: Home, her: Therapist) -> None:
    page = page_of(her, "limits", LimitsPage)
    assert isinstance(page, LimitsPage)
    page.lines[0].put(WrittenLimit("bp", "160/90"))
    page.take()
    by_hand = home.limits.read_text("utf-8").replace("160/90", "150/90")
    home.limits.write_text(by_hand, "utf-8")
    page.finish()
    assert home.limits.read_text("utf-8") == by_hand, "nothing was typed here since"
    page.lines[0].put(WrittenLimit("bp", "170/90"))
    page.take()
    page.lines[0].remove.click()
    assert home.limits.read_text("utf-8") == by_hand
    page.lines[0].put(WrittenLimit("bp", "140/90"))
    page.take()
    assert page.shown.whole_text() == "BP above 140/90", "it has been seen by now"


def test_what_is_typed_and_cannot_be_written_stays_and_is_written_later(
    home: Home, her: Therapist, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    field = field_of(form_of(her, "practice"), "therapist")
    assert isinstance(field.editor, LineEdit)
    with monkeypatch.context() as disk:
        disk.setattr(written_file, "write_safely", full)
        typed(field, "K. Lind")
        assert "No space left" in "".join(her.screen(SettingsScreen).message.rows())
        assert field.editor.text() == "K. Lind"
    field.finish()
    assert 'therapist = "K. Lind"' in home.settings.read_text("utf-8")


def test_by_keys_alone_from_today_to_a_line_of_the_card_and_back(home: Home, her: Therapist) -> None:
    screen = her.screen(SettingsScreen)
    while screen.at != "card":
        her.press(Qt.Key.Key_Down)
    her.press(Qt.Key.Key_Return)
    her.write_in("14 Harbour Lane", enter=False)
    her.press(Qt.Key.Key_Tab)
    her.write_in("the local number", enter=False)
    her.press(Qt.Key.Key_Escape)
    her.press(Qt.Key.Key_Escape)
    her.screen(TodayScreen)
    card = clinic_card(home.emergency_card)
    assert (card.address, card.numbers[0].number) == ("14 Harbour Lane", "the local number")


def test_tab_goes_from_the_sections_through_the_fields_to_what_stands_beside_them(her: Therapist) -> None:
    form = form_of(her, "look")
    her.screen(SettingsScreen).list.setFocus()
    stops: list[QWidget | None] = []
    for _ in range(len(form.fields) + 1):
        her.press(Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget())
    assert stops == [*(field.editor for field in form.fields), form.about.open]


def test_a_field_that_was_set_is_put_back_by_keys(home: Home, her: Therapist) -> None:
    form = form_of(her, "practice")
    first = form.fields[0]
    first.editor.setFocus()
    her.write_in("A. Winter", enter=False)
    her.press(Qt.Key.Key_Tab)
    first.editor.setFocus()
    her.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is form.about.put_back
    her.press(Qt.Key.Key_Return)
    assert "A. Winter" not in home.settings.read_text("utf-8")


def test_the_key_of_a_button_in_the_head_works_while_one_types(home: Home, her: Therapist) -> None:
    page = page_of(her, "card", CardPage)
    assert isinstance(page, CardPage)
    page._frames[("address",)].editor.setFocus()
    her.press("p", ctrl=True)
    her.until(lambda: "Written to" in "".join(her.screen(SettingsScreen).message.rows()))
    assert list(home.exports.glob("*.pdf"))


def test_a_picture_is_chosen_with_the_system_s_own_dialog(home: Home, her: Therapist, tmp_path: Path) -> None:
    class Answers(SystemDialogs):
        def file(self, owner: QWidget, title: str, start: str = "") -> Path:
            return tmp_path / "wood.jpg"

    page = form_of(her, "display")
    page.dialogs = Answers()
    field = field_of(page, "display", "picture")
    her.click(field.choose)
    assert f'picture = "{tmp_path / "wood.jpg"}"' in home.settings.read_text("utf-8")
    assert field.fault.whole_text() == "There is no such file just now."


@pytest.mark.parametrize(
    ("file", "scale"), [("[look]\nsize = 120\n", "1.2"), ("", None), ("[look]\nsize = 20\n", None)]
)
def test_everything_is_as_large_as_it_is_set_from_the_next_start_on(
    home: Home, monkeypatch: pytest.MonkeyPatch, file: str, scale: str | None
) -> None:
    home.settings.write_text(file, "utf-8")
    environment: dict[str, str] = {}
    monkeypatch.setattr(os, "environ", environment)
    _at_its_size(home)
    assert environment.get("QT_SCALE_FACTOR") == scale


def test_what_is_typed_is_saved_when_the_window_closes(home: Home, qtbot: QtBot) -> None:
    new_practice(home)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press(",")
        line = field_of(form_of(her, "practice"), "therapist").editor
        line.setFocus()
        QTest.keyClicks(line, "K. Lind")
    assert 'therapist = "K. Lind"' in home.settings.read_text("utf-8")


@pytest.mark.parametrize("size", [(1366, 690), (1280, 640), (960, 500), (1920, 1010)])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_and_nothing_meets(
    theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, name: str, size: tuple[int, int]
) -> None:
    watch(monkeypatch)
    screen: QWidget = SCREENS[name](theme)
    qtbot.addWidget(screen)
    screen.resize(*size)
    screen.show()
    for _ in range(4):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    assert faults(screen, MAY_SHORTEN) == []
    if name == "settings":
        assert isinstance(screen, SettingsScreen)
        assert isinstance(screen.page, CardPage)
        situations = screen.page.situations
        for row in range(situations.model().rowCount()):
            situations.setCurrentIndex(situations.model().index(row, 0))
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
            assert faults(screen, MAY_SHORTEN) == []
