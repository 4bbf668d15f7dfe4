"""The gate: what is missing is read in one sentence, leads to its field, and is passed over with a reason only."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.gate import Gate, GateWords, Missing
from kapguide.ui.widgets.linked_sentence import LinkedSentence, Words
from tests.ui.geometry import faults, watch
from tests.ui.small_window import Window

TWO = (
    Missing("baseline", "SpO2 in the baseline reading"),
    Missing("room", "the room speaker", "has not been heard"),
)
NINE = tuple(Missing(f"matter {number}", f"the matter with the number {number}", "is not there") for number in range(9))


class Door:
    """A gate on a window, and what it has said."""

    def __init__(self, theme: Theme, window: Window, wide: int = 1318) -> None:
        self.gate = Gate(theme)
        self.passed: list[str] = []
        self.asked: list[str] = []
        self.gate.passed.connect(self.passed.append)
        self.gate.field_asked.connect(self.asked.append)
        window.resize(wide, 200)
        window.hold(self.gate)

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.gate.window().windowHandle(), key, held)

    def write(self, words: str) -> None:
        QTest.keyClicks(QApplication.focusWidget(), words)


@pytest.fixture
def door(theme: Theme, window: Window) -> Door:
    return Door(theme, window)


def test_what_is_missing_is_one_sentence_and_each_part_of_it_leads_to_its_field(door: Door) -> None:
    door.gate.show_missing(TWO)
    sentence = (
        "Two things are missing for Ready: SpO2 in the baseline reading, and the room speaker has not been heard."
    )
    assert door.gate.rows() == [sentence] == [door.gate.sentence.text]
    for link in door.gate.sentence.links:
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
        link.setFocus()
        door.press(Qt.Key.Key_Return)
    assert door.asked == ["baseline", "baseline", "room", "room"]
    assert door.passed == []


def test_ready_leads_to_what_is_missing_first_and_passes_when_nothing_is(door: Door) -> None:
    door.gate.show_missing(TWO)
    door.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert (door.asked, door.passed) == (["baseline"], [])
    door.gate.show_missing(())
    assert door.gate.rows() == ["Everything is here."]
    assert not door.gate.override.isVisible()
    door.press(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert door.passed == [""]


def test_it_is_passed_over_with_a_reason_and_with_nothing_less(door: Door) -> None:
    door.gate.show_missing(TWO)
    QTest.mouseClick(door.gate.override, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is door.gate.reason
    for words in ("", "   "):
        door.write(words)
        door.press(Qt.Key.Key_Return)
    QTest.mouseClick(door.gate.way_on, Qt.MouseButton.LeftButton)
    assert door.passed == []
    door.write("the oximeter is  broken ")
    door.press(Qt.Key.Key_Escape)
    assert not door.gate.asks_why
    door.gate.ask_why()
    door.press(Qt.Key.Key_Return)
    assert door.passed == ["the oximeter is broken"], "what was typed had stayed"


def test_a_reason_is_no_longer_asked_for_when_nothing_is_missing_any_more(door: Door) -> None:
    door.gate.show_missing(TWO)
    door.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    door.write("half a rea")
    door.gate.show_missing(TWO[:1])
    assert door.gate.asks_why
    door.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is door.gate.reason
    door.gate.show_missing(())
    assert not door.gate.asks_why
    assert QApplication.focusWidget() is door.gate.way_on
    door.press(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not door.gate.asks_why, "there is nothing to pass over"


@pytest.mark.parametrize("wide", [1318, 912])
@pytest.mark.parametrize("count", [1, 2, 5, 9])
def test_nothing_of_it_is_cut_and_what_has_no_room_is_counted(
    theme: Theme, window: Window, monkeypatch: pytest.MonkeyPatch, wide: int, count: int
) -> None:
    watch(monkeypatch)
    door = Door(theme, window, wide + 22)
    door.gate.show_missing(NINE[:count])
    window.grab()
    assert faults(window) == []
    shown = [link.property("to") for link in door.gate.sentence.links]
    assert shown == [each.field for each in NINE[: len(shown)]]
    if len(shown) < count:
        assert door.gate.sentence.text.endswith(f" and {count - len(shown) + 1} more.")
    assert all(each.link in door.gate.rows()[0] for each in NINE[:count]), "read whole by whoever does not see it"


def test_another_gate_has_words_of_its_own(theme: Theme, window: Window) -> None:
    words = GateWords("Sign", "Ctrl+Return", "signing", "Sign with open ends…", anyway="Sign it so")
    gate = Gate(theme, words)
    window.hold(gate)
    gate.show_missing(TWO[:1])
    assert gate.rows() == ["One thing is missing for signing: SpO2 in the baseline reading."]
    gate.ask_why()
    assert gate.way_on.data.text == "Sign it so"


def test_tab_goes_through_the_sentence_and_then_to_the_ways_on(door: Door) -> None:
    door.gate.show_missing(NINE[:3])
    walked = [*door.gate.sentence.links, door.gate.override, door.gate.way_on]
    walked[0].setFocus()
    for stop in walked:
        assert QApplication.focusWidget() is stop
        door.press(Qt.Key.Key_Tab)


@pytest.mark.parametrize(("wide", "key"), [(912, ""), (1318, "Ctrl+B")])
def test_a_button_beside_the_way_on_takes_the_room_of_its_key_in_a_narrow_window(
    theme: Theme, window: Window, wide: int, key: str
) -> None:
    door = Door(theme, window, wide)
    beside = Button(theme, "Role: supervisor", kind=Kind.QUIET, compact=True)
    door.gate.put_beside(beside)
    beside.show()
    door.gate.show_missing(TWO)
    QApplication.processEvents()
    assert door.gate.way_on.data.key == key
    for button in (door.gate.override, beside, door.gate.way_on):
        assert button.width() >= button.sizeHint().width(), "no word of it is cut"


@pytest.mark.parametrize("mark", [".", ", and "])
def test_neither_a_full_stop_nor_a_comma_begins_a_line(theme: Theme, mark: str) -> None:
    """It stays with the word before it, however wide the sentence has it."""
    sentence = LinkedSentence(theme)
    pieces = [Words("13 items of the checklist", "list"), Words(" have not been asked"), Words(mark), Words("it", "it")]
    for wide in range(160, 420):
        first: dict[int, str] = {}
        for placed in sentence._laid(pieces, wide):
            first.setdefault(placed.line, placed.words.text.strip())
        assert not {".", ","} & set(first.values()), wide
