"""A practice of three people with two private files each, and what each of them can open."""

import functools
import tempfile
from contextlib import closing
from pathlib import Path

from kapguide.paths import Home
from kapguide.store.file.database import transaction
from kapguide.store.keys.vault import Keys, add_private_key, unlock
from kapguide.store.people import add_person
from kapguide.store.private.private_file import create_private, open_private, private_names
from tests.support.practice import CHEAP, PASSPHRASE, begin, files, lay, new_practice, opened

ANNA, BIRK = "anna's words", "birk's words"


def written(home: Home, keys: Keys, name: str) -> str:
    """What lies in a private file."""
    with closing(open_private(home, keys, name, read_only=True)) as db:
        return str(db.conn.execute("SELECT value FROM meta WHERE key = 'written'").fetchone()[0])


def write(home: Home, keys: Keys, name: str, text: str) -> None:
    with closing(open_private(home, keys, name)) as db, transaction(db):
        db.conn.execute("INSERT INTO meta VALUES ('written', ?)", (text,))


def words(keys: Keys, name: str) -> str:
    """What the person wrote into a file."""
    return f"of {keys.staff} in {name}"


def private(keys: Keys) -> list[str]:
    return sorted(name for name in keys.named if name.startswith("private:"))


@functools.cache
def _made() -> tuple[dict[str, bytes], str]:
    """The files of the practice, made once, and Anna's recovery key."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        paper = _make(home)
        return files(home.root), paper


def _make(home: Home) -> str:
    first, _ = new_practice(home)
    anna, paper = add_person(home, first, "A. Orth", ANNA, cost=CHEAP)
    birk, _ = add_person(home, anna, "B. Roth", BIRK, cost=CHEAP)
    for keys in (first, anna, birk):
        add_private_key(home.vault, keys)
        for name in private(keys):
            create_private(home, keys, name)
            write(home, keys, name, words(keys, name))
        with opened(home, keys) as store:
            begin(store, "M-014")
    assert len(private_names(home)) == 6
    return paper


def three_people(home: Home) -> tuple[Keys, Keys, Keys, str]:
    """The first person, Anna, Birk, and Anna's recovery key."""
    made, paper = _made()
    lay(home, made)
    first, anna, birk = (unlock(home.vault, secret) for secret in (PASSPHRASE, ANNA, BIRK))
    return first, anna, birk, paper


__all__ = ["ANNA", "BIRK", "PASSPHRASE", "files", "private", "three_people", "words", "written"]
