"""Sessions without a dose: their protocols are short and come whole, and nothing in them is a dose."""

from pathlib import Path

import pytest

from kapguide.clinical.facts import ContactKind
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.engine import Refused
from kapguide.session.plan import expected_end, observe_until, unclamped_phase_end
from kapguide.session.protocol.protocol import Ask, Audience, PhaseKind, TherapyProtocol, freeze, thaw
from kapguide.session.protocol.protocol_file import check_protocol, read_protocol, shipped_protocols
from kapguide.spans import HOUR, SECOND
from tests.session.broken_protocols import GOOD
from tests.support.plans import Room, fired, missed

SHIPPED = [protocol for path in shipped_protocols() if not (protocol := read_protocol(path)).has_dose]
each = pytest.mark.parametrize("protocol", SHIPPED, ids=lambda protocol: protocol.id)

TALK = """\
id = "talk"
title = "A talk"
version = 1
contact = "integration"
summary = "For the tests."

[[phases]]
id = "talk"
kind = "integration"
title = "Talk"
planned = "30m"
shortest = "5m"
longest = "1h"

[[phases.prompts]]
at = "1m"
title = "Ask"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "talk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_one_ships_for_each_contact_without_a_dose() -> None:
    assert {protocol.contact_kind for protocol in SHIPPED} == set(ContactKind) - {ContactKind.DOSING}
    assert len(SHIPPED) == 6


@each
def test_it_is_short_has_no_music_and_names_where_it_comes_from(protocol: TherapyProtocol) -> None:
    assert protocol.route is None
    assert protocol.planned <= HOUR
    assert not any(phase.music or phase.readings for phase in protocol.phases)
    assert {name for phase in protocol.phases for name in phase.sources} == {source.id for source in protocol.sources}
    for phase in protocol.phases:
        spoken = any(prompt.audience is Audience.CLIENT for prompt in phase.prompts)
        assert {"lengths", "reminders", *(["lines"] if spoken else [])} <= set(phase.sources), phase.id
    last = protocol.phases[-1].prompts[-1]
    assert (last.title, last.acknowledge) == ("The next contact", True)
    assert thaw(freeze(protocol)[0]) == protocol


@each
def test_every_prompt_comes_in_a_session_that_goes_as_planned(protocol: TherapyProtocol) -> None:
    room = Room(protocol)
    while room.now < expected_end(room.state, room.now):
        room.wait(10 * SECOND)
        if unclamped_phase_end(room.state, room.now) <= room.now and room.state.flow.index + 1 < len(protocol.phases):
            room.do(c.Next())
    bodies = [event.body for event in room.log]
    assert set(fired(bodies)) == {prompt.id for phase in protocol.phases for prompt in phase.prompts}
    assert missed(bodies) == []
    room.do(c.End())
    assert room.state.ended is not None, "nobody is observed after no dose"


def test_a_dose_is_refused_and_the_session_goes_on() -> None:
    room = Room(SHIPPED[0])
    with pytest.raises(Refused, match="This session has no dose"):
        room.do(c.GiveDose("60 mg", "im", "R. Ames", Elapsed(0)))
    room.do(c.AddNote("Took an aspirin at noon.", Elapsed(0)))
    assert room.state.doses == ()
    assert observe_until(room.state) is None


def test_a_file_says_what_the_contact_is_for(tmp_path: Path) -> None:
    protocol = read_protocol(written(tmp_path, TALK))
    assert (protocol.contact_kind, protocol.has_dose, protocol.route) == (ContactKind.INTEGRATION, False, None)
    assert protocol.phases[0].prompts[0].ask is not Ask.LOOK


def test_a_protocol_that_says_nothing_is_of_a_dosing_session_as_before(tmp_path: Path) -> None:
    protocol = read_protocol(written(tmp_path, GOOD))
    assert protocol.contact_kind is ContactKind.DOSING
    assert '"contact"' not in freeze(protocol)[0], "what was frozen before keeps its hash"
    assert '"check_ins"' not in freeze(protocol)[0]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('route = "im"', 'route: expected no "route" in a session without a dose'),
        ('observe_at_least = "1h"', 'no "observe_at_least" in a session without a dose'),
        ('check_ins = ["24 h"]', 'no "check_ins" in a session without a dose'),
    ],
)
def test_nothing_of_a_dose_stands_in_the_file_of_a_talk(tmp_path: Path, line: str, told: str) -> None:
    text = TALK.replace('contact = "integration"', f'contact = "integration"\n{line}')
    assert any(told in str(problem) for problem in check_protocol(written(tmp_path, text)))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('contact = "integration"', 'contact = "party"', "contact: expected"),
        ('kind = "integration"', 'kind = "dosing"', "another kind in a session without a dose"),
        ('planned = "30m"', 'planned = "30m"\nfrom = "t0"', '"previous" in a session without a dose'),
        ('at = "1m"', 'at = "1m"\nfrom = "last dose"', '"phase" in a session without a dose'),
    ],
)
def test_what_a_talk_cannot_have_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    problems = check_protocol(written(tmp_path, TALK.replace(old, new)))
    assert any(told in str(problem) for problem in problems), problems


def test_check_ins_are_lengths_by_the_calendar(tmp_path: Path) -> None:
    def with_check_ins(value: str) -> Path:
        return written(tmp_path, GOOD.replace('route = "oral"', f'route = "oral"\ncheck_ins = {value}'))

    assert read_protocol(with_check_ins('["24 h", "1 week"]')).check_ins == ("24 h", "1 week")
    (problem,) = check_protocol(with_check_ins('["24 h", "soon"]'))
    assert "check_ins[1]: expected a length of time" in str(problem)


def test_the_five_kinds_of_phase_stay_what_they_are() -> None:
    """A talk has its colour from them, and adds none."""
    kinds = {phase.kind for protocol in SHIPPED for phase in protocol.phases}
    assert kinds == {PhaseKind.PREPARATION, PhaseKind.INTEGRATION}


def test_the_beginning_keeps_the_planned_contact_and_that_it_was_by_telephone() -> None:
    room = Room(SHIPPED[0])
    started = room.log[0].body
    assert isinstance(started, e.SessionStarted)
    assert (started.contact, started.telephone) == ("", False), "what older records do not say"
