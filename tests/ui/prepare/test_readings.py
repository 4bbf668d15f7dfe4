"""Readings at Prepare: when they fall due is chosen, and a value outside of the clinic's limits says so."""

from pytestqt.qtbot import QtBot

from kapguide.clinical.limits import AFTER_DOSE, Limit
from kapguide.clinical.preparing import Preparing, as_fields, from_fields
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.ui.prepare.beginning import SessionTold, session_of
from kapguide.ui.prepare.cards import OrderCard
from kapguide.ui.prepare.reading_back import baseline_of
from kapguide.ui.theme import Theme
from kapguide.usecases.sessions import NewSession

CHOICES = [("", "Readings as in the protocol"), ("quarters", "At 15, 30 min"), ("end", "Before and at the end")]
LIMITS = (Limit("bp", "above", (160, 90)), Limit("hr", "above", (100,), AFTER_DOSE))


def test_the_schedule_that_is_chosen_is_told_and_one_that_is_gone_is_none(theme: Theme, qtbot: QtBot) -> None:
    card = OrderCard(theme)
    qtbot.addWidget(card)
    typed: list[tuple[str, str]] = []
    card.typed.connect(lambda field, text: typed.append((field, text)))
    card.show_schedules(CHOICES, "quarters")
    assert card.schedule.currentText() == "At 15, 30 min"
    card.schedule.activated.emit(2)
    card.schedule.activated.emit(0)
    assert typed == [("schedule", "end"), ("schedule", "")]
    card.show_schedules(CHOICES, "gone")
    assert card.schedule.currentText() == "Readings as in the protocol"


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
