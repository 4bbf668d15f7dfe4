"""The prompt on the live screen: its words are read whole, from a metre away, at every size of the window."""

import itertools

import msgspec
import pytest
from PySide6.QtCore import QRect
from pytestqt.qtbot import QtBot

from kapguide.session import commands as c
from kapguide.session.protocol.protocol import Audience, PhaseKind, Prompt, Timing
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.session.view import OpenPrompt
from kapguide.spans import MINUTE
from kapguide.ui.session.cards.prompt_card import PromptCard
from kapguide.ui.session.classes import class_for, places_for
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.next_up import NextUpData
from kapguide.ui.widgets.ring import RingData
from tests.support.plans import Room, phase, plan
from tests.ui.seat import Seat

SIZES = ((960, 500), (1280, 640), (1366, 690), (1440, 860), (1920, 1010), (2560, 1370))
SHIPPED = [prompt for path in shipped_protocols() for phase in read_protocol(path).phases for prompt in phase.prompts]


def card_for(theme: Theme, qtbot: QtBot, size: tuple[int, int], *, can_say: bool = False) -> PromptCard:
    """A card as large as it is in a window of that size."""
    card = PromptCard(theme, lambda prompt: can_say)
    qtbot.addWidget(card)
    card.resize(places_for(*size).prompt.size())
    card.set_class(class_for(*size))
    return card


def prompt_of(text: str, title: str = "Open space") -> OpenPrompt:
    """A prompt to say, with two that wait behind it."""
    return OpenPrompt("p", Prompt("p", Timing(0), title, text, Audience.CLIENT), 0, 2)


def parts_of(card: PromptCard) -> dict[str, QRect]:
    """Where everything stands that is seen."""
    parts = {
        "eyebrow": card.eyebrow,
        "title": card.title,
        "words": card.words,
        "next": card.next,
        "put away": card.put_away_button,
        "snooze": card.snooze_button,
        "say": card.say_button,
    }
    return {name: part.geometry() for name, part in parts.items() if not part.isHidden()}


def apart(card: PromptCard) -> bool:
    """Nothing covers anything else, and all of it is inside the card."""
    places = parts_of(card)
    pairs = itertools.combinations(places.values(), 2)
    return not any(one.intersects(other) for one, other in pairs) and all(
        card.rect().contains(place) for place in places.values()
    )


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_shipped_prompt_is_read_whole_and_large_also_in_a_longer_language(
    theme: Theme, qtbot: QtBot, size: tuple[int, int]
) -> None:
    card = card_for(theme, qtbot, size)
    small = []
    for prompt in SHIPPED:
        for text in (prompt.text, " ".join((prompt.text, prompt.text[: len(prompt.text) * 2 // 5])).strip()):
            card.show_prompt(OpenPrompt(prompt.id, Prompt("p", Timing(0), prompt.title, text, prompt.audience), 0, 2))
            if not card.words.whole or card.words.data.step.px < 20 or not apart(card):
                small.append((prompt.id, card.words.data.step.px, text))
    assert small == []


@pytest.mark.parametrize("can_say", [False, True])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_six_hundred_signs_are_read_whole(theme: Theme, qtbot: QtBot, size: tuple[int, int], can_say: bool) -> None:
    card = card_for(theme, qtbot, size)
    card.say_button.setVisible(can_say)
    card.show_prompt(prompt_of(("Whatever comes may come, and may go again. " * 20)[:600], "Five minutes of rest"))
    of = class_for(*size)
    if not of.folded:
        before = card.wanted
        card.resize(places_for(*size, prompt=card.wanted).prompt.size())
        card.set_class(of)
        assert card.wanted == before, "it does not depend on the place that it has"
        assert card.words.data.step.px >= 17
    assert card.words.whole
    assert apart(card)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_each_authored_line_is_a_row(theme: Theme, qtbot: QtBot, size: tuple[int, int]) -> None:
    card = card_for(theme, qtbot, size)
    card.show_prompt(prompt_of("You can follow it, or only watch.\nNothing needs to be done."))
    assert card.words.rows() == ["“You can follow it, or only watch.", "Nothing needs to be done.”"]
    assert card.words.data.step.px == class_for(*size).words


def test_nothing_moves_when_a_prompt_comes_or_goes(seat: Seat) -> None:
    card = seat.screen.prompt
    seat.wait(1)
    shown = {name: parts_of(card)[name] for name in ("words", "next", "title")}
    seat.press(" ")
    assert card.words.rows() == ["Nothing to do but be here"]
    assert not card.put_away_button.isVisible()
    assert {name: parts_of(card)[name] for name in shown} == shown


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_intention_is_read_whole_where_the_client_comes_back_and_no_prompt_is_there(
    theme: Theme, qtbot: QtBot, size: tuple[int, int]
) -> None:
    intention = "To let things be heavy for once.\nNot to answer, only to hear it said and see what is left."
    room = Room(plan(phase("back", 30 * MINUTE, kind=PhaseKind.EMERGENCE)), begun=False)
    room.do(c.Start(msgspec.structs.replace(room.opening().started, intention=intention)))
    card = card_for(theme, qtbot, size)
    card.render_state(room.state, room.clock.now())
    assert card.title.whole_text() == "What the client came with"
    assert " ".join(card.words.rows()) == f"“{' '.join(intention.split())}”"
    assert card.words.whole
    assert apart(card)


def test_what_counts_from_the_dose_says_so_and_does_not_tick(seat: Seat) -> None:
    card = seat.screen.prompt
    seat.wait(4 * MINUTE)
    assert card.next.data.title == "Ready"
    assert card.next.data.when == "with Dosing"
    assert card.next.data.ring.text == "6:00"
    seat.session.send(c.Next())
    seat.wait(MINUTE)
    assert (card.next.data.title, card.next.data.when, card.next.data.ring.text) == ("Mask", "after the dose", "–")
    before = card.next.data
    seat.wait(5_000)
    assert card.next.data == before


@pytest.mark.parametrize("size", [(150, 180), (224, 72), (320, 40), (1, 1)])
@pytest.mark.parametrize("title", ["", "Mask", "Record the dose when the tablet is in the mouth", "x" * 400])
def test_what_is_next_can_be_painted_in_any_place(
    theme: Theme, qtbot: QtBot, size: tuple[int, int], title: str
) -> None:
    card = PromptCard(theme)
    qtbot.addWidget(card)
    for left in (None, 0, 296_000):
        card.next.set_data(NextUpData(RingData(left, 600_000, "next"), title, "with Integration and leaving"))
        card.next.resize(*size)
        card.next.grab()
    assert title in card.next.rows()[0]


def test_put_away_is_the_word_on_the_button_and_space_its_key(seat: Seat) -> None:
    button: Button = seat.screen.prompt.put_away_button
    assert (button.data.text, button.data.key) == ("Put away", "Space")
    button.click()
    assert seat.kinds()[-1] == "cue_acknowledged"
