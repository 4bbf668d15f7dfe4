"""Every deed as hands do it: which commands and acts it takes just now, from what a person at the screen has."""

import random
from collections.abc import Callable, Mapping

import msgspec

from kapguide.clinical.checklists import Checklist
from kapguide.clinical.facts import Reply
from kapguide.clinical.side_effects import SEVERITIES, NamedEffect
from kapguide.rehearsal.deeds import ACTS, Deed
from kapguide.rehearsal.scenario import Scenario, Turn
from kapguide.session import commands as c
from kapguide.session.care.answers import Answer, LeavingOutcome, Touch
from kapguide.session.care.asks import asked, asked_late
from kapguide.session.clock import Elapsed
from kapguide.session.doses.steps import StepAct, dose_rail
from kapguide.session.engine import undoable
from kapguide.session.guiding.breath import BreathPattern
from kapguide.session.guiding.script import Script
from kapguide.session.guiding.script_run import running_script
from kapguide.session.leaving.commands import AnswerLeaving
from kapguide.session.levels import LEVEL_RANGE
from kapguide.session.people.people import Person, StaffRole
from kapguide.session.plan import is_done, prompt_of
from kapguide.session.protocol.protocol import Ask, Audience, DoneBy, Route, dose_of_cue
from kapguide.session.safety.commands import FollowSideEffect, NoteSideEffect
from kapguide.session.state import SessionState
from kapguide.spans import MINUTE


class ActInRoom(msgspec.Struct, frozen=True):
    """A key of the client's panel: `act` is an id of `deeds.ACTS`."""

    act: str
    words: str = ""


class StartCuff(msgspec.Struct, frozen=True):
    """The key that has a reading taken; what it shows is typed once it is there."""


Doing = c.Command | ActInRoom | StartCuff
"""One thing that hands do."""


class Means(msgspec.Struct, frozen=True):
    """What lies ready at a screen: the practice's scripts, patterns of breath, lists and recorded lines."""

    scripts: tuple[Script, ...] = ()
    breaths: tuple[BreathPattern, ...] = ()
    observations: Mapping[str, str] = {}
    effects: tuple[NamedEffect, ...] = ()
    leaving: Checklist | None = None
    lines: Mapping[str, str] | None = None
    """The sound file of each prompt that can be said, by its id; None: nothing sounds, and any prompt is said so."""


class Scene(msgspec.Struct, frozen=True):
    """What a therapist has before them at a moment; `turn` is what they act upon, None for the plan alone."""

    state: SessionState
    now: Elapsed
    scenario: Scenario
    means: Means
    name: str
    chance: random.Random
    turn: Turn | None = None


LINE_SPOKEN = "I am here."
_NOTE = "Seen and noted."
_HELPER = Person("second person", "second person")


def hands_for(deed: str, scene: Scene) -> tuple[Doing, ...]:
    """What it takes to do `deed` now; nothing where it cannot be done now."""
    return HANDS_OF[deed](scene)


def _act(act: str, words: str = "") -> Callable[[Scene], tuple[Doing, ...]]:
    return lambda scene: (ActInRoom(act, words),)


def _when(possible: Callable[[SessionState], object], *commands: c.Command) -> Callable[[Scene], tuple[Doing, ...]]:
    return lambda scene: commands if possible(scene.state) else ()


def _plays(state: SessionState) -> bool:
    return not state.music.silent


def _calm(state: SessionState) -> bool:
    return state.emergency is None


def _dose(scene: Scene) -> tuple[Doing, ...]:
    """A dose as the order has it: the next tablet, where it has more."""
    protocol, given = scene.state.protocol, len(scene.state.doses)
    if not protocol.has_dose:
        return ()
    plan, parts = protocol.dose_plan, scene.scenario.doses if scene.scenario.doses > 1 else 0
    by_device = protocol.route == Route.ESKETAMINE
    part = 0 if by_device or given >= parts else given + 1
    return (
        c.GiveDose(
            scene.scenario.planned_dose or "as prescribed", protocol.route or "", scene.name, scene.now,
            plan.medicine, form=plan.form, part=part, parts=parts if part or by_device else 0,
        ),
    )  # fmt: skip


def _dose_step(scene: Scene) -> tuple[Doing, ...]:
    rail = dose_rail(scene.state, scene.now)
    acts = [act for act in rail.acts if act is not StepAct.NEXT] if rail is not None else []
    return (c.StepDose(acts[0].value),) if acts else ()


