"""A copy of the practice that went on elsewhere, in words: what it would bring, and what both say of the same thing."""

from pathlib import Path

from kapguide.errors import KapGuideError
from kapguide.paths import Home, typed
from kapguide.store.opening.differing import Difference, Differing
from kapguide.store.opening.merge import Merged, MergePreview
from kapguide.store.tables.queries import shared_code

NOTHING = "The copy holds nothing that is not here. There is nothing to take in."
KEPT = "Everything that either holds stays. The copy itself is not changed; to bring it up to date too, merge there."


def copy_at(home: Home, chosen: str | Path) -> Path:
    """The other copy's record: the file, or the one in the folder of a practice. Raises KapGuideError."""
    path = typed(chosen)
    copy = path / home.database.name if path.is_dir() else path
    if not copy.is_file():
        raise KapGuideError(f"There is no file at {copy}. Name the other copy's {home.database.name}.")
    if home.database.exists() and copy.samefile(home.database):
        raise KapGuideError("That is this practice's own record. Choose the copy that went on elsewhere.")
    return copy


def brings(seen: MergePreview) -> tuple[tuple[str, str], ...]:
    """What the copy has more of, each with its number; empty where it has nothing more."""
    more, come = seen.more, seen.merged.rows
    counted = (
        ("New sessions", min(more.sessions, come.get("session", 0))),
        ("New clients", min(more.clients, come.get("client", 0))),
        ("Entries", min(more.entries, come.get("session_event", 0))),
        ("Notes", more.notes if {"note", "note_version", "draft"} & come.keys() else 0),
        ("Countersignatures", min(more.countersignatures, come.get("signature", 0))),
        ("Addenda", min(more.addenda, come.get("addendum", 0))),
        ("Scores", min(more.scores, come.get("score", 0))),
        ("Page entries", min(more.facts, come.get("fact", 0))),
    )  # what a client left who was removed here does not come
    private = (("Private notes", "each is taken in by its author, who alone can read it"),) if seen.private else ()
    told = tuple((what, f"{many:,}") for what, many in counted if many)
    if told and more.named and come.get("session", 0) >= more.sessions:
        told += (("In sessions", ", ".join(more.named)),)
    rest = sum(come.values())
    return (told or ((("Other changes", f"{rest:,}"),) if rest else ())) + private


def differs(seen: MergePreview) -> tuple[str, ...]:
    """A sentence for each thing that both copies say otherwise."""
    merged = seen.merged
    return (
        *(f"The record of {code} was removed in the other copy, and goes here, too." for code in merged.gone),
        *(
            f"{code} was removed in one copy, and written of since in the other: it is kept."
            for code in merged.came_back
        ),
        *map(_said, seen.differing),
    )


def _said(one: Differing) -> str:
    match one.what:
        case Difference.CODE:
            return shared_code(one.name)
        case Difference.WORDS:
            return f"The note of {one.name} was written on in both copies. Both texts are kept; the later one is shown."
        case Difference.SIGNED:
            return f"The note of {one.name} was signed in both copies. The first signature counts; the other is shown."
        case Difference.LATER:
            came = "1 entry comes" if one.many == 1 else f"{one.many:,} entries come"
            return f"{came} to the note of {one.name}, which was signed without. What was signed stays as it is."


def done(merged: Merged) -> str:
    """What was done, in a sentence."""
    many = sum(merged.rows.values())
    changes = "one change" if many == 1 else f"{many:,} changes"
    return f"Taken in: {changes}. A backup of the record before was made." if many else NOTHING
