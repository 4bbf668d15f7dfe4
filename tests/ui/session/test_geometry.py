"""Nothing on the live screen is cut and nothing meets, in every state, at every size, also in many more words."""

import math
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kapguide.clinical.vitals_line import parse_vitals
from kapguide.session import commands as c
from kapguide.session.guiding.script import ScriptLine
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.spans import MINUTE
from kapguide.ui.session.cards import header as heads
from kapguide.ui.session.cards.header_blocks import ClientHead, PhaseHeadData
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.charts.timeline import Timeline
from kapguide.ui.widgets.lists.note_list import NoteList
from kapguide.ui.widgets.next_up import NextUp
from kapguide.ui.widgets.now_playing import NowPlaying
from kapguide.ui.widgets.quiet_line import QuietLine
from screen_cast import SCREENS
from screen_cast_live import live_of, session_at
from screen_cast_safety import LIMITS
from screen_cast_script import open_space, session_reading
from screens import SIZES
from tests.ui.geometry import faults, in_front, written
from tests.ui.seat import Seat, Wrist
from tests.ui.small_window import Window

__all__ = ["written"]

MAY_SHORTEN = (ClientHead, Timeline, NoteList, NowPlaying)
"""A client code loses its middle; a phase's name above its bar is whole in the head; a log is read line by line; the
name of a piece may be of any length.
"""
STATES = [name for name in SCREENS if name.startswith(("live", "emergency", "lock", "leave"))]
CODE = "M-014-Hollingsworth-2026"
TITLE = "Deepening, and all that belongs to it, a"
ABOVE_A_STRIP = ((960, 460), (1280, 600), (1366, 614))
"""What the strip of a rehearsal leaves of a window: lower than any window."""
NARROW = ((911, 460),)
"""A screen of 1366 x 768 at 150 %, less its bars: below the floor, and still whole. A title beside two side timers is
the one thing that ends there in dots; its words are large below it."""
NOT_REHEARSED = [name for name in STATES if name.startswith("lock")] + ["live-breath-why"]
"""No rehearsal is locked. The sentence on a closed pattern of breath needs some pixels more at 1280 x 600."""
TRANSLATED = 1.4
MOST_SIGNS = 200
"""Of a line of a script."""


def longer(text: str) -> str:
    """A translation of `text` that takes two fifths more."""
    words = len(text) > 1 and not any(sign.isdigit() for sign in text)
    return text + "n" * math.ceil(len(text) * (TRANSLATED - 1)) if words else text


def longest_protocol() -> TherapyProtocol:
    """The lozenge's, with phase titles of 40 signs, and every prompt in the most words of any that is shipped."""
    shipped = [
        read_protocol(find_protocol(name)) for name in ("lozenge", "im", "iv", "oral", "esketamine", "intranasal")
    ]
    prompts = [prompt for protocol in shipped for phase in protocol.phases for prompt in phase.prompts]
    words = max((prompt.text for prompt in prompts), key=len)
    title = max((prompt.title for prompt in prompts), key=len)
    words += " " + words[: math.ceil(len(words) * (TRANSLATED - 1))]

    def full(phase: object) -> object:
        told = tuple(msgspec.structs.replace(prompt, title=title, text=words) for prompt in phase.prompts)  # type: ignore[attr-defined]
        return msgspec.structs.replace(phase, title=TITLE, prompts=told)  # type: ignore[type-var]

    protocol = shipped[0]
    assert len(TITLE) == 40
    return msgspec.structs.replace(protocol, phases=tuple(full(phase) for phase in protocol.phases))


def found(
    screen: QWidget,
    qtbot: QtBot,
    may_shorten: tuple[type, ...],
    part: Callable[[Any], QWidget] = in_front,
    sizes: Sequence[tuple[int, int]] = SIZES,
) -> dict[str, list[str]]:
    """What is wrong at each size, on the screen or on a part of it."""
    screen.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)  # where it stands is asked, not how it looks
    screen.resize(*sizes[0])
    qtbot.addWidget(screen)
    screen.show()
    wrong = {}
    for size in sizes:
        screen.resize(*size)
        for _ in range(4):  # a layout may ask the one around it; and nothing is painted but what is looked at
            QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        wrong[f"{size[0]}x{size[1]}"] = faults(part(screen), may_shorten)
    screen.hide()
    return {size: each for size, each in wrong.items() if each}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", STATES)
