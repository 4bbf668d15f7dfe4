"""The six protocols of a dosing session that ship: lengths and readings as their sources have them, every cue in its
time. Those without a dose have tests of their own."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from kapguide.session import commands as c
from kapguide.session.events import CueFired
from kapguide.session.plan import expected_end, unclamped_phase_end
from kapguide.session.protocol.protocol import SILENCE, Ask, Audience, Phase, PhaseKind, Prompt, Route, TherapyProtocol
from kapguide.session.protocol.protocol_file import read_protocol, shipped_protocols
from kapguide.spans import HOUR, MINUTE, SECOND, parse_span
from tests.support.plans import Room, fired, missed

IN_THE_ROOM = {
    Route.IV: (90, 150),
    Route.IM: (120, 180),
    Route.SUBLINGUAL: (120, 180),
    Route.ORAL: (180, 240),
    Route.INTRANASAL: (120, 120),
    Route.ESKETAMINE: (120, 180),
}
"""Minutes, from the route's own source."""

PEAK = {
    Route.IV: (30, 40),
    Route.IM: (5, 20),
    Route.SUBLINGUAL: (30, 45),
    Route.ORAL: (60, 120),
    Route.INTRANASAL: (15, 30),
    Route.ESKETAMINE: (20, 40),
}
"""Minutes after the dose."""

READINGS = {
    Route.IV: [10, 20, 30, 40, 55, 70, 85, 100, 115],
    Route.IM: [15, 30, 45, 60, 90],
    Route.SUBLINGUAL: [40, 115],
    Route.ORAL: [40, 90, 200],
    Route.INTRANASAL: [15, 30, 45, 60, 90],
    Route.ESKETAMINE: [40, 120],
}
"""Minutes after the dose, when all goes as planned; each has one more set before the dose."""

PEAK_PHASE = {Route.IM: (8, 22), Route.INTRANASAL: (15, 30)}
"""Minutes after the dose, on the two routes whose peak comes soonest: their phase lies on it."""

KEPT = {
    "preparation/p1": "Confirm the escort and the pick-up time",
    "preparation/p2": "Welcome",
    "preparation/p3": "Ready for the day",
    "preparation/p4": "Before the dose: vitals",
    "preparation/p5": "Intention",
    "preparation/p6": "How to stop",
    "peak/p1": "Quiet presence",
    "emergence/p1": "Returning begins",
    "emergence/p2": "Gather one image or word",
    "emergence/p3": "Body and room",
    "emergence/p4": "Look: breathing, colour, posture",
    "emergence/p5": "Eyes open when it suits",
    "emergence/p6": "Light up a little, water",
    "emergence/p7": "Ask after nausea and dizziness",
    "integration/p1": "First words",
    "integration/p2": "The client's own words",
    "integration/p3": "Something to take home",
    "integration/p4": "The next days",
}
"""What the first version called these prompts; clinics may have recorded lines for them."""

ASKED = {
    "preparation/p3": ("bucket", "antiemetic"),
    "preparation/today": ("mood", "suicidal thoughts", "substances"),
    "preparation/responsible": ("medically responsible", "reach"),
    "preparation/toilet": ("toilet", "just before the dose"),
    "preparation/label": ("two people", "strength"),
    "emergence/orientation": ("name, place, day",),
    "emergence/toilet-back": ("toilet", "beside"),
    "integration/door": ("nausea settled", "says the plan", "stays tonight", "belongings", "number for the night"),
}
"""What every protocol asks for, whatever the route."""

DOSING = [protocol for path in shipped_protocols() if (protocol := read_protocol(path)).has_dose]
PROTOCOLS = [pytest.param(protocol, id=protocol.id) for protocol in DOSING]
each = pytest.mark.parametrize("protocol", PROTOCOLS)


def run(protocol: TherapyProtocol, dose_after: int = 0) -> Room:
    """A session in which the therapist goes on whenever a phase has reached its planned end and the dose is given."""
    room = Room(protocol)
    while room.now < expected_end(room.state, room.now):
        state = room.state
        phase = protocol.phases[state.flow.index]
        if phase.kind is PhaseKind.DOSING and state.t0 is None and room.now >= state.flow.run.began + dose_after:
            room.dose()
        room.wait(10 * SECOND)
        waiting = phase.kind is PhaseKind.DOSING and room.state.t0 is None
        over = unclamped_phase_end(room.state, room.now) <= room.now
        if over and not waiting and state.flow.index + 1 < len(protocol.phases):
            room.do(c.Next())
    return room


