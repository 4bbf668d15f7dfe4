"""The session note as it is edited: sections of lines, the provenance of each line kept."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from kapguide.export.log_rows import LATE_ENTRY, Provenance
from kapguide.session.wording import hours_minutes
from kapguide.text import clean_text

VERSION = 2
_HALF_DAY = 12 * 60
"""Minutes."""
LOOKED_UP = frozenset({"medicine", "readings", "effects", "leaving", "themes", "commitment", "scores", "plan", "next"})
"""The sections that are looked up; all others are read."""


class NoteLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line: what the log says, or a person wrote first, and beside it what a person made of it since.

    `clock` is `10:46`, `since` the time since the first dose as `0:28`, empty before it. `gap`: it stands in the place
    of what nobody asked or recorded. `fixed`: it tells what the program saw, and no other words can be put into it;
    a remark on it is a line of its own, `about` its id. `wanted` is what a note that is to be signed lacks while nobody
    has written here. `joined`: it goes on in the paragraph of the line before. `own`: a person added it.

    `at` and `by` tell when and who wrote it, `belongs` is the time it belongs to; both times are ISO.
    """

    id: str
    original: str
    label: str = ""
    clock: str = ""
    since: str = ""
    event_id: str = ""
    written: str | None = None
    own: bool = False
    gap: bool = False
    fixed: bool = False
    wanted: str = ""
    joined: bool = False
    about: str = ""
    at: str = ""
    by: str = ""
    belongs: str = ""

    @property
    def text(self) -> str:
        """The words that count."""
        return self.original if self.written is None else self.written

    @property
    def earlier(self) -> str:
        """The words of the log that other words took the place of: what can be put back. Empty where there are none."""
        return self.original if self.written is not None and not self.own else ""

    @property
    def provenance(self) -> Provenance:
        """Edited, when other words of the log stood here before; filling in what waited for it is typing."""
        if self.own or (self.written is not None and (self.gap or not self.original)):
            return Provenance.TYPED
        return Provenance.LOG if self.written is None else Provenance.EDITED

    @property
    def taken_out(self) -> bool:
        """Did a person leave nothing of it? A gap cannot be taken out, only be filled in."""
        return not self.text and (self.own or (self.written is not None and not self.gap))

    @property
    def open(self) -> bool:
        """Does it still wait for a person's words?"""
        return not self.written if self.gap else not self.text and not self.own

    @property
    def time(self) -> str:
        """The time that is shown beside it: since the dose where it came after it, else by the clock."""
        return self.since or self.clock

    @property
    def late(self) -> str:
        """`12:31, late entry 13:31`: both times of what was written a minute or more after the time it belongs to;
        with their days where these differ. Empty for all else."""
        if not self.belongs or not self.at:
            return ""
        belongs, at = datetime.fromisoformat(self.belongs), datetime.fromisoformat(self.at)
        if at - belongs < timedelta(milliseconds=LATE_ENTRY):
            return ""
        same_day = belongs.date() == at.date()
        return f"{_shown(belongs, same_day)}, late entry {_shown(at, same_day)}"

    @property
    def sentence(self) -> str:
        """All that it says where no time stands beside it: `Before leaving: asked, none reported (12:31, late entry
        13:31)`."""
        words = f"{self.label}: {self.text}" if self.label else self.text
        return f"{words} ({self.late})" if self.late else words


def _shown(at: datetime, same_day: bool) -> str:
    return f"{at:%H:%M}" if same_day else f"{at.day} {at:%b} {at:%H:%M}"


class NoteSection(msgspec.Struct, frozen=True, omit_defaults=True):
    """A titled part of the note; `under` stands small under the title, such as `since the dose, 10:18`."""

    id: str
    title: str
    lines: tuple[NoteLine, ...] = ()
    under: str = ""

    @property
    def side(self) -> str:
        """`read`, or `looked_up`."""
        return "looked_up" if self.id in LOOKED_UP else "read"


