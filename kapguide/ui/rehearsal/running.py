"""A run in words: what the strip shows of it, its bookmarks, and who can come in."""

from collections.abc import Sequence

from kapguide.rehearsal.deeds import ACTS
from kapguide.rehearsal.run import Bookmark, RehearsalRun
from kapguide.session.people.people import Person
from kapguide.spans import MINUTE
from kapguide.ui.rehearsal.data import RoomData
from kapguide.ui.widgets.words import clock_text

FRESH = MINUTE
"""So long (ms of the session) what the client said is shown before all else, where no sign goes on saying it."""


def strip_of(run: RehearsalRun, pace: float) -> RoomData:
    """What the strip shows of `run` now; it goes on at `pace` after a pause."""
    panel, now, began = run.panel(), run.session.now().elapsed, run.client.began
    signs = tuple(sign.shows for sign in reversed(panel.signs) if sign.shows)
    fresh = panel.spoke is not None and now - panel.spoke < FRESH
    says = panel.words if fresh or any(sign.says == panel.words for sign in panel.signs) else ""
    said = (f"“{panel.words}”",) if panel.words and not says else ()
    return RoomData(
        signs=(*signs, *said) if signs else (),
        says=says,
        reading=panel.cuff.words.replace(", ", " · "),
        measuring=panel.cuff.measuring,
        door=", ".join(filter(None, (panel.door[0].name, panel.door[0].role))) if panel.door else "",
        elapsed=panel.in_stretch,
        whole=panel.ends - began if panel.ends is not None and began is not None and not panel.over else 0,
        rate=run.rate,
        pace=pace,
        over=panel.over,
        marks=len(run.marks),
    )


def mark_words(run: RehearsalRun, mark: Bookmark) -> str:
    """A bookmark, by its time in the stretch."""
    began = run.session.now().elapsed - run.panel().in_stretch
    return f"Bookmark {mark.number}, at {clock_text(max(0, mark.t - began))}"


def act_words(act: str, words: str) -> str:
    """What was done in the room: `In the room: hand given.`, or what was said."""
    if words:
        return f"In the room, said: “{words}”"
    return f"In the room: {next(each.done for each in ACTS if each.id == act)}."


def waits_for_dose(run: RehearsalRun) -> bool:
    """Nothing is to be jumped to because no dose has been recorded, and the session has one."""
    return run.session.state.t0 is None and run.session.state.protocol.has_dose and not run.panel().over


def people_of_run(run: RehearsalRun) -> Sequence[Person]:
    """Who can come in, for the form that notes it: those of the scenario, and whoever is at the door."""
    known = (*run.scenario.present, *run.panel().door)
    return tuple({person.name: person for person in known}.values())
