"""The people at the window: named, let in, given another passphrase, and their access taken away."""

from collections.abc import Callable

from kapguide.errors import KapGuideError
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.ui.people.screen import PeopleScreen
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.staff import StaffMember, describe, people_of, say_gone
from kapguide.usecases.way_back import open_with

SAVE_WITHIN_S = 3.0
GIVEN = (
    "This is {name}’s own recovery key. They print it or copy it by hand, and type it back from the paper; it opens "
    "the practice where their passphrase is forgotten."
)
LET_IN = "{name} can open the practice now."
HANDED = " What they wrote in private opens with your passphrase now."
TAKEN = "{name} can open the practice no more. Backups made before still open with what they had."
NOT_SAVED = "This could not be saved within three seconds. It is kept, and saved as soon as the disk takes it."

GiveRecovery = Callable[[Keys, str, Callable[[], object]], object]
"""Shows a recovery key for those keys with these words, and calls back when that is over."""
TakeAway = Callable[[StaffMember, Keys, Keys | None, Callable[[str], object]], object]
"""Takes a person's access away with the keys of whoever does it, and with their own where they hand over what they
wrote in private; then calls back, in the record that is open by then, with what went wrong."""


class PeopleFlow:
    """`done` is called when the page is left, `changed` when somebody else can open the practice now."""

    def __init__(
        self,
        frame: WindowFrame,
        store: Callable[[], Store],
        done: Callable[[], object],
        changed: Callable[[], object],
        give_recovery: GiveRecovery,
        take_away: TakeAway,
    ) -> None:
        self._frame, self._store, self._done, self._changed = frame, store, done, changed
        self._give_recovery, self._take_away = give_recovery, take_away

    def show(self, chosen: str = "", words: str = "", *, good: bool = True) -> PeopleScreen:
        """The page, with the person of that id chosen, and `words` of what was done."""
        screen = PeopleScreen(self._frame.desk)
        screen.show_people(people_of(self._store()), chosen)
        screen.say(words or " ", good=good)
        screen.saved.connect(lambda staff, name, roles: self._save(screen, staff, name, roles))
        screen.gone.connect(lambda staff: self._gone(screen, staff))
        screen.passphrase_given.connect(lambda staff, now, new: self._let_in(screen, staff, now, new))
        screen.access_taken.connect(lambda staff, now, theirs: self._take(screen, staff, now, theirs))
        screen.left.connect(self._done)
        self._frame.window.show_screen(screen)
        return screen

    def _member(self, staff: str) -> StaffMember:
        return next(member for member in people_of(self._store()) if member.id == staff)

    def _save(self, screen: PeopleScreen, staff: str, name: str, roles: tuple[str, ...]) -> None:
        before = {member.id for member in people_of(self._store())}
        saved = describe(self._store(), name, roles, staff).wait(SAVE_WITHIN_S)
        people = people_of(self._store())
        new = next((member.id for member in people if member.id not in before), staff)
        screen.show_people(people, new)
        screen.say(f"Saved: {name}." if saved else NOT_SAVED, good=saved)

    def _gone(self, screen: PeopleScreen, staff: str) -> None:
        member = self._member(staff)
        saved = say_gone(self._store(), member).wait(SAVE_WITHIN_S)
        screen.show_people(people_of(self._store()))
        screen.say(f"{member.name} is not named any more; what they wrote keeps its name." if saved else NOT_SAVED)

    def _let_in(self, screen: PeopleScreen, staff: str, now: str, new: str) -> None:
        store, member = self._store(), self._member(staff)

        def work() -> Keys:
            self._mine(store, now).forget()
            if member.opens:
                return store.staff.renew(staff, new)[0]
            return store.staff.let_in(member.name, new, id=staff)[0]

        def done(theirs: Keys) -> None:
            def over() -> None:
                theirs.forget()
                self._changed()
                self.show(staff, LET_IN.format(name=member.name))

            self._give_recovery(theirs, GIVEN.format(name=member.name), over)

        self._frame.jobs.run(
            work, done, lambda error: screen.say(error.sentence, secret=True), there(screen), Keys.forget
        )

    def _take(self, screen: PeopleScreen, staff: str, now: str, theirs: str) -> None:
        store, member = self._store(), self._member(staff)

        def over(problem: str) -> None:
            self._changed()
            done = TAKEN.format(name=member.name) + (HANDED if theirs else "")
            self.show("" if not problem else staff, problem or done, good=not problem)

        def work() -> tuple[Keys, Keys | None]:
            mine = self._mine(store, now)
            try:
                return mine, self._theirs(staff, theirs) if theirs else None
            except BaseException:
                mine.forget()
                raise

        def opened(both: tuple[Keys, Keys | None]) -> None:
            self._take_away(member, *both, over)

        def forget(both: tuple[Keys, Keys | None]) -> None:
            for keys in filter(None, both):
                keys.forget()

        self._frame.jobs.run(
            work,
            opened,
            lambda error: screen.say(error.sentence, secret=True),
            there(screen),
            forget,
        )

    def _theirs(self, staff: str, secret: str) -> Keys:
        """The keys of the one who leaves: nobody else hands over what they wrote in private."""
        keys = open_with(self._frame.home.vault, secret, first=staff)
        if keys.staff != staff:
            keys.forget()
            raise KapGuideError("That is not the passphrase of the one who leaves. Nothing was changed.")
        return keys

    def _mine(self, store: Store, secret: str) -> Keys:
        """The keys of whoever has the practice open: nobody else lets people in and out at this window."""
        keys = open_with(self._frame.home.vault, secret)
        if keys.staff != store.staff.me:
            keys.forget()
            raise KapGuideError("That is somebody else’s passphrase. Type that of whoever has opened the practice.")
        return keys