def test_six_ship_one_for_each_route_each_called_after_its_id() -> None:
    assert [protocol.id for protocol in DOSING] == ["esketamine", "im", "intranasal", "iv", "lozenge", "oral"]
    assert {protocol.route for protocol in DOSING} == set(Route)
    assert all(read_protocol(path).id == path.stem for path in shipped_protocols())


@each
def test_check_ins_are_planned_as_practice_has_them(protocol: TherapyProtocol) -> None:
    assert protocol.check_ins == ("24 h", "72 h", "1 week", "2 weeks", "1 month", "3 months")
    assert next(source.mark for source in protocol.sources if source.id == "check-ins") == "P"


@each
def test_the_whole_session_is_as_long_as_its_route_needs(protocol: TherapyProtocol) -> None:
    assert protocol.route is not None
    least, most = IN_THE_ROOM[protocol.route]
    assert least * MINUTE <= protocol.planned <= most * MINUTE


@each
def test_the_peak_lies_where_the_source_has_it(protocol: TherapyProtocol) -> None:
    starts, start = {}, -protocol.planned_t0
    for phase in protocol.phases:
        starts[phase.id] = start
        start += phase.planned
    assert protocol.route is not None
    first, last = PEAK[protocol.route]
    ends = starts["emergence"]
    assert starts["peak"] <= (first + last) * MINUTE / 2 <= ends
    assert ends >= last * MINUTE


@each
def test_all_five_parts_are_there_and_every_one_says_where_its_defaults_come_from(protocol: TherapyProtocol) -> None:
    assert {phase.kind for phase in protocol.phases} == set(PhaseKind)
    named = {name for phase in protocol.phases for name in phase.sources}
    assert all(phase.sources for phase in protocol.phases)
    assert named == {source.id for source in protocol.sources}
    assert "observation" in named
    assert protocol.observe_at_least >= HOUR


@each
def test_there_are_prompts_for_the_therapist_and_words_for_the_client(protocol: TherapyProtocol) -> None:
    prompts = [prompt for phase in protocol.phases for prompt in phase.prompts]
    count = Counter(prompt.audience for prompt in prompts)
    assert count[Audience.THERAPIST] >= 10
    assert count[Audience.CLIENT] >= 10
    assert any(prompt.ask is Ask.ATTEST and "escort" in prompt.title for prompt in prompts)
    assert any(prompt.acknowledge and prompt.title.startswith("Record the dose") for prompt in prompts)


@each
@pytest.mark.parametrize("dose_after", [0, 4 * MINUTE])
def test_every_cue_comes_in_a_session_that_goes_as_planned(protocol: TherapyProtocol, dose_after: int) -> None:
    room = run(protocol, dose_after)
    bodies = [event.body for event in room.log]
    cues = {cue.id for phase in protocol.phases for cue in (*phase.prompts, *phase.readings)}
    assert {name.split("#")[0] for name in fired(bodies)} == cues
    assert missed(bodies) == []
    assert room.state.t0 is not None


@each
def test_two_prompts_never_come_at_once_when_all_goes_as_planned(protocol: TherapyProtocol) -> None:
    prompts = {prompt.id for phase in protocol.phases for prompt in phase.prompts}
    bodies = [event.body for event in run(protocol, MINUTE).log]
    due = [(b.due, b.cue) for b in bodies if isinstance(b, CueFired) and b.cue.split("#")[0] in prompts]
    close = [(a[1], b[1]) for a, b in pairwise(due) if b[0] - a[0] < 30 * SECOND]
    assert close == []


@each
def test_readings_fall_due_as_the_monitoring_source_has_them(protocol: TherapyProtocol) -> None:
    readings = {reading.id for phase in protocol.phases for reading in phase.readings}
    room = run(protocol)
    bodies = [event.body for event in room.log]
    due = sorted(b.due for b in bodies if isinstance(b, CueFired) and b.cue.split("#")[0] in readings)
    t0 = room.state.t0
    assert t0 is not None
    assert protocol.route is not None
    before = [at for at in due if at < t0]
    assert len(before) == 1
    assert [(at - t0) / MINUTE for at in due if at >= t0] == READINGS[protocol.route]


