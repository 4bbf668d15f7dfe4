"""The demonstration practice: fictional clients, one recorded session, and a passphrase that everybody may know."""

from datetime import UTC, datetime, timedelta

from kapguide.paths import Home
from kapguide.session.clinic_texts import shipped_observations
from kapguide.session.clock import RehearsalClock
from kapguide.session.ids import seeded_ids
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.session.scenario import Cast, shipped_scenario
from kapguide.store.records import Store
from kapguide.store.setup import Stage, resume, set_up
from kapguide.store.vault import Cost, Keys, keep_recovery_key, unlock
from kapguide.usecases.rehearsal import jumping, play
from kapguide.usecases.sessions import begin

PASSPHRASE = "demonstration"
PRACTICE = "Demonstration practice"
CLIENTS = ("A-003", "K-021", "M-014")
PROTOCOL = "lozenge"
SEED = 14

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
    """Make the demonstration practice with its clients and yesterday's session; return the recovery key."""
    keys, recovery = set_up(home, PASSPHRASE, practice=PRACTICE, author="K. Lind", cost=_LIGHT)
    keep_recovery_key(home.vault, keys, recovery)  # there is nothing that anybody would need it for
    store = Store.open(home, keys)
    try:
        for code in CLIENTS:
            store.add_client(code)
        record_session(store)
    finally:
        store.close()
    return recovery


def record_session(store: Store) -> str:
    """Record a whole scripted session that ended yesterday; return its id."""
    scenario = shipped_scenario()
    yesterday = (datetime.now(UTC) - timedelta(days=1)).replace(hour=13, minute=30, second=0, microsecond=0)
    clock = RehearsalClock(yesterday)
    session, start = begin(
        store,
        read_protocol(find_protocol(PROTOCOL)),
        clock,
        seeded_ids(SEED, clock),
        client_code=scenario.client,
        therapist=scenario.therapist,
        present=scenario.present,
        planned_dose=scenario.planned_dose,
        intention=scenario.intention,
        pick_up=yesterday + timedelta(hours=3, minutes=30),
    )
    session.send(start)
    play(session, Cast(scenario, SEED, shipped_observations()), jumping(clock.advance))
    return start.started.session_id
