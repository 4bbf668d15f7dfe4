"""The note of a session, as the screens are photographed: one day of a fictional client."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from kapguide.clinical.vitals import Vitals
from kapguide.export.log import Moment
from kapguide.export.log_rows import LogRow, Provenance
from kapguide.export.note import NoteDocument, NoteLine, NoteSection
from kapguide.export.report import ReportedDose, ReportedReading, SessionReport, build_report
from kapguide.spans import MINUTE
from kapguide.store.tables.note_rows import NoteVersion
from kapguide.store.tables.signature_rows import Addendum, SignedNote
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.note.signed_screen import SignedScreen
from kapguide.ui.theme import Theme
from kapguide.usecases.signing import Signer
from screen_cast_live import session_at

BEGAN = datetime(2026, 12, 1, 8, 58, tzinfo=UTC)
T0 = 20 * MINUTE
LIND = Signer("lind", "K. Lind", ("therapist",), trainee=False)
EDITED = "2026-12-01T13:20:00+01:00"


def moment(t: int) -> Moment:
    """A moment of the session, an hour east of Greenwich."""
    return Moment(t, BEGAN + timedelta(milliseconds=t), 60, 0, t - T0)


def report() -> SessionReport:
    """Three hours, six readings, one lozenge."""
    session = session_at(600)
    base = build_report(
        session.state.protocol, session.log, practice="Willow Room", generated=BEGAN + timedelta(hours=4), version="0"
    )
    readings = (
        (-24, 126, 76, 71, 98), (17, 132, 80, 76, 97), (30, 139, 82, 81, 97),
        (46, 135, 80, 78, 98), (61, 129, 79, 72, 98), (148, 124, 75, 69, 99),
    )  # fmt: skip
    entries = [
        LogRow(f"log-{n}", n, moment(n * 72_000), f"Entry {n} of the log", (), provenance)
        for n, provenance in enumerate((Provenance.TYPED if n % 4 == 3 else Provenance.LOG for n in range(148)), 1)
    ]
    return replace(
        base,
        client_code="M-014",
        number=3,
        started=moment(0),
        ended=moment(180 * MINUTE),
        doses=(ReportedDose("dose", 1, moment(T0), "150 mg", "ketamine", "sublingual", "R. Osei", None, "", False),),
        readings=tuple(
            ReportedReading(f"r{at}", moment(T0 + at * MINUTE), Vitals(*values), "K. Lind", "", False)
            for at, *values in readings
        ),
        timeline=tuple(entries),
    )


def document(summary: str = "", plan: str = "") -> NoteDocument:
    """The note as its therapist has it."""
    log = NoteLine

    def typed(id: str, words: str) -> NoteLine:
        return NoteLine(id, "", written=words, at=EDITED, by="K. Lind", gap=True, wanted=id.partition("/")[0])

    def told(section: str, *lines: tuple[str, str]) -> tuple[NoteLine, ...]:
        return tuple(log(f"{section}/{n}", words, since=since) for n, (since, words) in enumerate(lines))

    return NoteDocument(
        "session-3",
        (
            NoteSection("summary", "Summary", (typed("summary/text", summary),)),
            NoteSection(
                "risk",
                "Risk and consent",
                (
                    log("risk/asked", "Suicidal thoughts: asked 09:34, none reported.", fixed=True),
                    NoteLine(
                        "risk/leaving", "Before leaving: not recorded.", gap=True,
                        wanted="suicidal thoughts before leaving", joined=True,
                    ),
                    log(
                        "risk/consent",
                        "Consent version 3 current, read again. Touch: hand only, withdrawn 0:48.", fixed=True,
                    ),
                ),
            ),
            NoteSection(
                "happened",
                "What happened",
                told(
                    "happened",
                    ("0:07", "Hold over, spat, rinsed."),
                    ("0:28", "Tears, breath steady, jaw loosens."),
                    ("0:48", "Raised left hand: touch ended, hand let go."),
                    ("1:02", "Eyes open, asks for water, looks round the room."),
                ),
                "since the dose, 10:18",
            ),
            NoteSection(
                "words",
                "Words",
                told("words", ("0:33", "“It’s wide here.”"), ("1:10", "~ the kitchen came back, without the fear")),
            ),
            NoteSection(
                "did",
                "What we did",
                (
                    NoteLine(
                        "did/0",
                        "Silence 0:34 to 0:45, music softer at 0:31, two grounding lines at 0:47.",
                        written="Silence 0:34 to 0:45, music softer at 0:31, two grounding lines at 0:47; 32 min of "
                        "talk from 1:35.",
                        at=EDITED,
                        by="K. Lind",
                    ),
                ),
            ),
            NoteSection(
                "present",
                "Present",
                (log("present/0", "K. Lind, therapist, throughout; R. Osei, medical, 10:02 to 12:58. Never alone."),),
            ),
            NoteSection(
                "medicine",
                "Medicine",
                (
                    log(
                        "medicine/0",
                        "Ketamine 150 mg, one lozenge, sublingual, at 10:18, by R. Osei; as ordered. Held 7 min, spat.",
                        fixed=True,
                    ),
                ),
            ),
            NoteSection(
                "readings", "Readings", (log("readings/apart", "No reading from 1:01 to 2:28.", fixed=True),)
            ),
            NoteSection(
                "effects",
                "Side effects",
                (log("effects/0", "Nausea, mild, 0:35 to 0:55. Asked again 1:00 and 2:28: none."),),
            ),
            NoteSection(
                "leaving",
                "Leaving",
                (
                    log(
                        "leaving/0",
                        "12:52, 2 h 34 after the dose (the clinic asks for 2 h). Oriented, steady, sister here, "
                        "sheet given.",
                    ),
                ),
            ),
            NoteSection(
                "plan", "Plan",
                (typed("plan/0", plan) if plan else NoteLine("plan/0", "Not recorded.", gap=True, wanted="the plan"),),
            ),
            NoteSection(
                "next", "Next", (log("next/0", "Wed 2 Dec 11:00 integration, K. Lind. 72 h: Fri 4 Dec."),)
            ),
        ),
        dosed="2026-12-01T10:18:00+01:00",
        place="Dosing 3 of 3",
    )  # fmt: skip


SUMMARY = (
    "Third dosing session, quiet and inward. Tears from 0:28, then rest. Touch ended by the client at 0:48 and not "
    "given again. Mild nausea passed without medicine. Left steady, with her sister."
)


def note(theme: Theme) -> QWidget:
    """A draft that lacks two things."""
    screen = NoteScreen(theme, report(), document(SUMMARY), "K. Lind", "Client", signs=LIND)
    screen.say_saved(datetime(2026, 12, 1, 13, 24, tzinfo=UTC))
    return screen


PLAN = "Integration tomorrow. One commitment: to call her brother on Sunday; asked about on 8 Dec."


def _whole() -> NoteDocument:
    """The note with nothing missing."""
    words = "Before leaving: asked, none reported."
    return document(SUMMARY, PLAN).answered("risk/leaving", words, "K. Lind", EDITED, "2026-12-01T12:31:00+01:00")


def signed_note(*, trainee: bool = False, added: bool = True) -> SignedNote:
    """A note that is signed, with one addendum."""
    at = datetime(2026, 12, 1, 17, 4).astimezone()
    told = Addendum(
        id="a", name="K. Lind", role="therapist", at=datetime(2026, 12, 2, 11, 20).astimezone(), staff="lind",
        trainee=False, reason="told later", seal="03d95be177a0c2f4" * 4,
        text="Vomited once at home on Tuesday at about 19:30, after supper; slept well, well this morning. Told at the "
        "24 h contact. R. Osei informed, no further action.",
        belongs_at=datetime(2026, 12, 1, 19, 30).astimezone(),
    )  # fmt: skip
    return SignedNote(
        id="s", name="K. Lind", role="therapist", at=at, staff="lind", trainee=trainee, reason="",
        seal="7c1e90ab2f6844f2" * 4, note_id="session-3", addenda=(told,) if added else (),
        version=NoteVersion(3, "signed", "", at, "lind", "", "v"),
    )  # fmt: skip


def _signed_screen(theme: Theme, signed: SignedNote, signers: tuple[Signer, ...] = ()) -> SignedScreen:
    today = datetime(2026, 12, 2, 11, 40).astimezone()
    screen = SignedScreen(theme, report(), _whole(), LIND, "Client", lambda: today)
    screen.show_signed(signed, signers, "lind")
    screen.show_whole(datetime(2026, 12, 2, 8, 31).astimezone())
    return screen


def note_signed(theme: Theme) -> QWidget:
    """Signed, with an addendum."""
    return _signed_screen(theme, signed_note())


def note_addendum(theme: Theme) -> QWidget:
    """Another addendum is being typed."""
    screen = _signed_screen(theme, signed_note())
    screen.add_addendum()
    return screen


def note_to_countersign(theme: Theme) -> QWidget:
    """Signed in training, and a colleague is asked for the second name."""
    screen = _signed_screen(
        theme, signed_note(trainee=True, added=False), (Signer("osei", "R. Osei", ("medical",), False),)
    )
    screen.bar.act.click()
    return screen


def note_ready(theme: Theme) -> QWidget:
    """Nothing is missing."""
    screen = NoteScreen(theme, report(), _whole(), "K. Lind", "Client", signs=LIND)
    screen.say_saved(datetime(2026, 12, 1, 13, 24, tzinfo=UTC))
    return screen
