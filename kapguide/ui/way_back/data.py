"""What the screen of the way back shows, made from a preview."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from kapguide.store.copies.backup import Backup
from kapguide.store.copies.backup_folders import FOLDER, disk_name
from kapguide.store.opening.restore import AtHand, Preview
from kapguide.usecases.way_back import ComparisonRow, Findings, compared, lost, size_words, when

STEPS = (
    "It is copied into a new file and checked whole.",
    "Only then it takes the record’s place.",
    "What is here now is set aside under today’s date, and never deleted.",
)


class Bar(msgspec.Struct, frozen=True):
    """One line of the comparison: what it is, how many changes it holds, how many of all it lacks, and when its last
    entry was made."""

    label: str
    has: int
    lacks: int
    last: str = ""


class OfferedStep(msgspec.Struct, frozen=True):
    """What a button would do: its title, facts as pairs, what happens in order, and the button's word."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    happens: tuple[str, ...] = ()
    button: str = ""
    icon: str = "check"


class WayBackData(msgspec.Struct, frozen=True):
    """The whole screen. `accept` is empty where there is nothing to go on with as it is."""

    title: str = ""
    practice: str = ""
    sentence: str = ""
    bars: tuple[Bar, ...] = ()
    rows: tuple[ComparisonRow, ...] = ()
    lost: tuple[str, ...] = ()
    restore: OfferedStep = OfferedStep("")
    accept: OfferedStep = OfferedStep("")
    accept_is_better: bool = False
    backups: tuple[tuple[str, str], ...] = ()
    """Path and words of each backup to choose from."""
    asked: bool = False
    """Nothing is wrong: somebody wants to go back to a backup."""
    can_read: bool = False
    """Whether the record at hand, or a backup, can be read line by line."""

    @property
    def steps(self) -> tuple[OfferedStep, OfferedStep]:
        """The next step, and the other one; either may be empty."""
        first = self.accept_is_better or not self.restore.title
        return (self.accept, self.restore) if first else (self.restore, self.accept)


def step_to_restore(seen: Preview) -> OfferedStep:
    """Restore the backup that was looked at."""
    complete = "whole as far as it goes" if seen.missing_in_backup else "whole"
    complete = "can be read; its audit chain breaks, as it did" if seen.flaw else complete
    return OfferedStep(
        f"Restore the backup of {when(seen.made)}",
        (
            ("size", size_words(seen.size)),
            ("lies on" if seen.backup.parent.name == FOLDER else "lies in", disk_name(seen.backup.parent)),
            ("checked", f"just now: {complete}"),
            ("opens with", "what you typed"),
        ),
        STEPS[:2] if seen.at_hand.absent else STEPS,
        "Restore this backup",
        "refresh-cw",
    )


def step_to_accept(here: AtHand) -> OfferedStep:
    """Go on with the record at hand."""
    if not here.acceptable:
        return OfferedStep("")
    if not here.missing:
        lacks = "perhaps its last entries: this cannot be told"
    else:
        changes = "the last change is" if here.missing == 1 else f"the last {here.missing:,} changes are"
        lacks = f"{changes} not in it"
    return OfferedStep(
        "Go on with what is here",
        (("lacks", lacks), *([("flaw", "its audit chain breaks in one place")] if here.flaw else [])),
        (
            f"The record stays as it is: what is there {'can be read' if here.flaw else 'is whole'}.",
            "The audit log says from now on that it was accepted, and how much is missing.",
        ),
        "Go on with what is here",
    )


def bars_of(seen: Preview) -> tuple[Bar, ...]:
    """How far each goes, in changes; none where there is nothing to compare."""
    if seen.at_hand.absent and not seen.missing_in_backup:
        return ()
    here = seen.at_hand
    held = sum(seq for seq, _ in here.holds.heads.values()) if here.holds is not None else 0
    # What is missing is counted as the sentences on this screen count it.
    there = sum(seq for seq, _ in seen.holds.heads.values()) + seen.missing_in_backup
    everything = held + here.missing if here.holds is not None else there
    return (
        Bar("This computer remembers", everything, 0),
        Bar("The record at hand", held, everything - held, when(here.holds.last) if here.holds is not None else ""),
        Bar("The backup", everything - seen.missing_in_backup, seen.missing_in_backup, when(seen.holds.last)),
    )


def data_of(title: str, practice: str, sentence: str, seen: Preview, known: Sequence[Backup]) -> WayBackData:
    """The screen for a backup that was looked at."""
    accept = step_to_accept(seen.at_hand)
    return WayBackData(
        title=title,
        practice=practice,
        sentence=sentence,
        bars=bars_of(seen),
        rows=compared(seen),
        lost=lost(seen),
        restore=step_to_restore(seen),
        accept=accept,
        accept_is_better=bool(accept.title)
        and not seen.more_in_backup
        and seen.missing_in_backup >= seen.at_hand.missing,
        backups=listed(known, seen.backup),
    )


def data_without_backup(
    title: str, practice: str, sentence: str, seen: Findings, known: Sequence[Backup]
) -> WayBackData:
    """The screen where no whole backup was found."""
    accept = step_to_accept(seen.at_hand) if seen.at_hand is not None else OfferedStep("")
    none = seen.problem or "There is no backup in this practice’s own folder. One that lies elsewhere can be chosen."
    return WayBackData(title, practice, f"{sentence} {none}".strip(), accept=accept, backups=listed(known))


def step_to_lay_the_vault(data: WayBackData, seen: Preview) -> WayBackData:
    """The same where the vault is lost: a record that can be read needs nothing else from the backup."""
    here = seen.at_hand
    if here.holds is None or here.trouble or here.flaw:
        return data
    step = OfferedStep(
        "Put the vault back beside the record",
        (("the record", "whole; nothing of it is changed"), ("opens with", "the new passphrase")),
        ("The backup’s vault is laid beside the record.", "The record at hand stays as it is."),
        "Put the vault back",
    )
    return msgspec.structs.replace(data, accept=step, accept_is_better=not seen.more_in_backup)


def listed(known: Sequence[Backup], chosen: Path | None = None) -> tuple[tuple[str, str], ...]:
    """Backups to choose from, the chosen one first."""
    words = {str(one.path): f"{when(one.at)}{', of a flawed record' if one.flawed else ''}" for one in known}
    if chosen is not None:
        words = {str(chosen): words.get(str(chosen), chosen.name)} | words
    return tuple(words.items())
