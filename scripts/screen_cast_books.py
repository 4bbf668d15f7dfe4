"""The books of a fictional practice, for photographs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from kapguide.clinical.facts import ClientRemoved, Fact, MedicineMoved, Movement
from kapguide.clinical.medicine_log import medicine_log
from kapguide.store.chain.audit_rows import About, AuditRow
from kapguide.store.tables.dose_rows import PracticeDose
from kapguide.store.tables.removal import OldClient
from kapguide.ui.audit.disclosure_form import disclosure_form
from kapguide.ui.audit.rows import audit_line
from kapguide.ui.audit.screen import AuditScreen
from kapguide.ui.medicine.line_form import line_form
from kapguide.ui.medicine.rows import dose_row, line_row, stock_row
from kapguide.ui.medicine.screen import MedicineScreen
from kapguide.ui.retention.remove_form import RemoveForm
from kapguide.ui.retention.rows import file_words, older_row, trace_row
from kapguide.ui.retention.screen import RetentionScreen
from kapguide.ui.theme import Theme
from kapguide.usecases.audit_log import GROUPS, AuditWords
from kapguide.usecases.medicine_log import MedicineBook, moved_for, numbered

NOW = datetime(2026, 12, 1, 16, 40, tzinfo=UTC)
LOZENGES = ("Ketamine", "150 mg", "lozenge", "lozenges")
VIALS = ("Ketamine", "50 mg/mL", "vial of 10 mL", "vials")


def _line(
    day: int, what: Movement, many: str, of: tuple[str, str, str, str] = LOZENGES, supersedes: str = "", **said: str
) -> Fact:
    medicine, strength, form, unit = of
    at = NOW - timedelta(days=30 - day, hours=day % 5)
    moved = MedicineMoved(what, medicine, Decimal(many), unit, at, form, strength, **said)
    return Fact(f"{day}-{what}-{unit}", "", "", at, "lind", moved, supersedes)


FACTS = (
    _line(2, Movement.RECEIVED, "24", lot="A1207", words="Harbour Pharmacy, order 5512", witness="R. Osei"),
    _line(2, Movement.RECEIVED, "4", VIALS, lot="KX88", words="Harbour Pharmacy, order 5512", witness="R. Osei"),
    _line(5, Movement.GIVEN, "1", lot="A1207", client="m14", session="s1", dose="d1"),
    _line(6, Movement.GIVEN, "2", lot="A1207", client="b2", session="s2", dose="d2"),
    _line(19, Movement.GIVEN, "1", lot="A1207", client="m14", session="s3", dose="d3"),
    _line(20, Movement.WASTED, "1", lot="A1207", words="broken in its blister", witness="R. Osei"),
    _line(21, Movement.GIVEN, "1", supersedes="6-given-lozenges", lot="A1207", client="b2", session="s2", dose="d2"),
    _line(27, Movement.COUNTED, "20", witness="R. Osei"),
    _line(27, Movement.COUNTED, "3", VIALS, witness="R. Osei", words="one looked for"),
)
DOSES = (
    PracticeDose(
        "d9", "s9", "m14", "M-014", 3, NOW - timedelta(hours=6), "Ketamine", "150 mg", "lozenge", "150 mg", ("d9",)
    ),
    PracticeDose("d8", "s8", "q7", "Q-070", 1, NOW - timedelta(days=4), "Ketamine", "", "", "40 mg", ("d8",)),
)
LOG = medicine_log(FACTS)
BOOK = MedicineBook(
    LOG,
    DOSES,
    {"s1": 1, "s2": 1, "s3": 2},
    {"m14": "M-014", "b2": "B-002", "q7": "Q-070"},
    {"lind": "K. Lind"},
    numbered(LOG),
)


def medicine(theme: Theme) -> QWidget:
    """A month of it: a line that was corrected, a count that found less, two doses without a line."""
    screen = MedicineScreen(theme)
    lines = tuple(line_row(BOOK, at, line, NOW) for at, line in enumerate(BOOK.log.lines, start=1))
    screen.show_rows(
        lines[::-1],
        tuple(stock_row(stock, NOW) for stock in BOOK.log.stocks),
        tuple(dose_row(dose, NOW) for dose in BOOK.without),
        f"{len(lines)} lines, the newest first",
    )
    return screen


def medicine_first(theme: Theme) -> QWidget:
    """Nothing was written yet."""
    screen = MedicineScreen(theme)
    screen.show_rows((), (), (), "")
    return screen


def medicine_form(theme: Theme) -> QWidget:
    """The line of a dose."""
    screen = medicine(theme)
    assert isinstance(screen, MedicineScreen)
    form = line_form(theme, NOW, moved_for(DOSES[0]), DOSES, lambda moved: None)
    form.submit()
    screen.open_form(form)
    form.submit()
    return screen


def audit(theme: Theme) -> QWidget:
    """An afternoon of it, with an export of the client whose code is typed."""
    screen = AuditScreen(theme, tuple(GROUPS), (("lind", "K. Lind"), ("osei", "R. Osei")), NOW)
    screen.code.put("M-014")
    screen.show_lines(tuple(audit_line(_words(*each), "here") for each in DONE), "12 rows")
    screen.list.setCurrentIndex(screen.list.model().index(1, 0))
    return screen


def audit_form(theme: Theme) -> QWidget:
    """For whom an export was."""
    screen = audit(theme)
    assert isinstance(screen, AuditScreen)
    screen.open_form(disclosure_form(theme, "M-014", None, NOW, lambda body: None))
    return screen


DONE = (
    (5, "backup_logged", "A backup was made, or tried"),
    (9, "fact_added", "Note of M-014 exported as PDF for Northside Insurance"),
    (12, "countersigned", "Countersigned: the note of M-014/3"),
    (31, "note_signed", "Note of M-014/3 signed"),
    (32, "note_finished", "Note of M-014/3 saved as version 4"),
    (58, "score_added", "Score PHQ-9 of M-014"),
    (240, "session_begun", "Session M-014/3 begun"),
    (256, "taken_over", "R. Osei went on with what was open"),
    (300, "fact_added", "Medicine log: received, Ketamine"),
    (1500, "person_added", "R. Osei was given a passphrase"),
    (1502, "merged", "Another copy was merged: 1,204 rows came"),
    (1520, "device_added", "This record was opened on a machine, or in a place, for the first time"),
)


def _words(minutes: int, action: str, sentence: str) -> AuditWords:
    at = NOW - timedelta(minutes=minutes)
    row = AuditRow("here", 4210 - minutes, at, "lind", action, "", About(), "3f9a2c81d07be4455e" * 3, {})
    return AuditWords(f"{minutes}", at, sentence, "R. Osei" if minutes in (12, 256) else "K. Lind", row)


OLDER = (
    OldClient("1", "K-003", datetime(2017, 3, 2, tzinfo=UTC), 9),
    OldClient("2", "A-118", datetime(2018, 10, 21, tzinfo=UTC), 1),
    OldClient("3", "T-040", datetime(2019, 11, 3, tzinfo=UTC), 14),
)
WHY = "the state board’s rule for adults"


def retention(theme: Theme) -> QWidget:
    """Three records that are older, one that was removed and lies in backups."""
    screen = RetentionScreen(theme)
    gone = ClientRemoved("9", "B-001", datetime(2016, 5, 5, tzinfo=UTC), 6, 1204, 7, WHY, "K. Lind")
    fact = Fact("f", "", "", NOW - timedelta(days=20), "lind", gone)
    screen.show_rows(
        f"Kept for 7 years after what was written last: {WHY}",
        tuple(older_row(client, NOW) for client in OLDER),
        (trace_row(fact, gone),),
    )
    names = (f"kapguide-2026{month:02}01-170500-3f9a2c81.db" for month in range(11, 3, -1))
    screen.show_backups("\n".join(map(file_words, names)))
    return screen


def retention_form(theme: Theme) -> QWidget:
    """A removal that is to be signed for."""
    screen = retention(theme)
    assert isinstance(screen, RetentionScreen)
    form = RemoveForm(theme, OLDER[0], 7, WHY)
    screen.open_form(form)
    form.remove.click()
    return screen


SCREENS = {
    "audit": audit,
    "audit-form": audit_form,
    "medicine": medicine,
    "medicine-first": medicine_first,
    "medicine-form": medicine_form,
    "retention": retention,
    "retention-form": retention_form,
}
