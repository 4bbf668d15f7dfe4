"""The page of the people, with a fictional practice."""

from PySide6.QtWidgets import QWidget

from kapguide.ui.people.screen import PeopleScreen
from kapguide.ui.theme import Theme
from kapguide.usecases.staff import StaffMember

PEOPLE = (
    StaffMember("1", "K. Lind", ("therapist",), opens=True, me=True),
    StaffMember("2", "R. Osei", ("medical", "supervisor"), opens=True),
    StaffMember("3", "A. Winter", ("therapist",)),
    StaffMember("4", "P. Low", ("observer",)),
)


def people(theme: Theme) -> QWidget:
    """A colleague who can open the practice is chosen."""
    screen = PeopleScreen(theme)
    screen.show_people(PEOPLE, "2")
    return screen


def people_named(theme: Theme) -> QWidget:
    """Somebody who is named only."""
    screen = PeopleScreen(theme)
    screen.show_people(PEOPLE, "3")
    return screen


def people_first(theme: Theme) -> QWidget:
    """Nobody else is there yet, and whoever is has no name."""
    screen = PeopleScreen(theme)
    screen.show_people((StaffMember("1", "", opens=True, me=True),))
    screen.save.click()
    return screen