@each
def test_what_can_stop_and_what_cannot_is_said_honestly_and_the_signal_is_tried(protocol: TherapyProtocol) -> None:
    stop = prompts_of(protocol)["preparation/p6"]
    assert (stop.audience, stop.acknowledge) == (Audience.CLIENT, True)
    assert stop.text.startswith("Music, words and touch can stop at any time")
    assert "takes its own time" in stop.text
    signal = prompts_of(protocol)["preparation/signal"]
    assert (signal.audience, signal.acknowledge) == (Audience.CLIENT, True)
    assert "raise a hand" in signal.text
    assert "try it once now" in signal.text
    assert stop.timing.at < signal.timing.at <= stop.timing.at + 2 * MINUTE
    said = " ".join(prompt.text for prompt in prompts_of(protocol).values() if prompt.audience is Audience.CLIENT)
    assert "you can stop" not in said.lower(), "after the dose that is not so"


@each
def test_prompts_that_mean_what_they_meant_are_called_what_they_were(protocol: TherapyProtocol) -> None:
    prompts = prompts_of(protocol)
    assert {name: prompts[name].title for name in KEPT} == KEPT


@each
def test_nothing_is_forgotten_before_the_dose_on_the_way_back_and_at_the_door(protocol: TherapyProtocol) -> None:
    prompts = prompts_of(protocol)
    for name, words in ASKED.items():
        text = f"{prompts[name].title} {prompts[name].text}".lower()
        assert all(word in text for word in words), text
    assert prompts["preparation/today"].acknowledge
    for name in ("p1", "consent", "responsible", "label"):
        assert prompts[f"preparation/{name}"].ask is Ask.ATTEST, name
    assert all(prompt.ask is Ask.LOOK for prompt in prompts.values() if prompt.title.startswith("Look: "))
    assert prompts["integration/door"].acknowledge
    times = {name: prompts[f"preparation/{name}"].timing.at for name in ("p6", "toilet", "label")}
    assert times["p6"] < times["toilet"] < times["label"]
    assert protocol.planned_t0 - times["toilet"] <= 10 * MINUTE


@each
def test_nausea_is_asked_after_before_the_peak(protocol: TherapyProtocol) -> None:
    between = [phase for phase in protocol.phases if phase.kind is PhaseKind.IMAGERY and phase.id != "peak"]
    assert any("Nausea?" in prompt.title + prompt.text for phase in between for prompt in phase.prompts)


@each
def test_no_music_is_planned_under_the_talk(protocol: TherapyProtocol) -> None:
    music = {phase.kind: [block.slot for block in phase.music_blocks] for phase in protocol.phases}
    assert music[PhaseKind.EMERGENCE] == ["return"]
    assert music[PhaseKind.INTEGRATION] == [SILENCE]


@each
def test_each_prompt_reading_and_piece_of_music_has_its_source_in_its_phase(protocol: TherapyProtocol) -> None:
    for phase in protocol.phases:
        audiences = {prompt.audience for prompt in phase.prompts}
        wanted = {"lengths"} | ({"lines"} if Audience.CLIENT in audiences else set())
        wanted |= {"reminders"} if Audience.THERAPIST in audiences else set()
        wanted |= {"breath"} if any("breath" in prompt.title.lower() for prompt in spoken(phase)) else set()
        wanted |= {"sound-check"} if any(prompt.title.startswith("Sound check") for prompt in spoken(phase)) else set()
        assert wanted <= set(phase.sources), phase.id
        if phase.readings:
            assert {"monitoring", "reading-40", "peak-reading"} & set(phase.sources), phase.id
        if phase.kind in (PhaseKind.IMAGERY, PhaseKind.EMERGENCE, PhaseKind.INTEGRATION):
            assert "music" in phase.sources, phase.id


