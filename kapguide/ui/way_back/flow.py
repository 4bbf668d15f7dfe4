"""The way back at the window: a refused record, or a practice that lies in a backup alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from kapguide.errors import KapGuideError
from kapguide.store.chain.anchor import EndUnknown, RecordsMissing
from kapguide.store.copies.backup import own_backups
from kapguide.store.failures import Damaged, Unwritable, WrongKey
from kapguide.store.keys.vault import Keys, practice_name
from kapguide.store.opening.restore import accept
from kapguide.ui.sound.running_panel import SteeredScreen
from kapguide.ui.way_back.data import WayBackData, data_of, data_without_backup, step_to_lay_the_vault
from kapguide.ui.way_back.have_backup import HaveBackupScreen
from kapguide.ui.way_back.reading_flow import ReadingFlow, files_of
from kapguide.ui.way_back.screen import WayBackScreen
from kapguide.ui.widgets.chip import Tone
from kapguide.ui.window.dialogs import Dialogs, SystemDialogs
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.recovery_key import is_recovery_key
from kapguide.usecases.way_back import (
    Findings,
    bring_back,
    keys_for,
    look,
    private_flaw,
    put_vault_back,
    readable,
    save_report,
)

GO_BACK = "Go back to a backup"
WHOLE = "Nothing is wrong with the record. It stays as it is until a backup is restored, and is then set aside."
READING = "Reading the record and its backup, to the last page…"
COPYING = "Copying and checking. Until that is done nothing is changed…"


class WayBackFlow:
    """Makes these screens. `enter` opens the record with keys, and says there what was done; `knock` goes back to the
    locked door."""

    def __init__(
        self,
        frame: WindowFrame,
        enter: Callable[[Keys, str], object],
        knock: Callable[[], object],
        card: Callable[[], object],
        steer: Callable[[SteeredScreen], object],
    ) -> None:
        """`card` shows the emergency card; `steer` gives a screen the controls of a sound that still plays."""
        self._frame, self._home, self._jobs = frame, frame.home, frame.jobs
        self._enter, self._knock, self._card, self._steer = enter, knock, card, steer
        self.dialogs: Dialogs = SystemDialogs()
        self._reading = ReadingFlow(frame)

    def helps(self, failure: KapGuideError) -> bool:
        """Whether a backup, or going on with what is there, is an answer to this refusal."""
        lost = isinstance(failure, Unwritable) and not self._home.database.exists()
        return lost or isinstance(failure, RecordsMissing | Damaged | WrongKey)

    def refused(self, keys: Keys, failure: KapGuideError) -> WayBackScreen:
        """The record did not open with `keys`: show what is there, and what the newest whole backup has."""
        return self._show(keys, *_words(failure), None, "")

    def go_back(self, keys: Keys) -> WayBackScreen:
        """Nothing is wrong, and somebody wants a backup in the record's place; left, the record is opened again."""
        return self._show(keys, GO_BACK, WHOLE, None, "", asked=True)

    def have_backup(self, sentence: str = "", *, back: bool = True) -> HaveBackupScreen:
        """Ask for a backup and what opens it; `sentence` says why."""
        known = own_backups(self._home)
        screen = HaveBackupScreen(self._frame.window.theme, known[0].path if known else None, sentence, back=back)
        screen.file_asked.connect(lambda: screen.show_file(self._ask_file() or screen.backup))
        screen.left.connect(self._knock)
        screen.chosen.connect(lambda path, secret, new: self._open(screen, Path(path), secret, new))
        self._frame.window.show_screen(screen)
        return screen

    def _open(self, screen: HaveBackupScreen, backup: Path, secret: str, new: str) -> None:
        home, recovery = self._home, is_recovery_key(secret)

        def done(keys: Keys) -> None:
            self._show(keys, "A practice from a backup", "", backup, new)

        self._jobs.run(
            lambda: keys_for(home, backup, secret, recovery=recovery),
            done,
            lambda e: screen.show_fault(e.sentence),
            there(screen),
            Keys.forget,
        )

    def _show(
        self, keys: Keys, title: str, sentence: str, chosen: Path | None, new: str, *, asked: bool = False
    ) -> WayBackScreen:
        home = self._home
        practice = practice_name(home.vault) if readable(home.vault) else "KapGuide"
        screen = WayBackScreen(self._frame.window.theme, WayBackData(title, practice, sentence))
        screen.forget = keys.forget
        found = Findings()

        def read(backup: Path | None) -> None:
            screen.busy(True, READING)
            self._jobs.run(lambda: look(home, keys, backup), show, say, there(screen))

        def show(seen: Findings) -> None:
            nonlocal found
            found, known = seen, own_backups(home)
            if seen.preview is None:
                data = data_without_backup(title, practice, sentence, seen, known)
            else:
                data = data_of(title, practice, sentence, seen.preview, known)
                data = data if readable(home.vault) else step_to_lay_the_vault(data, seen.preview)
            can_read = bool(files_of(home, seen))
            screen.show_data(msgspec.structs.replace(data, asked=asked, can_read=can_read))
            screen.setFocus()

        def say(error: KapGuideError) -> None:
            screen.busy(False)
            screen.quiet.say(error.sentence, Tone.WARM)

        def go_on(done: str) -> None:
            try:
                self._enter(keys, done)
            except KapGuideError as error:
                say(error)

        def restored(done: tuple[Path | None, str]) -> None:
            aside, flaw = done
            kept = f"The record that was here is kept as {aside.name}." if aside else ""
            go_on(" ".join(filter(None, ("The backup was restored.", kept, flaw))))

        def accepted(missing: int) -> None:
            lacks = {0: "the end that is in doubt", 1: "its last change"}.get(missing, f"its last {missing:,} changes")
            go_on(f"The record goes on without {lacks}; the audit log says so.")

        def restore() -> None:
            if found.preview is not None:
                backup = found.preview.backup

                def work() -> tuple[Path | None, str]:
                    return bring_back(home, keys, backup, datetime.now(UTC), new), private_flaw(backup)

                screen.busy(True, COPYING)
                self._jobs.run(work, restored, say, there(screen))

        def keep() -> None:
            seen = found.preview
            screen.busy(True, "Writing down that it was accepted…")
            if seen is not None and not readable(home.vault):
                lay = partial(put_vault_back, home, keys, seen.backup, datetime.now(UTC), new)
                self._jobs.run(lay, lambda _: go_on("The backup’s vault lies beside the record."), say, there(screen))
            else:
                self._jobs.run(lambda: accept(home, keys, datetime.now(UTC)), accepted, say, there(screen))

        def other(path: str) -> None:
            backup = Path(path) if path else self._ask_file()
            if backup is not None:
                read(backup)

        def leave() -> None:
            if asked:
                go_on("")
            else:
                self._knock()

        def save() -> None:
            try:
                screen.quiet.say(f"Written to {save_report(home, title, found, datetime.now().astimezone())}")
            except KapGuideError as error:
                screen.quiet.say(error.sentence, Tone.WARM)

        def back_here() -> None:
            self._frame.window.show_screen(self._show(keys, title, sentence, chosen, new, asked=asked))

        screen.reading_asked.connect(lambda: self._reading.show(keys, practice, files_of(home, found), back_here))
        screen.report_asked.connect(save)
        screen.restore_asked.connect(restore)
        screen.accept_asked.connect(keep)
        screen.other_asked.connect(other)
        screen.left.connect(leave)
        screen.emergency_card_asked.connect(self._card)
        self._steer(screen)
        self._frame.window.show_screen(screen)
        read(chosen)
        return screen

    def _ask_file(self) -> Path | None:
        return self.dialogs.file(self._frame.window, "The backup", str(self._home.backups))


def _words(failure: KapGuideError) -> tuple[str, str]:
    """What is, not what went wrong inside: a title, and a sentence. The usual ones speak of a session that goes on."""
    said = failure.sentence
    for advice in (" The backup ", " No backup ", " Restore "):  # that is what the screen itself is about
        said = said.partition(advice)[0]
    if isinstance(failure, EndUnknown):
        return "The record was not opened: its end is in doubt", said
    if isinstance(failure, RecordsMissing):
        return "The record was not opened: entries are missing", ""  # the bars say how many
    if isinstance(failure, Unwritable):
        return "The record is not there", said
    if isinstance(failure, WrongKey):
        return (
            "The record was not opened",
            "Its beginning is damaged, or it is another practice’s. Nothing was changed.",
        )
    return "The record was not opened: its file is damaged", "Nothing was changed or deleted."
