"""What is told of an imagery script: each hand on it for the log, and one line for the note when it is over."""

from typing import assert_never

from kapguide.session.guiding import script_events as s
from kapguide.session.told import NoteKind, Told


def tell_script(body: s.AnyScriptStep) -> Told:
    """A script that begins or ends, and what happens in between."""
    match body:
        case s.ScriptBegan(script=script):
            title = f"Imagery: {script.title}"
            return Told(sentence=f"{title} begins", line=(NoteKind.IMAGERY, script.title), undo=title)
        case s.ScriptLineSaid(line=line, by_voice=True):
            return Told(sentence=f"Imagery: line {line + 1} said by the voice")
        case s.ScriptLineSaid(line=line):
            return Told(sentence=f"Imagery: line {line + 1} said", undo=f"Line {line + 1} said")
        case s.ScriptLineSkipped(line=line):
            broken = " after its beginning" if body.broken_off else ""
            return Told(sentence=f"Imagery: line {line + 1} skipped{broken}", undo=f"Line {line + 1} skipped")
        case s.ScriptLineRepeated(line=line):
            return Told(sentence=f"Imagery: line {line + 1} to be said again", undo=f"Line {line + 1} again")
        case s.ScriptQuietCut(line=line):
            return Told(sentence=f"Imagery: line {line + 1} to be said now", undo="Silence cut short")
        case s.ScriptPaused(line=line):
            return Told(sentence=f"Imagery: paused in line {line + 1}")
        case s.ScriptPaced():
            pace = f"{'quicker' if body.after > body.before else 'slower'}, {body.after:.1f}×"
            return Told(sentence=f"Imagery: {pace}", undo=f"Imagery {pace}")
        case s.ScriptStretched(on=on):
            silences = "fill the phase" if on else "as written"
            return Told(sentence=f"Imagery: silences {silences}", undo=f"Silences {silences}")
        case s.ScriptGiven(failed=True):
            return Told(sentence="Imagery: the voice could not say the line; read on by the therapist")
        case s.ScriptGiven(to_voice=to_voice):
            return Told(sentence=f"Imagery: {'given to the voice' if to_voice else 'read on by the therapist'}")
        case s.ScriptEnded():
            told = _ended(body)
            undo = "Imagery stopped" if body.left == s.ScriptLeft.STOPPED else "Imagery put away"
            taken_back = body.left in (s.ScriptLeft.STOPPED, s.ScriptLeft.END)
            shown = NoteKind.IMAGERY, told.removeprefix("Imagery: ")
            return Told(sentence=told, line=shown, undo=undo if taken_back else "")
    assert_never(body)


def _ended(body: s.ScriptEnded) -> str:
    """`Imagery: Open space, read by the therapist, 6:20 of 9:40, left at line 12 of 16`."""
    time = f"{_minutes(body.lasted)} of {_minutes(body.planned)}"
    return f"Imagery: {', '.join(filter(None, (body.title, who_read(body), time, how_left(body))))}"


def who_read(body: s.ScriptEnded) -> str:
    """`read by the therapist`; empty where no line was said."""
    return {
        (True, True): "read by the therapist and said by the voice",
        (True, False): "read by the therapist",
        (False, True): "said by the voice",
    }.get((body.read > 0, body.spoken > 0), "")


def how_left(body: s.ScriptEnded) -> str:
    """`to its end`, `left at line 12 of 16`."""
    said = body.read + body.spoken
    skipped = f", {said} of its {body.lines} lines said" if said < body.lines else ""
    where = {
        s.ScriptLeft.END: f"to its end{skipped}",
        s.ScriptLeft.EMERGENCY: f"left at line {body.line} of {body.lines} with the emergency",
        s.ScriptLeft.SESSION: f"left at line {body.line} of {body.lines} with the session",
    }.get(s.ScriptLeft(body.left) if body.left in {*s.ScriptLeft} else s.ScriptLeft.STOPPED)
    return where or f"left at line {body.line} of {body.lines}"


def _minutes(ms: int) -> str:
    """`6:20`, rounded to whole seconds."""
    seconds = round(ms / 1000)
    return f"{seconds // 60}:{seconds % 60:02}"
