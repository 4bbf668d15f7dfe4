"""The way back in words and steps, as the command line and the window take it: open a backup, look, then decide."""

import platform
from datetime import datetime
from pathlib import Path

import msgspec

from kapguide import __version__
from kapguide.errors import KapGuideError
from kapguide.export.files import write_export
from kapguide.files import stamp, write_safely
from kapguide.paths import Home, typed
from kapguide.store.copies.backup import own_backups, private_beside, vault_beside
from kapguide.store.copies.holding import Holding, More
from kapguide.store.keys.vault import (
    Keys,
    VaultUnreadable,
    WrongPassphrase,
    WrongRecoveryKey,
    change_passphrase,
    practice_name,
    unlock,
    unlock_with_recovery,
)
from kapguide.store.opening.restore import AtHand, NotRestored, Preview, lay_vault, look_at_hand, preview, restore
from kapguide.store.private.private_copies import flaw_of_copies
from kapguide.usecases.recovery_key import is_recovery_key

LOOK_AT = 5
"""So many backups are tried by themselves; others can be chosen by hand."""
NAMED = 4
"""So many sessions are named where some differ; the others are counted."""


class ComparisonRow(msgspec.Struct, frozen=True):
    """One line of the comparison."""

    what: str
    at_hand: str
    backup: str
    more: str
    """What the backup has more of."""


class Findings(msgspec.Struct, frozen=True):
    """What was found: the newest whole backup beside the record at hand, or why there is none."""

    preview: Preview | None = None
    at_hand: AtHand | None = None
    problem: str = ""


def look(home: Home, keys: Keys, chosen: Path | None = None) -> Findings:
    """Look at the chosen backup, else at the newest one that is whole, or at one of a flawed record where none is.

    Raises NotRestored for one that was chosen.
    """
    if chosen is not None:
        seen = preview(home, keys, chosen)
        return Findings(seen, seen.at_hand)
    problem = ""
    found = own_backups(home)
    whole, flawed = [each for each in found if not each.flawed], [each for each in found if each.flawed]
    for backup in [*whole[:LOOK_AT], *flawed[:1]]:
        try:
            seen = preview(home, keys, backup.path)
        except NotRestored as failure:
            problem = problem or failure.sentence
        else:
            return Findings(seen, seen.at_hand, problem)
    return Findings(None, look_at_hand(home, keys), problem)


def readable(vault: Path) -> bool:
    """Whether there is a vault, and one that can be asked for its keys."""
    try:
        practice_name(vault)
    except VaultUnreadable:
        return False
    return True


def open_with(vault: Path, secret: str, first: str = "") -> Keys:
    """The keys behind a passphrase, or behind what has the form of a recovery key; `first` is tried before others."""
    return unlock_with_recovery(vault, secret) if is_recovery_key(secret) else unlock(vault, secret, first=first)


def keys_for(home: Home, backup: Path, secret: str, *, recovery: bool) -> Keys:
    """The keys of this practice; where its vault is lost, those of the vault beside the backup.

    `secret` is a passphrase, or a recovery key. Raises WrongPassphrase, WrongRecoveryKey, VaultUnreadable.
    """
    ours = readable(home.vault)
    vault = home.vault if ours else vault_beside(backup)
    if not ours and not vault.exists():
        raise VaultUnreadable(
            f"The vault of this backup is missing: a file {vault.name} lies beside each backup and holds its keys. "
            "Copy both files into one folder, then try again."
        )
    try:
        return unlock_with_recovery(vault, secret) if recovery else unlock(vault, secret)
    except WrongPassphrase as wrong:
        if ours or wrong.sentence.startswith("Please wait"):
            raise
        raise WrongPassphrase(
            "That passphrase does not open this backup. It opens with the one that was in use when it was made, or "
            "with the recovery key of that time.",
            wrong.retry_after_s,
        ) from wrong
    except WrongRecoveryKey as wrong:
        if ours or "does not open" not in wrong.sentence:
            raise
        raise WrongRecoveryKey(
            "That recovery key does not open this backup. Compare it with the printed sheet, group by group; a backup "
            "that is older than a new recovery key opens with the one before."
        ) from wrong


