"""Signatures in words: whose, in which role, when, over what, and what still waits for another name."""

from datetime import datetime

from kapguide.store.tables.signature_rows import Addendum, OtherSigned, Signature, SignedNote
from kapguide.text import in_words
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.usecases.signing import as_whom

SEAL = 16
"""So many characters of a seal are shown (characters)."""
CAME_LATER = "Words of another machine that nobody signed. They came after signing, and are no part of what was signed."
NOT_WHOLE = "What was signed and what stands here are not the same any more: “kapguide verify” names the place."
_COUNTED = ("no", "one", "two", "three", "four", "five", "six")


def who(signature: Signature) -> str:
    """`K. Lind, therapist`, and of somebody in training that."""
    return as_whom(signature.name, signature.role, trainee=signature.trainee)


def moment(at: datetime) -> str:
    """`1 December 2026, 17:04`, by the local clock."""
    local = at.astimezone()
    return f"{local.day} {local:%B %Y, %H:%M}"


def seal_words(seal: str) -> str:
    """`7c1e 90ab 2f68 44f2`: the beginning of a seal."""
    return " ".join(seal[at : at + 4] for at in range(0, SEAL, 4))


def chip_of(note: SignedNote) -> ChipData:
    """Signed, or still without the name that makes it count."""
    if all(each.final for each in (note, *note.addenda)):
        return ChipData("SIGNED", "lock", Tone.ACCENT)
    return ChipData("TO COUNTERSIGN", "signature", Tone.WARM)


def head_words(note: SignedNote) -> str:
    """`by K. Lind, therapist, 1 Dec 17:04; one addendum`."""
    local = note.at.astimezone()
    many = len(note.addenda)
    added = f"; {_many(many)} {'addendum' if many == 1 else 'addenda'}" if many else ""
    return f"by {who(note)}, {local.day} {local:%b %H:%M}{added}"


def signed_words(note: SignedNote) -> str:
    """`Signed by K. Lind, therapist, 1 December 2026, 17:04`."""
    return f"Signed by {who(note)}, {moment(note.at)}"


def whole_words(note: SignedNote, found: datetime | None, now: datetime) -> str:
    """`Nothing above can change. Seal 7c1e 90ab 2f68 44f2, whole at 08:31 today`; `found` is when it was looked at."""
    seal = f"Nothing above can change. Seal {seal_words(note.seal)}"
    if found is None:
        return seal
    local = found.astimezone()
    day = "today" if local.date() == now.date() else f"on {local.day} {local:%B %Y}"
    return f"{seal}, whole at {local:%H:%M} {day}"


def beside_words(note: SignedNote) -> str:
    """What more there is to say of a signed note: a second name, a gap, what came later."""
    said = []
    if (second := note.countersigned) is not None:
        said.append(f"Countersigned by {second.name}, {second.role}, {moment(second.at)}")
    if note.reason:
        said.append(f"Signed with a gap: {note.reason}")
    said += [f"{who(other)}, signed it too, {moment(other.at)}" for other in note.others]
    if note.later:
        kinds = [each.what for each in note.later]
        counted = [_counted(kinds.count(kind), kind) for kind in dict.fromkeys(kinds)]
        said.append(f"{in_words(counted)} of another machine came after signing".capitalize())
    return "  ·  ".join(said)


def addendum_words(addendum: Addendum) -> str:
    """`K. Lind, therapist, signed 2 December 2026, 11:20  ·  belongs to 1 December, 19:30  ·  reason: told later`."""
    said = [f"{who(addendum)}, signed {moment(addendum.at)}"]
    if addendum.belongs_at is not None:
        local = addendum.belongs_at.astimezone()
        said.append(f"belongs to {local.day} {local:%B, %H:%M}")
    if addendum.reason:
        said.append(f"reason: {addendum.reason}")
    if (second := addendum.countersigned) is not None:
        said.append(f"countersigned by {second.name}, {second.role}, {moment(second.at)}")
    elif not addendum.final:
        said.append("to be countersigned")
    return "  ·  ".join([*said, f"seal {seal_words(addendum.seal)}"])


def other_words(other: OtherSigned) -> str:
    """`M. Dahl, therapist, signed it too, 3 December 2026, 09:00  ·  seal 1111 1111 1111 1111`."""
    said = [f"{who(other)}, signed it too, {moment(other.at)}"]
    if (second := other.countersigned) is not None:
        said.append(f"countersigned by {second.name}, {second.role}, {moment(second.at)}")
    return "  ·  ".join([*said, f"seal {seal_words(other.seal)}"])


def waiting_words(note: SignedNote, signature: Signature) -> str:
    """What waits for a second name, in a sentence."""
    if signature is note:
        return f"{note.name} signed this note in training. It counts once somebody else has countersigned it."
    number = next(number for number, each in enumerate(note.addenda, 1) if each is signature)
    return f"{signature.name} signed addendum {number} in training. It counts once somebody else has countersigned it."


def _many(count: int) -> str:
    return _COUNTED[count] if count < len(_COUNTED) else f"{count:,}"


def _counted(count: int, kind: str) -> str:
    if kind == "words":
        return "other words"
    plural = f"{kind[:-1]}ies" if kind.endswith("y") else f"{kind}s"
    return f"{count:,} {kind if count == 1 else plural}"
