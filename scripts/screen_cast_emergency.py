"""The emergency and the lock as they are in use, with a card as a fictional clinic might fill it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from kapguide.clinical.vitals import Vitals
from kapguide.session import commands as c
from kapguide.session.clock import RehearsalClock
from kapguide.session.emergency_card import (
    CardNumber,
    CardRole,
    CardStep,
    EmergencyCard,
    Situation,
    read_emergency_card,
    shipped_card_file,
)
from kapguide.spans import SECOND
from kapguide.ui.door.lock_data import lock_data
from kapguide.ui.door.lock_screen import LockScreen
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.session.screen import LiveScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.session_pin import SessionPin
from screen_cast_live import live_of, session_at

CARD = EmergencyCard(
    address="Linden Practice, 12 Sample Street, second floor, Newtown. Ring “Linden”; the lift is left of the door.",
    numbers=(
        CardNumber("Emergency services", "555 0100"),
        CardNumber("Doctor on call, Dr. A. Meyer", "555 0142"),
        CardNumber("Second person in the house, R. Osei", "555 0117"),
    ),
    roles=(CardRole("Leads", "K. Lind"), CardRole("Calls", "R. Osei"), CardRole("Door", "R. Osei")),
    situations=tuple(
        Situation(
            situation.title,
            (
                CardStep("Clinic’s own step 1, in a few plain words.", "K. Lind"),
                CardStep("Clinic’s own step 2, in a few plain words.", "K. Lind"),
                CardStep("Clinic’s own step 3: who is called, and who opens the door.", "R. Osei"),
                CardStep("Clinic’s own step 4, in a few plain words."),
            ),
        )
        for situation in read_emergency_card(shipped_card_file()).situations
    ),
    filled_by="Dr. A. Meyer",
    filled_on="3 Nov 2026",
)
"""A card as a fictional clinic might fill it."""


def in_emergency(theme: Theme, card: EmergencyCard | None = None) -> LiveScreen:
    """Two minutes into an emergency: help was called, a reading taken."""
    session = session_at(58)
    session.send(c.StartEmergency())
    screen = live_of(theme, session, card=card)
    assert isinstance(session.clock, RehearsalClock)
    session.clock.advance(34 * SECOND)
    called = "Emergency services, 555 0100" if card is not None else ""
    session.send(c.TapEmergency("called", session.now().elapsed, called))
    session.clock.advance(64 * SECOND)
    session.send(c.TakeReading(Vitals(138, 88, 96, 95), session.now().elapsed))
    session.clock.advance(63 * SECOND)
    screen.emergency.refresh()
    return screen


def emergency_filled(theme: Theme) -> QWidget:
    screen = in_emergency(theme, CARD)
    screen.emergency.situations.press(3)
    return screen


def emergency_unfilled(theme: Theme) -> QWidget:
    return in_emergency(theme)


def emergency_gave(theme: Theme) -> QWidget:
    screen = in_emergency(theme, CARD)
    screen.emergency.taps["gave"].click()
    return screen


def emergency_at_the_door(theme: Theme) -> QWidget:
    return EmergencyView(theme, CARD, words="The record is locked, so nothing is written down here. Note the time.")


def lock_pin(theme: Theme) -> QWidget:
    """Locked in the session, two digits typed."""
    session = session_at(52)
    pin = SessionPin()
    pin.choose("2580")
    screen = LockScreen(theme, pin, lambda: lock_data(session.state, session.now()))
    for key in (Qt.Key.Key_2, Qt.Key.Key_5):
        QApplication.sendEvent(
            screen, QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, chr(key))
        )
    return screen


def lock_choose(theme: Theme) -> QWidget:
    session = session_at(44.55)
    return LockScreen(theme, SessionPin(), lambda: lock_data(session.state, session.now()))


def lock_passphrase(theme: Theme) -> QWidget:
    screen = lock_pin(theme)
    assert isinstance(screen, LockScreen)
    screen.other.click()
    return screen
