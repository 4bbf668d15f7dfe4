"""Whether the record ends where it should: the -wal, both anchors, and what is said before the window opens."""

import shutil
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from attack.damage import FRAME, Scene, attack, copy, cut, flip
from kapguide.paths import Home
from kapguide.store.chain.anchor import EndUnknown, RecordsMissing, note_head, read_anchor, remembered, write_anchor
from kapguide.store.chain.audit import Head
from kapguide.store.file.live_file import beside
from kapguide.store.file.wal import Wal, judge, wal_of
from kapguide.store.opening import restore as r
from kapguide.store.records import Store
from tests.support.practice import noon


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


@pytest.fixture
def dead(scene: Scene, tmp_path: Path) -> Home:
    """The files as a killed window left them; what was written last lies in the -wal."""
    home = Home(tmp_path / "dead").make()
    copy(scene.dead, home)
    return home


def wal(home: Home) -> Path:
    return beside(home.database, "-wal")


def test_damaged_files_are_named_or_lose_nothing(tmp_path: Path) -> None:
    """A part of the attack; all of it runs by itself, and what befalls the -wal and the anchors is below."""
    (tally,) = attack(tmp_path, 0, most=10)
    assert tally.holds, tally.findings()


def test_what_a_killed_window_left_is_whole(scene: Scene, dead: Home) -> None:
    assert wal_of(dead.database) is Wal.WHOLE
    store = Store.open(dead, scene.keys)
    assert len(store.load_session(scene.session)[2]) == 60
    assert store.verify().problems == ()
    store.close()
    assert wal_of(dead.database) is Wal.WHOLE


def test_a_flipped_frame_with_later_ones_behind_it_is_refused_and_kept(scene: Scene, dead: Home) -> None:
    flip(wal(dead), wal(dead).stat().st_size - 20 * FRAME + 500)
    assert wal_of(dead.database) is Wal.BROKEN
    before = wal(dead).read_bytes()
    with pytest.raises(EndUnknown, match=r"newest entries are damaged.*No backup holds more") as refused:
        Store.open(dead, scene.keys)
    assert refused.value.acceptable
    assert wal(dead).read_bytes() == before
    reader = Store.open(dead, scene.keys, read_only=True)
    assert "newest entries are damaged" in reader.verify().problems[0]
    reader.close()
    assert r.look_at_hand(dead, scene.keys).acceptable
    r.accept(dead, scene.keys, noon())
    assert next(dead.root.glob("kapguide.db-wal.damaged-*")).read_bytes() == before
    Store.open(dead, scene.keys).close()


def test_a_backup_that_holds_more_is_named(scene: Scene, dead: Home) -> None:
    flip(wal(dead), 40)
    with pytest.raises(EndUnknown, match=r"The backup kapguide-.*holds more"):
        Store.open(dead, scene.keys)


def test_the_last_entry_is_missed_at_once_after_a_kill(scene: Scene, dead: Home) -> None:
    """The surely written anchor may be 5 s old; the other one is not."""
    flip(wal(dead), wal(dead).stat().st_size - 100)
    assert wal_of(dead.database) is Wal.CUT_OFF
    before = wal(dead).read_bytes()
    with pytest.raises(RecordsMissing, match="the last change that was saved is not in the file"):
        Store.open(dead, scene.keys)
    assert wal(dead).read_bytes() == before
    Store.open(dead, scene.keys, accept_missing=True).close()
    assert list(dead.root.glob("kapguide.db-wal.damaged-*"))


def test_a_transaction_that_was_cut_off_before_it_was_acknowledged_is_no_loss(scene: Scene, dead: Home) -> None:
    """As after a power failure: what this computer remembers does not reach into it."""
    store = Store.open(dead, scene.keys, read_only=True)
    audit = store.verify().audit_rows
    store.close()
    last = read_anchor(dead.root / "anchor.last")
    assert last is not None
    assert last.seq == audit
    (dead.root / "anchor.last").unlink()
    cut(wal(dead), wal(dead).stat().st_size - 10)
    Store.open(dead, scene.keys).close()


