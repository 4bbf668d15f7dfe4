"""The commands that bring a record back and change what opens it: restore, accept, merge, recode, passphrase, …

Like the others they import what they need when they are run.
"""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kapguide.asking import agreed, asked_passphrase, demo_option, passphrase_options, secret_from
from kapguide.errors import KapGuideError
from kapguide.paths import Home

if TYPE_CHECKING:
    from kapguide.store.keys.vault import Keys

FindHome = Callable[[argparse.Namespace], Home]


def add_to(commands: "argparse._SubParsersAction[Any]", home_of: FindHome) -> None:
    """Add the commands; `home_of` finds the practice that was asked for."""

    def add(name: str, summary: str, run: Callable[[argparse.Namespace, Home], int]) -> argparse.ArgumentParser:
        parser: argparse.ArgumentParser = commands.add_parser(name, help=summary, description=run.__doc__)
        demo_option(parser, "the demonstration practice")
        passphrase_options(parser)
        parser.set_defaults(run=lambda asked: run(asked, _finished(home_of(asked))))
        return parser

    restore = add("restore", "put a backup in the record's place", _restore)
    restore.add_argument("backup", nargs="?", metavar="BACKUP", help="a file, or the name of one; none: list them")
    restore.add_argument("--yes", action="store_true", help="do not ask; for scripts")
    _recovery_options(restore)
    accept = add("accept", "go on with a record whose end is missing", _accept)
    accept.add_argument("--yes", action="store_true", help="do not ask; for scripts")
    merge = add("merge", "take in a copy of the practice that went on elsewhere", _merge)
    merge.add_argument(
        "copy", metavar="COPY", type=Path, help="the other copy's record, kapguide.db, or a backup of it"
    )
    merge.add_argument("--yes", action="store_true", help="do not ask; for scripts")
    recode = add("recode", "give a client another code", _recode)
    recode.add_argument("code", metavar="CODE", help="the code now")
    recode.add_argument("new", metavar="NEW", help="the code from now on")
    recode.add_argument("--which", type=int, metavar="N", help="which of several clients that have the code")
    _recovery_options(add("passphrase", "change the passphrase", _passphrase))
    _recovery_options(add("recovery-key", "make a new recovery key", _recovery_key), renews=False)


def _finished(home: Home) -> Home:
    """The practice, once what a start that was cut off has left to do is done. Raises KapGuideError."""
    from kapguide.store.opening.setup import finish

    finish(home)
    return home


def _recovery_options(parser: argparse.ArgumentParser, *, renews: bool = True) -> None:
    parser.add_argument("--recovery", action="store_true", help="open with the recovery key, which is asked for")
    parser.add_argument("--recovery-file", type=Path, metavar="FILE", help="read the recovery key from a file")
    if renews:
        parser.add_argument("--new-passphrase-file", type=Path, metavar="FILE", help="read the new passphrase there")


def _restore(asked: argparse.Namespace, home: Home) -> int:
    """Put a backup in the record's place. It shows what the backup and the record at hand hold, and asks. The backup is
    copied into a new file and checked whole; only then it takes the record's place, and the old file is kept under
    today's date. On a new computer, a backup with its vault beside it and the recovery key are enough; opened with the
    recovery key, the practice gets a new passphrase."""
    from kapguide.store.opening.restore import preview
    from kapguide.usecases import way_back as w

    if asked.backup is None:
        return _list(home)
    backup = w.chosen_backup(home, asked.backup)
    if not backup.is_file():
        raise KapGuideError(f"There is no backup at {backup}. `kapguide restore` alone lists those that there are.")
    recovery = asked.recovery or asked.recovery_file is not None
    keys = w.keys_for(home, backup, _secret(asked), recovery=recovery)
    print(*w.told(preview(home, keys, backup)), sep="\n", end="\n\n")
    new = _new_passphrase(asked) if recovery or asked.new_passphrase_file is not None else ""
    agreed("Restore this backup?", asked)
    aside = w.bring_back(home, keys, backup, datetime.now(UTC), new)
    print(f"Restored. The record that was here is kept as {aside}." if aside else f"Restored to {home.root}.")
    if flaw := w.private_flaw(backup):
        print(flaw)
    if new:
        print("From now on the new passphrase opens this practice.")
    return 0


def _list(home: Home) -> int:
    from kapguide.store.copies.backup import own_backups

    found = own_backups(home)
    for backup in found:
        flaw = "  (of a flawed record)" if backup.flawed else ""
        print(f"{backup.at.astimezone():%a %d %b %Y, %H:%M}  {backup.path}{flaw}")
    if not found:
        raise KapGuideError(f"There is no backup in {home.backups}. Name one that lies elsewhere.")
    return 0


def _accept(asked: argparse.Namespace, home: Home) -> int:
    """Go on with a record whose last entries are missing, where no backup is better. What is there must be whole; the
    audit log says from then on that it was accepted, and how many changes were missing."""
    from kapguide.store.keys.vault import unlock
    from kapguide.store.opening.restore import accept, look_at_hand

    keys = unlock(home.vault, _demo_or(asked))
    here = look_at_hand(home, keys)
    if here.acceptable:
        assert here.holds is not None
        state = f"can be read ({here.flaw.rstrip('.')})" if here.flaw else "is whole"
        print(
            f"The record at hand {state} as far as it goes: {len(here.holds.sessions):,} sessions, "
            f"{here.holds.entries:,} entries. {here.doubt or f'{_missing(here.missing)} not in it.'}"
        )
        agreed("Go on with it as it is?", asked)
    missing = accept(home, keys, datetime.now(UTC))
    print(f"Accepted. The audit log says so. {_missing(missing)} missing." if missing else "Accepted.")
    return 0


