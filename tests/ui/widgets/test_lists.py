"""The log follows the newest line; messages come quietly and stay within reach."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from kapguide.session.telling import NoteKind
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.widgets.level_bar import LevelBar, LevelData
from kapguide.ui.widgets.lists.note_list import NoteList, NoteRow, NoteStyle
from kapguide.ui.widgets.quiet_line import KEPT, QuietLine, UndoLine, UndoOffer
from tests.ui.small_window import Window


def lines(count: int) -> tuple[NoteRow, ...]:
    return tuple(NoteRow(f"0:{at:02}", f"line {at}", id=f"n{at}") for at in range(count))


def test_the_newest_line_is_in_view_and_scrolling_back_stays(qtbot: QtBot, theme: Theme, window: Window) -> None:
    log = NoteList(theme)
    window.resize(500, 300)
    window.hold(log)
    bar = log.verticalScrollBar()
    log.set_rows(lines(60))

    def at_the_end() -> bool:
        """Laid out, too: until then there is nothing to scroll, and no way back."""
        return bar.value() == bar.maximum() > 1_000

    def newest_in_view(number: int) -> bool:
        """Whatever size the window has by now."""
        newest = log.visualRect(log.model().index(number - 1, 0))
        return newest.height() > 0 and newest.bottom() < log.viewport().height() and at_the_end()

    qtbot.waitUntil(lambda: newest_in_view(60))
    log.set_rows(lines(61))
    qtbot.waitUntil(lambda: newest_in_view(61))
    bar.setValue(10)
    assert bar.value() == 10
    log.set_rows(lines(62))
    log.doItemsLayout()
    assert bar.value() == 10


def test_a_narrower_log_still_ends_with_the_newest_line(qtbot: QtBot, theme: Theme, window: Window) -> None:
    log = NoteList(theme)
    window.resize(900, 300)
    window.hold(log)
    log.set_rows((*lines(30), NoteRow("0:42", "word " * 60)))
    bar = log.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    before = bar.maximum()
    window.resize(360, 300)
    qtbot.waitUntil(lambda: bar.maximum() > before and bar.value() == bar.maximum())


def test_each_line_is_told_with_its_kind_in_words(theme: Theme, qtbot: QtBot) -> None:
    log = NoteList(theme)
    qtbot.addWidget(log)
    assert log.accessibleDescription() == "Nothing written yet"
    log.set_rows(
        (
            NoteRow("0:33", "blanket on the left", remark="corrected below"),
            NoteRow("0:38", "it’s wide here", NoteKind.VERBATIM),
        )
    )
    assert log.rows() == ["0:33  note  blanket on the left  (corrected below)", "0:38  verbatim  it’s wide here"]
    assert log.accessibleDescription() == "2 lines, the last: 0:38  verbatim  it’s wide here"
    model = log.model()
    assert model is not None
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "0:38  verbatim  it’s wide here"


def test_enter_on_a_line_chooses_it_and_letters_are_left_alone(qtbot: QtBot, theme: Theme, window: Window) -> None:
    log = NoteList(theme)
    window.hold(log)
    log.set_rows(lines(5))
    model = log.model()
    assert model is not None
    log.setCurrentIndex(model.index(2, 0))
    with qtbot.waitSignal(log.chosen) as chosen:
        QTest.keyClick(log, Qt.Key.Key_Return)
    assert chosen.args == ["n2"]
    window.keys = ""
    QTest.keyClicks(log, "lm. ")
    assert window.keys == "lm. "
    assert log.currentIndex().row() == 2


def test_a_message_takes_no_focus_and_the_last_ones_stay_within_reach(theme: Theme, window: Window) -> None:
    quiet, button = QuietLine(theme), UndoLine(theme)
    window.hold(button.button, quiet)
    quiet.say("Saved")
    quiet.say("The speaker is gone", Tone.WARM)
    quiet.say("")
    assert quiet.rows() == ["Saved", "The speaker is gone"]
    assert quiet.toolTip() == "Saved\nThe speaker is gone"
    assert quiet.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert not quiet.hasFocus()
    for number in range(100):
        quiet.say(f"message {number}")
    assert len(quiet.rows()) == KEPT
    assert quiet.accessibleDescription() == "message 99"


def test_a_message_fades_in_over_the_themes_time(qtbot: QtBot) -> None:
    quiet = QuietLine(Theme.named("low-light"))
    qtbot.addWidget(quiet)
    quiet.show()
    with qtbot.waitSignal(quiet._glide.finished):
        quiet.say("Saved")
        assert quiet._glide.duration() == 200
        assert quiet._share < 1


def test_what_can_be_undone_is_offered_with_its_seconds_and_moves_nothing(qtbot: QtBot, theme: Theme) -> None:
    undo = UndoLine(theme)
    qtbot.addWidget(undo)
    undo.show()
    height = undo.sizeHint().height()
    assert undo.rows() == []
    undo.show_offer(UndoOffer("Phase moved on", 7_200))
    assert undo.rows() == ["Phase moved on  Undo 8 s"]
    assert undo.button.accessibleName() == "Undo: Phase moved on"
    with qtbot.waitSignal(undo.undo_asked):
        undo.button.click()
    undo.show_offer(UndoOffer("Phase moved on", 0))
    assert undo.rows() == []
    assert not undo.button.isVisible()
    assert undo.sizeHint().height() == height


def test_the_level_moves_one_step_a_press_wherever_one_presses(qtbot: QtBot, theme: Theme, window: Window) -> None:
    level = LevelBar(theme, LevelData(-20.0))
    window.resize(500, 80)
    window.hold(level)
    qtbot.waitUntil(lambda: level.width() > 300)
    steps: list[int] = []
    level.stepped.connect(steps.append)
    for x in (2, level.width() - 90):
        QTest.mouseClick(level, Qt.MouseButton.LeftButton, pos=level.rect().center().__class__(x, 20))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        QTest.keyClick(level, key)
    assert steps == [-1, 1, 1, -1]
    assert level.data == LevelData(-20.0), "the bar shows what it is told, not what was asked"


def test_a_card_is_named_by_its_eyebrow_and_may_carry_the_accent(qtbot: QtBot, theme: Theme) -> None:
    card = Card(theme, "Now", "next in 4:42")
    qtbot.addWidget(card)
    card.resize(300, 120)
    card.show()
    assert card.accessibleName() == "Now"
    plain = card.grab().toImage()
    card.set_accent(True)
    assert card.grab().toImage() != plain
    card.set_accent(False)
    assert card.grab().toImage() == plain


def test_a_long_newest_line_is_in_view_to_its_end_when_the_log_gets_narrower_or_another_size(
    qtbot: QtBot, theme: Theme, window: Window
) -> None:
    log = NoteList(theme)
    window.resize(900, 160)
    window.hold(log)
    log.set_rows((*lines(9), NoteRow("0:42", "word " * 24)))

    def ends_in_view() -> bool:
        last = log.visualRect(log.model().index(9, 0))
        return bool(last.height() > 30 and abs(last.bottom() - log.viewport().height()) < 4)

    window.resize(420, 160)
    qtbot.waitUntil(ends_in_view)
    log.set_style(NoteStyle(17, 29))
    qtbot.waitUntil(ends_in_view)