def test_a_wal_of_nonsense_and_one_of_nothing() -> None:
    assert judge(b"") is Wal.WHOLE
    assert judge(bytes(20)) is Wal.WHOLE
    assert judge(bytes(9000)) is Wal.BROKEN


def test_frames_of_an_earlier_time_behind_the_end_are_no_damage(scene: Scene, dead: Home) -> None:
    data = bytearray(wal(dead).read_bytes())
    frame = bytearray(data[-FRAME:])
    frame[8:16] = bytes(8)
    assert judge(bytes(data + frame)) is Wal.WHOLE


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize(
    ("kind", "words"),
    [("gone", "does not remember"), ("foreign", "belongs to another one"), ("older", "is older than the record")],
)
def test_an_anchor_that_tells_nothing_is_named_before_the_window_opens(
    scene: Scene, dead: Home, kind: str, words: str, lost: bool
) -> None:
    for name in ("anchor.json", "anchor.last"):
        if kind == "gone":
            (dead.root / name).write_bytes(b"")
        elif kind == "foreign":
            shutil.copy(scene.other.root / name, dead.root / name)
        else:
            Store.open(dead, scene.keys, now=lambda: noon() + timedelta(days=4000)).close()
            shutil.copy(scene.before.root / "anchor.json", dead.root / "anchor.json")
            shutil.copy(scene.before.root / "anchor.json", dead.root / "anchor.last")
    if kind == "older":
        store = Store.open(dead, scene.keys, accept_missing=True, now=lambda: noon() + timedelta(days=4000))
        store.add_client("Z-1")
        store.close()
        for name in ("anchor.json", "anchor.last"):
            shutil.copy(scene.before.root / "anchor.json", dead.root / name)
    if lost:
        wal(dead).unlink(missing_ok=True)
    with pytest.raises(EndUnknown, match=words) as refused:
        Store.open(dead, scene.keys)
    assert refused.value.acceptable
    reader = Store.open(dead, scene.keys, read_only=True)
    assert any(words in problem for problem in reader.verify().problems)
    reader.close()
    assert words in r.look_at_hand(dead, scene.keys).doubt
    r.accept(dead, scene.keys, noon())
    store = Store.open(dead, scene.keys)
    assert store.verify().problems == ()
    store.close()


def test_a_device_that_was_lost_with_the_end_is_no_other_record(scene: Scene, dead: Home) -> None:
    there = remembered(dead.root)
    assert there is not None
    assert there.practice
    for name in ("anchor.json", "anchor.last"):
        write_anchor(dead.root / name, msgspec.structs.replace(there, device="f" * 32, seq=3))
    with pytest.raises(RecordsMissing, match="the last 3 changes that were saved are not in the file"):
        Store.open(dead, scene.keys)


def test_the_anchor_that_goes_further_counts(tmp_path: Path) -> None:
    def both(sure: Head | None, last: Head | None) -> Head | None:
        for name in ("anchor.json", "anchor.last"):
            (tmp_path / name).unlink(missing_ok=True)
        if sure is not None:
            write_anchor(tmp_path / "anchor.json", sure)
        if last is not None:
            note_head(tmp_path, last)
        return remembered(tmp_path)

    old, new, far = Head("d", 3, "x", 1), Head("d", 5, "y", 1), Head("d", 4, "z", 2)
    assert both(None, None) is None
    assert both(old, None) == old
    assert both(None, old) == old
    assert both(old, new) == new
    assert both(new, old) == new
    assert both(new, far) == far
    assert both(old, Head("e", 9, "y", 1)) == old


def test_what_cannot_be_noted_at_once_is_no_failure(tmp_path: Path) -> None:
    note_head(tmp_path / "nowhere", Head("d", 3, "x", 1))
    assert remembered(tmp_path / "nowhere") is None
