"""Nothing of a rehearsal is found, by its words, in the record, its search, its backups, exports, logs, or any file but
its own."""

import contextlib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide import paths
from kapguide.export.forms import FORMS
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.store.copies.backup import backups
from kapguide.store.file.database import open_database
from kapguide.store.keys import vault as v
from kapguide.store.keys.vault import Keys
from kapguide.ui.debrief.screen import DebriefScreen
from kapguide.ui.rehearsal.screen import RehearsalScreen
from kapguide.ui.scenarios.keeping import KeepScreen
from kapguide.ui.scenarios.screen import RehearseScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.usecases.documents import note_of, report_of, write_document
from kapguide.usecases.sessions import close_unfinished
from tests.support.practice import CHEAP, begin, happened, hits_of, line, new_practice, noon, opened
from tests.support.therapist import Therapist, window_of

IN_THE_RECORD = "velvet curtain"
SCENARIO = ("Xylograph of moss", "QX-717", "Umbrella in the orchard", "Pomegranate ledger")
"""Its title, its client, what it shows and what its client says."""
TYPED = (
    "marzipan under the ice",
    "a suitcase of feathers",
    "quarrel with the lighthouse",
    "heliotrope 61",
    "Vermilion Trainee",
    "Cobalt Observer",
    "the unfinished bassoon",
    "remark of the gardener",
    "half of a trombone",
)


@pytest.fixture
def keys(home: Home, monkeypatch: pytest.MonkeyPatch) -> Keys:
    """A practice with one session in its record, and a scenario of its own with words that stand nowhere else."""
    monkeypatch.setattr(v, "default_cost", lambda: CHEAP)
    keys, recovery = new_practice(home)
    v.keep_recovery_key(home.vault, keys, recovery)
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, IN_THE_RECORD), happened(2, e.SessionEnded())])
        close_unfinished(store, session)
    title, client, shows, says = SCENARIO
    text = paths.resource("scenarios", "panic.toml").read_text("utf-8")
    text = text.replace('id = "panic"', 'id = "moss"', 1).replace('title = "Panic that calms"', f'title = "{title}"', 1)
    text = text.replace('client = "R-104"', f'client = "{client}"', 1)
    text = text.replace("Breath fast and high", shows).replace("The room is closing.", says)
    home.scenarios.mkdir()
    (home.scenarios / "moss.toml").write_text(text, encoding="utf-8")
    return keys


def words_in(data: bytes) -> list[str]:
    """Each word of the rehearsal that is in it, in any case, as UTF-8 or as Windows has it."""
    low = data.lower()
    found = [words for words in (*SCENARIO, *TYPED) if words.lower().encode() in low]
    return [*found, *(words for words in (*SCENARIO, *TYPED) if words.lower().encode("utf-16-le") in low)]


def dump_of(database: Path, keys: Keys) -> bytes:
    """Every value of every table, the index of the search among them."""
    with contextlib.closing(open_database(database, keys.main, read_only=True)) as db:
        names = [name for (name,) in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for name in names for row in db.conn.execute(f"SELECT * FROM [{name}]")]
    return b"\n".join(each if isinstance(each, bytes) else str(each).encode() for row in rows for each in row)


def rehearsed(her: Therapist) -> None:
    """A run with something unmistakable in each of its fields, and in those of its debrief."""
    her.press("r")
    screen = her.screen(RehearseScreen)
    rows = [row.id for row in screen.data.scenarios]
    screen.scenarios.setCurrentIndex(screen.scenarios.model().index(rows.index("moss"), 0))
    screen.card.sound.choose(0)
    screen.card.speed.choose(4)
    screen.card.trainee.put(TYPED[4])
    screen.card.watching.put(TYPED[5])
    her.press(Qt.Key.Key_Return)
    running = her.screen(RehearsalScreen)
    rehearsals = her.app.navigator.rehearsals
    flow, run = rehearsals.running, rehearsals._run
    assert flow is not None
    assert run is not None
    now = flow.session.now().elapsed
    flow.screen.send(c.AddNote(TYPED[0], now))
    flow.screen.send(c.AddNote(TYPED[1], now, "verbatim"))
    flow.screen.send(c.GiveDose(TYPED[3], "sublingual", TYPED[4], now, "Ketamine"))
    run.advance(23 * 60_000)
    assert any(beat.turn == "fast" for beat in run.record().beats if hasattr(beat, "turn")), "the client has spoken"
    running.acted.emit("say", TYPED[2])
    running.remarked.emit(TYPED[7], 1)
    flow.screen.notes.line.put(TYPED[8])
    flow.screen.keep_draft()
    flow.screen.send(c.End(TYPED[6]))
    debrief = her.screen(DebriefScreen)
    debrief.reactions_typed.emit(TYPED[6])
    debrief.rated.emit((3, None, 10))
    debrief.analysis_typed.emit(TYPED[1])
    debrief.take_home_typed.emit(TYPED[6])
    debrief.remark_written.emit(TYPED[7], TYPED[5], True, int(now))
    debrief.closed.emit()
    her.screen(KeepScreen).keep.click()
    her.screen(RehearseScreen)
    her.press(Qt.Key.Key_Escape)
    her.screen(TodayScreen)


def test_nothing_of_a_rehearsal_is_found_anywhere_but_in_its_own_file(
    home: Home, keys: Keys, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.screen(TodayScreen)
        store = app.navigator._store
        before = (len(store.codes()), len(store.sessions()), dump_of(home.database, keys).count(b"\n"))
        rehearsed(her)
        assert (len(store.codes()), len(store.sessions()), dump_of(home.database, keys).count(b"\n")) == before
        for words in (*SCENARIO, *TYPED):
            assert hits_of(store, f'"{words}"') == [], words
        assert hits_of(store, IN_THE_RECORD), "the search finds what is there"
        session = store.sessions()[0].row.id
        report = report_of(store, session, noon())
        for form in FORMS:
            write_document(report, note_of(store, report).document, form, home.exports)
        store.backup()
    assert words_in(dump_of(home.database, keys)) == []
    assert IN_THE_RECORD.encode() in dump_of(home.database, keys), "this looks where words are"
    for backup in backups(home.backups):
        assert words_in(dump_of(backup.path, keys)) == []
    (kept,) = home.rehearsals.iterdir()
    assert set(words_in(kept.read_bytes())) >= {*SCENARIO, *TYPED} - {TYPED[8]}, "all of it is in its own file"
    others = [
        file for file in home.root.rglob("*") if file.is_file() and file.parent not in (home.rehearsals, home.scenarios)
    ]
    assert {file.parent for file in others} >= {home.root, home.backups, home.exports}
    assert words_in(caplog.text.encode()) == []
    assert {str(file): found for file in others if (found := words_in(file.read_bytes()))} == {}
