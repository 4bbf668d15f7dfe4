"""The signature of a note as its document prints it: who, when, the seal, the countersignature, the addenda."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from kapguide.export.blocks import FactList, NoteStanding, Section, Sentences
from kapguide.export.words import offset

NOT_WHOLE = "What is printed here, or a row that it rests on, was changed past KapGuide since: do not rely on it."


class PrintedSignature(msgspec.Struct, frozen=True, kw_only=True):
    """A name under a note or an addendum. `counts`: it needs no other name, or has it."""

    name: str
    role: str
    at: datetime
    seal: str
    counts: bool
    reason: str = ""
    countersigned: "PrintedSignature | None" = None


class PrintedAddendum(PrintedSignature, frozen=True, kw_only=True):
    """Words that were added later, and the time they belong to."""

    text: str
    belongs_at: datetime | None = None


class PrintedOther(PrintedSignature, frozen=True, kw_only=True):
    """The name of somebody who signed the same note on another machine, and what they signed."""

    words: tuple[str, ...] = ()


class PrintedSignatures(msgspec.Struct, frozen=True, kw_only=True):
    """All of a signed note: the signature that counts, others of the same note, the addenda, how many entries came
    from another machine after it, and whether all of it is `whole`, as it was signed."""

    signature: PrintedSignature
    others: tuple[PrintedOther, ...] = ()
    addenda: tuple[PrintedAddendum, ...] = ()
    later: int = 0
    whole: bool = True


def signed_standing(signed: PrintedSignatures, tz_min: int) -> NoteStanding:
    """What the head of the document says."""
    first = signed.signature
    more = f"By {_who(first)}, {_when(first.at, tz_min)}."
    if first.countersigned is not None:
        more += f" Countersigned by {_who(first.countersigned)}, {_when(first.countersigned.at, tz_min)}."
    elif not first.counts:
        more += " It does not count until a colleague has countersigned it."
    if first.reason:
        more += f" Signed with a gap: {first.reason}"
    if not signed.whole:
        return NoteStanding("NOT AS IT WAS SIGNED.", f"{more} {NOT_WHOLE}", waits=True)
    return NoteStanding("SIGNED." if first.counts else "SIGNED, not countersigned.", more, waits=not first.counts)


def signed_sections(signed: PrintedSignatures, tz_min: int) -> Iterator[Section]:
    """The addenda, then the names and seals."""
    for number, addendum in enumerate(signed.addenda, 1):
        facts = [("Belongs to", _when(addendum.belongs_at, tz_min))] if addendum.belongs_at is not None else []
        facts += [("Reason", addendum.reason)] if addendum.reason else []
        facts += _facts(addendum, tz_min)
        yield _section(f"Addendum {number}", Sentences((addendum.text,)), FactList(tuple(facts)))
    yield _section("Signature", FactList(tuple(_facts(signed.signature, tz_min))))
    for other in signed.others:
        yield _section("Also signed", Sentences(other.words), FactList(tuple(_facts(other, tz_min))))
    if signed.later:
        entries = "1 entry" if signed.later == 1 else f"{signed.later} entries"
        part = "is" if signed.later == 1 else "are"
        said = f"{entries} of another machine came after signing, and {part} no part of it."
        yield _section("Came later", Sentences((said,)))


def _section(title: str, *blocks: Sentences | FactList) -> Section:
    return Section(title, blocks, level=1, beside=True)


def _facts(signature: PrintedSignature, tz_min: int) -> list[tuple[str, str]]:
    facts = [("Signed by", f"{_who(signature)}, {_when(signature.at, tz_min)}"), ("Seal", signature.seal)]
    other = signature.countersigned
    if other is not None:
        facts += [("Countersigned", f"{_who(other)}, {_when(other.at, tz_min)}"), ("Its seal", other.seal)]
    elif not signature.counts:
        facts.append(("Countersigned", "not yet"))
    return facts


def _who(signature: PrintedSignature) -> str:
    return ", ".join(filter(None, (signature.name, signature.role)))


def _when(at: datetime, tz_min: int) -> str:
    local = at + timedelta(minutes=tz_min)
    return f"{local.day} {local:%B %Y}, {local:%H:%M} {offset(tz_min)}"
