"""The first start at the window: a practice is made, and its recovery key typed back."""

from collections.abc import Callable

from kapguide.errors import KapGuideError
from kapguide.store.file.place import check_place
from kapguide.store.keys.vault import Keys
from kapguide.store.opening.setup import refuse_unless_new, set_up
from kapguide.ui.door.first_run import FirstRunScreen
from kapguide.ui.door.recovery_flow import RecoveryKeyFlow
from kapguide.ui.door.recovery_key import FIRST
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there


class FirstRunFlow:
    """`done` is called with the keys of the new practice, `backup_asked` when the practice lies in a backup, `rehearse`
    when somebody wants to practise first."""

    def __init__(
        self,
        frame: WindowFrame,
        done: Callable[[Keys], object],
        backup_asked: Callable[[], object],
        rehearse: Callable[[], object],
    ) -> None:
        self._frame, self._done, self._backup_asked, self._rehearse = frame, done, backup_asked, rehearse

    def show(self) -> None:
        """Ask for a name and a passphrase; where no practice can be made, that is said before anybody thinks of one."""
        screen = FirstRunScreen(self._frame.desk)
        screen.chosen.connect(lambda practice, passphrase: self._make(screen, practice, passphrase))
        screen.backup_asked.connect(self._backup_asked)
        screen.rehearse_asked.connect(self._rehearse)
        self._frame.window.show_screen(screen)
        try:
            check_place(self._frame.home.root)
            refuse_unless_new(self._frame.home)
        except KapGuideError as error:
            screen.show_refusal(error.sentence)

    def _make(self, screen: FirstRunScreen, practice: str, passphrase: str) -> None:
        home = self._frame.home

        def made(new: tuple[Keys, str]) -> None:
            keys, recovery = new
            RecoveryKeyFlow(self._frame, keys, lambda _: self._done(keys)).show(FIRST, recovery)

        self._frame.jobs.run(
            lambda: set_up(home, passphrase, practice=practice),
            made,
            lambda error: screen.show_fault(error.sentence),
            there(screen),
            lambda new: new[0].forget(),
        )
