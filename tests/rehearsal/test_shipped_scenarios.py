"""The scenarios that ship: each goes with a protocol, depends on what is done, says where it comes from, and is written
as the house writes."""

import re

import pytest

from kapguide.clinical.marks import Mark
from kapguide.paths import resource
from kapguide.rehearsal.deeds import DEEDS
from kapguide.rehearsal.fitting import fits, misfits, planned_length
from kapguide.rehearsal.scenario import RoomFault, Scenario, Since
from kapguide.rehearsal.scenario_file import scenario_in, shipped_scenarios
from kapguide.rehearsal.scenario_text import scenario_text
from kapguide.session.protocol.protocol import Route
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.spans import MINUTE
from tests.rehearsal.test_scenario_file import FILE

SHIPPED = {scenario.id: scenario for scenario in shipped_scenarios()}
PROTOCOLS = {protocol.id: protocol for protocol in map(read_protocol, shipped_protocols())}
EVERY = pytest.mark.parametrize("scenario", SHIPPED.values(), ids=SHIPPED.keys())

FIRST = (  # what the list of the lozenge begins with, in the order of its hardness
    ("A quiet session", "the screen, the keys, the leaving list", 155, 1),
    ("Nausea at onset", "notice, act, write it once", 40, 1),
    ("Tears, then silence", "words held back, music to rest", 50, 1),
    ("Panic that calms", "soften, one line, stay; when to call", 42, 2),
    ("Touch withdrawn", "a hand raised; consent narrows", 35, 2),
    ("The sound dies", "silence as a block, bring it back", 30, 2),
    ("The escort does not come", "the leaving gate, who stays", 45, 2),
    ("Wants to leave at 0:50", "still affected: words, door, colleague", 40, 3),
    ("Chest pain", "emergency card, roles, the clock", 25, 3),
)


def texts_of(scenario: Scenario) -> list[str]:
    """Everything in it that somebody reads."""
    own = [scenario.title, scenario.practises, scenario.opening, scenario.about, scenario.aim, scenario.intention]
    turns = [text for turn in scenario.turns for text in (turn.title, turn.shows, turn.says)]
    asked = [ask.title for turn in scenario.turns for ask in turn.asks]
    return [*own, *turns, *asked, *(source.text for source in scenario.sources)]


def test_the_lozenge_has_those_of_the_list_with_what_they_are_for() -> None:
    lozenge = PROTOCOLS["lozenge"]
    listed = [
        (each.title, each.practises, planned_length(each, lozenge) // MINUTE, each.hard)
        for each in SHIPPED.values()
        if fits(each, lozenge)
    ]
    assert [each for each in listed if each in FIRST] == list(FIRST)
    assert len(listed) == 11


def test_every_route_has_some_and_three_and_more_are_emergencies() -> None:
    counted = {route.value: sum(route in each.routes for each in SHIPPED.values()) for route in Route}
    assert min(counted.values()) >= 5, counted
    asked = {
        each.id for each in SHIPPED.values() for turn in each.turns for ask in turn.asks if "emergency" in ask.deeds
    }
    assert asked == {"chest-pain", "faint", "vomits", "hard-to-rouse"}
    assert {each.doses for each in SHIPPED.values()} == {1, 2, 3}
    assert {turn.fault for each in SHIPPED.values() for turn in each.turns} == {None, *RoomFault}


@EVERY
def test_it_goes_with_the_shipped_protocol_of_each_of_its_routes(scenario: Scenario) -> None:
    going = [protocol for protocol in PROTOCOLS.values() if protocol.route in scenario.routes]
    assert {protocol.route for protocol in going} == set(scenario.routes)
    assert [sentence for protocol in going for sentence in misfits(scenario, protocol)] == []
    assert all(planned_length(scenario, protocol) >= 20 * MINUTE for protocol in going)


@EVERY
def test_what_happens_depends_on_what_is_done(scenario: Scenario) -> None:
    depends = {turn.when.since for turn in scenario.turns} & {Since.ANSWERED, Since.UNANSWERED, Since.DEED}
    assert depends or scenario.id == "quiet-session"
    assert any(turn.asks for turn in scenario.turns)


@EVERY
def test_it_says_where_each_of_its_facts_comes_from(scenario: Scenario) -> None:
    assert {source.mark for source in scenario.sources} <= {Mark.FACT, Mark.PRACTICE, Mark.OURS}
    ours = [source.text for source in scenario.sources if source.mark is Mark.OURS]
    assert any("made for practice" in text for text in ours)
    known = " ".join(source.text for protocol in PROTOCOLS.values() for source in protocol.sources)
    for source in scenario.sources:
        if source.mark is Mark.FACT:
            named = source.text.rpartition(": ")[2]
            assert named
            names = re.findall(r"[A-Z][a-z]+(?: 20\d\d)?", named)
            assert [name for name in names if name not in known] == []


@EVERY
def test_it_is_written_in_plain_words_without_alarm_praise_or_advice(scenario: Scenario) -> None:
    for text in texts_of(scenario):
        assert not re.search(r"[!\"]|--|\.\.\.", text), text
        assert not re.search(
            r"\b(?:must|should|good job|well done|failed?|missed|score|dangerous|critical|severe|urgent"
            r"|immediately|collaps\w+|scream\w*|terrif\w+|horr\w+|dying|trauma\w*)\b",
            text,
            re.IGNORECASE,
        ), text
        assert not re.search(r"\b\d+(?:[.,]\d+)?\s*(?:mg|mcg|ml|milligrams?)\b", text, re.IGNORECASE), text
        assert not re.search(r"\b(?:color|behavior|center|realize|organize|gray|practicing)\b", text), text
    assert scenario.opening.endswith(".")
    assert len(scenario.about) <= 180, "it has four lines in the list's card"
    assert not any(mark in turn.says for turn in scenario.turns for mark in '“”"')
    assert all(turn.shows.endswith((".", "?")) for turn in scenario.turns if turn.shows)


@EVERY
def test_what_is_written_of_it_is_read_back_equal(scenario: Scenario) -> None:
    assert scenario_in(scenario_text(scenario), FILE) == scenario


def test_the_panic_is_the_story_of_its_debrief() -> None:
    panic = SHIPPED["panic"]
    timed = {turn.id: turn.when.at / MINUTE for turn in panic.turns if turn.when.since is Since.DOSE}
    assert timed == {"coughs": 9, "fast": 22 + 10 / 60, "reaches": 31}
    slows = next(turn for turn in panic.turns if turn.id == "slows")
    assert (slows.when.since, slows.when.of, slows.ends) == (Since.ANSWERED, "softer", ("fast",))
    assert panic.stretch.ends == 42 * MINUTE


def test_the_first_one_tells_every_deed_that_a_file_may_name() -> None:
    lines = resource("scenarios", "quiet-session.toml").read_text(encoding="utf-8").splitlines()
    head = " ".join(line.removeprefix("# ") for line in lines if line.startswith("#"))
    told = {word for part in ("Done in the room", "Done on the screen") for word in after(part, head).split(", ")}
    assert told == DEEDS


def after(words: str, text: str) -> str:
    """What stands after these words and a colon, up to the full stop."""
    return text.partition(f"{words}: ")[2].partition(".")[0]
