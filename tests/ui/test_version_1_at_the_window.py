"""A practice of the first version at today's window: opened, its note written on, its keys changed, its end closed."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.store.copies.backup import backups
from kapguide.store.keys.vault import WrongPassphrase, change_passphrase, unlock
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.today.screen import TodayScreen
from tests.support.note_hand import write_in_note
from tests.support.practice import CHEAP, PASSPHRASE, opened
from tests.support.therapist import Therapist, window_of

WRITTEN = Path(__file__).parents[1] / "store" / "version_1"
NOTED = "session-0002"


def test_it_opens_as_ever_and_what_is_written_now_lies_beside_what_was(home: Home, qtbot: QtBot) -> None:
    for name in ("kapguide.db", "vault.json", "anchor.json"):
        shutil.copy(WRITTEN / name, home.root / name)
    shutil.copytree(WRITTEN / "backups", home.backups)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._record.store
        before = store.notes.read(NOTED).text
        her.screen(TodayScreen).session_chosen.emit(NOTED)
        note = her.screen(NoteScreen)
        write_in_note(note, "written since ")
        her.click(her.screen(NoteScreen).back)
        her.screen(TodayScreen)
        (left,) = (s.row.id for s in store.sessions() if s.row.id != NOTED)
        her.screen(TodayScreen).session_chosen.emit(left)
        her.screen(NoteScreen)
        her.click(her.screen(NoteScreen).back)
        her.screen(TodayScreen)
    keys = unlock(home.vault, PASSPHRASE)
    with opened(home, keys) as store:
        assert store.unfinished_session() is None
        words = [version.text for version in store.notes.versions(NOTED)]
        assert words[0] == before
        assert "written since" in words[-1]
        assert store.load_session(left)[2][-2].text, "the half-typed line is an entry"
        assert store.verify().problems == ()
        assert store.backed_up()
    change_passphrase(home.vault, keys, "three quiet herons", cost=CHEAP)
    with pytest.raises(WrongPassphrase):
        unlock(home.vault, PASSPHRASE)
    assert len(backups(home.backups)) >= 3
