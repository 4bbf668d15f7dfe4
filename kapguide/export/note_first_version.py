"""Notes of the first version, in other sections than now: what a person wrote in them is kept in the nearest one."""

import msgspec

from kapguide.export.note import NoteDocument, NoteLine, NoteSection, last_own, own_id

NEAREST = {
    "session": "present",
    "preparation": "risk",
    "people": "present",
    "attested": "risk",
    "medicine": "medicine",
    "vitals": "readings",
    "side_effects": "effects",
    "words": "words",
    "music": "did",
    "leaving": "leaving",
    "plan": "plan",
}
"""The section of now by the one of then; of all others it is what happened."""
SAME = {
    "plan/summary": "summary/summary",
    "plan/plan": "plan/plan",
    "plan/next": "next/contact",
    "preparation/consent": "risk/consent",
    "preparation/touch": "risk/touch",
    "preparation/intention": "summary/intention",
}
"""Lines that are lines of now under other ids."""


class FirstLine(msgspec.Struct, frozen=True):
    """A line as it was kept then, as far as it matters now; its clocks have seconds."""

    id: str
    original: str
    label: str = ""
    clock: str = ""
    since: str = ""
    event_id: str = ""
    written: str | None = None
    own: bool = False


class FirstSection(msgspec.Struct, frozen=True):
    """A section as it was kept then."""

    id: str
    title: str
    lines: tuple[FirstLine, ...] = ()


class FirstVersion(msgspec.Struct, frozen=True):
    """A whole note of then."""

    session_id: str
    sections: tuple[FirstSection, ...]


def brought_forward(first: FirstVersion) -> NoteDocument:
    """A note that holds what a person wrote, and waits for all that the log says."""
    found: dict[str, list[NoteLine]] = {}
    titles: dict[str, str] = {}
    for section in first.sections:
        for line in section.lines:
            if line.own or line.written is not None:
                home = SAME.get(line.id, "").partition("/")[0] or NEAREST.get(section.id, "happened")
                titles.setdefault(home, section.title)
                found.setdefault(home, []).append(_line(line, home, found.get(home, [])))
    sections = tuple(NoteSection(home, titles[home], tuple(lines)) for home, lines in found.items())
    return NoteDocument(first.session_id, sections)


def _line(line: FirstLine, home: str, before: list[NoteLine]) -> NoteLine:
    if line.own:
        name = own_id(home, 1 + last_own(before))
    elif line.event_id:
        name = f"{home}/{line.event_id}"
    else:
        name = SAME.get(line.id, f"{home}/{line.id.replace('/', '-')}")
    known = {other.id for other in before}
    if name in known:  # an entry that stood in two sections of then
        name = f"{name}-{len(known)}"
    clock, since = _minutes(line.clock), "" if line.since.startswith("T−") else _minutes(line.since.removeprefix("T+"))
    return NoteLine(
        name, line.original, label=line.label, clock=clock, since=since, event_id=line.event_id, written=line.written,
        own=line.own,
    )  # fmt: skip


def _minutes(time: str) -> str:
    """`10:45` of `10:45:50`, `10:45 +1 d` of `10:45:50 +1 d`."""
    clock, space, day = time.partition(" ")
    return clock.rpartition(":")[0] + space + day
