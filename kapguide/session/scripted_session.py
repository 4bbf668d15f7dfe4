"""A scripted session: read from TOML, and played by a cast that a seed makes human and repeatable."""

import random
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.side_effects import SEVERITIES
from kapguide.clinical.vitals import Vitals
from kapguide.clinical.vitals_line import parse_vitals
from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session.care.answers import Answer
from kapguide.session.care.readings import readings_open
from kapguide.session.care.rules import observation_left
from kapguide.session.clock import Elapsed
from kapguide.session.doses.steps import StepAct, dose_rail
from kapguide.session.plan import prompt_of, unclamped_phase_end
from kapguide.session.protocol.protocol import Ask, DoneBy, PhaseKind, Prompt
from kapguide.session.safety.commands import FollowSideEffect, NoteSideEffect
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE, SECOND
from kapguide.toml_file import FileError, TomlTable, load_table

DEEDS = (
    "note",
    "verbatim",
    "paraphrase",
    "observe",
    "dose",
    "touch",
    "effect",
    "effect-over",
    "hold",
    "release",
    "longer",
    "shorter",
    "undo",
    "silence",
    "music",
    "louder",
    "quieter",
    "emergency",
    "leave-emergency",
)
_SPOKEN = ("note", "verbatim", "paraphrase", "observe", "dose", "touch", "effect")
MOST_STEPS = 500


class ScriptedStep(msgspec.Struct, frozen=True):
    """Something done `at` ms after the first phase of a kind began."""

    phase: PhaseKind
    at: int
    do: str
    text: str = ""


class ScriptedSession(msgspec.Struct, frozen=True):
    """Who is in the room, what happens and what the readings show."""

    id: str
    title: str
    summary: str
    client: str
    therapist: str
    present: tuple[str, ...]
    intention: str
    planned_dose: str
    vitals: tuple[Vitals, ...]
    steps: tuple[ScriptedStep, ...]


def shipped_scripted_session(name: str = "quiet-session") -> ScriptedSession:
    """A scripted session that comes with KapGuide."""
    return read_scripted_session(paths.resource("demonstration", f"{name}.toml"))


