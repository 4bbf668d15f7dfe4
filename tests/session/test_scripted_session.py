"""A rehearsal's scripted session: read with all its faults at once, and played the same for the same seed."""

from pathlib import Path

import pytest

from kapguide.clinical.vitals import Vitals
from kapguide.session import events as e
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import RehearsalClock
from kapguide.session.engine import encode_all
from kapguide.session.ids import seeded_ids
from kapguide.session.live import LiveSession, Saved
from kapguide.session.protocol.protocol import PhaseKind, TherapyProtocol
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.session.scripted_session import (
    DEEDS,
    Cast,
    ScriptedSession,
    ScriptedStep,
    read_scripted_session,
    shipped_scripted_session,
)
from kapguide.session.state import replay
from kapguide.spans import MINUTE, SECOND
from kapguide.toml_file import FileError
from kapguide.usecases.rehearsing import rehearsal
from tests.support.plans import DOSING_FILES, MORNING, Room, whole
from tests.support.toml_bounds import bounds, passed_over

HEAD = """
id = "small"
title = "Small"
summary = "For tests."
client = "M-014"
therapist = "K. Lind"
present = ["K. Lind"]
intention = "To rest."
planned_dose = "as prescribed"
"""


def scripted(
    *steps: ScriptedStep, vitals: tuple[Vitals, ...] = (Vitals(systolic=120, diastolic=80, spo2=98),)
) -> ScriptedSession:
    return ScriptedSession("s", "S", "", "M-014", "K. Lind", ("K. Lind",), "To rest.", "as prescribed", vitals, steps)


def early(at: int, do: str, text: str = "") -> ScriptedStep:
    return ScriptedStep(PhaseKind.PREPARATION, at, do, text)


def play(script: ScriptedSession, *, seed: int = 1, protocol: TherapyProtocol | None = None) -> LiveSession:
    """The script played to its end, as fast as it goes."""
    plan = protocol or whole()
    clock = RehearsalClock(MORNING)
    session = LiveSession(plan, clock, seeded_ids(seed, clock), lambda _: Saved())
    session.send(rehearsal.opening("s-1", plan, script, clock))
    rehearsal.play(session, Cast(script, seed, {"1": "tears"}), clock.advance)
    return session


def bodies(session: LiveSession) -> list[e.AnyBody]:
    return [event.body for event in session.log]


def test_the_shipped_script_can_be_read() -> None:
    assert shipped_scripted_session().id == "quiet-session"


@pytest.mark.parametrize("path", DOSING_FILES, ids=lambda path: path.stem)
def test_the_pressure_is_highest_after_the_dose_and_has_fallen_before_leaving(path: Path) -> None:
    readings = play(shipped_scripted_session(), protocol=read_protocol(path)).state.readings
    pressures = [reading.vitals.systolic for reading in readings if reading.vitals.systolic is not None]
    assert len(pressures) == len(readings) >= 3
    assert pressures[0] < max(pressures)
    assert pressures[-1] < max(pressures) - 2
    assert max(pressures[-2:]) < max(pressures[1:-1]) or len(pressures) == 3, "not up again at the end"


def test_what_the_shipped_scenario_observes_has_its_key() -> None:
    observed = {step.text for step in shipped_scripted_session().steps if step.do == "observe"}
    assert observed <= set(shipped_observations().values())


def test_every_fault_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(
        HEAD.replace('"To rest."', "7")
        + 'vitals = ["120/80 72 98", "very well"]\n'
        + '[[steps]]\nphase = "lunch"\nat = "soon"\ndo = "dance"\n'
        + '[[steps]]\nphase = "dosing"\nat = "1m"\ndo = "note"\n'
    )
    with pytest.raises(FileError) as failure:
        read_scripted_session(path)
    places = {problem.path for problem in failure.value.problems}
    assert {"intention", "vitals", "steps[0].phase", "steps[0].at", "steps[0].do", "steps[1].text"} <= places


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    step = '\n[[steps]]\nphase = "dosing"\nat = "1m"\ndo = "note"\ntext = "Lies down."\n'
    whole = f'{HEAD.lstrip()}vitals = ["120/80 72 98"]\n{step}'
    assert bounds(whole, read_scripted_session, file) == {
        "title": "at most 80 characters",
        "summary": "at most 400 characters",
        "client": "at most 20 characters",
        "therapist": "at most 60 characters",
        "present": "a list of 1 to 8 texts",
        "present[]": "at most 60 characters",
        "intention": "at most 200 characters",
        "planned_dose": "at most 60 characters",
        "vitals": "a list of 1 to 60 texts",
        "vitals[]": "at most 60 characters",
        "steps[].at": "a duration from 0m to 24h",
        "steps[].text": "at most 400 characters",
    }
    assert passed_over(whole, read_scripted_session, file) == []


