"""The mood check of a preparation: its forms as they were answered today, and the way to have them answered."""

from collections.abc import Callable

from kapguide.clinical.preparing import MOOD_FORMS, MoodScore
from kapguide.ui.prepare.cards import MoodCard
from kapguide.ui.prepare.people_card import clock
from kapguide.ui.prepare.record import PreparationRecord
from kapguide.ui.prepare.ways import AskMood


class MoodCheck:
    """Shows its forms in the card; `changed` is called when one was answered."""

    def __init__(
        self, record: PreparationRecord, card: MoodCard, ask: AskMood | None, changed: Callable[[], object]
    ) -> None:
        self._record, self._card, self._ask, self._changed = record, card, ask, changed
        self.forms: tuple[tuple[str, MoodScore | None], ...] = ()

    @property
    def scores(self) -> tuple[MoodScore, ...]:
        """What was answered today."""
        return tuple(score for _, score in self.forms if score is not None)

    @property
    def answered(self) -> tuple[tuple[str, bool], ...]:
        """Each form by its title, and whether it was."""
        return tuple((title, score is not None) for title, score in self.forms)

    def show(self) -> None:
        """Read the forms anew, and show them."""
        self.forms = tuple((form.title, score) for form, score in self._record.mood())
        newest = max((score for score in self.scores if score.at is not None), key=_when, default=None)
        told = ", ".join(filter(None, (newest.how, clock(newest.at)))) if newest is not None else ""
        self._card.show_scores(self.forms, told)

    def ask(self) -> None:
        """Have the forms answered that were not, or all of them again. Raises KapGuideError."""
        if self._ask is not None:
            self._ask(self._record.make_known(), MOOD_FORMS, self._asked)

    def _asked(self) -> None:
        self._record.read()
        self.show()
        self._changed()


def _when(score: MoodScore) -> float:
    return score.at.timestamp() if score.at is not None else 0.0