def _cue(ask: Ask | None) -> Callable[[Scene], tuple[Doing, ...]]:
    """The prompt that has waited longest for that answer, or to be put away, is answered."""

    def answer(scene: Scene) -> tuple[Doing, ...]:
        names = (name for name in scene.state.cues if asked(scene.state, name) is ask)
        return next((doing for name in names if (doing := answer_to(scene.state, name, scene.name))), ())

    return answer


def answer_to(state: SessionState, name: str, by: str) -> tuple[Doing, ...]:
    """What answers one prompt, or puts it away; nothing for what is no prompt, is answered or cannot be answered so."""
    cue, prompt = state.cues[name], prompt_of(state, name)
    open_still = not (cue.acknowledged or cue.answer or (cue.missed and name not in asked_late(state)))
    if prompt is None or not open_still or is_done(state, prompt, dose_of_cue(name)):
        return ()
    match asked(state, name):
        case Ask.ATTEST:
            return (c.AnswerCue(name, Answer.YES, by),)
        case Ask.LOOK:
            return (c.AnswerCue(name, Answer.DONE),)
        case Ask.SIDE_EFFECTS:
            there = state.safety.open_effects
            return (c.AnswerCue(name, Answer.REPORTED if there else Answer.NONE_REPORTED),)
    return () if prompt.done_by == DoneBy.DOSE else (c.Acknowledge(name),)


def _note(scene: Scene) -> tuple[Doing, ...]:
    return (c.AddNote(scene.turn.title if scene.turn else _NOTE, scene.now),)


def _verbatim(scene: Scene) -> tuple[Doing, ...]:
    said = scene.turn.says if scene.turn else ""
    return (c.AddNote(said, scene.now, "verbatim"),) if said else ()


def _observation(scene: Scene) -> tuple[Doing, ...]:
    known = sorted(scene.means.observations.items())
    return (c.Observe(*scene.chance.choice(known)),) if known else ()


def _side_effect(scene: Scene) -> tuple[Doing, ...]:
    """What the turn is called by, where the list has it; of one that is there already, that it was looked after."""
    words = " ".join((scene.turn.title, scene.turn.shows)).casefold() if scene.turn else ""
    named = next((each for each in scene.means.effects if each.title.casefold() in words), None)
    title = named.title if named else (scene.turn.title if scene.turn else "Something else")[:60]
    there = next((each for each in scene.state.safety.open_effects if each.title == title), None)
    if there is not None:
        return (FollowSideEffect(there.id, scene.now, "looked after"),)
    return (NoteSideEffect(named.id if named else "", title, scene.now, scene.chance.choice(SEVERITIES)),)


def _line(scene: Scene) -> tuple[Doing, ...]:
    """A recorded line: of the prompts that have come, the last that has words for the client."""
    lines = scene.means.lines
    for name in reversed(scene.state.cues):
        prompt = prompt_of(scene.state, name)
        if prompt is None or prompt.audience is not Audience.CLIENT or scene.state.emergency is not None:
            continue
        if lines is None or prompt.id in lines:
            return (c.Speak(name, "" if lines is None else lines[prompt.id]),)
    return ()


def _script(scene: Scene) -> tuple[Doing, ...]:
    free = running_script(scene.state.scripts) is None and scene.state.emergency is None
    return (c.BeginScript(scene.chance.choice(scene.means.scripts)),) if free and scene.means.scripts else ()


def _breath(scene: Scene) -> tuple[Doing, ...]:
    plain = [each for each in scene.means.breaths if not each.holds]
    return (c.StartBreath(scene.chance.choice(plain)),) if plain and scene.state.emergency is None else ()


def _came(scene: Scene) -> tuple[Doing, ...]:
    """Who stands at the door; else somebody of the house; else one whom nobody named."""
    here = [stay.person for stay in scene.state.people if stay.left is None]
    house = [msgspec.structs.replace(each, in_house=False) for each in here if each.in_house]
    person = scene.turn.person if scene.turn and scene.turn.person else house[0] if house else _HELPER
    with_client = any(each.is_named(person.name) and not each.in_house for each in here)
    return () if with_client else (c.NoteArrival(person),)


def _went(scene: Scene) -> tuple[Doing, ...]:
    """Whoever came last goes; the therapist stays."""
    here = [stay.person for stay in scene.state.people if stay.left is None and not stay.person.in_house]
    others = [each for each in here if each.role != StaffRole.THERAPIST]
    return (c.NoteDeparture(others[-1].name),) if others else ()


def _tapped(what: str, detail: str) -> Callable[[Scene], tuple[Doing, ...]]:
    """An entry of the emergency, which is begun where it is not on."""

    def tap(scene: Scene) -> tuple[Doing, ...]:
        begin = () if scene.state.emergency is not None else (c.StartEmergency(),)
        return (*begin, c.TapEmergency(what, scene.now, detail))

    return tap


