"""The emergency card alone, over any screen: to be read, closed and printed."""

from collections.abc import Callable
from datetime import datetime

from kapguide.paths import private_folder
from kapguide.session import commands as c
from kapguide.session.emergency_card import clinic_card
from kapguide.session.live import LiveSession
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.clinic.emergency_card import print_card


def show_card(
    frame: WindowFrame,
    words: str,
    session: LiveSession | None = None,
    send: Callable[[c.Command], bool] = lambda command: False,
) -> EmergencyView:
    """Cover the window with the clinic's card; closed, it shows again what is behind.

    `words` stand where a session's log would; with a running `session` what is done is in its record. It keeps the
    light of what it covers: nothing comes between the press and the steps.
    """
    card = clinic_card(frame.home.emergency_card)
    view = EmergencyView(frame.window.theme, card, session, send, locked=True, words=words)

    def printed() -> None:
        view.words.set_text("Writing…")
        frame.jobs.run(
            lambda: print_card(frame.home, private_folder(frame.home.exports), datetime.now().astimezone()),
            lambda file: view.words.set_text(f"Written to {file}"),
            lambda error: view.words.set_text(error.sentence),
            there(view),
        )

    view.left.connect(frame.window.uncover)
    view.print_asked.connect(printed)
    if session is not None:
        view.music_asked.connect(lambda: send(c.FadeMusic(not session.state.music.silent)))
    frame.window.cover(view)
    return view
