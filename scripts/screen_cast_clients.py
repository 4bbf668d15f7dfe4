"""The clients as `screens.py` photographs them: the list, a page in mid-course, an empty one, and its forms."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from kapguide.clinical import facts as f
from kapguide.clinical.chart import ClientChart, chart_of
from kapguide.clinical.contacts import CONTACTS, check_ins_after
from kapguide.clinical.courses import load_course, shipped_courses
from kapguide.clinical.facts import ContactKind as Kind
from kapguide.paths import Home
from kapguide.store.tables.queries import DoseRecorded, NoteStatus, SessionRow, SessionStatus, SessionSummary
from kapguide.ui.clients.contact_sheet import ContactSheet
from kapguide.ui.clients.forms import about_form, consent_form, course_form, order_form
from kapguide.ui.clients.list_screen import ClientsData, ClientsScreen
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.clients.page_data import page_data
from kapguide.ui.clients.rows import ClientRow
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.form import Form
from kapguide.usecases.contacts import PlanChoices, contact_plans
from kapguide.usecases.scores import TakenScore
from screen_cast_hand_over import COURSE as COURSE_DAYS
from screen_cast_hand_over import KNOWN, score_of, taken_at

NOW = datetime(2026, 12, 1, 8, 41).astimezone()
LONG_CODE = "R-118-second-course-2026"
STEPS = (
    (Kind.SCREENING, "Screening"), (Kind.CONSENT, "Consent"), (Kind.PREPARATION, "Preparation 1"),
    (Kind.PREPARATION, "Preparation 2"), (Kind.DOSING, "Dosing 1"), (Kind.INTEGRATION, "Integration"),
    (Kind.DOSING, "Dosing 2"), (Kind.INTEGRATION, "Integration"), (Kind.DOSING, "Dosing 3"),
    (Kind.INTEGRATION, "Integration"),
)  # fmt: skip
COURSE = f.CourseBegun(
    "own", "2 preparation, 3 dosing, integration within 24 h", tuple(f.CourseStep(*step) for step in STEPS)
)
NO_PRACTICE = Home(Path("no practice"))
"""What ships is all there is."""
CHOICES = PlanChoices(("M-014",), contact_plans(NO_PRACTICE), (("s1", "K. Lind"), ("s2", "R. Osei")))
DAYS = (56, 49, 42, 35, 26, 25, 12, 11)
"""How many days ago each of the contacts was that have been."""


def charted(bodies: Iterable[f.AnyFact], began: int = 56) -> ClientChart:
    """The chart of facts that were said one after the other, `began` days ago."""
    first = NOW - timedelta(days=began)
    return chart_of(
        f.Fact(f"f{at}", "c", "", first + timedelta(minutes=at), "s", body) for at, body in enumerate(bodies)
    )


def summary(number: int, kind: Kind, days: int, *, noted: bool = True) -> SessionSummary:
    """A session that took place so many days ago."""
    at = (NOW - timedelta(days=days)).replace(hour=10).astimezone(UTC)
    row = SessionRow(f"s{number}", "M-014", number, at, at + timedelta(hours=2))
    return SessionSummary(row, SessionStatus.ENDED, NoteStatus.DRAFT if noted else NoteStatus.NONE, kind)


def mid_course() -> ClientChart:
    """A client before the third dosing session."""
    asked = tuple(f.AskedItem(f"i{at}", f"item {at}") for at in range(14))
    replies = tuple(f.ItemReply(item.id, f.Reply.YES) for item in asked)
    dosed = NOW - timedelta(days=12)
    after = check_ins_after(dosed, ("24 h", "72 h", "1 week", "2 weeks", "1 month", "3 months"), ClientChart(), "s7")
    return charted(
        (
            COURSE,
            f.ClientDescribed(
                part2=False,
                music_dislikes="choirs",
                people=(
                    f.NamedPerson("Ines Roth", "the sister", "0151 555 0134", "escort"),
                    f.NamedPerson("Dr. Adler", "family doctor", "0151 555 0177", "emergency"),
                ),
            ),
            f.ListAnswered("consent", "3", "Consent", asked, replies, signed_on="2026-10-13"),
            f.TouchAgreed("hand", "before each touch, in words", "“no”, or the head turned", "raised left hand", True),
            f.PermissionSaid("observers", f.Reply.NO),
            f.PermissionSaid("recording", f.Reply.NO),
            f.PermissionSaid("sharing", f.Reply.YES, "R. Osei", "2027-10-13"),
            f.MedicineOrdered(
                "Ketamine", "one lozenge", "150 mg", "sublingual", "hold 7 min, then spit", "R. Osei", "2026-10-14", 3,
                "the client, who brings it",
            ),
            f.ContactPlanned(Kind.DOSING, "Dosing 3", NOW.replace(hour=10, minute=0), 155),
            f.ContactPlanned(Kind.INTEGRATION, "Integration", NOW.replace(day=2, hour=11, minute=0), 50),
            *after,
        )
    )  # fmt: skip


def sessions(many: int = len(DAYS)) -> list[SessionSummary]:
    """The sessions that have been; one note is still to be written."""
    return [
        summary(at + 1, kind, days, noted=at != 7)
        for at, ((kind, _), days) in enumerate(zip(STEPS[:many], DAYS, strict=False))
    ]


def _page(
    theme: Theme, code: str, chart: ClientChart, been: list[SessionSummary], scores: tuple[TakenScore, ...] = ()
) -> ClientPage:
    doses = [DoseRecorded(one.row.id, one.row.started_at, "150 mg") for one in been if one.contact is Kind.DOSING]
    return ClientPage(theme, page_data(code, chart, been, NOW, KNOWN.known, scores, doses=doses), "Clients")


def client(theme: Theme) -> QWidget:
    scores = [taken_at("phq-9", *each) for each in zip(COURSE_DAYS, (19, 18, 13, 11), strict=True)]
    scores += [taken_at("gad-7", *each) for each in zip(COURSE_DAYS, (15, 14, 11, 9), strict=True)]
    scores += [taken_at("phq-9", date(2026, 11, 12), None, "3012001.."), score_of("phq-9", "112100001")]
    return _page(theme, "M-014", mid_course(), sessions(), tuple(scores))


def client_new(theme: Theme) -> QWidget:
    """A client of whom nothing is said yet."""
    return _page(theme, "K-051", ClientChart(), [])


def client_long(theme: Theme) -> QWidget:
    """Forty sessions, and the longest code."""
    kinds = [Kind.INTEGRATION if at % 2 else Kind.DOSING for at in range(44)]
    steps = tuple(f.CourseStep(kind, f"{CONTACTS[kind]} {at // 2 + 1}") for at, kind in enumerate(kinds))
    chart = charted((f.CourseBegun("own", "22 dosing, two weeks apart", steps), f.TouchAgreed("none")), 300)
    been = [summary(at + 1, step.contact, 290 - 7 * at) for at, step in enumerate(steps[:40])]
    return _page(theme, LONG_CODE, chart, been)


def clients(theme: Theme) -> QWidget:
    rows = {
        "A-003": ClientRow("A-003", "Dosing 3, 5 Nov", "1 month after dosing 3, Thu 14:00"),
        "K-051": ClientRow("K-051", "no session yet", "Screening, tomorrow 16:00"),
        "M-014": ClientRow("M-014", "Integration, 20 Nov", "Dosing 3, today 10:00"),
        "M-O14": ClientRow("M-O14", "Dosing 1, 3 May 2025", "nothing planned", alike="easily taken for M-014"),
        LONG_CODE: ClientRow(LONG_CODE, "Preparation 1, 24 Nov", "Dosing 1 of 6, 3 Dec 09:30"),
        "T-077": ClientRow("T-077", "Dosing 2, 27 Nov", "72 h after dosing 2, yesterday 09:00", late=True),
    }
    return ClientsScreen(theme, ClientsData(tuple(rows), lambda codes: tuple(rows[code] for code in codes)))


def _with(theme: Theme, form: Form | ContactSheet) -> QWidget:
    page = _page(theme, "M-014", mid_course(), sessions())
    page.open_form(form)
    return page


def client_consent(theme: Theme) -> QWidget:
    return _with(theme, consent_form(theme, mid_course(), NOW, print))


def client_order(theme: Theme) -> QWidget:
    return _with(theme, order_form(theme, mid_course(), NOW, print))


def client_about(theme: Theme) -> QWidget:
    return _with(theme, about_form(theme, mid_course(), print))


def client_course(theme: Theme) -> QWidget:
    presets = {preset.id: preset for preset in map(load_course, shipped_courses())}
    return _with(theme, course_form(theme, mid_course(), presets, print))


def client_plan(theme: Theme) -> QWidget:
    return _with(theme, ContactSheet(theme, "M-014", CHOICES, f.CourseStep(Kind.FOLLOW_UP, "Follow-up", "follow-up")))


def client_move(theme: Theme) -> QWidget:
    return _with(theme, ContactSheet(theme, "M-014", CHOICES, contact=mid_course().contacts["f8"]))