def test_a_rehearsal_runs_to_its_end_and_answers_what_it_is_asked() -> None:
    session = play(scripted(ScriptedStep(PhaseKind.DOSING, 30 * SECOND, "dose", "50 mg")))
    state = session.state
    assert state.ended is not None
    assert len(state.flow.runs) == 5
    assert state.doses[0].amount == "50 mg"
    assert all(cue.acknowledged for name, cue in state.cues.items() if name in ("welcome", "ready", "deepen", "escort"))
    assert not any(cue.missed for cue in state.cues.values())
    assert len(state.readings) >= 6
    assert replay(session.state.protocol, session.log) == state


def test_the_cast_answers_after_a_persons_delay_and_never_before() -> None:
    session = play(scripted(ScriptedStep(PhaseKind.DOSING, 30 * SECOND, "dose", "50 mg")))
    fired = {event.body.cue: event.t for event in session.log if isinstance(event.body, e.CueFired)}
    delays = [event.t - fired[event.body.cue] for event in session.log if isinstance(event.body, e.CueAcknowledged)]
    assert delays
    assert all(SECOND <= delay <= MINUTE for delay in delays)


@pytest.mark.parametrize(
    ("protocol", "steps"),
    [("lozenge", ["dissolved", "swish", "spat"]), ("iv", ["ended"]), ("esketamine", []), ("im", [])],
)
def test_the_cast_says_the_steps_of_the_dose(protocol: str, steps: list[str]) -> None:
    session = play(
        scripted(ScriptedStep(PhaseKind.DOSING, 30 * SECOND, "dose", "50 mg")),
        protocol=read_protocol(find_protocol(protocol)),
    )
    said = [body.step if isinstance(body, e.DoseStepped) else "ended" for body in bodies(session) if is_step(body)]
    assert said == steps


def is_step(body: e.AnyBody) -> bool:
    return isinstance(body, e.DoseStepped | e.DoseEnded)


def test_the_same_seed_plays_the_same_bytes_and_another_one_other_people() -> None:
    script = shipped_scripted_session()
    assert encode_all(play(script, seed=3).log) == encode_all(play(script, seed=3).log)
    times = [[event.t for event in play(script, seed=seed).log] for seed in (3, 4)]
    assert times[0] != times[1]


def test_every_deed_of_a_script_is_done() -> None:
    steps = [early((n + 1) * 10 * SECOND, do, "tears") for n, do in enumerate(DEEDS)]
    happened = bodies(play(scripted(*steps)))
    kinds = {type(body) for body in happened}
    wanted = {e.NoteAdded, e.ObservationAdded, e.DoseGiven, e.PhaseHeld, e.PhaseReleased, e.MusicFaded, e.LevelChanged}
    assert wanted | {e.Undone, e.EmergencyStarted, e.EmergencyEnded} <= kinds
    assert [body.manner for body in happened if isinstance(body, e.NoteAdded)] == ["note", "verbatim", "paraphrase"]
    assert [body.by_ms for body in happened if isinstance(body, e.PhaseExtended)] == [2 * MINUTE, -2 * MINUTE]
    assert [body for body in happened if isinstance(body, e.ObservationAdded)] == [e.ObservationAdded("1", "tears")]


def test_a_deed_that_is_not_possible_is_left_out_and_the_session_goes_on() -> None:
    session = play(scripted(early(MINUTE, "release"), early(2 * MINUTE, "note", "It rained.")))
    assert [line.text for line in session.state.lines] == ["It rained."]
    assert session.state.ended is not None


def test_an_observation_that_has_no_key_keeps_its_words() -> None:
    session = play(scripted(early(MINUTE, "observe", "a long sigh")))
    assert e.ObservationAdded("", "a long sigh") in bodies(session)


def test_readings_vary_a_little_and_only_in_what_was_read() -> None:
    session = play(scripted(ScriptedStep(PhaseKind.DOSING, 0, "dose", "50 mg")))
    read = [reading.vitals for reading in session.state.readings]
    assert all(abs(vitals.systolic - 120) <= 3 for vitals in read if vitals.systolic is not None)
    assert {vitals.heart_rate for vitals in read} == {None}
    assert {vitals.spo2 for vitals in read} == {98}
    assert len({vitals.systolic for vitals in read}) > 1


def test_a_script_that_reads_nothing_takes_no_readings() -> None:
    session = play(scripted(vitals=()))
    assert session.state.readings == ()
    assert session.state.ended is not None


def test_the_cast_moves_at_once_when_its_time_has_passed() -> None:
    room = Room(whole())
    room.clock.elapsed = 9 * MINUTE
    move = Cast(scripted(early(MINUTE, "note", "late")), 1, {}).next_move(room.state, room.now)
    assert move.at == 9 * MINUTE