def test_nothing_is_cut_and_nothing_meets(state: str, theme: Theme, qtbot: QtBot) -> None:
    """At a size of each class, and in the lower place that a session has in its rehearsal."""
    screen = SCREENS[state](theme)
    wrong = found(screen, qtbot, MAY_SHORTEN)
    if state != "live-due":
        wrong |= found(screen, qtbot, MAY_SHORTEN, sizes=NARROW)
    if state not in NOT_REHEARSED:
        wrong |= found(screen, qtbot, (*MAY_SHORTEN, NextUp), sizes=ABOVE_A_STRIP)
    assert wrong == {}


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen in a language that needs two fifths more."""
    show_as: Callable[..., None] = Button.show_as
    monkeypatch.setattr(Button, "show_as", lambda self, text="", **more: show_as(self, longer(text), **more))
    width_as: Callable[..., int] = Button.width_as
    monkeypatch.setattr(Button, "width_as", lambda self, text, **more: width_as(self, longer(text), **more))
    head = heads.phase_head

    def longer_head(*of: object) -> PhaseHeadData:
        data = head(*of)  # type: ignore[arg-type]
        return msgspec.structs.replace(data, left=longer(data.left), until=longer(data.until), then=longer(data.then))

    monkeypatch.setattr(heads, "phase_head", longer_head)


@pytest.mark.usefixtures("written", "translated")
@pytest.mark.parametrize("minute", [9, 44.55, 64])
def test_the_longest_words_of_all_have_their_place(minute: float, theme: Theme, qtbot: QtBot) -> None:
    """A code of 24 signs, phase titles of 40, the longest prompt, and a longer language."""
    screen = live_of(theme, session_at(minute, longest_protocol(), CODE))
    assert found(screen, qtbot, (*MAY_SHORTEN, NextUp)) == {}


@pytest.mark.usefixtures("written", "translated")
def test_the_longest_script_has_its_place(theme: Theme, qtbot: QtBot) -> None:
    """Lines of the most signs that a script may have beside phase titles of 40, in a longer language."""
    words = "Perhaps whatever surrounds you gradually becomes unhurriedly wider, quieter and altogether friendlier."
    line = ScriptLine((words + " " + words)[:MOST_SIGNS], 20_000)
    script = msgspec.structs.replace(open_space(), lines=(line,) * 8)
    screen = live_of(theme, session_reading(4, script=script, protocol=longest_protocol()))
    assert found(screen, qtbot, (Text,), lambda screen: screen.reader) == {}


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("state", ["live-dose", "live-timers", "live-script", "live-limit-form"])
def test_the_line_below_a_form_or_a_script_is_whole_on_a_narrow_screen(state: str, theme: Theme, qtbot: QtBot) -> None:
    screen = SCREENS[state](theme)
    for part in ("music", "vitals"):
        assert found(screen, qtbot, MAY_SHORTEN, attrgetter(part), NARROW) == {}


@pytest.mark.usefixtures("written")
def test_a_reading_that_is_due_before_there_is_any_has_its_answers_below_a_form(
    theme: Theme, window: Window, qtbot: QtBot
) -> None:
    seat = Seat(theme, window, Wrist(), read_protocol(find_protocol("lozenge")))
    seat.wait(15 * MINUTE)
    seat.press("d")
    passed_over = (*MAY_SHORTEN, QuietLine)  # names every prompt of the minutes that were skipped
    assert found(seat.screen, qtbot, passed_over, sizes=(*SIZES, *ABOVE_A_STRIP[1:])) == {}
    answers = seat.screen.vitals.answers
    assert all(answers.rect().contains(button.geometry()) for button in answers.buttons[:2])


@pytest.mark.usefixtures("written")
def test_a_further_reading_that_is_due_leaves_the_values_and_the_line_whole_below_a_form(
    theme: Theme, qtbot: QtBot
) -> None:
    screen = SCREENS["live-due"](theme)
    screen.doses.open()  # type: ignore[attr-defined]
    answers = screen.vitals.answers  # type: ignore[attr-defined]
    assert found(screen, qtbot, MAY_SHORTEN) == {}
    assert not any(answers.isVisible() and not answers.rect().contains(each.geometry()) for each in answers.buttons)
    said: list[object] = []
    answers.answered.connect(said.append)
    answers.press(0)
    assert said == [], "nothing is answered on a screen that is not shown"
    screen.show()
    screen.calm()  # type: ignore[attr-defined]
    assert answers.isVisible(), "they are there again"
    screen.doses.open()  # type: ignore[attr-defined]
    answers.press(0)
    assert len(said) == 1, "the key goes on"


@pytest.mark.usefixtures("written")
def test_the_keys_of_answers_that_have_no_room_rest_where_a_limit_has_taken_the_whole_line(theme: Theme) -> None:
    """Nobody sees there that a reading is due; and what a person typed as a reason would be commands of the screen."""
    session = session_at(46.05, limits=LIMITS)
    session.send(c.TakeReading(parse_vitals("158/98 104 91"), session.now().elapsed))
    clock: Any = session.clock
    for _ in range(21):
        clock.advance(MINUTE)
        session.send(c.Tick())
    screen: Any = live_of(theme, session)
    screen.doses.open()
    screen.resize(1024, 576)
    screen.show()
    vitals, answers = screen.vitals, screen.vitals.answers
    said: list[object] = []
    answers.answered.connect(said.append)
    assert answers.folded
    assert not vitals.field.isVisible()
    answers.press(0)
    answers.press(1)
    assert (said, answers.typing) == ([], False)
    vitals.begin()  # the limit gives way while one types
    answers.press(1)
    vitals.render_state(session.state, session.now())
    assert answers.typing
    assert answers.line.isVisible(), "nor does the limit take the line from a reason that is being typed"
