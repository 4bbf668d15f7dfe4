"""What the note says of the time after: themes, the one commitment, scores, the plan, the next contact."""

from collections.abc import Iterator

from kapguide.clinical.facts import ContactKind
from kapguide.export.note import NoteLine, NoteSection
from kapguide.export.noting.chart import FromChart
from kapguide.export.noting.lines import blank, fixed, gap

MADE, KEPT = "commitment/made", "commitment/kept"
"""The ids of the lines in which a commitment stands, and what became of the one before."""
THEMED = frozenset({ContactKind.PREPARATION, ContactKind.INTEGRATION, ContactKind.FOLLOW_UP})
"""Contacts in whose notes themes have a place."""
COMMITTED = THEMED | {ContactKind.CHECK_IN}
"""Contacts without a dose in which a client may commit to something."""


def themes_section() -> NoteSection:
    """What it was about, to be filled in."""
    return NoteSection("themes", "Themes", (blank("themes/themes"),))


def commitment_section(chart: FromChart) -> NoteSection:
    """What became of the earlier commitment, and the one of now."""
    return NoteSection("commitment", "Commitment", tuple(commitment_lines(chart)))


def commitment_lines(chart: FromChart) -> Iterator[NoteLine]:
    """The earlier one with what became of it, which is asked for; and a line for the one of now."""
    if chart.commitment:
        yield fixed("commitment/earlier", f"{chart.commitment}.", f"Meant on {chart.committed}")
        yield gap(KEPT, "not asked.", "What became of it", wanted="what became of the commitment", joined=True)
    yield blank(MADE, "One commitment")


def scores_section(chart: FromChart) -> NoteSection:
    """The forms of this contact."""
    lines = tuple(fixed(f"scores/{number}", f"{words}.") for number, words in enumerate(chart.scores))
    return NoteSection("scores", "Scores", lines)


def plan_section(chart: FromChart, *, with_commitment: bool) -> NoteSection:
    """What was agreed, to be filled in; where commitments have no section of their own, they stand here."""
    lines = commitment_lines(chart) if with_commitment else ()
    return NoteSection("plan", "Plan", (blank("plan/plan", wanted="the plan"), *lines))


def next_section(chart: FromChart) -> NoteSection:
    """What is planned after this contact."""
    lines = []
    if chart.next_contact:
        lines.append(fixed("next/contact", f"{chart.next_contact}."))
    else:
        lines.append(gap("next/contact", "No contact is planned.", wanted="the next contact"))
    if chart.check_ins:
        lines.append(fixed("next/check-ins", f"{chart.check_ins}.", "Check-ins", joined=True))
    return NoteSection("next", "Next", tuple(lines))