def _merge(asked: argparse.Namespace, home: Home) -> int:
    """Take another copy of this practice, which went on elsewhere, into this one: everything that either holds stays.
    It shows what the copy has more and what both say otherwise, asks, and makes a backup first. The copy must be whole,
    and is not changed; to bring it up to date too, merge the other way round there."""
    from kapguide.store.keys.vault import unlock
    from kapguide.store.opening.merge import merge_copy, preview_merge
    from kapguide.store.tables.queries import shared_code
    from kapguide.usecases import merging as m

    copy = m.copy_at(home, asked.copy)
    keys = unlock(home.vault, _demo_or(asked))
    seen = preview_merge(home, keys, copy, datetime.now(UTC))
    brought = m.brings(seen)
    print("The copy has more than the record at hand:" if brought else m.NOTHING)
    for what, many in brought:
        print(f"  {what:<14} {many}")
    print(*(f"- {words}" for words in m.differs(seen)), sep="\n", end="\n" * bool(seen.differing))
    if not brought:
        return 0
    agreed("Take it in?", asked)
    merged = merge_copy(home, keys, copy, datetime.now(UTC))
    print(m.done(merged))
    for code in merged.shared_codes:
        print(shared_code(code))
    return 0


def _recode(asked: argparse.Namespace, home: Home) -> int:
    """Give a client another code. The one before stays in the record, with its dates. Where two clients have one code,
    because two copies of the practice were merged, they are listed, and --which tells the one that is meant."""
    from kapguide.store.codes import client_code
    from kapguide.store.keys.vault import unlock
    from kapguide.store.records import Store

    named = client_code(asked.code).casefold()
    store = Store.open(home, unlock(home.vault, _demo_or(asked)))
    try:
        found = [client for client in store.clients() if client.code.casefold() == named]
        if not found:
            raise KapGuideError(f"There is no client with the code {asked.code}.")
        if len(found) > 1 and asked.which not in range(1, len(found) + 1):
            for number, client in enumerate(found, start=1):
                last = f", the last on {client.last.astimezone():%a %d %b %Y}" if client.last else ""
                print(f"{number}: {client.code}, {client.sessions} sessions{last}")
            raise KapGuideError(f"{len(found)} clients have the code {asked.code}. Say which with --which N.")
        store.change_code(found[(asked.which or 1) - 1 if len(found) > 1 else 0].id, asked.new)
    finally:
        store.close()
    print(f"From now on the code is {asked.new}.")
    return 0


def _missing(many: int) -> str:
    return "The last change that was saved is" if many == 1 else f"The last {many:,} changes that were saved are"


def _passphrase(asked: argparse.Namespace, home: Home) -> int:
    """Change the passphrase. The present one, or the recovery key, is asked for; from then on only the new one opens
    the practice. The record itself is not written. Backups made before open with the passphrase of their time."""
    from kapguide.store.keys.vault import change_passphrase

    keys = _opened(asked, home)
    change_passphrase(home.vault, keys, _new_passphrase(asked))
    print("From now on the new passphrase opens this practice, and the old one does not.")
    _back_up(home, keys)
    return 0


def _recovery_key(asked: argparse.Namespace, home: Home) -> int:
    """Make a new recovery key. It is shown once and has to be typed back from paper; only then it counts, and the old
    one opens the practice no more. Backups made before open with the recovery key of their time."""
    from kapguide.store.keys.vault import keep_recovery_key, new_recovery_key
    from kapguide.usecases.recovery_key import difference

    keys = _opened(asked, home)
    key = new_recovery_key()
    print(f"New recovery key, shown this once: {key}")
    print("Write it down or print it. It counts once you have typed it back; until then the old one stays good.")
    while wrong := difference(key, typed := input("Typed from the paper: ")):
        print(wrong)
    keep_recovery_key(home.vault, keys, typed)
    print("From now on this recovery key opens the practice, and the old one does not. Destroy the old sheet.")
    _back_up(home, keys)
    return 0


def _secret(asked: argparse.Namespace) -> str:
    """What opens the practice: the recovery key where that was asked for, else the passphrase."""
    if asked.recovery or asked.recovery_file is not None:
        return secret_from(asked.recovery_file, "Recovery key", option="--recovery-file")
    return _demo_or(asked)


def _opened(asked: argparse.Namespace, home: Home) -> "Keys":
    from kapguide.store.keys.vault import unlock, unlock_with_recovery

    recovery = asked.recovery or asked.recovery_file is not None
    return (unlock_with_recovery if recovery else unlock)(home.vault, _secret(asked))


def _demo_or(asked: argparse.Namespace) -> str:
    if asked.demo:
        from kapguide.usecases.demonstration import demo

        return demo.PASSPHRASE
    return asked_passphrase(asked)


def _new_passphrase(asked: argparse.Namespace) -> str:
    from kapguide.usecases.way_back import refuse_without

    new = secret_from(asked.new_passphrase_file, "New passphrase", new=True, option="--new-passphrase-file")
    refuse_without(new)
    return new


def _back_up(home: Home, keys: "Keys") -> None:
    """A backup that opens with what opens the practice now; where a window is open, that makes it when it closes."""
    from kapguide.store.file.lock import AlreadyOpen
    from kapguide.store.records import Store
    from kapguide.usecases.backups import keep_safe

    try:
        store = Store.open(home, keys)
    except AlreadyOpen:
        return
    try:
        problem = keep_safe(store)
    finally:
        store.close()
    if problem:
        raise KapGuideError(problem)
    print("A backup that opens the same way was made. Older ones open with what was in use at their time.")