def _leaving(scene: Scene) -> tuple[Doing, ...]:
    """The next item of the leaving list; once all are answered, that the client is ready to leave."""
    listed, checklist = scene.state.leaving_list.answers, scene.means.leaving
    answered = {reply.item for reply in listed.replies}
    items = [item for item in (listed.items or checklist.asks) if item.id not in answered] if checklist else []
    if checklist is not None and items:
        return (AnswerLeaving(checklist, items[0].id, Reply.YES, by=scene.name),)
    return (c.NoteLeaving(LeavingOutcome.READY, "escort", scene.now),)


def _leaving_as(outcome: LeavingOutcome) -> Callable[[Scene], tuple[Doing, ...]]:
    return lambda scene: (c.NoteLeaving(outcome, "client", scene.now),)


def _touch_off(scene: Scene) -> tuple[Doing, ...]:
    return () if scene.state.touch in (Touch.WITHDRAWN, Touch.NONE) else (c.MarkTouch(Touch.WITHDRAWN),)


def _touch(scene: Scene) -> tuple[Doing, ...]:
    return () if scene.state.doses or scene.state.touch == Touch.HAND else (c.MarkTouch(Touch.HAND),)


def _undo(scene: Scene) -> tuple[Doing, ...]:
    return (c.Undo(),) if undoable(scene.state, scene.now) is not None else ()


HANDS_OF: dict[str, Callable[[Scene], tuple[Doing, ...]]] = {
    **{act.id: _act(act.id) for act in ACTS},
    "say": _act("say", LINE_SPOKEN),
    Deed.DOSE: _dose,
    Deed.DOSE_STEP: _dose_step,
    Deed.READING: lambda scene: (StartCuff(),),
    Deed.LOOK: _cue(Ask.LOOK),
    Deed.NOTE: _note,
    Deed.VERBATIM: _verbatim,
    Deed.OBSERVATION: _observation,
    Deed.SIDE_EFFECT: _side_effect,
    Deed.SOFTER: _when(_plays, c.ShiftMusic(-1)),
    Deed.DEEPER: _when(_plays, c.ShiftMusic(1)),
    Deed.QUIETER: _when(lambda state: state.music.level_db > LEVEL_RANGE[0], c.ChangeLevel(-3.0)),
    Deed.LOUDER: _when(lambda state: state.music.level_db < LEVEL_RANGE[1], c.ChangeLevel(3.0)),
    Deed.SILENCE: _when(_plays, c.FadeMusic(True)),
    Deed.MUSIC: _when(lambda state: state.music.silent, c.FadeMusic(False)),
    Deed.NEXT_PIECE: _when(_plays, c.NextTrack()),
    Deed.WAY_BACK: _when(lambda state: _plays(state) and not state.music.returning, c.ReturnMusic()),
    Deed.LINE: _line,
    Deed.SCRIPT: _script,
    Deed.BREATH: _breath,
    Deed.HOLD: _when(lambda state: _calm(state) and state.flow.held_since is None, c.Hold()),
    Deed.RELEASE: _when(lambda state: _calm(state) and state.flow.held_since is not None, c.Release()),
    Deed.LONGER: _when(_calm, c.Extend(2 * MINUTE)),
    Deed.SHORTER: _when(_calm, c.Extend(-2 * MINUTE)),
    Deed.NEXT: _when(lambda state: _calm(state) and state.flow.index + 1 < len(state.protocol.phases), c.Next()),
    Deed.TOUCH_OFF: _touch_off,
    Deed.TOUCH: _touch,
    Deed.PERSON_CAME: _came,
    Deed.PERSON_LEFT: _went,
    Deed.EMERGENCY: _when(_calm, c.StartEmergency()),
    Deed.CALLED: _tapped("called", "the number on the card"),
    Deed.GAVE: _tapped("gave", "as the card says"),
    Deed.EMERGENCY_LEFT: _when(lambda state: not _calm(state), c.EndEmergency()),
    Deed.ATTESTED: _cue(Ask.ATTEST),
    Deed.PUT_AWAY: _cue(None),
    Deed.TIMER: lambda scene: (c.StartTimer("Look again", 5 * MINUTE),),
    Deed.LEAVING: _leaving,
    Deed.NO_ESCORT: _leaving_as(LeavingOutcome.NO_ESCORT),
    Deed.STAYS: _leaving_as(LeavingOutcome.STAYS),
    Deed.UNDO: _undo,
}
"""How each deed is done; a test asks that none is left out."""
