"""An imagery script as it runs on the live screen, and the list to choose one from."""

from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from kapguide.session import commands as c
from kapguide.session.clock import RehearsalClock
from kapguide.session.guiding.script import Script, ScriptLine
from kapguide.session.guiding.script_run import quiet_left, running_script
from kapguide.session.live import LiveSession
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from kapguide.usecases.shipped.scripts import KnownScript, Scripts
from screen_cast_live import live_of, session_at

LINES = (
    ("If you like, you may let your eyes rest behind the mask.", 14),
    ("There is nothing to reach, and nothing to get right.", 12),
    ("You may notice the ground that carries you.", 18),
    ("It goes on carrying, without any help from you.", 12),
    ("Some of what you meet may be close.", 10),
    ("Whatever is near may stay near.", 20),
    ("If you like, let the space around you grow a little wider.", 26),
    ("There may be sound in it, or colour, or nothing at all.", 24),
    ("You may rest in it, or move. Either is fine.", 24),
    ("If an image comes, you may look at it.", 12),
    ("If none comes, that is fine too.", 20),
    ("You can stop at any time, with a word or a hand.", 12),
    ("For a while now there are no words.", 74),
    ("If something wants to be kept, you may choose one thing.", 10),
    ("One image, or one word, or nothing.", 14),
    ("And it may go with you, as far as you like.", 28),
)
"""Words and silence (s)."""


def open_space(more: str = "") -> Script:
    """A script of sixteen lines, with `more` behind its title."""
    lines = tuple(ScriptLine(say, quiet * SECOND, 3 * quiet * SECOND) for say, quiet in LINES)
    return Script("open-space", "Open space" + more, "A wide place in which whatever comes may come.", 90, lines)


def _other(name: str, title: str, purpose: str, count: int, quiet: int, longest: int = 0) -> KnownScript:
    lines = (ScriptLine("There is time for whatever comes.", quiet * SECOND, longest * SECOND),) * count
    return KnownScript(Script(name, title, purpose, 90, lines), Path(f"{name}.toml"))


SCRIPTS = Scripts(
    {
        "body-scan": _other("body-scan", "Body scan", "To rest the attention in one place after another.", 30, 12, 20),
        "calm-place": _other(
            "calm-place", "Calm place", "A place of the client’s own choosing, real or made up.", 26, 14
        ),
        "grounding": _other("grounding", "Grounding", "When it is too much: ground, breath, the room.", 14, 8),
        "one-image": _other("one-image", "One image to keep", "To gather one image or word before the return.", 12, 15),
        "open-space": KnownScript(open_space(), Path("open-space.toml")),
        "return-long": _other("return-long", "Return and orient, long", "Back to the room in small steps.", 40, 16, 20),
        "return-short": _other("return-short", "Return and orient, short", "Back to the room in a few lines.", 12, 12),
        "settling": _other("settling", "Settling", "To arrive: a place to lie, a long breath, nothing to do.", 14, 12),
    }
)


def _passes(session: LiveSession, ms: int) -> None:
    clock = session.clock
    assert isinstance(clock, RehearsalClock)
    clock.advance(ms)
    session.send(c.Tick())


def session_reading(
    line: int, waits: int = 14 * SECOND, script: Script | None = None, protocol: TherapyProtocol | None = None
) -> LiveSession:
    """A session in its imagery, a script at that line (from 1), with so much left of the silence before it."""
    session = session_at(52, protocol)
    session.send(c.Extend(12 * MINUTE))
    session.send(c.BeginScript(script or open_space()))
    for _ in range(line - 1):
        run = running_script(session.state.scripts)
        assert run is not None
        _passes(session, quiet_left(run, session.now().elapsed) + run.script.said(run.line))
        session.send(c.FinishLine())
    run = running_script(session.state.scripts)
    assert run is not None
    _passes(session, max(0, quiet_left(run, session.now().elapsed) - waits))
    return session


def live_script(theme: Theme) -> LiveScreen:
    """Line 7 of 16: 14 s of the silence before it are left."""
    return live_of(theme, session_reading(7))


def live_script_say(theme: Theme) -> QWidget:
    """The silence is over; its silences fill the phase, and a reading is due."""
    session = session_reading(13, 0)
    session.send(c.StretchScript())
    session.send(c.PaceScript(-0.1))
    return live_of(theme, session)


def live_script_voice(theme: Theme) -> QWidget:
    """The voice is speaking; a prompt waits behind the reader."""
    session = session_reading(8, 0)
    session.send(c.GiveScript(to_voice=True))
    session.send(c.SpeakLine(7, "/lines/eight.flac"))
    _passes(session, 2 * SECOND)
    return live_of(theme, session)


def live_script_end(theme: Theme) -> QWidget:
    return live_of(theme, session_reading(17, 9 * SECOND))


def live_script_hidden(theme: Theme) -> QWidget:
    """The places were given back; the script goes on."""
    screen = live_script(theme)
    screen.show_reader(False)
    return screen


def live_script_seen(theme: Theme) -> QWidget:
    """The observations are open in the note line's place."""
    screen = live_script(theme)
    QTimer.singleShot(0, screen, screen.show_seen)  # only in what is seen
    return screen


def live_scripts(theme: Theme) -> QWidget:
    """The list to choose from."""
    screen = live_of(theme, session_at(52))
    screen.imagery.known = lambda: SCRIPTS
    screen.imagery.open()
    return screen
