"""Changes made with the practice's own key, past the program: each is found by `verify`, none ends in a traceback."""

import itertools
import shutil
from pathlib import Path

from attack.raw_changes import CHANGES, FORGED
from attack.tally import Tally
from kapguide.clinical.facts import TouchAgreed
from kapguide.paths import Home
from kapguide.session.events import SessionEnded
from kapguide.store.chain.audit import Audit
from kapguide.store.chain.seals import seals_of
from kapguide.store.checking.signature_check import all_signatures, seal_of
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.store.tables.note_tables import SIGNED
from kapguide.store.tables.signature_tables import LOCKS
from tests.support.practice import CHEAP, begin, happened, line, new_practice, noon, opened, saved

_KEPT = ("audit", "session_event", "note", "note_version", "score", "fact", "addendum", "signature")
SAFEGUARDS = {
    *(f"{table}_{guard}" for table in _KEPT for guard in ("keeps", "stays")),
    *LOCKS, "draft_changes", "draft_found_again", "note_found_again",
}  # fmt: skip
"""The triggers that would hold a change up, or make the index fit it; the last is the first version's."""


def a_record(home: Home) -> Keys:
    """A practice with clients, sessions, notes, scores, drafts and a backup."""
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        for code in ("M-014", "B-002"):
            session = begin(store, code)
            for seq in range(1, 10):
                saved(store.append(session, [line(seq, f"entry {seq} of {code}")]))
            saved(store.notes.finish(session, f"A note on {code}.", 0), store.notes.finish(session, "Another.", 1))
            saved(store.scores.add(code, "gad-7", "1", {"1": 2}, 2))
        _sign(store)
        saved(store.notes.save(session, "A third that is not finished.", 2))
        saved(store.save_draft(session, "half a", line(1, "").t))
        begin(store, "C-004", events=[line(1, "one")])
        store.add_client("C-003")
        store.backup()
    return keys


def _sign(store: Store) -> None:
    """A session with a score and a page entry, signed by a trainee and countersigned, with an addendum."""
    session = begin(store, "A-001", events=[line(1, "one"), line(2, "two")])
    saved(store.facts.say("A-001", TouchAgreed("hand"), session_id=session).ticket)
    saved(store.scores.add("A-001", "gad-7", "1", {"1": 2}, 2, session_id=session))
    saved(store.append(session, [happened(3, SessionEnded())]))
    saved(store.notes.sign(session, "Calm throughout.", 0, name="A. Orth", role="therapist", trainee=True))
    signed = store.notes.signed(session)
    assert signed is not None
    colleague, _ = store.staff.let_in("R. Osei", "seven grey herons at dusk", cost=CHEAP)
    saved(store.notes.countersign(signed.id, name="R. Osei", role="medical", staff=colleague.staff))
    addendum = store.notes.add_addendum(
        session, "Slept well.", name="A. Orth", role="therapist", trainee=True, reason="told later"
    )
    saved(addendum)


def change(home: Home, keys: Keys, statements: tuple[str, ...]) -> None:
    """Do as one with the key can do: the safeguards are taken off and laid again."""
    db = open_database(home.database, keys.main)
    try:
        db.conn.execute("PRAGMA foreign_keys = OFF")
        laid = dict(db.conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall())
        off = [] if {"TRIGGER", "writable_schema"} & {*statements[0].split()} else sorted(SAFEGUARDS & laid.keys())
        for name in off:
            db.conn.execute(f"DROP TRIGGER {name}")
        for statement in (*statements, *(laid[name] for name in off)):
            db.conn.execute(statement)
    finally:
        db.close()


def forge(home: Home, keys: Keys, table: str, statement: str, *, seal_anew: bool) -> None:
    """Change a row of a signed note as one who knows how KapGuide seals: either the signature's own hash is made anew,
    or the chain says in a row with a right MAC that the change was made by the program."""
    db = open_database(home.database, keys.main)
    try:
        (device,) = db.conn.execute("SELECT id FROM device").fetchone()
        before = seals_of(db, table, "1", ())
        change(home, keys, (statement,))
        after = seals_of(db, table, "1", ())
        if seal_anew:
            dropped, sealed = sorted(set(before) - set(after)), sorted(set(after) - set(before))
            Audit(keys.audit, device, keys.staff).append(db, noon(), "forged", "x", sealed=sealed, dropped=dropped)
        else:
            (signature,) = (row for row in all_signatures(db) if row["kind"] == SIGNED and row["addendum_id"] is None)
            fresh = seal_of(db, signature)
            change(home, keys, (f"UPDATE signature SET sha256 = '{fresh}' WHERE id = '{signature['id']}'",))
    finally:
        db.close()


def with_the_chain_made_again(home: Home, keys: Keys) -> None:
    """An audit row whose MAC is right and whose detail is nonsense: written by a program that has the key."""
    db = open_database(home.database, keys.main)
    try:
        (device,) = db.conn.execute("SELECT id FROM device").fetchone()
        Audit(keys.audit, device, keys.staff).append(db, noon(), "nonsense", "x", first=[1], problems=5)
    finally:
        db.close()


def problems(home: Home, keys: Keys) -> tuple[str, ...]:
    """What `verify` says."""
    store = Store.open(home, keys, read_only=True)
    try:
        return store.verify().problems
    finally:
        store.close()


def attack(folder: Path, seed: int, most: int | None = None) -> list[Tally]:
    """Make each change to a copy of one record; `most` of them in the suite."""
    tally = Tally("changes by raw SQL")
    original = Home(folder / "original").make()
    keys = a_record(original)
    if found := problems(original, keys):
        tally.unnamed.append(f"nothing was changed, and verify says {found}")
    chosen = list(CHANGES.items())
    step = 1 if most is None else max(1, len(chosen) // most)
    for what, statements in itertools.islice(chosen, seed % step, None, step):
        home = Home(folder / "changed")
        shutil.copytree(original.root, home.root)
        tally.tried += 1
        try:
            change(home, keys, statements)
            if not problems(home, keys):
                tally.unnamed.append(what)
        except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
            tally.tracebacks.append(f"{what}: {type(error).__name__}: {error}")
        shutil.rmtree(home.root)
    for what, (table, statement) in FORGED.items() if most is None else list(FORGED.items())[seed % 4 :: 4]:
        for seal_anew in (False, True):
            home = Home(folder / "changed")
            shutil.copytree(original.root, home.root)
            tally.tried += 1
            forge(home, keys, table, statement, seal_anew=seal_anew)
            if not problems(home, keys):
                tally.unnamed.append(f"{what}, {'sealed' if seal_anew else 'hashed'} anew")
            shutil.rmtree(home.root)
    tally.tried += 1
    with_the_chain_made_again(original, keys)
    if not problems(original, keys):
        tally.unnamed.append("an audit row that cannot be read")
    return [tally]