def bring_back(home: Home, keys: Keys, backup: Path, at: datetime, new_passphrase: str = "") -> Path | None:
    """Restore the backup, with its vault where ours is lost; from then on `new_passphrase` opens it, if one is given.

    Returns the name under which the old record is kept, if there was one.
    """
    if readable(home.vault):
        aside = restore(home, keys, backup, at)
        if new_passphrase:
            change_passphrase(home.vault, keys, new_passphrase)
        return aside
    return restore(home, keys, backup, at, _vault(home, keys, vault_beside(backup), new_passphrase))


def private_flaw(backup: Path) -> str:
    """What is to be said of the private notes beside a backup, where nothing could be taken from them."""
    try:
        flaw = flaw_of_copies(private_beside(backup))
    except OSError as error:
        return f"The private notes beside it could not be read ({error.strerror or type(error).__name__})."
    return f"{flaw} What lies here in private stays as it is." if flaw else ""


def put_vault_back(home: Home, keys: Keys, backup: Path, at: datetime, new_passphrase: str = "") -> None:
    """Lay the vault of a backup beside a record that is whole without it."""
    lay_vault(home, _vault(home, keys, vault_beside(backup), new_passphrase), at)


def _vault(home: Home, keys: Keys, vault: Path, new_passphrase: str) -> bytes:
    """The vault beside a backup, wrapped anew where asked; the backup's own is left as it is."""
    if not new_passphrase:
        return vault.read_bytes()
    ours = home.make().root / "vault.json.restored"
    try:
        write_safely(ours, vault.read_bytes())
        change_passphrase(ours, keys, new_passphrase)
        return ours.read_bytes()
    finally:
        ours.unlink(missing_ok=True)


def compared(seen: Preview) -> tuple[ComparisonRow, ...]:
    """The record at hand beside the backup, in things that a therapist knows."""
    here, there, more = seen.at_hand.holds, seen.holds, seen.more_in_backup

    def row(what: str, of: str, extra: int, named: str = "") -> ComparisonRow:
        words = f"{extra:,}{named}" if extra else "the same" if here is not None else ""
        return ComparisonRow(what, _count(here, of), _count(there, of), words)

    often_none = (
        ("Countersigned", "countersignatures", more.countersignatures), ("Addenda", "addenda", more.addenda),
        ("Scores", "scores", more.scores), ("Page entries", "facts", more.facts),
    )  # fmt: skip
    some = [one for one in often_none if getattr(there, one[1]) or (here is not None and getattr(here, one[1]))]
    return (
        ComparisonRow("Last entry", _last(seen.at_hand), when(there.last), ""),
        row("Clients", "clients", more.clients),
        row("Sessions", "sessions", more.sessions, _named(more)),
        row("Entries", "entries", more.entries),
        row("Notes signed", "signed", more.signed),
        row("Notes, draft", "drafts", more.notes - more.signed),
        *(row(*one) for one in some),
        ComparisonRow("Seals", _seals_here(seen.at_hand), _seals(seen.flaw, seen.missing_in_backup), ""),
    )


def lost(seen: Preview) -> tuple[str, ...]:
    """What a restore would take away, a sentence each; the first is about what the record at hand holds."""
    more, here = seen.more_at_hand, seen.at_hand
    names = f" ({', '.join(more.named[:NAMED])})" if more.named else ""
    if here.absent:
        first = "Nothing: there is no record here that anything could be lost from."
    elif here.holds is None:
        first = "The record at hand cannot be read, so what it holds beyond the backup is not known. It is kept."
    elif more:
        first = (
            f"{_things(more)} in the record at hand alone{names}. It is kept under another name, and can be restored "
            "the same way."
        )
    else:
        first = (
            f"Nothing that the record at hand holds: all of its {here.holds.entries:,} entries are in the backup, too."
        )
    neither = min(here.missing, seen.missing_in_backup)
    if not neither:
        return (first,)
    if neither == 1:
        return first, "1 change is in neither. What it was is not known; what you remember goes in as a late entry."
    many = f"{neither:,} changes are in neither. Only their number is known;"
    return first, f"{many} what you remember goes in as late entries."


def told(seen: Preview) -> list[str]:
    """The preview in lines for a terminal."""
    rows = compared(seen)
    said = [f"Backup {seen.backup.name}, made {when(seen.made)}, {size_words(seen.size)}", ""]
    said.append(f"{'':<13} {'record at hand':<26} {'backup':<26} more in the backup")
    said += [f"{row.what:<13} {row.at_hand:<26} {row.backup:<26} {row.more}".rstrip() for row in rows]
    if (wrong := seen.at_hand.trouble or seen.at_hand.flaw) and not seen.at_hand.absent:
        said += ["", f"The record at hand: {wrong}"]
    if seen.flaw:
        said += ["", f"The backup: {seen.flaw} The record was so when it was made."]
    return [*said, "", *(f"- {words}" for words in lost(seen))]


