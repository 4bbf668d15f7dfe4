"""What a locked screen says of its session: the time, what is due, how the music stands; nothing of the client."""

from datetime import timedelta

import msgspec

from kapguide.session.clock import Instant
from kapguide.session.guiding.script_run import running_script
from kapguide.session.plan import Due
from kapguide.session.state import SessionState
from kapguide.session.view import (
    current_prompt,
    next_prompt,
    next_reading,
    reading_due,
    since_last_dose,
    waits_for_a_person,
    waits_for_the_dose,
)
from kapguide.session.wording import decibels
from kapguide.spans import MINUTE
from kapguide.ui.widgets.words import clock_text, countdown_text, span_words


class LockRow(msgspec.Struct, frozen=True):
    """One row: its icon, what is so, what comes next; `due` when it waits for somebody."""

    icon: str
    words: str
    next: str = ""
    due: bool = False


class LockData(msgspec.Struct, frozen=True):
    """All of it. `counted` says what the clock counts from and the time of day."""

    clock: str = "0:00:00"
    counted: str = ""
    prompts: LockRow = LockRow("speech", "No prompt waits")
    reading: LockRow = LockRow("heart-pulse", "Reading")
    music: LockRow = LockRow("music", "Music plays")
    silent: bool = False
    emergency: str = ""
    """The local time at which an emergency began that is still on."""
    rehearsal: bool = False


def lock_data(state: SessionState, now: Instant) -> LockData:
    """What is so at `now`."""
    local = now.utc + timedelta(minutes=now.tz_min)
    last = since_last_dose(state)
    began = ""
    if state.emergency is not None:
        began = f"{local - timedelta(milliseconds=now.elapsed - state.emergency):%H:%M:%S}"
    counted = "session" if last is None else "since the dose" if len(state.doses) == 1 else "since the last dose"
    return LockData(
        rehearsal=state.started is not None and state.started.rehearsal,
        clock=clock_text(now.elapsed - (last.given if last is not None else 0)),
        counted=f"{counted}  ·  {local:%H:%M}",
        prompts=_prompts(state, now),
        reading=_reading(state, now),
        music=_music(state),
        silent=state.music.silent,
        emergency=began,
    )


def _prompts(state: SessionState, now: Instant) -> LockRow:
    if state.flow.prompts_stopped:
        return LockRow("speech", "Prompts are stopped")
    shown = current_prompt(state, now.elapsed)
    count = shown.waiting + 1 if shown is not None else 0
    if (script := running_script(state.scripts)) is not None:
        words = f"{script.script.title}: line {min(script.line + 1, len(script.script.lines))}"
        waits = f"{count} prompt{'s' if count > 1 else ''} wait{'' if count > 1 else 's'}" if count else ""
        return LockRow("book-open", words, waits, due=bool(count))
    words = {0: "No prompt waits", 1: "1 prompt waits"}.get(count, f"{count} prompts wait")
    return LockRow("speech", words, _coming(state, next_prompt(state, now.elapsed), now), due=bool(count))


def _reading(state: SessionState, now: Instant) -> LockRow:
    due = reading_due(state)
    if due is not None:
        since = now.elapsed - due.due
        return LockRow("heart-pulse", "Reading", f"due for {span_words(since)}" if since >= MINUTE else "due now", True)
    return LockRow("heart-pulse", "Reading", _coming(state, next_reading(state, now.elapsed), now))


def _coming(state: SessionState, due: Due | None, now: Instant) -> str:
    if due is None:
        return ""
    if waits_for_the_dose(state, due):
        return "after the dose"
    if due.prompt is not None and waits_for_a_person(state, due, now.elapsed):
        return "with the next phase"
    return f"next in {countdown_text(due.at - now.elapsed)}"


def _music(state: SessionState) -> LockRow:
    if state.fault:
        return LockRow("volume-x", "The sound has a fault", "see the session")
    if state.music.silent:
        return LockRow("volume-x", "Music is silent")
    return LockRow("music", "Music plays", decibels(state.music.level_db))
