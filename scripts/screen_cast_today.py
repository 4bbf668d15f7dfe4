"""Today as it is in use, on its first day, and with each of its forms."""

from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kapguide.clinical.facts import ContactKind, CourseStep
from kapguide.paths import Home
from kapguide.ui.theme import Theme
from kapguide.ui.today.head import Page
from kapguide.ui.today.new_session import ProtocolChoice
from kapguide.ui.today.screen import TodayData, TodayScreen
from kapguide.ui.today.standing import StandingData
from kapguide.ui.today.upcoming import UpcomingData
from kapguide.ui.today.work_rows import CONTACT, MORE_NOTES, NOTE, SETTINGS, WorkRow, with_lines
from kapguide.usecases.contacts import PlanChoices, contact_plans

NOW = datetime(2026, 12, 1, 8, 41).astimezone()
KINDS = ContactKind
AGENDA = (
    WorkRow(CONTACT + "2", "R-203", "Preparation 2 of 2", "K. Lind, 50 min", "Prepare", "15:30", KINDS.PREPARATION),
    WorkRow("day 2", heading="Tomorrow, Wednesday 2"),
    WorkRow(
        CONTACT + "3", "M-014", "Integration, within 24 h of dosing 3", "K. Lind, 50 min", "Prepare", "11:00",
        KINDS.INTEGRATION,
    ),
    WorkRow(CONTACT + "4", "K-051", "Screening", "K. Lind, 1 h", "Prepare", "16:00", KINDS.SCREENING),
    WorkRow("day 3", heading="Thursday 3"),
    WorkRow(
        CONTACT + "5", "R-118-second-course-2026", "Dosing 1 of 6, IM", "K. Lind", "Prepare", "09:30", KINDS.DOSING,
        chip="no order yet",
    ),
    WorkRow(
        CONTACT + "6", "A-003", "1 month after dosing 3, by telephone", "R. Osei, 20 min", "Record", "14:00",
        KINDS.CHECK_IN,
    ),
    WorkRow("day 4", heading="Friday 4"),
    WorkRow(
        CONTACT + "7", "M-014", "72 h after dosing 3, by telephone", "K. Lind, 20 min", "Record", "10:00",
        KINDS.CHECK_IN,
    ),
    WorkRow(CONTACT + "8", "T-077", "Dosing 3 of 3, lozenge", "K. Lind, R. Osei", "Prepare", "13:00", KINDS.DOSING),
)  # fmt: skip
WORK = (
    WorkRow(NOTE + "1", "T-077", "Integration, Sat 28 Nov", "never ended", "Close it", icon="circle-alert", warm=True),
    WorkRow("heading 1", heading="Check-ins due"),
    WorkRow(CONTACT + "9", "T-077", "72 h after dosing 2", "since yesterday", "Record", icon="phone", warm=True),
    WorkRow(CONTACT + "10", "H-132", "1 week after dosing 3", "10:20", "Record", icon="phone"),
    WorkRow("heading 2", heading="Notes not signed"),
    WorkRow(NOTE + "2", "M-014", "Integration, Fri 20 Nov", "draft, 11 days", "Finish", icon="pencil"),
    WorkRow(NOTE + "3", "T-077", "Dosing, Fri 27 Nov", "to write, 4 days", "Write", icon="pencil"),
    WorkRow(MORE_NOTES, what="12 older", verb="Show", icon="layers"),
    WorkRow("heading 3", heading="Practice"),
    WorkRow(
        SETTINGS + "card",
        what="Emergency card",
        aside="9 of 12 have no steps",
        verb="Fill in",
        icon="file-text",
        warm=True,
    ),
    WorkRow(SETTINGS + "limits", what="Clinic limits", aside="nothing is written", verb="Open", icon="heart-pulse"),
)
NO_PRACTICE = Home(Path("no practice"))
"""What ships is all there is."""
CHOICES = PlanChoices(
    ("M-014", "K-051", "R-203", "T-077"),
    contact_plans(NO_PRACTICE),
    (("s-1", "K. Lind"), ("s-2", "R. Osei"), ("s-3", "J. Marsh")),
)
TODAY = TodayData(
    practice="Willow Room",
    date="Tuesday, 1 December  ·  08:41",
    short_date="Tue 1 Dec  ·  08:41",
    next=UpcomingData(
        "1", "10:00", "in 1 h 19", False, KINDS.DOSING, "M-014", "Dosing 3 of 3",
        ("K. Lind, R. Osei, 2 h 35 min", "touch: hand", "Sublingual lozenge, one session"), "Prepare", 5, 9, 2,
    ),
    agenda=with_lines(AGENDA),
    coming="2 today, 8 this week",
    planned_today=True,
    work=with_lines(WORK),
    things=9,
    standings=(
        StandingData("circle-check", "Backup good", "Mon 30 Nov, 18:52"),
        StandingData("hard-drive", "41 GB free", "where the record lies"),
        StandingData("shield-check", "Record whole", "Mon 30 Nov, 18:52"),
        StandingData("file-text", "In an emergency", "show the card: E", False),
    ),
    card="The emergency card lacks the steps for “Seizure” and 8 more.",
    choices=CHOICES,
    protocols=(
        ProtocolChoice("lozenge", "Sublingual lozenge", "Sublingual, 2 h 30 min in five phases"),
        ProtocolChoice("im", "Intramuscular", "Intramuscular, 2 h in five phases"),
    ),
)  # fmt: skip
FIRST_DAY = TodayData(
    practice="Willow Room",
    date="Tuesday, 1 December  ·  08:41",
    short_date="Tue 1 Dec  ·  08:41",
    work=with_lines(WORK[-3:]),
    things=2,
    standings=(
        StandingData("circle-check", "No backup yet", "made after a session"),
        StandingData("hard-drive", "41 GB free", "where the record lies"),
        StandingData("shield-check", "Record opened", "checked with backups"),
        StandingData("file-text", "In an emergency", "show the card: E", False),
    ),
    new_practice=True,
    card="This clinic has not written its emergency card.",
    protocols=TODAY.protocols,
    choices=PlanChoices(plans=contact_plans(NO_PRACTICE)),
)
PAGES = (
    Page("Clients", "users", "c", lambda: None),
    Page("Library", "music", "b", lambda: None),
    Page("Scripts", "book-open", "s", lambda: None),
    Page("Rehearse", "theater", "r", lambda: None),
    Page("Settings", "settings", ",", lambda: None),
)


def today(theme: Theme) -> QWidget:
    return TodayScreen(theme, TODAY, PAGES)


def today_first_day(theme: Theme) -> QWidget:
    """An empty practice says what to do first."""
    return TodayScreen(theme, FIRST_DAY, PAGES)


def today_form(theme: Theme) -> QWidget:
    screen = TodayScreen(theme, TODAY, PAGES)
    screen.open_form()
    screen.form.client.put("M-014")
    return screen


def today_plan(theme: Theme) -> QWidget:
    """A contact is planned for a time that has gone by, which is asked about."""
    screen = TodayScreen(theme, TODAY, PAGES, now=lambda: NOW)
    screen.open_planning()
    screen.planning.client.put("M-014")
    screen.planning.suggest(CourseStep(KINDS.DOSING, "Dosing 3 of 3"))
    screen.planning.when.put("8:00")
    return screen