def report(title: str, seen: Findings, at: datetime) -> str:
    """What was found, for whoever helps: numbers and times, no code and no word of a client."""
    said = [title, "", f"Written {at:%Y-%m-%d %H:%M %z} by KapGuide {__version__}, {platform.platform()}"]
    here = seen.at_hand
    if seen.preview is not None:
        said += ["", f"{'':<13} {'record at hand':<26} backup"]
        said += [f"{row.what:<13} {row.at_hand:<26} {row.backup}".rstrip() for row in compared(seen.preview)]
        said += ["", f"Remembered, and not in the backup: {seen.preview.missing_in_backup} changes"]
        said += [f"The backup: {seen.preview.flaw}"] if seen.preview.flaw else []
    if here is not None:
        said += ["", f"Remembered, and not in the record at hand: {here.missing} changes"]
        said += [f"The record at hand: {words}" for words in (here.trouble, here.flaw, here.doubt) if words]
    said += ["", seen.problem] if seen.problem else []
    return "\n".join([*said, "", "No code and no word of a client stands in this report.", ""])


def save_report(home: Home, title: str, seen: Findings, at: datetime) -> Path:
    """Write it among the exports; where it lies. Raises KapGuideError."""
    return write_export(home.make().exports, f"kapguide-report-{stamp(at)}.txt", report(title, seen, at).encode())


def chosen_backup(home: Home, name: str) -> Path:
    """The file that was named: a path, or the name of one among the practice's own backups."""
    path = typed(name)
    own = home.backups / path.name
    return own if not path.exists() and own.exists() else path


def refuse_without(new_passphrase: str) -> None:
    """Raise KapGuideError for an empty new passphrase."""
    if not new_passphrase.strip():
        raise KapGuideError("The new passphrase is empty. Choose a few words that you can remember.")


def _count(holding: Holding | None, of: str) -> str:
    if holding is None:
        return ""
    value = getattr(holding, of)
    return f"{value if isinstance(value, int) else len(value):,}"


def _named(more: More) -> str:
    shown = ", ".join(more.named[:NAMED])
    return f": {shown}{', …' if len(more.named) > NAMED else ''}" if shown else ""


def _things(more: More) -> str:
    counted = {
        "client": more.clients, "session": more.sessions, "entry": more.entries,
        "signed note": more.signed, "note": more.notes - more.signed,
        "countersignature": more.countersignatures, "addendum": more.addenda,
        "score": more.scores, "page entry": more.facts,
    }  # fmt: skip
    words = [f"{many:,} {_plural(word, many)}" for word, many in counted.items() if many]
    alone = len(words) == 1 and words[0].startswith("1 ")
    return f"{' and '.join(part for part in (', '.join(words[:-1]), words[-1]) if part)} {'is' if alone else 'are'}"


def _plural(word: str, many: int) -> str:
    if word == "addendum":
        return word if many == 1 else "addenda"
    return word if many == 1 else f"{word.removesuffix('y')}ies" if word.endswith("y") else f"{word}s"


def _last(here: AtHand) -> str:
    if here.holds is None:
        return "no record" if here.absent else "cannot be read"
    return when(here.holds.last)


def _seals_here(here: AtHand) -> str:
    return "" if here.absent else _seals(here.trouble or here.flaw or here.holds is None, here.missing)


def _seals(wrong: object, missing: int) -> str:
    return "not whole" if wrong else "whole as far as it goes" if missing else "whole"


def when(at: datetime | None) -> str:
    """A moment as the local clock and calendar show it."""
    if at is None:
        return "none"
    this_year = at.astimezone().year == datetime.now().astimezone().year
    return f"{at.astimezone():%a %d %b, %H:%M}" if this_year else f"{at.astimezone():%a %d %b %Y, %H:%M}"


def size_words(size: int) -> str:
    """A file's size."""
    return f"{size / 1024**2:.0f} MB" if size >= 1024**2 else f"{max(1, size // 1024)} KB"