class NoteDocument(msgspec.Struct, frozen=True):
    """A note at one moment of its life; every edit gives a new one. `dosed` is the time of the first dose (ISO),
    `place` the session's in the course, such as `Dosing 3 of 3`.

    Who edits says when, as an ISO time with its offset, and by name.
    """

    session_id: str
    sections: tuple[NoteSection, ...]
    version: int = VERSION
    dosed: str = ""
    place: str = ""

    def edited(self, line_id: str, text: str, by: str = "", at: str = "", belongs: str = "") -> "NoteDocument":
        """The note with other words in one line; the log's own words make it the log's line again. A person's line that
        is given the time that it belongs to goes where that time has its place.

        Raises KeyError when there is no such line, ValueError where it is fixed.
        """
        text = clean_text(text)
        section, line = self._find(line_id)
        if line.fixed:
            raise ValueError(f"{line_id} is fixed")
        if line.own:
            new = msgspec.structs.replace(line, original=text, at=at, by=by)
            if belongs and belongs != line.belongs:
                return self._moved(section, line, new, belongs)
        elif text == clean_text(line.original) or (line.gap and not text.strip()):
            return self.put_back(line_id)
        else:
            new = msgspec.structs.replace(line, written=text, at=at, by=by, belongs=belongs or line.belongs)
        return self._with(section, tuple(new if old is line else old for old in section.lines))

    def answered(self, line_id: str, text: str, by: str, at: str, belongs: str) -> "NoteDocument":
        """The note with a person's words in the place of a gap, and the time that they belong to.

        Raises KeyError when there is no such line, ValueError where it is no gap.
        """
        if not self.line(line_id).gap:
            raise ValueError(f"{line_id} is no gap")
        return self.edited(line_id, text, by, at, belongs)

    def put_back(self, line_id: str) -> "NoteDocument":
        """The note with the log's words in that line again; a line that a person added has none, and stays as it is.

        Raises KeyError when there is no such line.
        """
        section, line = self._find(line_id)
        if line.own:
            return self
        new = msgspec.structs.replace(line, written=None, at="", by="", belongs="")
        return self._with(section, tuple(new if old is line else old for old in section.lines))

    def with_line(
        self,
        section_id: str,
        text: str,
        by: str = "",
        at: str = "",
        belongs: str = "",
        about: str = "",
        after: str = "",
    ) -> "NoteDocument":
        """The note with a new line of a person's: behind the line that it is `about`, or behind the line `after`, or
        where the time that it `belongs` to has its place, or at the section's end.

        Raises KeyError when there is no such section.
        """
        section = self.section(section_id)
        line = NoteLine(
            own_id(section_id, 1 + last_own(section.lines)),
            clean_text(text),
            own=True,
            about=about,
            at=at,
            by=by,
        )
        line = self._timed(line, belongs)
        place = place_of(section, line, after)
        return self._with(section, (*section.lines[:place], line, *section.lines[place:]))

    def section(self, section_id: str) -> NoteSection:
        """The section of that id. Raises KeyError when there is none."""
        found = next((section for section in self.sections if section.id == section_id), None)
        if found is None:
            raise KeyError(section_id)
        return found

    def line(self, line_id: str) -> NoteLine:
        """The line of that id. Raises KeyError when there is none."""
        return self._find(line_id)[1]

    def _moved(self, section: NoteSection, line: NoteLine, new: NoteLine, belongs: str) -> "NoteDocument":
        """The note with a line at its place in time; a remark stays with what it is about."""
        new = self._timed(new, belongs)
        if new.about:
            return self._with(section, tuple(new if old is line else old for old in section.lines))
        rest = tuple(old for old in section.lines if old is not line)
        place = place_of(msgspec.structs.replace(section, lines=rest), new)
        return self._with(section, (*rest[:place], new, *rest[place:]))

    def _timed(self, line: NoteLine, belongs: str) -> NoteLine:
        clock = f"{datetime.fromisoformat(belongs):%H:%M}" if belongs else ""
        return msgspec.structs.replace(line, clock=clock, since=self._since(belongs), belongs=belongs)

    def _since(self, belongs: str) -> str:
        if not belongs or not self.dosed:
            return ""
        ms = (datetime.fromisoformat(belongs) - datetime.fromisoformat(self.dosed)) // timedelta(milliseconds=1)
        return hours_minutes(ms) if ms >= 0 else ""

    def _find(self, line_id: str) -> tuple[NoteSection, NoteLine]:
        for section in self.sections:
            for line in section.lines:
                if line.id == line_id:
                    return section, line
        raise KeyError(line_id)

    def _with(self, section: NoteSection, lines: tuple[NoteLine, ...]) -> "NoteDocument":
        new = msgspec.structs.replace(section, lines=lines)
        return msgspec.structs.replace(self, sections=tuple(new if old is section else old for old in self.sections))


def own_id(section_id: str, number: int) -> str:
    """The id of a person's line."""
    return f"{section_id}/own-{number}"


def last_own(lines: Iterable[NoteLine]) -> int:
    """The highest number of a person's line among them; 0 where there is none."""
    return max((int(line.id.rpartition("-")[2]) for line in lines if line.own), default=0)


def place_of(section: NoteSection, line: NoteLine, after: str = "") -> int:
    """Where in the section a new line goes: behind what it is about, behind the line `after`, by its time, or last."""
    ids = [old.id for old in section.lines]
    if line.about in ids:
        place = ids.index(line.about) + 1
        while place < len(ids) and section.lines[place].about == line.about:
            place += 1
        return place
    if after in ids:
        return ids.index(after) + 1
    if line.clock:
        first = next((old.clock for old in section.lines if old.clock), line.clock)
        order = _order(line, first)
        return next((n for n, old in enumerate(section.lines) if _order(old, first) > order), len(ids))
    return len(ids)


def _order(line: NoteLine, first: str) -> tuple[bool, list[int]]:
    """Lines by their time: what has none comes first, and after the dose is later than before it. A clock is read as
    within half a day of the section's `first`: past midnight it starts anew, and the session goes on."""
    if line.since:
        return True, _parts(line.since)
    if not line.clock:
        return False, []
    hours, minutes = ((at - begun) for at, begun in zip(_parts(line.clock), _parts(first), strict=True))
    return False, [(hours * 60 + minutes + _HALF_DAY) % (2 * _HALF_DAY)]


def _parts(time: str) -> list[int]:
    """Hours and minutes."""
    return [int(part) for part in time.split(":")]


class NoteLack(msgspec.Struct, frozen=True):
    """What a note that is to be signed lacks: in words, and the line in which it belongs."""

    words: str
    line_id: str
    section_id: str


def missing(note: NoteDocument) -> tuple[NoteLack, ...]:
    """What the note lacks, in its order."""
    return tuple(
        NoteLack(line.wanted, line.id, section.id)
        for section in note.sections
        for line in section.lines
        if line.wanted and line.open
    )
