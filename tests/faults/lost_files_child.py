"""A window whose own files go as its session begins: does what is left to do, and prints what came of it, as JSON.

It is run with a copy of the program before the checkout in its path; the practice is in KAPGUIDE_HOME, its protocol is
the argument. With `dies` behind it the window ends as its session has begun; with `goes on` it goes on with that one.
"""

import json
import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

import kapguide
from kapguide import app as program
from kapguide import log
from kapguide.paths import default_home
from kapguide.session import commands as c
from kapguide.usecases.sessions import NewSession
from kapguide.usecases.shipped.checklists import checklists_of
from kapguide.usecases.shipped.scripts import scripts_of
from tests.support.practice import PASSPHRASE

PATIENCE_S = 20.0
CALLED_UP = ["keys", "dose", "people", "timers", "script", "breath", "effects", "consent", "leave"]
"""What a session calls up, by the actions of its keys."""


def main() -> None:
    qt, app = program.start(default_home())
    window: Any = app.window
    told: dict[str, Any] = {"bugs": []}
    log.told.append(lambda bug: told["bugs"].append(f"{type(bug).__name__}: {bug}"))

    def until(so: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not so():
            assert time.monotonic() < end, json.dumps(told)
            qt.processEvents()

    def screen(name: str) -> Any:
        until(lambda: type(window.screen_shown).__name__ == name)
        return window.screen_shown

    def press(key: Qt.Key) -> None:
        QTest.keyClick(window.windowHandle(), key)
        qt.processEvents()

    def exported(note: Any, form: str) -> str:
        note.export_asked.emit(form)
        until(lambda: not note.quiet.data.text.startswith("Writing"))
        return str(note.quiet.data.text)

    window.show()
    app.door.knock()
    door = screen("UnlockScreen")
    door.secret.line.setText(PASSPHRASE)
    door.open.click()
    if "goes on" not in sys.argv:
        screen("TodayScreen").session_prepared.emit(NewSession("M-014", sys.argv[1]))
        screen("PrepareScreen").gate.passed.emit("a test")
    live = screen("LiveScreen")
    if "dies" in sys.argv:
        os._exit(0)

    place = Path(kapguide.__file__).parent.parent
    for lost in ("kapguide", "resources"):
        (place / lost).rename(place / f"{lost}-before")

    for action in CALLED_UP:
        live.doings("")[action]()
        live.calm()
    home = default_home()
    told["there still"] = [*scripts_of(home).known, *checklists_of(home).known]
    told["called up"] = sorted(type(part).__name__ for part in live._over)
    press(Qt.Key.Key_F12)
    told["emergency"] = live.in_emergency
    press(Qt.Key.Key_Escape)
    live.lock_asked.emit()
    lock = screen("LockScreen")
    lock.submitted.emit(PASSPHRASE)
    screen("LiveScreen")
    while live._session.state.flow.index < len(live._session.state.protocol.phases) - 1:
        live.send(c.Next())
    live.send(c.End())
    note = screen("NoteScreen")
    told["markdown"] = exported(note, "md")
    told["pdf"] = exported(note, "pdf")
    told["until here"] = list(told["bugs"])
    app.navigator.today()
    buttons = screen("TodayScreen").findChildren(QAbstractButton)
    next(button for button in buttons if button.accessibleName().startswith("Clients")).click()
    until(lambda: window.saving.data.text)
    told["clients"] = window.saving.data.text
    told["still"] = type(window.screen_shown).__name__
    app.shut_down()
    print(json.dumps(told))


try:
    main()
except BaseException:
    traceback.print_exc()  # the program's own hook says it to the log alone
    raise
