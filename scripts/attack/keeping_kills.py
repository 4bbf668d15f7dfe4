"""What changes the whole practice, killed at random moments: a restore, a merge, another passphrase, another recovery
key, somebody's access taken away with their private files handed over.

There is the practice of before or the one of after, whole by `verify`, with every signature in it, and the same act can
be done again.
"""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from attack.tally import Tally
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.store.copies.backup import own_backups
from kapguide.store.file.database import open_database, transaction
from kapguide.store.keys import vault as v
from kapguide.store.opening.merge import merge_copy
from kapguide.store.opening.restore import restore
from kapguide.store.people import add_person, remove_person
from kapguide.store.private.private_file import create_private, open_private
from kapguide.store.records import Store
from kapguide.store.tables.queries import SessionRow

KILLS = 200
CHEAP = v.Cost(1024, 1, 1)
FIRST, ANNA, NEW = "a lantern in the reeds", "anna and her lantern", "three quiet herons"
AT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
ROWS = 300
"""So many entries does the other copy have more: a merge takes a while."""


class Practice(NamedTuple):
    """A practice of two people with a signed note, a copy of it that went on elsewhere, and a backup."""

    home: Home
    other: Path
    backup: str
    recovery: str
    new_recovery: str
    anna: str
    private: str


def attack(folder: Path, seed: int, kills: int = KILLS) -> list[Tally]:
    """A fifth of the kills for each act."""
    practice, chance = made(folder), random.Random(seed)
    acts: list[tuple[str, Callable[[Home, Practice], object], Callable[[Home, Practice], str]]] = [
        ("a restore of a backup, killed", _restore, _after_restore),
        ("a merge, killed", _merge, _after_merge),
        ("another passphrase, killed", _passphrase, _after_passphrase),
        ("another recovery key, killed", _recovery_key, _after_recovery_key),
        ("an access taken away, killed", _remove, _after_removal),
    ]
    return [_struck(practice, folder / f"act-{n}", chance, kills // len(acts), *act) for n, act in enumerate(acts)]


def _struck(
    practice: Practice,
    folder: Path,
    chance: random.Random,
    times: int,
    what: str,
    act: Callable[[Home, Practice], object],
    judge: Callable[[Home, Practice], str],
) -> Tally:
    tally, begun = Tally(what), time.monotonic()
    _killed_after(600.0, _copy(practice.home, folder / "timed"), practice, act)
    longest = time.monotonic() - begun
    for number in range(times):
        there = _copy(practice.home, folder / f"{number}")
        late = chance.uniform(0, longest)
        _killed_after(late, there, practice, act)
        tally.tried += 1
        for words, again in (("", lambda: None), (" done again", lambda there=there: act(there, practice))):
            try:
                try:
                    again()
                except v.WrongPassphrase:  # it was done: what opened it before opens nothing now
                    pass
                except KapGuideError as refused:
                    if "Nobody with this id" not in refused.sentence:
                        raise
                found = judge(there, practice)
            except KapGuideError as failure:
                tally.unnamed.append(f"kill {number} after {late:.3f} s{words}: {failure.sentence}")
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                tally.tracebacks.append(f"kill {number} after {late:.3f} s{words}: {error!r}")
            else:
                tally.lost += [f"kill {number} after {late:.3f} s{words}: {found}"] * bool(found)
        shutil.rmtree(there.root)
    return tally


def _killed_after(late: float, home: Home, practice: Practice, act: Callable[[Home, Practice], object]) -> None:
    """Do the act in a process of its own, which is killed after so long unless it has ended."""
    child = os.fork()
    if not child:
        try:
            act(home, practice)
        except BaseException:  # noqa: BLE001 - all that the child has to say is how it ended
            os._exit(1)
        os._exit(0)
    until, ended, status = time.monotonic() + late, 0, 0
    while not ended and time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        time.sleep(0.0005)
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    assert status == 0, "it failed of itself"


def _copy(home: Home, to: Path) -> Home:
    shutil.copytree(home.root, to)
    return Home(to)


# --- the practice ---------------------------------------------------------------------------------------------


def made(folder: Path) -> Practice:
    """Make it: what is signed is in both copies, and what went on in one of them alone."""
    home, other = Home(folder / "practice").make(), Home(folder / "elsewhere")
    keys, recovery = v.create_vault(home.vault, FIRST, practice="Attacked", cost=CHEAP)
    Store.create(home, keys, practice="Attacked", author="R. Ames").close()
    anna, _ = add_person(home, keys, "A. Orth", ANNA, cost=CHEAP)
    private = next(name for name in anna.named if name.startswith("private:"))
    create_private(home, anna, private)
    with closing(open_private(home, anna, private)) as db, transaction(db):
        db.conn.execute("INSERT INTO meta VALUES ('words', 'of Anna alone')")
    with closing(Store.open(home, keys)) as store:
        signed = _begin(store, "M-014", 3, ended=True)
        text = "Calm throughout."
        _saved(store.notes.save(signed, text, 0))
        _saved(store.notes.sign(signed, text, 1, name="R. Ames", role="therapist", trainee=False))
        store.backup()
    backup = own_backups(home)[0].path.name
    shutil.copytree(home.root, other.root)
    with closing(Store.open(other, keys)) as store:
        _begin(store, "T-077", ROWS)
    with closing(Store.open(home, keys)) as store:
        _begin(store, "R-203", 5)
    return Practice(home, other.database, backup, recovery, v.new_recovery_key(), anna.staff, private)


def _begin(store: Store, code: str, entries: int, *, ended: bool = False) -> str:
    store.add_client(code)
    session, plan = f"session-of-{code}", read_protocol(find_protocol("lozenge"))
    events = [_event(session, seq, e.NoteAdded(f"entry {seq} " + "x" * 400, Elapsed(seq))) for seq in range(1, entries)]
    events += [_event(session, entries, e.SessionEnded())] if ended else []
    _saved(store.begin_session(SessionRow(session, code, 1, AT, AT, 60), plan, events))
    return session


def _event(session: str, seq: int, body: e.AnyBody) -> e.Event:
    return e.Event(f"{session}-{seq}", f"c-{session}-{seq}", seq, Elapsed(seq), AT, 60, "boot", body)


def _saved(ticket: object) -> None:
    assert ticket.wait(60.0), ticket.failure  # type: ignore[attr-defined]


# --- what is done, and what is found afterwards ----------------------------------------------------------------


def _restore(home: Home, practice: Practice) -> None:
    restore(home, v.unlock(home.vault, FIRST), home.backups / practice.backup, AT)


def _merge(home: Home, practice: Practice) -> None:
    merge_copy(home, v.unlock(home.vault, FIRST), practice.other, AT)


def _passphrase(home: Home, practice: Practice) -> None:
    v.change_passphrase(home.vault, FIRST, NEW, cost=CHEAP)


def _recovery_key(home: Home, practice: Practice) -> None:
    v.keep_recovery_key(home.vault, v.unlock(home.vault, FIRST), practice.new_recovery)


def _remove(home: Home, practice: Practice) -> None:
    first, anna = v.unlock(home.vault, FIRST, first=""), v.unlock(home.vault, ANNA, staff=practice.anna)
    remove_person(home, first, practice.anna, leaving=anna)


def _after_restore(home: Home, practice: Practice) -> str:
    return _wrong(home, v.unlock(home.vault, FIRST), ({"M-014"}, {"M-014", "R-203"}))


def _after_merge(home: Home, practice: Practice) -> str:
    return _wrong(home, v.unlock(home.vault, FIRST), ({"M-014", "R-203"}, {"M-014", "R-203", "T-077"}))


def _after_passphrase(home: Home, practice: Practice) -> str:
    return _wrong(home, _opened(home, FIRST, NEW), ({"M-014", "R-203"},))


def _after_recovery_key(home: Home, practice: Practice) -> str:
    opening = [key for key in (practice.recovery, practice.new_recovery) if _opens(home, key)]
    if len(opening) != 1:
        return f"{len(opening)} recovery keys open it"
    return _wrong(home, v.unlock_with_recovery(home.vault, opening[0]), ({"M-014", "R-203"},))


def _after_removal(home: Home, practice: Practice) -> str:
    first = v.unlock(home.vault, FIRST)
    if wrong := _wrong(home, first, ({"M-014", "R-203"},)):
        return wrong
    gone = practice.anna not in v.people(home.vault)
    owner = first if gone else v.unlock(home.vault, ANNA, staff=practice.anna)
    with closing(open_private(home, owner, practice.private, read_only=True)) as db:
        (words,) = db.conn.execute("SELECT value FROM meta WHERE key = 'words'").fetchone()
    return "" if words == "of Anna alone" else "what was private says something else"


def _opened(home: Home, *secrets: str) -> v.Keys:
    for secret in secrets[:-1]:
        try:
            return v.unlock(home.vault, secret)
        except v.WrongPassphrase:
            home.vault.with_name(f"{home.vault.name}.tries").unlink(missing_ok=True)
    return v.unlock(home.vault, secrets[-1])


def _opens(home: Home, recovery: str) -> bool:
    try:
        v.unlock_with_recovery(home.vault, recovery)
    except v.WrongRecoveryKey:
        return False
    return True


def _wrong(home: Home, keys: v.Keys, may_have: tuple[set[str], ...]) -> str:
    """What is not as it was before or after; empty where all is."""
    with closing(Store.open(home, keys)) as store:
        clients = {client.code for client in store.clients()}
        if clients not in may_have:
            return f"there are {', '.join(sorted(clients))}"
        if problems := store.verify().problems:
            return problems[0]
        note = store.notes.signed("session-of-M-014")
        if note is None or store.notes.found_whole("session-of-M-014") is None:
            return "what was signed is not whole"
    with closing(open_database(home.database, keys.main, read_only=True)) as db:
        (entries,) = db.conn.execute(
            "SELECT count(*) FROM session_event WHERE session_id = 'session-of-T-077'"
        ).fetchone()
    return "" if entries in (0, ROWS - 1) else f"{entries} entries of a merge"
