"""What the screen of every session has of the practice, whether it is recorded or rehearsed: put together here."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from kapguide.audio.player.player import Player
from kapguide.clinical.side_effects import clinic_effects
from kapguide.paths import private_folder
from kapguide.session.emergency_card import clinic_card
from kapguide.session.live import LiveSession
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.session.flow import KeepDraft, Narration, SessionFlow
from kapguide.ui.sound.window_sound import WindowSound
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.clinic.aftercare import print_sheet
from kapguide.usecases.music import PracticeMusic
from kapguide.usecases.shipped.breath import patterns_of
from kapguide.usecases.shipped.checklists import checklists_of
from kapguide.usecases.shipped.scripts import scripts_of


class Showing:
    """Makes the flow of a session: its music, voice, patterns, scripts, lists and the clinic's own emergency card."""

    def __init__(self, frame: WindowFrame, sound: WindowSound, music: PracticeMusic, display: ClientDisplay) -> None:
        self._frame, self._sound, self._music, self._display = frame, sound, music, display

    def flow(
        self, session: LiveSession, player: Player, keep: KeepDraft, rehearsal: str = "", *, playlist: str = ""
    ) -> SessionFlow:
        """The flow of `session`, whose screen is not shown yet; `rehearsal` are the words of one in its header."""
        home = self._frame.home
        chosen = self._music.chosen(playlist).playlist
        breath = patterns_of(home)
        flow = SessionFlow(
            self._frame.theme,
            session,
            player,
            chosen,
            self._sound.settings,
            keep,
            rehearsal,
            narration=Narration(self._music.narrator(), self._frame.jobs),
            overview_of=self._music.levels_of,
            card=clinic_card(home.emergency_card),
            patterns=breath.known,
            display=self._display,
            scripts=partial(scripts_of, home),
        )
        going = flow.screen.beside.going
        going.checklist = lambda: checklists_of(home).leaving
        going.print_sheet = partial(self._print_sheet, flow)
        flow.screen.beside.effects.known = lambda: clinic_effects(home.side_effects).effects
        for sentence in breath.refused:
            flow.screen.quiet.say(sentence.partition("\n")[0], Tone.WARM)
        if chosen.fault:
            goes_on = "What sounds goes on." if player.status().item else "The session goes on without music."
            flow.screen.quiet.say(f"{chosen.fault} {goes_on}", Tone.WARM)
        return flow

    def _print_sheet(self, flow: SessionFlow, say: Callable[[str], None]) -> None:
        """The sheet for home, beside the window's thread; `say` tells how it went."""
        home = self._frame.home
        say("Writing…")
        self._frame.jobs.run(
            lambda: print_sheet(home, private_folder(home.exports), datetime.now().astimezone()),
            lambda file: say(f"Written to {file}"),
            lambda error: say(error.sentence),
            there(flow.screen),
        )
