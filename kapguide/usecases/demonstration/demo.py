"""The demonstration practice at its door: a passphrase that everybody may know, and a record that is made at first."""

from datetime import time

from kapguide.paths import Home
from kapguide.session.people.people import StaffRole
from kapguide.store.keys.vault import Cost, Keys, keep_recovery_key, unlock
from kapguide.store.opening.setup import Stage, resume, set_up
from kapguide.store.records import Store
from kapguide.usecases.demonstration.demo_file import FURTHEST, shipped_demonstration
from kapguide.usecases.demonstration.making import DemoClock, fill

PASSPHRASE = "demonstration"
TRAINEES = "demonstration of a trainee"
PRACTICE = "Demonstration practice"

_LIGHT = Cost(memory_kib=16 * 1024, passes=1, lanes=1)
"""Nothing in the demonstration is secret: its vault opens at once."""


def demo_home(home: Home) -> Home:
    """The demonstration's own folder, beside whatever practice there is."""
    return Home(home.root / "demonstration")


def open_demo(home: Home) -> Keys:
    """The demonstration's keys; the practice is made first where there is none. `home` is its own folder."""
    if resume(home) is Stage.NEW:
        make_demo(home)
    return unlock(home.vault, PASSPHRASE)


def make_demo(home: Home) -> str:
    """Make the demonstration practice with all that its file tells; return the recovery key."""
    demonstration = shipped_demonstration()
    keys, recovery = set_up(home, PASSPHRASE, practice=PRACTICE, author=demonstration.author, cost=_LIGHT)
    keep_recovery_key(home.vault, keys, recovery)  # there is nothing that anybody would need it for
    clock = DemoClock()
    clock.show(clock.on(-FURTHEST, time(9)))  # whoever works there came before all clients
    store = Store.open(home, keys, now=clock.now)
    try:
        for person in demonstration.staff:
            if StaffRole.TRAINEE in person.roles:
                store.staff.let_in(person.name, TRAINEES, cost=_LIGHT)
        fill(store, demonstration, clock, lambda trainee: unlock(home.vault, TRAINEES if trainee else PASSPHRASE))
    finally:
        store.close()
    return recovery
