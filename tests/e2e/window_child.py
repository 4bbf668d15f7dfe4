"""The window in a process of its own: does what is written to it line by line, and tells when what was so.

`saved ID` is an event that was acknowledged, `kept draft`, `kept note` and `kept version` that such a text is on disk,
`door T`, `derived T` and `live T` are when (monotonic seconds) the door with its sound controls was painted, the key
was derived, and the live screen was painted; `screen NAME` comes with every screen, and `state {...}` answers the line
`state`; so does `prepared {...}` to `prepared`. `rehearse` leads to the choice of a rehearsal, `rehearsing SOUND SPEED`
begins the one that is chosen there; `press NAME` asks for something at its foot, `goal N` and `bookmark N` go there.
"""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from kapguide import app as program
from kapguide.paths import default_home
from kapguide.session import clock
from kapguide.store.keys.vault import Keys
from kapguide.ui.door import lock_flow
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.second_start import alone
from tests.support.note_hand import write_in_note

PASSPHRASE = sys.stdin.readline().rstrip("\n")


def say(*words: object) -> None:
    """One line; the threads take turns."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


class Painted(QObject):
    """Says a word and the time when a widget is painted first."""

    def __init__(self, widget: QWidget, word: str) -> None:
        super().__init__(widget)
        self._word = word
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._word:
            say(self._word, time.monotonic())
            self._word = ""
        return False


def watch_screens() -> None:
    """Tell of every screen that comes."""
    show = MainWindow.show_screen

    def shown(self: MainWindow, screen: QWidget) -> None:
        name = type(screen).__name__
        if name == "LiveScreen":
            Painted(screen, "live")
        elif isinstance(screen, UnlockScreen):
            Painted(screen.running.emergency, "door")
        show(self, screen)
        say("screen", name)

    MainWindow.show_screen = shown  # type: ignore[method-assign]


def watch_key() -> None:
    """Tell when the key has been derived."""
    derive = lock_flow.unlock

    def derived(*asked: Any) -> Keys:
        keys = derive(*asked)
        say("derived", time.monotonic())
        return keys

    lock_flow.unlock = derived


def watch_saving() -> None:
    """Tell of every event that is acknowledged."""
    from kapguide.store.contents.notes import Notes
    from kapguide.store.records import Store
    from kapguide.store.writing.ticket import Ticket

    def tell(word: str, ticket: Ticket) -> None:
        if ticket.saved and word:
            say("kept", word)
        elif ticket.saved:
            for event in ticket.events:
                say("saved", event.id)

    watched: tuple[tuple[type, str, str], ...] = (
        (Store, "append", ""),
        (Store, "begin_session", ""),
        (Store, "save_draft", "draft"),
        (Notes, "save", "note"),
        (Notes, "finish", "version"),
    )
    for where, name, word in watched:
        keep: Callable[..., Ticket] = getattr(where, name)

        def kept(
            self: object, *what: Any, _keep: Callable[..., Ticket] = keep, _word: str = word, **how: Any
        ) -> Ticket:
            ticket = _keep(self, *what, **how)
            ticket.add_done_callback(lambda done: tell(_word, done))
            return ticket

        setattr(where, name, kept)


def fill_disk(full: bool) -> None:
    """No file of this process may grow any more, as on a full disk; or as it was."""
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    largest = max(path.stat().st_size for path in default_home().root.glob("kapguide.db-wal"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest if full else hard, hard))


def prepared(app: program.App) -> dict[str, str]:
    """The dose as it stands on Prepare, and as the record has it."""
    from kapguide.clinical.chart import chart_of
    from kapguide.clinical.facts import PreparationTyped

    store, screen = app.navigator._store, app.window.screen_shown
    facts = store.facts.of_client("M-014") if store.codes() else []
    fact = chart_of(facts).preparations.get("")
    fields = fact.body.fields if fact is not None and isinstance(fact.body, PreparationTyped) else {}
    return {"shown": screen.order.dose.text(), "kept": fields.get("dose", "")}


def obey(app: program.App, line: str) -> None:
    """Do one thing. What only one of them needs is imported there: a window that is measured does not carry it."""
    from kapguide.session import commands as c
    from kapguide.usecases.sessions import NewSession

    what, _, words = line.partition(" ")
    screen: Any = app.window.screen_shown
    flow = app.navigator._on_window
    match what:
        case "unlock":
            screen.secret.line.setText(PASSPHRASE)
            screen.open.click()
        case "click":
            getattr(screen.running, words).click()
        case "rehearse":
            screen.rehearse.click()
        case "rehearsing":
            from kapguide.rehearsal.sound import RehearsalSound
            from kapguide.ui.scenarios.data import SPEEDS

            sound, _, speed = words.rpartition(" ")
            screen.card.sound.choose([each.value for each in RehearsalSound].index(sound))
            screen.card.speed.choose(SPEEDS.index(int(speed)))
            screen.begin_asked.emit()
        case "press":
            screen.press(words)
        case "goal":
            screen.jumped.emit(int(words))
        case "bookmark":
            screen.went_back.emit(int(words))
        case "begin":
            watch_saving()
            screen.session_prepared.emit(msgspec.json.decode(words, type=NewSession))
            prepare: Any = app.window.screen_shown
            prepare.gate.passed.emit("a test")
        case "prepare":
            screen.session_prepared.emit(NewSession("M-014", words))
        case "prepared":
            say("prepared", msgspec.json.encode(prepared(app)).decode())
        case "type":
            from PySide6.QtTest import QTest

            for sign in words.replace("\\n", "\r"):
                QTest.keyClick(app.window.windowHandle(), ord(sign))
        case "annotate":
            write_in_note(screen, words)
        case "disk":
            fill_disk(words == "full")
        case "bug":
            raise RuntimeError(words)
        case "quit":
            app.window.close()
        case _:
            assert flow is not None
            session = flow.session
            if what == "note":
                flow.screen.send(c.AddNote(words, session.now().elapsed))
            elif what == "next":
                flow.screen.send(c.Next())
            elif what == "end":
                flow.screen.send(c.End())
            elif what == "state":
                told = {
                    "at": time.monotonic(),
                    "elapsed": session.now().elapsed,
                    "phase": session.state.flow.index,
                    "silent": session.state.music.silent,
                    "level": session.state.music.level_db,
                    "item": flow.player.status().item,
                    "saving": app.window.saving.data.text,
                    "kinds": [event.kind for event in session.log],
                    "ids": [event.id for event in session.log],
                }
                say("state", msgspec.json.encode(told).decode())


def main() -> int:
    """`--boot NAME` pretends that the machine was started anew."""
    if sys.argv[1:2] == ["--boot"]:
        clock._system_boot_id = lambda: sys.argv[2]
    watch_screens()
    watch_key()
    program._application()
    return alone(default_home(), open_window)


def open_window() -> int:
    """As `app.run` does it, with an ear for lines."""
    qt, app = program.start(default_home())

    lines: deque[str] = deque()
    busy = False

    def obey_next() -> None:
        nonlocal busy
        if busy:  # keys are being typed, which lets the window live meanwhile
            return
        busy = True
        try:
            while lines:
                obey(app, lines.popleft())
        finally:
            busy = False
            if lines:  # what came with a line that failed
                app.frame.post(obey_next)

    def listen() -> None:
        for line in sys.stdin:
            lines.append(line.rstrip("\n"))
            app.frame.post(obey_next)

    threading.Thread(target=listen, daemon=True).start()
    app.door.knock()
    return program._loop(qt, app)


if __name__ == "__main__":
    sys.exit(main())
