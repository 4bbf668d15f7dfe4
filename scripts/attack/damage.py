"""Damage to the files of a practice whose window died: each is named, or nothing is lost by it."""

import itertools
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from attack.tally import Tally
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.store.chain.audit import Head
from kapguide.store.copies.backup import backups, vault_beside
from kapguide.store.keys.vault import Keys, unlock
from kapguide.store.opening.restore import preview
from kapguide.store.records import Store
from tests.support.practice import PASSPHRASE, begin, line, new_practice, saved

FRAME = 24 + 4096
Damage = Callable[[Home], object]


class Scene:
    """A practice as a killed window leaves it, with what it was some time before, and another practice."""

    def __init__(self, folder: Path) -> None:
        self.dead, self.before, self.other = (Home(folder / name).make() for name in ("dead", "before", "other"))
        live = Home(folder / "live").make()
        self.keys, _ = new_practice(live)
        store = Store.open(live, self.keys)
        self.session = begin(store)
        for seq in range(1, 31):
            saved(store.append(self.session, [line(seq, f"entry {seq}")]))
        store.backup()
        copy(live, self.before)
        for seq in range(31, 61):
            saved(store.append(self.session, [line(seq, f"entry {seq} " + "x" * 900)]))
        copy(live, self.dead)
        store.close()
        keys, _ = new_practice(self.other)
        store = Store.open(self.other, keys)
        saved(store.append(begin(store), [line(1, "another")]))
        wal, content = _wal(self.other), _wal(self.other).read_bytes()
        store.close()
        wal.write_bytes(content)
        for name in ("anchor.json", "anchor.last"):  # the practices of the tests are copies of one: not their machines
            (self.other.root / name).write_bytes(msgspec.json.encode(Head("another machine", 9, "x", 1)))


def copy(source: Home, target: Home) -> None:
    """All files, as a kill would leave them; the shared memory goes with its processes."""
    for path in source.root.iterdir():
        if path.is_dir():
            shutil.copytree(path, target.root / path.name)
        elif path.suffix not in (".lock", ".db-shm"):
            shutil.copy(path, target.root / path.name)


def _wal(home: Home) -> Path:
    return home.root / "kapguide.db-wal"


def flip(path: Path, at: int, bit: int = 1) -> None:
    """One bit of one byte."""
    content = bytearray(path.read_bytes())
    content[at] ^= bit
    path.write_bytes(content)


def cut(path: Path, to: int) -> None:
    """Only the beginning stays."""
    path.write_bytes(path.read_bytes()[:to])


def flipped(of: Callable[[Home], Path], at: int) -> Damage:
    """One bit of the file that `of` finds in a practice."""
    return lambda home: flip(of(home), at)


def shortened(of: Callable[[Home], Path], to: int) -> Damage:
    """That file cut."""
    return lambda home: cut(of(home), to)


def _record(home: Home) -> Path:
    return home.database


def _vault(home: Home) -> Path:
    return home.vault


def damages(scene: Scene, seed: int) -> Iterator[tuple[str, Damage]]:
    """Each by its name."""
    draw = random.Random(seed)
    yield from _of_record(scene, draw)
    yield from _of_wal(scene, draw)
    yield from _of_anchor(scene)
    yield from _of_rest(scene, draw)


