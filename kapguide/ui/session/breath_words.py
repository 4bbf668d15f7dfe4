"""What a pattern of breath is called on its card: its figures, and what they make a minute."""

from kapguide.session.guiding.breath import BreathPart, BreathPattern, seconds


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