@each
def test_what_is_ours_is_not_given_out_as_somebody_elses(protocol: TherapyProtocol) -> None:
    marks = {source.id: source.mark for source in protocol.sources}
    assert {name: marks[name] for name in ("lengths", "music", "lines", "reminders")} == dict.fromkeys(
        ("lengths", "music", "lines", "reminders"), "OURS"
    )
    for source in protocol.sources:
        assert "Bonny" not in source.text
        assert "effect passes" not in source.text
        if "Szarmach" in source.text and protocol.route is not Route.IV:
            assert (source.mark, "intravenously" in source.text) == ("OURS", True), "its schedule is an intravenous one"
    for added in ("reading-40", "peak-reading"):
        assert marks.get(added, "OURS") == "OURS"


@each
def test_the_two_quick_routes_have_their_peak_where_it_comes(protocol: TherapyProtocol) -> None:
    start = sum(phase.planned for phase in protocol.phases[: [phase.id for phase in protocol.phases].index("peak")])
    peak = next(phase for phase in protocol.phases if phase.id == "peak")
    begins = (start - protocol.planned_t0) // MINUTE
    found = (begins, begins + peak.planned // MINUTE)
    assert protocol.route is not None
    assert PEAK_PHASE.get(protocol.route, found) == found


def test_a_lozenges_hold_counts_from_when_it_has_dissolved() -> None:
    lozenge = shipped(Route.SUBLINGUAL)
    prompts = prompts_of(lozenge)
    dissolved, cup, second = (prompts[f"dosing/{name}"] for name in ("dissolved", "spit", "second"))
    assert (dissolved.timing.anchor, dissolved.timing.at) == ("each dose", lozenge.dose_plan.dissolve)
    assert (cup.timing.anchor, cup.acknowledge) == ("dissolved", True)
    assert cup.timing.at == lozenge.dose_plan.hold == 7 * MINUTE
    assert "swish" in cup.text
    assert "further dose" in second.text
    hold = next(source for source in lozenge.sources if source.id == "hold")
    assert hold.mark == "P"
    assert "after dissolving" in hold.text


def test_a_lozenges_times_stand_at_the_head_of_its_file_as_the_prompts_have_them() -> None:
    file = next(path for path in shipped_protocols() if path.stem == "lozenge")
    head = file.read_text(encoding="utf-8").partition("\nid = ")[0].replace("\n#", "")
    prompts = {prompt.id.removeprefix("dosing/"): prompt for prompt in shipped(Route.SUBLINGUAL).phases[1].prompts}
    named = re.findall(r'"([^"]+)" ((?:\d+[ms] ?)+)', head)
    assert len(named) == 5
    for name, time in named:
        found = prompts.get(name) or next(prompt for prompt in prompts.values() if prompt.title == name)
        assert parse_span(time.strip()) == found.timing.at, name


def test_esketamine_follows_its_label_and_rems_pages() -> None:
    esketamine = shipped(Route.ESKETAMINE)
    prompts = prompts_of(esketamine)
    marks = {source.id: source.mark for source in esketamine.sources}
    assert esketamine.observe_at_least == 2 * HOUR
    assert {marks[name] for name in ("observation", "monitoring", "around", "site")} == {"F"}
    for name, words in (
        ("preparation/around", ("eaten for 2 h", "drunk for 30 min", "nasal steroid or decongestant for 1 h")),
        ("preparation/responsible", ("prescriber", "on site", "pulse oximeter")),
        ("preparation/nose", ("before the first", "dabbing")),
        ("dosing/rest", ("five minutes of rest",)),
        ("integration/p6", ("at least 2 h", "sedation, dissociation and respiratory depression have resolved")),
        ("integration/driving", ("no driving", "before the next day, after a restful sleep")),
    ):
        assert all(word in prompts[name].text.lower() for word in words), name
    assert "before the first device only" in prompts["preparation/nose"].title


def prompts_of(protocol: TherapyProtocol) -> dict[str, Prompt]:
    return {prompt.id: prompt for phase in protocol.phases for prompt in phase.prompts}


def spoken(phase: Phase) -> list[Prompt]:
    return [prompt for prompt in phase.prompts if prompt.audience is Audience.CLIENT]


def shipped(route: Route) -> TherapyProtocol:
    return next(protocol for protocol in DOSING if protocol.route is route)
