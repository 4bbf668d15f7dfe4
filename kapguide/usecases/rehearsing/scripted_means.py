"""What lies ready at a practice's screen, for a scripted therapist to use."""

from kapguide.clinical.side_effects import clinic_effects
from kapguide.paths import Home
from kapguide.rehearsal.hands import Means
from kapguide.session.clinic_texts import shipped_observations
from kapguide.usecases.shipped.breath import patterns_of
from kapguide.usecases.shipped.checklists import checklists_of
from kapguide.usecases.shipped.scripts import scripts_of


def means_of(home: Home) -> Means:
    """The practice's own scripts, patterns and lists, and those that ship."""
    return Means(
        scripts=tuple(known.script for known in scripts_of(home).known.values()),
        breaths=patterns_of(home).known,
        observations=shipped_observations(),
        effects=clinic_effects(home.side_effects).effects,
        leaving=checklists_of(home).leaving,
    )
