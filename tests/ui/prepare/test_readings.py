"""The baseline card: when readings fall due is chosen there, and a value outside of the clinic's limits says so."""

from pytestqt.qtbot import QtBot

from kapguide.clinical.limits import AFTER_DOSE, Limit
from kapguide.clinical.preparing import Preparing, as_fields, from_fields
from kapguide.session.protocol_file import find_protocol, read_protocol
from kapguide.ui.prepare.beginning import SessionTold, session_of
from kapguide.ui.prepare.cards import BaselineCard
from kapguide.ui.prepare.reading_back import baseline_of
from kapguide.ui.theme import Theme
from kapguide.usecases.sessions import NewSession

CHOICES = [("", "as the protocol has them"), ("quarters", "At 15, 30 min"), ("end", "Before and at the end")]
LIMITS = (Limit("bp", "above", (160, 90)), Limit("hr", "above", (100,), AFTER_DOSE))


def test_each_press_takes_the_next_schedule_and_after_the_last_the_protocols_own(theme: Theme, qtbot: QtBot) -> None:
    card = BaselineCard(theme)
    qtbot.addWidget(card)
    card.show()
    typed: list[tuple[str, str]] = []
    card.typed.connect(lambda field, text: typed.append((field, text)))
    card.show_schedules(CHOICES, "quarters")
    assert card.chosen.whole_text() == "Readings: at 15, 30 min."
    card.schedule.click()
    assert card.schedule.accessibleName() == "Readings: before and at the end; press for others"
    card.schedule.click()
    assert typed == [("schedule", "end"), ("schedule", "")]
    assert not card.chosen.isVisible()
    card.show_schedules(CHOICES, "gone")
    assert card.schedule.toolTip() == "Readings: as the protocol has them."


def test_the_session_takes_the_schedule_that_was_chosen_and_one_without_a_dose_takes_none() -> None:
    typed = from_fields(as_fields(Preparing(schedule="quarter-hours")))
    new = NewSession("M-014", "lozenge")
    told = SessionTold(typed, "K. Lind")
    assert session_of(new, read_protocol(find_protocol("lozenge")), told).schedule == "quarter-hours"
    assert session_of(new, read_protocol(find_protocol("integration")), told).schedule == ""


def test_a_baseline_outside_of_the_clinics_limits_says_so_and_is_taken() -> None:
    found = baseline_of("168/86 120 98", LIMITS)
    assert found.words == "Outside your clinic’s limits: BP above 160/90. Follow your protocol."
    assert (found.reading is not None, found.doubt) == (True, False)
    assert baseline_of("120/80 70 98", LIMITS).words == ""