def _of_record(scene: Scene, draw: random.Random) -> Iterator[tuple[str, Damage]]:
    size = scene.dead.database.stat().st_size
    for number in range(10):
        at = draw.randrange(size)
        yield f"record: bit {number}", flipped(_record, at)
    for to in (0, 100, 4096, size // 2, size - 4096, size - 1):
        yield f"record: cut to {to} of {size}", shortened(_record, to)

    def older_without_wal(home: Home) -> None:
        shutil.copy(scene.before.database, home.database)
        _wal(home).unlink()

    yield "record: deleted", lambda home: home.database.unlink()
    yield "record: older", lambda home: shutil.copy(scene.before.database, home.database)
    yield "record: older, and no -wal", older_without_wal
    yield "record: another practice's", lambda home: shutil.copy(scene.other.database, home.database)
    yield "record: zeros", lambda home: home.database.write_bytes(bytes(size))


def _of_wal(scene: Scene, draw: random.Random) -> Iterator[tuple[str, Damage]]:
    size = _wal(scene.dead).stat().st_size
    frames = (size - 32) // FRAME
    yield "-wal: deleted", lambda home: _wal(home).unlink()
    yield "-wal: empty", lambda home: _wal(home).write_bytes(b"")
    for to in (20, 32, 32 + FRAME, 32 + FRAME * (frames // 2), 32 + FRAME * (frames - 1), size - 1):
        yield f"-wal: cut to {to} of {size}", shortened(_wal, to)
    for at in (0, 17, 26):
        yield f"-wal: byte {at} of its header", flipped(_wal, at)
    for frame in (0, 1, frames // 2, frames - 2, frames - 1):
        for at in (2, 10, 18, 24 + draw.randrange(4096)):
            place = 32 + frame * FRAME + at
            yield f"-wal: frame {frame} of {frames}, byte {at}", flipped(_wal, place)
    yield "-wal: older", lambda home: shutil.copy(_wal(scene.before), _wal(home))
    yield "-wal: another practice's", lambda home: shutil.copy(_wal(scene.other), _wal(home))
    yield "-wal: more behind it", lambda home: _wal(home).write_bytes(_wal(home).read_bytes() + bytes(5000))


def _of_anchor(scene: Scene) -> Iterator[tuple[str, Damage]]:
    def gone(path: Path) -> None:
        path.unlink(missing_ok=True)

    kinds: dict[str, Callable[[Path], object]] = {
        "deleted": gone,
        "empty": lambda path: path.write_bytes(b""),
        "garbage": lambda path: path.write_bytes(b"\xff\x00{"),
        "older": lambda path: shutil.copy(scene.before.root / path.name, path),
        "another practice's": lambda path: shutil.copy(scene.other.root / path.name, path),
    }
    files = {"sure": ["anchor.json"], "quick": ["anchor.last"], "both": ["anchor.json", "anchor.last"]}
    for (kind, do), (which, names), lost in itertools.product(kinds.items(), files.items(), (False, True)):

        def damage(home: Home, do: Callable[[Path], object] = do, names: list[str] = names, lost: bool = lost) -> None:
            for name in names:
                do(home.root / name)
            if lost:
                _wal(home).unlink()

        yield f"anchor: {which} {kind}{', and no -wal' if lost else ''}", damage


def _of_rest(scene: Scene, draw: random.Random) -> Iterator[tuple[str, Damage]]:
    size = scene.dead.vault.stat().st_size
    yield "vault: deleted", lambda home: home.vault.unlink()
    yield "vault: empty", lambda home: home.vault.write_bytes(b"")
    yield "vault: another practice's", lambda home: shutil.copy(scene.other.vault, home.vault)
    for number in range(3):
        at = draw.randrange(size)
        yield f"vault: bit {number}", flipped(_vault, at)

    def backup(home: Home) -> Path:
        return backups(home.backups)[0].path

    yield "backup: empty", lambda home: backup(home).write_bytes(b"")
    yield "backup: half", lambda home: cut(backup(home), 4096 * 20)
    yield "backup: no vault", lambda home: vault_beside(backup(home)).unlink()
    yield "backup: another practice's", lambda home: shutil.copy(scene.other.database, backup(home))
    for number in range(3):
        at = draw.randrange(4096 * 40)
        yield f"backup: bit {number}", flipped(backup, at)


def outcome(home: Home, keys: Keys, what: str, session: str) -> str:
    """Empty where the damage is named or nothing is lost; else what was lost without a word."""
    try:
        keys = unlock(home.vault, PASSPHRASE)
        if what.startswith("backup"):
            preview(home, keys, backups(home.backups)[0].path)
        store = Store.open(home, keys)
    except KapGuideError:
        return ""
    try:
        problems = store.verify().problems
        events = [event.text for event in store.load_session(session)[2]]
    except KapGuideError:
        return ""
    finally:
        store.close()
    early = not what.startswith(("anchor", "-wal"))
    if len(events) == 60 and (early or not problems):
        return ""
    if problems and early:
        return ""
    return f"{len(events)} of 60 entries; verify says {problems or 'nothing'}"


def attack(folder: Path, seed: int, most: int | None = None) -> list[Tally]:
    """Do each damage to a copy of the dead practice; `most` of them in the suite."""
    tally = Tally("files damaged")
    scene = Scene(folder)
    chosen = list(damages(scene, seed))
    step = 1 if most is None else max(1, len(chosen) // most)
    for what, damage in itertools.islice(chosen, seed % step, None, step):
        home = Home(folder / "damaged").make()
        copy(scene.dead, home)
        tally.tried += 1
        try:
            damage(home)
            if lost := outcome(home, scene.keys, what, scene.session):
                tally.lost.append(f"{what}: {lost}")
        except Exception as error:  # noqa: BLE001 - a traceback is what is looked for
            tally.tracebacks.append(f"{what}: {type(error).__name__}: {error}")
        shutil.rmtree(home.root)
    return [tally]
