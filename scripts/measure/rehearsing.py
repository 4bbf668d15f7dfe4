"""rehearse: a whole rehearsal without a window, its client and its therapist beside the session; seven seeds.

It is held against the same protocol through the engine with a scripted cast, in the same run: what it costs more is the
simulated client, and a therapist who looks around. The median counts.
"""

import statistics
import time
from pathlib import Path

from kapguide.paths import Home
from kapguide.rehearsal.policy_file import shipped_policy
from kapguide.spans import MINUTE
from kapguide.usecases.rehearsing.many_runs import scripted_run
from kapguide.usecases.rehearsing.rehearsal_choice import plans_for
from kapguide.usecases.rehearsing.scripted_means import means_of
from measure.figures import Figure, Outcome, Reference
from measure.simulate import SEEDS, played

SCENARIO = "quiet-session"
MOST = 3.0


def measure(outcome: Outcome) -> None:
    """Add the figure."""
    home = Home(Path("/nowhere"))
    (plan,), policy, means = plans_for(home, SCENARIO, ""), shipped_policy("attentive"), means_of(home)
    took, alone, lasted = [], [], []
    for seed in SEEDS:
        began = time.perf_counter()
        run, _ = scripted_run(plan, policy, seed, means)
        between = time.perf_counter()
        played(seed)
        took.append(between - began)
        alone.append(time.perf_counter() - between)
        lasted.append(run.session.state.last / MINUTE)
    outcome.figures.append(
        Figure(
            "rehearse",
            statistics.median(took),
            "s",
            most=MOST,
            by_ratio=True,
            references=(Reference("the session alone", statistics.median(alone)),),
            remark=f"{statistics.median(lasted):.0f} min of {SCENARIO}; slowest {max(took):.3f} s",
        )
    )
