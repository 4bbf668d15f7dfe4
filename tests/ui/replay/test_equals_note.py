"""A recorded session that is played to its end has the lines of its note: each of them, also once it is signed."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace as replaced
from pytestqt.qtbot import QtBot

from kapguide.export.note_file import decode_note, encode_note
from kapguide.export.noting.generate import generate_note
from kapguide.export.report import SessionReport, build_report
from kapguide.paths import Home
from kapguide.session import commands as c
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.session.playback import Playback, standing_events
from kapguide.session.state import SessionState
from kapguide.spans import HOUR
from kapguide.store.records import Store
from kapguide.store.tables.queries import NoteStatus
from kapguide.ui.session.cards.notes_card import NotesCard
from kapguide.ui.theme import Theme
from kapguide.usecases import signing
from kapguide.usecases.demonstration.demo import demo_home, open_demo
from kapguide.usecases.documents import note_of, report_of
from kapguide.usecases.rehearsing.replaying import playback_of
from tests.session.test_any_log import ACTS, went_on
from tests.session.test_playback import an_hour
from tests.support.plans import MORNING, Room, whole
from tests.support.practice import saved
from tests.ui.replay.played import a_screen, log_rows_of, play_to_the_end, unlike_the_report

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The demonstration practice, in which notes are drafts, signed, and waiting for a second name."""
    own = demo_home(Home(tmp_path_factory.mktemp("demo") / "home").make())
    store = Store.open(own, open_demo(own))
    yield store
    store.close()


def ids(store: Store) -> list[str]:
    return [each.row.id for each in store.sessions() if each.state.over]


def counted(state: SessionState, report: SessionReport) -> None:
    """What the state of the last picture counts is what the note counts."""
    told = {dose.number: dose.given.t for dose in report.doses if not dose.standing}
    assert {number: dose.given for number, dose in enumerate(state.doses, 1)} == told
    assert [reading.vitals for reading in sorted(state.readings, key=lambda each: each.taken)] == [
        reading.vitals for reading in report.readings if not reading.standing
    ]
    began = [phase.began.t for phase in report.phases if phase.began is not None]
    assert [run.began for run in state.flow.runs] == began
    assert len(report.emergencies) == 0 or state.had_emergency


def test_every_session_of_a_practice_has_the_lines_of_its_note(theme: Theme, demo: Store, qtbot: QtBot) -> None:
    card = NotesCard(theme)
    qtbot.addWidget(card)
    for session_id in ids(demo):
        playback, report = playback_of(demo, session_id), report_of(demo, session_id, NOW)
        for count in range(1, len(playback.events) + 1):
            card.show_log(playback.protocol, playback.events[:count])
        assert unlike_the_report(log_rows_of(card), report, playback.protocol, playback.events) == []
        note = note_of(demo, report).document
        known = {event.id for event in playback.events}
        assert {line.event_id for s in note.sections for line in s.lines if line.event_id} <= known


@pytest.mark.parametrize("place", [0, 1, -1])
def test_what_is_seen_on_the_screen_at_the_end_is_the_note_s_log(
    theme: Theme, demo: Store, qtbot: QtBot, place: int
) -> None:
    session_id = ids(demo)[place]
    playback, report = playback_of(demo, session_id), report_of(demo, session_id, NOW)
    screen, ticks = a_screen(theme, playback)
    qtbot.addWidget(screen)
    screen.resize(1366, 690)
    screen.show()
    play_to_the_end(screen, ticks)
    assert unlike_the_report(log_rows_of(screen.live.notes), report, playback.protocol, playback.events) == []
    counted(screen.session.state, report)
    played = build_report(
        playback.protocol, screen.session.log, practice=report.practice, generated=NOW, version=report.version
    )
    assert played == report
    assert generate_note(played) == generate_note(report)


def test_signing_and_addenda_change_nothing_of_it(theme: Theme, demo: Store, qtbot: QtBot) -> None:
    session_id = next(each.row.id for each in demo.sessions() if each.state.over and each.note is NoteStatus.DRAFT)
    before = playback_of(demo, session_id)
    report = report_of(demo, session_id, NOW)
    kept = note_of(demo, report)
    words = encode_note(kept.document).decode()
    saved(signing.sign(demo, session_id, words, kept.revision, reason="a gap"))
    saved(signing.add_addendum(demo, session_id, "He called in the evening and slept well.", reason="told later"))
    signed = demo.notes.signed(session_id)
    assert signed is not None
    assert len(signed.addenda) == 1
    after = playback_of(demo, session_id)
    assert after.events == before.events
    screen, ticks = a_screen(theme, after)
    qtbot.addWidget(screen)
    play_to_the_end(screen, ticks)
    again = report_of(demo, session_id, NOW)
    assert unlike_the_report(log_rows_of(screen.live.notes), again, after.protocol, after.events) == []
    lines = {line.event_id for s in decode_note(signed.version.text).sections for line in s.lines if line.event_id}
    assert lines <= {event.id for event in screen.session.log}


@given(acts=ACTS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_session_has_the_lines_of_its_note(theme: Theme, qtbot: QtBot, acts: list[tuple[int, c.Command]]) -> None:
    room = went_on(Room(whole()), acts)
    room.wait(HOUR)
    room.refuses(c.End("the test ends it"))
    report = build_report(whole(), room.log, practice="Willow Room", generated=MORNING, version="0")
    playback = Playback(whole(), room.log)
    card = NotesCard(theme)
    for t in sorted({event.t for event in room.log}):
        log = playback.events[: playback.count(t)]
        card.show_log(playback.protocol, log)
        assert [row.id for row in log_rows_of(card)] == [
            row.id for row in log_rows_of(card) if row.id in {event.id for event in log}
        ]
    assert unlike_the_report(log_rows_of(card), report, playback.protocol, room.log) == []
    stand = {row.event_id for row in report.timeline if not row.standing}
    assert {event.id for event in standing_events(whole(), room.log)} == stand
    counted(playback.shown(len(room.log)), report)
    card.deleteLater()


@pytest.mark.parametrize("slip", ["lost", "moved", "reworded", "uncorrected"])
def test_the_comparison_finds_what_differs(theme: Theme, qtbot: QtBot, slip: str) -> None:
    room = an_hour()
    report = build_report(whole(), room.log, practice="Willow Room", generated=MORNING, version="0")
    card = NotesCard(theme)
    qtbot.addWidget(card)
    log = list(room.log)
    place = next(n for n, event in enumerate(log) if event.supersedes)
    if slip == "lost":
        del log[place]
    elif slip == "moved":
        log[place - 1] = replaced(log[place - 1], t=Elapsed(0))
    elif slip == "reworded":
        log = [
            replaced(event, body=e.NoteAdded("other", event.t)) if isinstance(event.body, e.NoteAdded) else event
            for event in log
        ]
    else:
        log = [event for event in log if not event.supersedes]
    card.show_log(whole(), log)
    assert unlike_the_report(log_rows_of(card), report, whole(), room.log)
