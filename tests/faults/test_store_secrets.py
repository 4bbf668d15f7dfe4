"""No words of a person lie readable in any file of the data folder."""

from pathlib import Path

from kapguide.paths import Home
from kapguide.session.clock import Elapsed
from tests.support.practice import PASSPHRASE, begin, line, new_practice, opened, saved

SECRETS = ("velvetlighthouse", "ZQ-917", "copperkettle", "marzipanharbour", PASSPHRASE)


def where_it_lies(folder: Path) -> list[tuple[str, str]]:
    """Every file that holds one of the secrets, however it is spelled in bytes."""
    spelled = [(secret, form) for secret in SECRETS for form in forms(secret)]
    files = [(path.name, path.read_bytes()) for path in folder.rglob("*") if path.is_file()]
    return [(name, secret) for name, content in files for secret, form in spelled if form in content]


def forms(secret: str) -> tuple[bytes, ...]:
    return secret.encode(), secret.encode("utf-16-le"), secret.encode().hex().encode()


def test_nothing_that_was_written_can_be_read_in_any_file(home: Home) -> None:
    keys, recovery = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store, "ZQ-917")
        saved(*[store.append(session, [line(seq, f"velvetlighthouse {seq}")]) for seq in range(1, 60)])
        saved(
            store.notes.save(session, "copperkettle " * 2000, 0),
            store.save_draft(session, "marzipanharbour", Elapsed(1)),
        )
        backup = store.backup()
        names = {path.name for path in home.root.rglob("*")}
        assert {"kapguide.db", "kapguide.db-wal", "kapguide.lock", "vault.json", "anchor.json", backup.name} <= names
        assert where_it_lies(home.root) == []
    assert where_it_lies(home.root) == []
    everything = b"".join(path.read_bytes() for path in home.root.rglob("*") if path.is_file())
    assert recovery.encode() not in everything
    assert bytes(keys.main) not in everything
