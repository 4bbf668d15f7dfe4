"""What the attack on a faulty disk calls, and what a record is then seen to hold."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kapguide.clinical.facts import TouchAgreed
from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from kapguide.session.events import SessionEnded
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.merge import merge_copy
from kapguide.store.records import Store
from kapguide.store.tables.signature_rows import HalfAddendum
from kapguide.store.writing import aside, ballast, writer
from kapguide.store.writing.ticket import Ticket
from tests.support.practice import CHEAP, begin, happened, hits_of, line, new_practice, noon, saved

COPY = "copy.db"
LIND = {"name": "K. Lind", "role": "therapist"}


class Call(NamedTuple):
    """A call of the store: what it does to the open record, or to one that is closed, and whether it is kept however
    long it takes."""

    do: Callable[..., object]
    kept: bool
    closed: bool = False


class World(msgspec.Struct):
    """The practice before each call, and what the calls need to know of it."""

    keys: Keys
    draft: str = ""
    signed: str = ""
    signature: str = ""
    running: str = ""
    client: str = ""
    colleague: str = ""


def make(folder: Path) -> World:
    """A practice with a note that is being written, one that a trainee has signed, and a session that goes on."""
    ballast.SIZE = aside.RESERVE = 64 * 1024
    writer.FIRST_PAUSE_S = 0.005
    home = Home(folder).make()
    world = World(new_practice(home)[0])
    store = Store.open(home, world.keys)
    world.colleague = store.staff.let_in("R. Osei", "seven grey herons at dusk", cost=CHEAP)[0].staff
    world.draft, world.signed = (
        begin(store, code, events=[line(1, "quiet"), line(2, "tears"), happened(3, SessionEnded())])
        for code in ("A-001", "B-002")
    )
    saved(store.notes.save(world.draft, "A draft.", 0))
    store.close()
    with closing(Store.open(Home(shutil.copytree(folder, folder.parent / "other")), world.keys)) as other:
        saved(other.append(world.signed, [line(4, "written there")]))
    shutil.copy(other.home.database, folder / COPY)
    store = Store.open(home, world.keys)
    saved(store.notes.sign(world.signed, "Calm throughout.", 0, trainee=True, name="A. Orth", role="therapist"))
    signed = store.notes.signed(world.signed)
    assert signed is not None
    world.signature = signed.id
    world.running = begin(store, "C-003", events=[line(1, "begun")])
    saved(store.save_draft(world.running, "half a", Elapsed(9)))
    world.client = store.clients()[0].id
    saved(store.private.write("A-001", "In private."), store.private.save_draft("B-002", "half in private"))
    store.settle(5)
    store.close()
    return world


def _open(place: Path, world: World) -> None:
    Store.open(Home(place), world.keys).close()


def _merge(place: Path, world: World) -> None:
    merge_copy(Home(place), world.keys, place / COPY, noon())


def _begin_note(store: Store, world: World) -> Ticket:
    return store.notes.save(store.notes.begin("A-001", "integration"), "By telephone.", 0)


CALLS: dict[str, Call] = {
    "open": Call(_open, kept=False, closed=True),
    "merge": Call(_merge, kept=False, closed=True),
    "close": Call(lambda store, world: store.close(0.2), kept=False),
    "append": Call(lambda store, world: store.append(world.running, [line(2, "new")]), kept=True),
    "append a line that was half typed": Call(
        lambda store, world: store.append(world.running, [line(2, "half a line")], clear_draft=True), kept=True
    ),
    "save_draft": Call(lambda store, world: store.save_draft(world.running, "half a line", Elapsed(9)), kept=True),
    "close_unfinished": Call(lambda store, world: store.close_unfinished(world.running), kept=True),
    "begin_session": Call(lambda store, world: begin(store, "A-001"), kept=False),
    "add_client": Call(lambda store, world: store.add_client("Z-009"), kept=False),
    "change_code": Call(lambda store, world: store.change_code(world.client, "Z-009"), kept=False),
    "notes.begin": Call(_begin_note, kept=True),
    "notes.save": Call(lambda store, world: store.notes.save(world.draft, "A longer draft.", 1), kept=True),
    "notes.finish": Call(lambda store, world: store.notes.finish(world.draft, "A longer draft.", 1), kept=True),
    "notes.sign": Call(
        lambda store, world: store.notes.sign(world.draft, "Signed words.", 1, trainee=False, **LIND), kept=False
    ),
    "notes.countersign": Call(
        lambda store, world: store.notes.countersign(world.signature, **LIND, staff=world.colleague), kept=False
    ),
    "notes.add_addendum": Call(
        lambda store, world: store.notes.add_addendum(
            world.signed, "Slept well.", trainee=False, reason="told later", **LIND
        ),
        kept=False,
    ),
    "notes.save_addendum": Call(
        lambda store, world: store.notes.save_addendum(world.signed, HalfAddendum("Slept", "told")), kept=True
    ),
    "private.write": Call(
        lambda store, world: store.private.write("B-002", "In private.", session_id=world.signed), kept=True
    ),
    "private.save_draft": Call(lambda store, world: store.private.save_draft("B-002", "half of it"), kept=True),
    "private.of_client": Call(lambda store, world: store.private.of_client("B-002"), kept=False),
    "facts.say": Call(lambda store, world: store.facts.say("A-001", TouchAgreed("hand")).ticket, kept=True),
    "scores.add": Call(lambda store, world: store.scores.add("A-001", "gad-7", "1", {"1": 2}, 2), kept=True),
    "staff.let_in": Call(lambda store, world: store.staff.let_in("P. Low", "four and a half", cost=CHEAP), kept=False),
    "staff.renew": Call(
        lambda store, world: store.staff.renew(world.colleague, "another one for her", cost=CHEAP), kept=False
    ),
    "search": Call(lambda store, world: hits_of(store, "quiet"), kept=False),
    "backup": Call(lambda store, world: store.backup(), kept=False),
}


def seen(place: Path, world: World) -> dict[str, Any]:
    """What the record at `place` holds, once it is opened again, but for ids and times."""
    store = Store.open(Home(place), world.keys)
    try:
        rows = store.sessions()
        notes = [note.id for code in store.codes() for note in store.notes.of_client(code)]
        found: dict[str, Any] = {
            "codes": store.codes(),
            "staff": sorted(row.name for row in store.staff.rows()),
            "sessions": sorted((one.row.client_code, one.state, one.note) for one in rows),
            "entries": sorted((event.kind, event.text) for one in rows for event in store.load_session(one.row.id)[2]),
            "half typed": sorted(draft.text for one in rows if (draft := store.draft(one.row.id))),
            "notes": sorted((n.text, n.revision, n.unfinished, n.signed) for n in map(store.notes.read, notes)),
            "half added": sorted(half.text for n in notes if (half := store.notes.half_addendum(n)) is not None),
            "signed": sorted(map(str, filter(None, (_signed(store, note) for note in notes)))),
            "facts": [len(store.facts.of_client(code)) for code in store.codes()],
            "private": [[note.text for note in store.private.of_client(code)] for code in store.codes()],
            "half in private": [[half.text for half in store.private.drafts(code)] for code in store.codes()],
            "scores": [len(store.scores.of_client(code)) for code in store.codes()],
        }
    finally:
        store.close()
    return found


def _signed(store: Store, note_id: str) -> tuple[object, ...] | None:
    note = store.notes.signed(note_id)
    if note is None:
        return None
    return note.name, note.version.text, note.final, [each.text for each in note.addenda], len(note.later)


def problems(place: Path, world: World) -> tuple[str, ...]:
    """What `verify` says."""
    store = Store.open(Home(place), world.keys, read_only=True)
    try:
        return store.verify().problems
    finally:
        store.close()


def difference(before: dict[str, Any], after: dict[str, Any], now: dict[str, Any]) -> str:
    """Which parts are neither."""
    return "; ".join(f"{what}: {now[what]}" for what in now if now[what] not in (before[what], after[what])) or "mixed"
