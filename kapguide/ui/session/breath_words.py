"""What stands on the breath card: a pattern's figures, what they make a minute, and what its switches say."""

from kapguide.session.guiding.breath import BreathPart, BreathPattern, ChimeFor, seconds
from kapguide.ui.session.keys import breath_cap, cap
from kapguide.ui.widgets.button import Button, Kind


def figures(pattern: BreathPattern) -> str:
    """`4 – 6`, or `4-4-4-4` where the breath is held."""
    breathe_in, _, breathe_out, _ = pattern.spans
    return pattern.figures if pattern.holds else f"{seconds(breathe_in)} – {seconds(breathe_out)}"


def about(pattern: BreathPattern, pace: int) -> str:
    """`in 4, out 6: six a minute`, at the pace at which it goes."""
    if pattern.free:
        return "the client’s own pace"
    parts = ", ".join(
        f"{part.words} {seconds(span * pace // 100)}"
        for part, span in zip(BreathPart, pattern.spans, strict=True)
        if span
    )
    a_minute = f"{60_000 * 100 / (pattern.cycle * pace):.1f}".removesuffix(".0")
    ends = f", {pattern.cycles} breaths" if pattern.cycles else ""
    return f"{parts}: {a_minute} a minute{ends}"


CHIMES = {ChimeFor.NOBODY: "No chime", ChimeFor.THERAPIST: "Chime: you", ChimeFor.CLIENT: "Chime: client"}


def show_word(button: Button, named: bool) -> None:
    """Whether the parts of a breath are named on the client's display."""
    words, icon = ("Parts named", "eye") if named else ("Parts not named", "eye-off")
    button.show_as(words, icon=icon, key=breath_cap("word"), kind=Kind.ON if named else Kind.PLAIN)


def show_chime(button: Button, chime: str) -> None:
    """Who hears a chime at each turn."""
    silent = chime == ChimeFor.NOBODY
    icon, kind = ("volume-x", Kind.PLAIN) if silent else ("volume-2", Kind.ON)
    button.show_as(CHIMES[ChimeFor(chime)], icon=icon, key=breath_cap("chime"), kind=kind)


def show_display(button: Button, on: bool) -> None:
    """Whether the client's display is on."""
    words, kind = ("Display on", Kind.ON) if on else ("Display off", Kind.PLAIN)
    button.show_as(words, icon="display", key=cap("display"), kind=kind)
