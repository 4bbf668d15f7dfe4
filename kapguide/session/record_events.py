"""What the therapist records: readings, note lines, observations. A part of the record, as `events` is."""

from kapguide.clinical.limits import Limit
from kapguide.clinical.vitals import Vitals
from kapguide.session.body import Body
from kapguide.session.clock import Elapsed


class ReadingTaken(Body, frozen=True, tag="reading_taken"):
    """A set of vitals as a person typed it. `taken` is session time; `supersedes` the corrected event's id.

    `cue` is the reading due that it answers; empty for one that nobody asked for, and in older records. `outside` are
    the clinic's limits that it lies outside of.
    """

    vitals: Vitals
    taken: Elapsed
    by: str = ""
    supersedes: str = ""
    cue: str = ""
    outside: tuple[Limit, ...] = ()


class NoteAdded(Body, frozen=True, tag="note_added"):
    """A note line; `begun` is the first keystroke's session time.

    `manner` is note, verbatim or paraphrase, or observation where it corrects one.
    """

    text: str
    begun: Elapsed
    manner: str = "note"
    supersedes: str = ""


class PrivateLineWritten(Body, frozen=True, tag="private_line_written"):
    """A line was written that is its author's alone: its words lie elsewhere, and nothing here leads to them."""


class ObservationAdded(Body, frozen=True, tag="observation_added"):
    """A one-key observation; the label is kept as it read when it was pressed."""

    key: str
    label: str
