"""Private lines in many sessions of two people: nobody but their author ever comes upon a word of them.

Each session is random: lines for the log, private ones of both classes, some half typed at first, some with a line in
the log and some without. Then the log, the index, the audit chain, every export, the plain backup, the program's own
log and all files on the disk are searched for every private word, and each person looks for the other's. At last a
process that writes in private is killed, and all that it was told is saved must be there.
"""

import io
import logging
import os
import random
import signal
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from attack.tally import Tally
from kapguide.clinical.private_notes import NoteClass
from kapguide.errors import KapGuideError
from kapguide.export.forms import FORMS
from kapguide.log import log
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session.ids import seeded_ids
from kapguide.store.copies.backup import private_beside
from kapguide.store.file.database import Database, open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.private.private_file import open_private, private_path
from kapguide.store.records import Store
from kapguide.usecases.documents import note_of, report_of, write_document
from kapguide.usecases.private_notes import PrivatePad
from kapguide.usecases.sessions import begin
from tests.support.plans import HandClock, whole
from tests.support.practice import CHEAP, hits_of, new_practice, saved

SESSIONS, KILLS = 1_000, 100
CODES = ("M-014", "B-231", "K-051", "R-118")
PDF_OF = 50
"""A page is set for one of so many sessions; its words are those of the text, of which there is one for each."""
LONGEST_S = 0.25
Word = str


def attack(folder: Path, seed: int, sessions: int = SESSIONS, kills: int = KILLS) -> list[Tally]:
    """All that was written is searched once; each kill is one more try."""
    return [_searched(folder / "searched", seed, sessions), _killed(folder / "killed", seed, kills)]


# --- searched ------------------------------------------------------------------------------------------------------


