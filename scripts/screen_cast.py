"""The screens that `screens.py` photographs, each filled with a fictional client. A new one is one line in SCREENS."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.vitals import parse_vitals
from kapguide.session.protocol import PhaseKind
from kapguide.ui.first_run import FirstRunScreen
from kapguide.ui.theme import Role, Theme
from kapguide.ui.today import ProtocolChoice, SessionMark, SessionRow, TodayData, TodayScreen
from kapguide.ui.unlock import UnlockScreen
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.clock import Clock
from kapguide.ui.widgets.fields import ForgivingField, NoteLine
from kapguide.ui.widgets.hold_button import HoldButton
from kapguide.ui.widgets.level_bar import LevelBar, LevelData
from kapguide.ui.widgets.note_list import NoteKind, NoteList, NoteRow
from kapguide.ui.widgets.quiet_line import QuietLine, UndoLine, UndoOffer
from kapguide.ui.widgets.ring import CountdownRing
from kapguide.ui.widgets.timeline import CueKind, Timeline, TimelineCue, TimelineData, TimelinePhase
from kapguide.ui.widgets.vitals_chart import VitalsChart, VitalsChartData, VitalsPoint
from kapguide.ui.widgets.words import MINUTE, clock_text

Builder = Callable[[Theme], QWidget]


def timeline_data(now: int, later: int = 0, held: bool = False) -> TimelineData:
    """A lozenge session at `now` (min), its third phase `later` minutes longer than planned."""
    lengths = (15, 10, 45 + later, 20, 30)
    titles = ("Preparation", "Dosing", "Guided imagery & breathwork", "Emergence", "Integration")
    phases, start = [], 0
    for kind, title, length in zip(PhaseKind, titles, lengths, strict=True):
        phases.append(TimelinePhase(title, kind, start * MINUTE, (start + length) * MINUTE))
        start += length
    current = next((i for i, phase in enumerate(phases) if now * MINUTE < phase.end), len(phases) - 1)
    if current == 2:
        old = phases[2]
        phases[2] = TimelinePhase(old.title, old.kind, old.start, old.end, 55 * MINUTE, 90 * MINUTE)
    prompts = (14, 24, 40, 55, 70, 90, 115)
    readings = (3, 9, 16, 22, 32, 40, 47, 55, 62, 80, 100)
    cues = [TimelineCue(at * MINUTE, CueKind.PROMPT, "Prompt", at < now, at == 24) for at in prompts]
    cues += [TimelineCue(at * MINUTE, CueKind.READING, "Vitals", at < now, at == 32) for at in readings]
    end = f"ends {12 + (15 + later) // 60}:{(15 + later) % 60:02}"
    return TimelineData(
        tuple(phases),
        current,
        now * MINUTE + 18_000,
        17 * MINUTE if now > 17 else None,
        tuple(cues),
        held,
        120 * MINUTE,
        end,
        140 * MINUTE,
        "escort 12:35",
    )


READINGS = (
    VitalsPoint(1 * MINUTE, 124, 76, 68, 98),
    VitalsPoint(16 * MINUTE, 128, 78, 70, 98),
    VitalsPoint(27 * MINUTE, 149, 91, 84, 96),
    VitalsPoint(40 * MINUTE, 141, 86, 78, 97),
)

NOTES = (
    NoteRow("0:00", "Session began, lozenge protocol", NoteKind.SYSTEM),
    NoteRow("0:17", "150 mg, sublingual, given by Dr Vega", NoteKind.DOSE),
    NoteRow("0:24", "Offer the eye mask (came 2 min late)", NoteKind.MISSED),
    NoteRow("0:25", "Guided imagery & breathwork", NoteKind.PHASE),
    NoteRow("0:27", "BP 149/91  HR 84  SpO2 96 %", NoteKind.READING),
    NoteRow("0:31", "tears, steady breath, hand on chest", NoteKind.OBSERVATION),
    NoteRow("0:33", "asked for the blanket on the left", NoteKind.NOTE, superseded=True),
    NoteRow("0:34", "asked for the blanket on the right; laid it over both feet and the knees", NoteKind.NOTE),
    NoteRow("0:38", "it’s wide here", NoteKind.VERBATIM),
)


def live_look(theme: Theme) -> QWidget:
    """How the parts sit together in a session."""
    grid = theme.sizes.grid
    screen = QWidget()
    whole = QVBoxLayout(screen)
    whole.setContentsMargins(grid * 3, grid * 2, grid * 3, grid)
    whole.setSpacing(grid * 2)
    head = QHBoxLayout()
    head.setSpacing(grid)
    names = QVBoxLayout()
    names.addWidget(Text(theme, "Live session · 2 of 6", Role.EYEBROW, "dim"))
    names.addWidget(Text(theme, "Client M-014", Role.TITLE))
    head.addLayout(names)
    head.addSpacing(grid)
    for chip in (Chip(theme, "Sublingual 150 mg", "pill"), Chip(theme, "Touch: hand", "hand", Tone.ACCENT)):
        head.addWidget(chip)
    head.addStretch(1)
    for caption, text in (("Now", "10:57"), ("Since dose", clock_text(25 * MINUTE + 18_000))):
        clock = Clock(theme, caption)
        clock.show_time(text)
        head.addWidget(clock)
        head.addSpacing(grid * 2)
    head.addWidget(Button(theme, "Emergency", icon="circle-alert", key="F12", kind=Kind.DANGER))
    whole.addLayout(head)
    line = Card(theme)
    line.add(Timeline(theme, timeline_data(42)))
    whole.addWidget(line)
    body = QGridLayout()
    body.setSpacing(grid * 2)
    body.setColumnStretch(0, 13)
    body.setColumnStretch(1, 10)
    for row, column, card in (
        (0, 0, _prompt_card(theme)),
        (0, 1, _vitals_card(theme)),
        (1, 0, _music_card(theme)),
        (1, 1, _notes_card(theme)),
    ):
        body.addWidget(card, row, column)
    whole.addLayout(body, 1)
    foot = QHBoxLayout()
    quiet, undo = QuietLine(theme), UndoLine(theme)
    quiet.say("Backed up to the stick 2 min ago")
    undo.show_offer(UndoOffer("Phase moved on", 8_000))
    foot.addWidget(quiet, 1)
    foot.addWidget(undo)
    whole.addLayout(foot)
    return screen


def _row(theme: Theme, *items: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.sizes.grid)
    for item in items:
        row.addWidget(item)
    row.addStretch(1)
    return row


def _prompt_card(theme: Theme) -> Card:
    card = Card(theme, "Now · guided imagery", accent=True)
    ring = CountdownRing(theme)
    ring.show_left(282_000, 420_000, "next prompt")
    words = QVBoxLayout()
    words.setSpacing(theme.sizes.grid * 2)
    words.addWidget(Text(theme, "Invite the breath to slow", Role.TITLE, wrap=True))
    said = "“You might notice the weight of the blanket. If you like, let each out-breath be a little longer.”"
    words.addWidget(Text(theme, said, Role.BODY, wrap=True))
    words.addStretch(1)
    top = QHBoxLayout()
    top.addLayout(words, 1)
    top.addWidget(ring)
    card.add(top, 1)
    done = Button(theme, "Done", icon="check", key="Space", kind=Kind.PRIMARY)
    snooze = Button(theme, "Snooze 2 min", icon="timer", key="z")
    card.add(_row(theme, done, snooze, HoldButton(theme, "Next phase", icon="skip-forward", key=".")))
    return card


def _vitals_card(theme: Theme) -> Card:
    card = Card(theme, "Vitals", "BP 141/86   HR 78   SpO₂ 97 %")
    card.add(VitalsChart(theme, VitalsChartData(READINGS, 0, 60 * MINUTE, 42 * MINUTE)), 1)
    card.add(Button(theme, "Vitals due in 2:40", icon="heart-pulse", key="v", kind=Kind.WARM))
    return card


def _music_card(theme: Theme) -> Card:
    card = Card(theme, "Music", "next  Open Field")
    card.add(Text(theme, "Still Water, Part II", Role.HEADING))
    card.add(LevelBar(theme, LevelData(-9, -40, 0)))
    card.body.addStretch(1)
    card.add(_row(theme, Button(theme, "Fade to silence", icon="volume-x", key="m")))
    return card


def _notes_card(theme: Theme) -> Card:
    card = Card(theme, "Notes", "saved")
    notes = NoteList(theme)
    notes.set_rows(NOTES)
    card.add(notes, 1)
    line = NoteLine(theme)
    line.put("shoulders lower, slow")
    card.add(line)
    return card


def gallery(theme: Theme) -> QWidget:
    """Every widget in its states."""
    screen = QWidget()
    grid = QGridLayout(screen)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setSpacing(16)
    buttons = Card(theme, "Buttons")
    buttons.add(_row(theme, *(Button(theme, kind.value.title(), icon="check", key="k", kind=kind) for kind in Kind)))
    off, hold = Button(theme, "Not now"), HoldButton(theme, "Next phase", icon="skip-forward", key=".")
    off.setEnabled(False)
    hold.set_progress(0.6)
    buttons.add(_row(theme, off, hold, Button(theme, icon="eye", kind=Kind.QUIET, name="Show")))
    buttons.add(_row(theme, *(Chip(theme, tone.value.title(), "pill", tone) for tone in Tone)))
    grid.addWidget(buttons, 0, 0)
    rings = Card(theme, "Rings")
    row = QHBoxLayout()
    for left, caption in ((282_000, "next prompt"), (5_000, "next prompt"), (0, "due"), (None, "nothing due")):
        ring = CountdownRing(theme)
        ring.show_left(left, 420_000, caption)
        row.addWidget(ring)
    rings.add(row)
    grid.addWidget(rings, 0, 1)
    lines = Card(theme, "Timelines")
    for data in (timeline_data(8), timeline_data(44, 15, held=True), timeline_data(133)):
        lines.add(Timeline(theme, data))
    grid.addWidget(lines, 1, 0, 1, 2)
    fields = Card(theme, "Fields")
    good, bad = (ForgivingField(theme, "Vitals", parse_vitals, placeholder="120/80 72 98") for _ in range(2))
    good.put("120/80 72 98 rr16")
    bad.put("120/80 tea")
    bad.line.returnPressed.emit()
    for item in (good, bad, LevelBar(theme, LevelData(-18, -40, 0)), LevelBar(theme, LevelData(-9, silent=True))):
        fields.add(item)
    for text, tone in (("Saved", Tone.PLAIN), ("The speaker is gone: playing to the built-in one", Tone.WARM)):
        quiet = QuietLine(theme)
        quiet.say(text, tone)
        fields.add(quiet)
    grid.addWidget(fields, 2, 0)
    empty = Card(theme, "Nothing yet")
    empty.add(VitalsChart(theme))
    empty.add(NoteList(theme))
    grid.addWidget(empty, 2, 1)
    return screen


TODAY = TodayData(
    practice="Willow Room",
    date="Monday 23 November",
    sessions=(
        SessionRow("s1", "today, 10:15", "M-014", "Sublingual lozenge, two and a half hours", SessionMark.RUNNING),
        SessionRow("s2", "Friday, 14:00", "K-203", "Intramuscular", SessionMark.ENDED),
        SessionRow("s3", "Thursday, 9:30", "M-014", "Sublingual lozenge, two and a half hours", SessionMark.DRAFT),
        SessionRow("s4", "12 November, 16:00", "R-077", "Oral", SessionMark.DRAFT),
    ),
    unsigned=3,
    backup="Yesterday at 18:40, checked.",
    clients=("M-014", "K-203", "R-077"),
    protocols=(
        ProtocolChoice("lozenge", "Sublingual lozenge", "Sublingual, 2 h 30 min in five phases"),
        ProtocolChoice("im", "Intramuscular", "Intramuscular, 2 h in five phases"),
    ),
    therapist="Dr Vega",
)


def today(theme: Theme) -> QWidget:
    return TodayScreen(theme, TODAY)


def today_empty(theme: Theme) -> QWidget:
    return TodayScreen(theme, TodayData(practice="Willow Room", date="Monday 23 November", protocols=TODAY.protocols))


def today_form(theme: Theme) -> QWidget:
    screen = TodayScreen(theme, TODAY)
    screen.open_form()
    screen.form.client.put("M-014")
    screen.form.pick_up.put("half past three")
    screen.form.start.click()
    return screen


def unlock(theme: Theme) -> QWidget:
    screen = UnlockScreen(theme, "Willow Room")
    screen.secret.line.put("three quiet words")
    return screen


def unlock_wrong(theme: Theme) -> QWidget:
    screen = UnlockScreen(theme, "Willow Room")
    screen.secret.line.put("three quiet birds")
    screen.show_wrong(
        "That passphrase does not open this practice. Check Caps Lock and the keyboard’s language.", 8_000
    )
    return screen


def unlock_checking(theme: Theme) -> QWidget:
    screen = unlock(theme)
    assert isinstance(screen, UnlockScreen)
    screen.show_checking()
    return screen


def unlock_running(theme: Theme) -> QWidget:
    screen = UnlockScreen(theme, "Willow Room")
    screen.show_running(True)
    screen.running.show_sound("Still Water, Part II", LevelData(-9))
    return screen


def first_run(theme: Theme) -> QWidget:
    screen = FirstRunScreen(theme)
    screen.practice.put("Willow Room")
    return screen


def first_run_key(theme: Theme) -> QWidget:
    screen = FirstRunScreen(theme)
    screen.show_recovery_key("MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U")
    return screen


def first_run_retype(theme: Theme) -> QWidget:
    screen = FirstRunScreen(theme)
    screen.show_recovery_key("MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U")
    screen.kept.click()
    screen.retyped.put("mfrg gzdf mztw q2lx")
    screen.done.click()
    return screen


SCREENS: dict[str, Builder] = {
    "gallery": gallery,
    "live-look": live_look,
    "unlock": unlock,
    "unlock-wrong": unlock_wrong,
    "unlock-checking": unlock_checking,
    "unlock-running": unlock_running,
    "first-run": first_run,
    "first-run-key": first_run_key,
    "first-run-retype": first_run_retype,
    "today": today,
    "today-empty": today_empty,
    "today-form": today_form,
}