def read_scripted_session(path: Path) -> ScriptedSession:
    """The scripted session in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    scripted = ScriptedSession(
        id=table.name("id"),
        title=table.text("title", 80),
        summary=table.text("summary", 400),
        client=table.text("client", 20),
        therapist=table.text("therapist", 60),
        present=tuple(table.texts("present", 8, 60)),
        intention=table.text("intention", 200),
        planned_dose=table.text("planned_dose", 60),
        vitals=_vitals(table),
        steps=tuple(_step(row) for row in table.tables("steps", "a step", MOST_STEPS)),
    )
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return scripted


def _vitals(table: TomlTable) -> tuple[Vitals, ...]:
    found = []
    for line in table.texts("vitals", 60, 60):
        try:
            found.append(parse_vitals(line))
        except KapGuideError as error:
            table.bad("vitals", 'readings such as "120/80 72 98"', error.sentence)
    return tuple(found)


def _step(row: TomlTable) -> ScriptedStep:
    do = row.choice("do", DEEDS) or "note"
    kind = row.choice("phase", list(PhaseKind)) or PhaseKind.PREPARATION
    step = ScriptedStep(PhaseKind(kind), row.span("at") or 0, do, row.text("text", 400, required=do in _SPOKEN))
    row.close()
    return step


class Move(msgspec.Struct, frozen=True):
    """Something that someone does at session time `at`; `step` is its place in it, or -1."""

    at: int
    command: c.Command
    step: int = -1


class Cast:
    """Plays a scripted session: says what is done next and when; the same seed, the same things at the same times."""

    def __init__(self, scripted: ScriptedSession, seed: int, observations: Mapping[str, str]) -> None:
        """`observations` maps the keys of one-key observations to their labels."""
        self._scripted = scripted
        self._seed = seed
        self._labels = observations
        self._done: set[int] = set()

    def next_move(self, state: SessionState, now: int) -> Move:
        """The next thing that someone does; a time that has passed means at once."""
        moves = [self._leave_phase(state, now)]
        moves += [
            Move(self._after(cue.at, name, 6, 45), self._answer(name, prompt))
            for name, cue in state.cues.items()
            if not (cue.missed or cue.acknowledged or cue.answer)
            if (prompt := prompt_of(state, name)) is not None and prompt.done_by != DoneBy.DOSE
        ]
        open_readings = readings_open(state)
        if open_readings and self._scripted.vitals:
            name = open_readings[-1]
            vitals = self._scripted.vitals[len(state.readings) % len(self._scripted.vitals)]
            at = max(now, self._after(state.cues[name].at, name, 30, 90))
            reading = c.TakeReading(self._varied(vitals, name), Elapsed(at))
            moves.append(Move(at, reading))
        moves += self._dose_steps(state, now)
        moves += self._steps(state)
        first = min(moves, key=lambda move: move.at)
        return msgspec.structs.replace(first, at=max(first.at, now))

    def made(self, move: Move) -> None:
        """Tell the cast that its move has been made, or refused; it is not offered again."""
        self._done.add(move.step)

    def _answer(self, name: str, prompt: Prompt) -> c.Command:
        match prompt.ask:
            case Ask.ATTEST:
                return c.AnswerCue(name, Answer.YES, self._scripted.therapist)
            case Ask.LOOK:
                return c.AnswerCue(name, Answer.DONE)
            case Ask.SIDE_EFFECTS:
                return c.AnswerCue(name, Answer.NONE_REPORTED)
        return c.Acknowledge(name)

    def _dose_steps(self, state: SessionState, now: int) -> list[Move]:
        """The next step of the last dose, soon after its time; whether there is a further tablet nobody decides."""
        rail = dose_rail(state, now)
        current = rail.current if rail is not None else None
        if rail is None or current is None or current.until is None or rail.acts[:1] in ((), (StepAct.DEVICE,)):
            return []
        act = rail.acts[0]
        return [Move(self._after(current.until, f"{len(state.doses)}/{act}", 2, 12), c.StepDose(act.value))]

    def _steps(self, state: SessionState) -> list[Move]:
        phase = state.protocol.phases[state.flow.index]
        first = next(i for i, other in enumerate(state.protocol.phases) if other.kind is phase.kind)
        began = state.flow.runs[first].began
        return [
            Move(began + step.at, self._deed(step, began + step.at, state), number)
            for number, step in enumerate(self._scripted.steps)
            if step.phase is phase.kind and number not in self._done
            if step.do != "dose" or state.protocol.has_dose
        ]

    def _deed(self, step: ScriptedStep, at: int, state: SessionState) -> c.Command:
        begun = Elapsed(at)
        match step.do:
            case "note" | "verbatim" | "paraphrase":
                return c.AddNote(step.text, begun, step.do)
            case "observe":
                key = next((key for key, label in self._labels.items() if label == step.text), "")
                return c.Observe(key, step.text)
            case "dose":
                plan, by = state.protocol.dose_plan, self._scripted.therapist
                return c.GiveDose(step.text, state.protocol.route or "", by, begun, plan.medicine, form=plan.form)
            case "touch":
                return c.MarkTouch(step.text)
            case "effect":
                return NoteSideEffect("", step.text, begun, SEVERITIES[0])
            case "effect-over":
                there = state.safety.open_effects
                return FollowSideEffect(there[-1].id if there else "", begun, step.text, over=True)
            case "hold":
                return c.Hold()
            case "release":
                return c.Release()
            case "longer" | "shorter":
                return c.Extend(2 * MINUTE if step.do == "longer" else -2 * MINUTE)
            case "silence" | "music":
                return c.FadeMusic(step.do == "silence")
            case "louder" | "quieter":
                return c.ChangeLevel(1.0 if step.do == "louder" else -1.0)
            case "emergency":
                return c.StartEmergency()
            case "leave-emergency":
                return c.EndEmergency()
        return c.Undo()

    def _leave_phase(self, state: SessionState, now: int) -> Move:
        last = state.flow.index + 1 == len(state.protocol.phases)
        phase = state.protocol.phases[state.flow.index].id
        end = self._after(unclamped_phase_end(state, now), phase, 5, 50)
        early = last and observation_left(state, max(end, now)) > 0
        return Move(end, c.End("the scripted session ends here" if early else "") if last else c.Next())

    def _after(self, at: int, what: str, soonest_s: int, latest_s: int) -> int:
        """`at` and a human delay, the same for the same seed and thing."""
        return at + random.Random(f"{self._seed}/{what}").randint(soonest_s * SECOND, latest_s * SECOND)

    def _varied(self, vitals: Vitals, what: str) -> Vitals:
        """The reading, off by a little as readings are."""
        chance = random.Random(f"{self._seed}/vitals/{what}")
        shifted = {
            field: value + chance.randint(-3, 3)
            for field in ("systolic", "diastolic", "heart_rate")
            if (value := getattr(vitals, field)) is not None
        }
        return msgspec.structs.replace(vitals, **shifted)
