"""A whole session in a real window with real sound and a real encrypted record, and the note that comes of it."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.ui.note.screen import NoteScreen
from tests.support.listening import Recorder
from tests.support.practice import PASSPHRASE
from tests.support.small_session import small_practice
from tests.support.therapist import Therapist, window_of

CHECKOUT = Path(__file__).resolve().parents[2]


def test_everything_done_in_a_session_is_in_its_note(
    home: Home, qtbot: QtBot, recorder: Callable[[], Recorder], tmp_path: Path
) -> None:
    protocol = small_practice(home)
    recording = recorder()
    with window_of(home) as app:
        her = Therapist(qtbot, app)
        her.unlock()
        her.begin(protocol, intention="To rest in it")
        play(her, recording)
        her.screen(NoteScreen)
        store = app.navigator._store
        log = store.load_session(store.sessions()[0].row.id)[2]
        markdown = exported(home, "md", tmp_path / "out").read_text("utf-8")
        pdf = exported(home, "pdf", tmp_path / "out")
    text = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, check=True, timeout=30).stdout
    told = [line.rstrip() for line in text.decode().splitlines()]
    for document in (markdown.splitlines(), told):
        for words, before, after in her.did:
            assert words in "\n".join(document)
            lines = [line for line in document if words in line]
            assert stamped(document, words, before, after), f"“{words}” was at {before:%H:%M:%S}: {lines}"
    assert kinds(log) >= {
        "session_started", "dose_given", "phase_began", "cue_acknowledged", "cue_snoozed", "reading_taken",
        "note_added", "observation_added", "phase_held", "phase_released", "phase_extended", "undone",
        "music_faded", "level_changed", "track_started", "emergency_started", "emergency_ended", "session_ended",
    }  # fmt: skip
    assert [event.seq for event in log] == list(range(1, len(log) + 1))


def play(her: Therapist, recording: Recorder) -> None:
    """The session itself, from the first prompt to its end."""
    live = her.live
    recording.wait_for_sound()
    her.until(lambda: her.title() == "Confirm the escort")
    her.now("Prompt put away: Confirm the escort", lambda: her.press(Qt.Key.Key_Space))
    her.press("v")
    her.now("BP 118/76, HR 72, SpO2 98 %", lambda: her.write_in("118/76 72 98"))
    her.until(lambda: her.title() == "Offer the eye mask")
    her.now("Prompt put off until", lambda: her.press("z"))
    her.now("Hands are cold, voice is steady.", lambda: her.write("Hands are cold, voice is steady."))
    her.now("“I want to put the suitcase down”", lambda: her.write('"I want to put the suitcase down"'))
    her.now("Phase “Onset” began", her.next_phase)

    her.now("Prompt put away: Ready for the dose", lambda: her.click(live.prompt.put_away_button))

    def give() -> None:
        her.press("d")
        live.dose.amount.selectAll()
        live.dose.amount.setFocus()
        her.write_in("75 mg", enter=False)
        live.dose.who.setFocus()
        her.write_in("L. Okafor", enter=False)
        her.click(live.dose.record)
        if live.dose.isVisible():  # what is still open is asked about once
            her.click(live.dose.record)

    her.now("75 mg", give)
    her.until(lambda: her.session.state.t0 is not None)
    her.now("Breath slows.", lambda: her.write("Breath slows."))
    her.now("Says it is like ice, but warm", lambda: her.write("~Says it is like ice, but warm"))
    labels = {key: button.data.text for key, button in live.observe.buttons.items()}
    her.now(f"Observation: {labels['1']}", lambda: her.press("1"))
    her.now("Phase “Onset” held", lambda: her.press("h"))
    her.now("Left hand lifts.", lambda: her.write("Left hand lifts."))
    her.now("Phase “Onset” released", lambda: her.click(live.phases.hold))
    her.now("Phase “Onset” extended by 2 min", lambda: her.press("+"))
    her.now("Music level from 0 dB to −1 dB", lambda: her.press(Qt.Key.Key_Down))
    her.now("Phase “Inner journey” began", her.next_phase)

    her.now("Prompt put away: Quiet presence", lambda: her.press(Qt.Key.Key_Space))
    her.press("+")
    her.now("Taken back: Phase extended by 2 min", lambda: her.press(Qt.Key.Key_Z, ctrl=True))
    her.now("Music faded to silence", lambda: her.press("m"))
    her.until(lambda: live.music.silence.accessibleName() == "Bring the music back")
    her.now("Tears, very quiet.", lambda: her.write("Tears, very quiet."))
    her.now("Music brought back", lambda: her.click(live.music.silence))
    her.now(f"Observation: {labels['2']}", lambda: her.click(live.observe.buttons["2"]))
    her.now("“the light was kind”", lambda: her.write('"the light was kind"'))
    her.now("Emergency started", lambda: her.press(Qt.Key.Key_F12))
    her.until(live.emergency.isVisible)
    her.press("n")
    her.now("Nausea. Turned on the side.", lambda: her.write_in("Nausea. Turned on the side."))
    her.press("v")
    her.now("BP 135/88, HR 96, SpO2 95 %", lambda: her.write_in("135/88 96 95"))
    her.now("Emergency ended", lambda: her.click(live.emergency.head.leave))
    assert her.session.state.music.silent, "nothing resumes by itself"
    her.now("Music brought back", lambda: her.press("m"))
    her.now("Phase “Speaking” began", her.next_phase)

    her.now("Prompt put away: Water and words", lambda: her.press(Qt.Key.Key_Space))
    her.now("Drinks, sits up with help.", lambda: her.write("Drinks, sits up with help."))
    her.now("Speaks of the kitchen, smiles.", lambda: her.write("Speaks of the kitchen, smiles."))
    her.now("Session ended", her.end)


def exported(home: Home, form: str, out: Path) -> Path:
    """The note of the last session as the command line exports it, beside the running window."""
    secret = home.root / "passphrase"
    secret.write_text(PASSPHRASE + "\n", encoding="utf-8")
    command = ["export", "last", "--format", form, "--out", str(out), "--passphrase-file", str(secret)]
    done = subprocess.run(
        [sys.executable, "-m", "kapguide", *command],
        env=dict(os.environ, KAPGUIDE_HOME=str(home.root)),
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    secret.unlink()
    return Path(done.stdout.strip())


def stamped(document: list[str], words: str, before: datetime, after: datetime) -> bool:
    """Whether a line with `words`, or with their beginning, carries a local time between the two moments."""
    seconds = int((after - before).total_seconds()) + 2
    wanted = {f"{(before + timedelta(seconds=s)).astimezone():%H:%M:%S}" for s in range(seconds)}
    head = " ".join(words.split()[:3])
    return any(head in line and wanted & set(re.findall(r"\d\d:\d\d:\d\d", line)) for line in document)


def kinds(log: list[e.Event]) -> set[str]:
    """Every kind of event in the log."""
    return {event.kind for event in log}
