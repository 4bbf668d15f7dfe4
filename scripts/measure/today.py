"""today: what the first screen reads of a record of 2,000 sessions, against one of 20.

Processor time of the whole of it, the best of several in turn, as a window reads it: the record is open.
"""

import time
from pathlib import Path

from kapguide.paths import Home
from kapguide.store.records import Store
from kapguide.ui.today.data import today_data
from measure.figures import Figure, Outcome, Reference
from measure.verifying import a_record

MANY, FEW, TIMES = 2_000, 20, 15
ENTRIES = 10
"""Of each session."""


def measure(folder: Path, outcome: Outcome, many: int = MANY) -> None:
    """Add the figure."""
    homes = {count: Home(folder / f"{count}") for count in (many, FEW)}
    stores = {count: Store.open(home, a_record(home, count * ENTRIES, ENTRIES)) for count, home in homes.items()}
    took: dict[int, list[float]] = {count: [] for count in homes}
    try:
        for _ in range(TIMES):
            for count, store in stores.items():
                began = time.process_time()
                data = today_data(store, homes[count])
                took[count].append(1000 * (time.process_time() - began))
                assert data.things >= count
    finally:
        for store in stores.values():
            store.close()
    reference = Reference(f"{FEW} sessions", min(took[FEW]))
    outcome.figures.append(
        Figure(
            "today",
            min(took[many]),
            "ms",
            most=1.5,
            by_ratio=True,
            references=(reference,),
            remark=f"{many:,} sessions",
        )
    )
