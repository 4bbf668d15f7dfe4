"""The medicine log at the window: switched on in the settings, written to by keyboard alone, corrected, exported."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.clinical.facts import MedicineMoved, Movement
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.store.keys import vault as v
from kapguide.ui.medicine.screen import MedicineScreen
from kapguide.ui.settings.screen import SettingsScreen
from kapguide.ui.theme import Theme
from kapguide.ui.today.screen import TodayScreen
from kapguide.ui.today.work_rows import MEDICINE_LOG
from kapguide.ui.widgets.lists.row_list import RowList
from kapguide.usecases.medicine_log import write_line
from screen_cast import SCREENS
from screens import SIZES
from tests.support.practice import CHEAP, begin, happened, new_practice, opened, saved
from tests.support.therapist import Therapist, window_of
from tests.ui.geometry import faults, written

__all__ = ["written"]


@pytest.fixture
def her(home: Home, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Therapist]:
    """Somebody at the settings, with one dose in the record."""
    monkeypatch.setattr(v, "default_cost", lambda: CHEAP)
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    with opened(home, keys) as store:
        given = happened(1, e.DoseGiven("150", "sublingual", "R. Ames", Elapsed(0), "Ketamine", unit="mg"))
        saved(store.append(begin(store), [given, happened(2, e.SessionEnded())]))
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        her.press(",")
        her.screen(SettingsScreen).show_section("medicine")
        yield her


def log_of(her: Therapist) -> MedicineScreen:
    """The log, switched on."""
    settings = her.screen(SettingsScreen)
    (go,) = settings.page.buttons
    assert not go.isEnabled(), "off until the registrant has decided"
    her.press(Qt.Key.Key_Return)
    her.press(Qt.Key.Key_Right)
    her.until(go.isEnabled)
    her.click(go)
    return her.screen(MedicineScreen)


def type_line(her: Therapist, *words: str) -> None:
    """One field after the other, from the medicine on; then the line is written."""
    for each in words:
        her.write_in(each)
    her.press(Qt.Key.Key_Return, ctrl=True)


def test_a_log_is_begun_a_dose_gets_its_line_and_a_wrong_one_is_corrected(her: Therapist, home: Home) -> None:
    page = log_of(her)
    assert page.rows() == []
    her.press("n")
    assert page.form is not None
    her.press(Qt.Key.Key_Right)
    her.press(Qt.Key.Key_Return)
    her.write_in("1 jan 2026 10:00")
    type_line(her, "Ketamine", "150 mg", "lozenge", "20", "lozenges", "A1", "R. Osei")
    assert page.form.fault.whole_text() == "Say from whom it came."
    page.form.fields["words"].setFocus()
    her.write_in("the pharmacy")
    her.press(Qt.Key.Key_Return, ctrl=True)
    her.until(lambda: page.form is None)
    there = ["Ketamine 150 mg, lozenge  20 lozenges  never counted  ·  A1: 20"]
    her.until(lambda: page.stocks.rows() == there)
    (dose,) = page.doses.rows()
    assert dose.startswith("M-014/1  Ketamine 150 mg")

    page.doses.setFocus()
    page.doses.setCurrentIndex(page.doses.model().index(0, 0))
    her.press(Qt.Key.Key_Return)
    assert page.form is not None
    page.form.fields["amount"].setFocus()
    her.write_in("2")
    her.press(Qt.Key.Key_Return, ctrl=True)
    her.until(lambda: page.form is None)
    her.until(lambda: page.doses.rows() == [])
    assert "18 lozenges there" in page.list.rows()[0]

    page.list.setFocus()
    page.list.setCurrentIndex(page.list.model().index(0, 0))
    her.press(Qt.Key.Key_Return)
    assert page.form is not None
    page.form.fields["amount"].put("1")  # type: ignore[attr-defined]
    her.press(Qt.Key.Key_Return, ctrl=True)
    her.until(lambda: page.form is None)
    her.until(lambda: "19 lozenges there" in page.list.rows()[0])
    assert page.doses.rows() == [], "its dose is still its dose"
    assert "corrected by line 3" in page.list.rows()[1]
    page.list.setCurrentIndex(page.list.model().index(1, 0))
    her.press(Qt.Key.Key_Return)
    assert page.form is None
    assert "was corrected already" in page.message.data.text

    her.press("x")
    her.until(lambda: "Written to" in page.message.data.text)
    assert [each.suffix for each in home.exports.iterdir()] == [".csv"]
    her.press(Qt.Key.Key_Escape)
    assert her.screen(SettingsScreen).at == "medicine"


def test_of_a_long_log_the_newest_lines_come_first_and_the_rest_as_one_looks(her: Therapist) -> None:
    store = her.app.navigator._store
    on = datetime(2026, 1, 1, 12, tzinfo=UTC)
    for number in range(120):
        moved = MedicineMoved(Movement.RECEIVED, "Ketamine", Decimal(1), "vials", on, words=f"order {number}")
        ticket = write_line(store, moved).ticket
    saved(ticket)
    page = log_of(her)
    her.until(lambda: len(page.list.rows()) == 100)
    assert "order 119" in page.list.rows()[0]
    assert "120 vials there" in page.list.rows()[0]
    page.list.scrollToBottom()
    her.until(lambda: len(page.list.rows()) == 120)


def test_today_names_the_doses_of_which_the_log_has_no_line_and_leads_there(her: Therapist) -> None:
    store, now = her.app.navigator._store, datetime.now(UTC)
    first = MedicineMoved(Movement.RECEIVED, "Ketamine", Decimal(20), "mg", now - timedelta(days=3), words="x")
    saved(write_line(store, first).ticket)
    given = e.DoseGiven("150", "sublingual", "R. Ames", Elapsed(0), "Ketamine", unit="mg")
    session = begin(store, "B-231", started=now - timedelta(hours=3))
    events = [replace(happened(seq, body), at=now) for seq, body in enumerate((given, e.SessionEnded()), 1)]
    saved(store.append(session, events))
    log_of(her)
    her.press(Qt.Key.Key_Escape)
    her.screen(SettingsScreen)
    her.press(Qt.Key.Key_Escape)
    today = her.screen(TodayScreen)
    her.until(lambda: "Medicine log  1 dose without a line  Open" in today.work.rows())
    today._row_chosen(MEDICINE_LOG)
    page = her.screen(MedicineScreen)
    her.until(lambda: any("B-231" in row for row in page.rows()))
    her.press(Qt.Key.Key_Escape)
    her.screen(TodayScreen)


def test_esc_leaves_the_form_and_what_is_typed_is_not_lost_with_the_window(her: Therapist) -> None:
    page = log_of(her)
    her.press("n")
    assert page.form is not None
    for typed, words in (("tomorrow 10", "still to come"), ("31 nov 10:00", "has 30 days")):
        page.form.fields["on"].put(typed)
        her.press(Qt.Key.Key_Return, ctrl=True)
        assert words in page.form.fields["on"].answer.whole_text()
    page.form.fields["words"].setFocus()
    her.write_in("the pharmacy")
    assert her.app.window.half_typed == "What stands in the open form is not saved."
    her.press(Qt.Key.Key_Escape)
    her.press(Qt.Key.Key_Escape)
    her.until(lambda: page.form is None)
    assert page.list.rows() == []


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", ["medicine", "medicine-first", "medicine-form"])
def test_nothing_is_cut_and_nothing_meets(state: str, qapp: object, qtbot: QtBot) -> None:
    screen = SCREENS[state](Theme.named("light", motion=False))
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(screen)
    screen.show()
    found = {}
    for size in SIZES:
        screen.resize(*size)
        qtbot.waitUntil(lambda size=size: screen.size().toTuple() == size)
        if wrong := faults(screen, (RowList,)):
            found[size] = wrong
    assert found == {}
