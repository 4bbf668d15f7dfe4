"""The head of the live screen: what it says of each state, and what gives way when there is too much of it."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.session.cards.header import HeaderBar
from kapguide.ui.session.cards.header_blocks import ClientHeadData, PhaseHeadData, SinceData
from kapguide.ui.session.classes import FLOOR, SMALL, STANDARD, LayoutClass
from kapguide.ui.theme import Theme
from screen_cast_live import session_at
from tests.ui.geometry import writings, written
from tests.ui.seat import Seat

__all__ = ["written"]

TITLE = "Deepening, and all that belongs to it, a"
PHASE = PhaseHeadData("Deepening", PhaseKind.IMAGERY, "5 min left", "until 11:12", "then Peak")


def head(theme: Theme, qtbot: QtBot, width: int, of: LayoutClass = STANDARD, **more: str) -> HeaderBar:
    """A head of a session at its 31st minute after the dose."""
    bar = HeaderBar(theme, more.get("rehearsal", ""))
    qtbot.addWidget(bar)
    bar.set_class(of)
    bar.clock.show_since(SinceData("0:31:04", "since 100 mg at 10:36"))
    bar.phase.set_data(msgspec.structs.replace(PHASE, title=more.get("title", PHASE.title)))
    bar.client.set_data(ClientHeadData(more.get("code", "M-014"), more.get("people", "K. Lind, R. Osei")))
    bar.resize(width, of.header)
    bar.show()
    bar.set_class(of)
    return bar


def said(bar: HeaderBar) -> list[str]:
    """What stands in the head, in the order in which it is painted."""
    return [words for writing in writings(bar) for words in writing.text.split("  ·  ")]


@pytest.mark.usefixtures("written")
def test_where_there_is_room_all_of_it_stands(theme: Theme, qtbot: QtBot) -> None:
    words = said(head(theme, qtbot, 1334))
    assert {"0:31", ":04", "since 100 mg at 10:36", "Deepening", "5 min left", "until 11:12, then Peak"} <= set(words)
    assert {"Client M-014", "K. Lind, R. Osei", "Emergency"} <= set(words)


@pytest.mark.usefixtures("written")
def test_what_gives_way_first_is_what_comes_then_and_last_the_middle_of_the_code(theme: Theme, qtbot: QtBot) -> None:
    code = "M-014-Hollingsworth-2026"
    left_out: list[str] = []
    bar = head(theme, qtbot, 1804, code=code, people="K. Lind, R. Osei, J. Marsh, A. Okafor, S. Brand, T. Ito")
    for width in range(1804, 774, -10):
        bar.resize(width, STANDARD.header)
        words = " ".join(said(bar))
        for part in ("then Peak", "K. Lind", "until", "Client", code):
            if part not in words and part not in left_out:
                left_out.append(part)
        assert "5 min left" in words
        assert "since 100 mg at 10:36" in words
        if bar.phase.way == 2:
            break
        assert bar.client.width() >= 96
    assert left_out == ["then Peak", "K. Lind", "until", "Client", code]
    assert any("…" in word for word in said(bar))
    assert bar.client.toolTip() == code


@pytest.mark.usefixtures("written")
def test_who_is_there_stands_below_the_code_wherever_there_is_room_for_it(theme: Theme, qtbot: QtBot) -> None:
    bar = head(theme, qtbot, 1504, people="K. Lind")
    for width in range(1504, 900, -20):
        bar.resize(width, STANDARD.header)
        words = said(bar)
        assert "K. Lind" in words or "Client M-014" not in words, "a code that is as wide leaves room for it"


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize(
    ("of", "width"), [(FLOOR, 944), (SMALL, 1248), (STANDARD, 1334)], ids=["floor", "small", "standard"]
)
def test_a_title_of_forty_signs_is_never_cut(theme: Theme, qtbot: QtBot, of: LayoutClass, width: int) -> None:
    bar = head(theme, qtbot, width, of, title=TITLE, code="M-014-Hollingsworth-2026")
    assert TITLE in " ".join(said(bar))
    assert "5 min left" in said(bar)


@pytest.mark.usefixtures("written")
def test_an_amount_that_is_a_text_of_its_own_leaves_room_for_the_phase(theme: Theme, qtbot: QtBot) -> None:
    bar = head(theme, qtbot, 1248, SMALL)
    caption = f"since {'half of what was agreed, ' * 8}at 10:36"
    bar.clock.show_since(SinceData("0:31:04", caption))
    bar.set_class(SMALL)
    assert "Deepening" in said(bar)
    assert bar.clock.width() <= 1248 // 3 + 2
    assert bar.clock.toolTip() == caption


@pytest.mark.usefixtures("written")
def test_at_the_floor_the_code_stands_on_the_second_line(theme: Theme, qtbot: QtBot) -> None:
    bar = head(theme, qtbot, 944, FLOOR)
    assert not bar.client.isVisible()
    assert said(bar)[:7] == [
        "0:31",
        ":04",
        "since 100 mg at 10:36",
        "Deepening",
        "5 min left",
        "until 11:12, then Peak",
        "M-014",
    ]


def test_lock_and_keys_have_words_where_there_is_room(theme: Theme, qtbot: QtBot) -> None:
    assert head(theme, qtbot, 1700).lock.data.text == "Lock"
    assert head(theme, qtbot, 1334).lock.data.text == ""
    assert head(theme, qtbot, 1334).lock.data.key == "l"
    assert head(theme, qtbot, 944, FLOOR).keys.data.key == ""
    assert head(theme, qtbot, 944, FLOOR).keys.accessibleName() == "Keys"


def test_nothing_moves_when_the_dose_is_given(theme: Theme, qtbot: QtBot) -> None:
    places = []
    for minute in (17, 20):
        bar = HeaderBar(theme)
        qtbot.addWidget(bar)
        bar.set_class(STANDARD)
        bar.resize(1334, STANDARD.header)
        bar.clock.show_since(SinceData() if minute == 17 else SinceData("0:00:04", "since 100 mg at 10:36"))
        bar.phase.set_data(PHASE)
        bar.set_class(STANDARD)
        places.append((bar.clock.width(), bar.phase.x()))
    assert abs(places[0][0] - places[1][0]) <= 8


def test_the_head_says_how_the_phase_stands(seat: Seat) -> None:
    phase = seat.screen.header.phase
    seat.wait(1)
    assert phase.data.left.endswith(" left")
    assert phase.data.until.startswith("until ")
    seat.session.send(c.Hold())
    seat.wait(65 * SECOND)
    assert (phase.data.left, phase.data.until) == ("held 1:05", "")
    seat.session.send(c.Release())
    while seat.session.state.protocol.phases[seat.session.state.flow.index].kind is not PhaseKind.DOSING:
        seat.session.send(c.Next())
    seat.wait(SECOND)
    assert phase.data.left == "waits for the dose"


def test_a_further_dose_has_its_own_clock(seat: Seat) -> None:
    seat.session.send(c.GiveDose("100 mg", "sublingual", "K. Lind", seat.session.now().elapsed))
    seat.wait(20 * MINUTE)
    seat.session.send(c.GiveDose("50 mg", "sublingual", "K. Lind", seat.session.now().elapsed))
    seat.wait(90 * SECOND)
    since = seat.screen.header.clock.since
    assert since.time == "0:01:30"
    assert since.caption.startswith("since dose 2, 50 mg at ")


def test_the_time_left_and_what_is_over_are_said(seat: Seat) -> None:
    seat.wait(1)
    phase = seat.screen.header.phase
    seat.wait(60 * MINUTE)
    assert phase.data.over
    assert phase.data.left.endswith(" over")
    assert phase.data.until == ""


def test_a_rehearsal_is_marked_before_the_code(theme: Theme, qtbot: QtBot) -> None:
    session = session_at(9)
    bar = HeaderBar(theme, "Rehearsal")
    qtbot.addWidget(bar)
    bar.render_state(session.state, session.now())
    assert bar.client.rows()[0] == "Rehearsal"


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("title", ["Peak", TITLE])
def test_a_rehearsal_is_marked_at_the_floor_too(theme: Theme, qtbot: QtBot, title: str) -> None:
    bar = head(theme, qtbot, 944, FLOOR, title=title)
    bar.client.set_data(ClientHeadData("M-014", "K. Lind", "Rehearsal"))
    bar.set_class(FLOOR)
    assert "Rehearsal" in said(bar)
    assert all(writing.place.right() <= bar.phase.width() + 1 for writing in writings(bar.phase))


def test_the_dose_is_reached_by_a_click_on_its_clock(seat: Seat) -> None:
    QTest.mouseClick(seat.screen.header.clock, Qt.MouseButton.LeftButton)
    assert seat.screen.dose.isVisible()


# --- the order of Tab ---------------------------------------------------------------------------------------


def part_of(screen: QWidget, widget: QWidget | None) -> str:
    """Which part of the live screen a widget belongs to."""
    while widget is not None and widget.parentWidget() is not screen:
        widget = widget.parentWidget()
    names = ("prompt", "notes", "music", "vitals", "observe", "phases", "header")
    return next((name for name in names if getattr(screen, name) is widget), "")


def test_tab_goes_from_the_words_to_the_head_and_emergency_is_last(seat: Seat) -> None:
    seat.window.resize(1366, 720)
    seat.wait(1)
    screen = seat.screen
    parts, last = [], None
    screen.setFocus()
    for _ in range(60):
        screen.focusNextChild()
        focus = QApplication.focusWidget()
        if focus in (screen, None) or (parts and part_of(screen, focus) == "prompt" and parts[-1] == "header"):
            break
        if not parts or parts[-1] != part_of(screen, focus):
            parts.append(part_of(screen, focus))
        last = focus
    assert parts == ["prompt", "notes", "music", "vitals", "observe", "phases", "header"]
    assert last is screen.header.emergency


def test_every_part_has_its_place_again_when_the_window_is_made_smaller_and_larger(seat: Seat) -> None:
    screen = seat.screen
    before = None
    for size in ((1366, 690), (960, 500), (2560, 1370), (1366, 690)):
        screen.setGeometry(0, 0, *size)
        places = [part.geometry() for part in (screen.header, screen.phases, screen.prompt, screen.notes)]
        if size == (1366, 690):
            assert before in (None, places)
            before = places
        assert screen.header.mapTo(screen, QPoint(0, 0)).x() >= 8
