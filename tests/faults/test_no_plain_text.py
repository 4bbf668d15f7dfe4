"""What was typed in a session lies nowhere in plain: not on disk, not in a log, not in what processes tell of them."""

from pathlib import Path

import pytest

from kapguide.paths import Home
from kapguide.session.event_json import encode
from kapguide.store.keys.vault import unlock
from kapguide.store.records import Store
from tests.support.practice import PASSPHRASE
from tests.support.small_session import small_practice
from tests.support.window_process import WindowProcess, sound_pids, until

CLIENT = "ZQ-417"
TYPED = {
    "dose": "61 mg heliotrope",
    "intention": "quarrel with the lighthouse",
    "note": "marzipan under the ice",
    "verbatim": "a suitcase of feathers",
    "half": "the unfinished xylophone",
    "edit": "amended by the gardener",
    "bug": "a parrot in the exception",
}


def test_nothing_typed_is_found_in_plain(
    home: Home, tmp_path: Path, null_sink: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocol = small_practice(home)
    for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
        (tmp_path / name).mkdir()
    with WindowProcess(home, fresh=True) as window:
        window.begin(protocol, client=CLIENT, planned_dose=TYPED["dose"], intention=TYPED["intention"])
        window.tell(f"note {TYPED['note']}")
        window.tell(f'type n"{TYPED["verbatim"]}\\n')
        window.tell(f"type {TYPED['half']}")
        window.wait_for("kept")
        until(lambda: sound_pids(home))
        window.tell(f"bug {TYPED['bug']}")
        window.state()
        processes = [window.pid, *sound_pids(home)]
        during = found_in(tmp_path) + found_at(processes)
        logged = "".join(file.read_text("utf-8") for file in home.logs.iterdir())
        window.end()
        window.tell(f"annotate {TYPED['edit']}")
        while window.wait_for("kept") != "note":
            pass
        afterwards = found_in(tmp_path)
        assert window.quit() == 0
    assert not during
    assert not afterwards
    assert not found_in(tmp_path)
    assert "bug RuntimeError" in logged, "the log says where a bug lies"
    assert stored(home) >= 5


def found_in(folder: Path) -> list[str]:
    """Each file below `folder` that holds a typed word."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert any(file.suffix == ".db" for file in files)
    assert any(file.suffix == ".log" for file in files)
    return [f"{words} in {file}" for file in files for words in told(read(file))]


def read(file: Path) -> bytes:
    """What is in it; a file that a process has just taken away, such as the sound's link, keeps nothing."""
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def found_at(pids: list[int]) -> list[str]:
    """Each process whose arguments or environment hold a typed word."""
    assert len(pids) == 2
    places = [Path(f"/proc/{pid}/{name}") for pid in pids for name in ("cmdline", "environ")]
    return [f"{words} in {place}" for place in places for words in told(place.read_bytes())]


def told(data: bytes) -> list[str]:
    """The typed words that stand in `data`, in any encoding that a program of ours would write."""
    return [
        words
        for words in (CLIENT, *TYPED.values())
        if any(words.encode(encoding) in data for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    ]


def stored(home: Home) -> int:
    """How many of the typed words the record gives back to whoever has the key: the search above was for real ones."""

    store = Store.open(home, unlock(home.vault, PASSPHRASE), read_only=True)
    try:
        session = store.sessions()[0].row.id
        events = b"".join(map(encode, store.load_session(session)[2]))
        return len(told(events + store.notes.read(session).text.encode() + str(store.draft(session)).encode()))
    finally:
        store.close()