def _searched(folder: Path, seed: int, sessions: int) -> Tally:
    tally = Tally("private lines, searched for")
    home, keys, anna = _two_people(folder)
    chance, heard = random.Random(seed), io.StringIO()
    listener = logging.StreamHandler(heard)
    log.addHandler(listener)
    mine: dict[str, set[Word]] = {keys.staff: set(), anna.staff: set()}
    private = {staff: bytearray(each.named[f"private:{staff}"]) for staff, each in _both(keys, anna)}
    exports = home.root / "exports"
    for half in range(4):  # they take turns, as on two days
        who = (keys, anna)[half % 2]
        for name, key in private.items():
            if name == who.staff:
                who.named[f"private:{name}"][:] = key
        with closing(Store.open(home, who)) as store:
            for _ in range(sessions // 4):
                mine[who.staff] |= _session(store, chance, exports, tally)
            store.settle(60.0)
            backup = store.backup()
            _look_as_somebody(store, mine, who.staff, tally)
    log.removeHandler(listener)
    words = sorted(mine[keys.staff] | mine[anna.staff])
    _find(words, "the program’s log", [heard.getvalue()], tally)
    for what, path in (("the record", home.database), ("the plain backup", backup)):
        with closing(open_database(path, keys.main, read_only=True)) as db:
            _find(words, what, _everything_in(db), tally)
    with zipfile.ZipFile(private_beside(backup)) as archive:
        _find(words, "the copies", (archive.read(name).decode("latin-1") for name in archive.namelist()), tally)
    files = (path for path in home.root.rglob("*") if path.is_file())
    _find(words, "a file on the disk", (path.read_bytes().decode("latin-1") for path in files), tally)
    for reader, other in ((keys, anna), (anna, keys)):
        _open_anothers(home, reader, other, tally)
    return tally


def _both(*people: Keys) -> Iterator[tuple[str, Keys]]:
    for keys in people:
        yield keys.staff, keys


def _two_people(folder: Path) -> tuple[Home, Keys, Keys]:
    home = Home(folder).make()
    keys, _ = new_practice(home)
    with closing(Store.open(home, keys)) as store:
        for code in CODES:
            store.add_client(code)
        anna, _ = store.staff.let_in("A. Orth", "anna’s three words", cost=CHEAP)
    return home, keys, anna


def _session(store: Store, chance: random.Random, exports: Path, tally: Tally) -> set[Word]:
    """A session as random as its lines; the private words that were written in it."""
    tally.tried += 1
    clock, words = HandClock(), set[Word]()
    ids = seeded_ids(chance.randrange(2**31), clock)
    code = chance.choice(CODES)
    session, start = begin(store, whole(), clock, ids, client_code=code, therapist="K. Lind")
    session.send(start)
    assert session.state.started is not None
    session_id = session.state.started.session_id
    pad = PrivatePad(store, code, session_id)
    for number in range(chance.randrange(1, 7)):
        clock.elapsed += chance.randrange(1_000, 600_000)
        if chance.random() < 0.5:
            session.send(c.AddNote(f"line {number}", session.now().elapsed))
            continue
        word = f"zq{chance.randrange(36**8):08x}qz"
        words.add(word)
        kind = chance.choice(list(NoteClass))
        if chance.random() < 0.5:  # it grew in the line, and was kept as it did
            pad.save_draft(word[: chance.randrange(1, len(word))], kind)
        if chance.random() < 0.1:
            pad.save_draft(word, kind)
            break  # and it stays half typed
        pad.write(f"She said nothing; {word} came to me.", kind)
        if chance.random() < 0.5:
            session.send(c.NotePrivately())
    session.send(c.End("over"))
    store.settle(60.0)
    report = report_of(store, session_id, datetime.now(UTC))
    note = note_of(store, report).document
    for form in FORMS if tally.tried % PDF_OF == 0 else ("md",):
        path = write_document(report, note, form, exports, store)
        _find(words, f"an export as {form}", [path.read_bytes().decode("latin-1")], tally)
        path.unlink()
    return words


def _look_as_somebody(store: Store, mine: dict[str, set[Word]], me: str, tally: Tally) -> None:
    """Whoever has it open finds all of their own words where they belong, and none of another’s, nor any by search."""
    read = {code: [note.text for note in store.private.of_client(code)] for code in CODES}
    read_half = [half.text for code in CODES for half in store.private.drafts(code)]
    shown = "\n".join([*(text for texts in read.values() for text in texts), *read_half])
    for staff, words in mine.items():
        if staff == me:
            tally.lost += [f"{word} is not where its author reads it" for word in words if word not in shown]
        else:
            _find(words, "another person’s page", [shown], tally)
        tally.lost += [f"the search finds {word}" for word in words if hits_of(store, word)]


def _open_anothers(home: Home, reader: Keys, other: Keys, tally: Tally) -> None:
    name = f"private:{other.staff}"
    try:
        open_private(home, reader, name).close()
        tally.lost.append("a colleague opened a private file by its name")
    except KapGuideError:
        pass
    for key in reader.named.values():
        try:
            open_database(private_path(home, name), key).close()
            tally.lost.append("a colleague’s key opened a private file")
        except KapGuideError:
            pass


def _everything_in(db: Database) -> Iterator[str]:
    for table in db.table_names():
        yield from (repr(row) for row in db.conn.execute(f'SELECT * FROM "{table}"'))


def _find(words: Iterable[Word], where: str, texts: Iterable[str], tally: Tally) -> None:
    """Every private word begins with the same two letters and ends with two others: one look at a text is enough."""
    known = tuple(words)
    for text in texts:
        if known and "zq" in text:
            tally.lost += [f"{word} stands in {where}" for word in known if word in text]


# --- killed --------------------------------------------------------------------------------------------------------


def _killed(folder: Path, seed: int, kills: int) -> Tally:
    tally, chance = Tally("writing in private, killed"), random.Random(seed)
    home = Home(folder).make()
    keys, _ = new_practice(home)
    with closing(Store.open(home, keys)) as store:
        store.add_client(CODES[0])
    acknowledged: list[str] = []
    for number in range(kills):
        tally.tried += 1
        acknowledged += _write_until_killed(home, keys, number, chance.uniform(0.02, LONGEST_S))
        try:
            with closing(Store.open(home, keys)) as store:
                there = {note.text for note in store.private.of_client(CODES[0])}
        except KapGuideError as failure:
            tally.unnamed.append(f"kill {number}: {failure.sentence}")
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            tally.tracebacks.append(f"kill {number}: {error!r}")
        else:
            tally.lost += [f"kill {number}: {words}" for words in acknowledged if words not in there]
    return tally


def _write_until_killed(home: Home, keys: Keys, number: int, late: float) -> list[str]:
    """What a process that writes was told is saved before it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            store = Store.open(home, keys)
            for line in range(100_000):
                words = f"private {number}.{line}"
                store.private.save_draft(CODES[0], words[:5])
                saved(store.private.write(CODES[0], words))
                os.write(writing, f"{words}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(late)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return [line.decode() for line in pipe.read().split(b"\n")[:-1]]
