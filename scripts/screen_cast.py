"""The screens that `screens.py` photographs, each filled with a fictional client. A new one is one line in SCREENS."""

from collections.abc import Callable

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

import screen_cast_books as books
import screen_cast_checklist as checklist
import screen_cast_clients as people
import screen_cast_debrief as debriefed
import screen_cast_emergency as emergency
import screen_cast_hand_over as hand_over
import screen_cast_library as lib
import screen_cast_live as live
import screen_cast_note as notes
import screen_cast_people as staff
import screen_cast_prepare as before
import screen_cast_private as private
import screen_cast_recording as recording
import screen_cast_rehearsal as rehearsed
import screen_cast_rehearse as rehearse
import screen_cast_replay as played
import screen_cast_safety as safety
import screen_cast_script as script
import screen_cast_search as finding
import screen_cast_settings as settings
import screen_cast_today as on_today
import screen_cast_way_back as back
from kapguide.clinical.vitals_line import parse_vitals
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.telling import NoteKind
from kapguide.spans import MINUTE
from kapguide.ui.door.first_run import FirstRunScreen
from kapguide.ui.door.recovery_key import RecoveryKeyScreen
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.timeline import CueKind, Timeline, TimelineCue, TimelineData, TimelinePhase
from kapguide.ui.widgets.charts.vitals_chart import VitalsChart, VitalsChartData, VitalsPoint
from kapguide.ui.widgets.chip import Chip, Tone
from kapguide.ui.widgets.forms.fields import ForgivingField, NoteField
from kapguide.ui.widgets.hold_button import HoldButton
from kapguide.ui.widgets.level_bar import LevelBar, LevelData
from kapguide.ui.widgets.lists.note_list import NoteList, NoteRow
from kapguide.ui.widgets.next_up import NextUp, NextUpData
from kapguide.ui.widgets.quiet_line import QuietLine, UndoLine, UndoOffer
from kapguide.ui.widgets.ring import RingData

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
    NoteRow("0:33", "asked for the blanket on the left", NoteKind.NOTE, remark="corrected below"),
    NoteRow("0:34", "asked for the blanket on the right; laid it over both feet and the knees", NoteKind.NOTE),
    NoteRow("0:38", "it’s wide here", NoteKind.VERBATIM),
)


def _row(theme: Theme, *items: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.sizes.grid)
    for item in items:
        row.addWidget(item)
    row.addStretch(1)
    return row


def _page(*cards: tuple[Card, int, int, int]) -> QWidget:
    """Cards laid out by row, column and how many columns they take."""
    screen = QWidget()
    grid = QGridLayout(screen)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setSpacing(16)
    for card, row, column, wide in cards:
        grid.addWidget(card, row, column, 1, wide)
    return screen


def gallery(theme: Theme) -> QWidget:
    """Buttons, chips, rings and timelines in their states."""
    buttons = Card(theme, "Buttons")
    kinds = [Button(theme, kind.value.title(), icon="check", key="k", kind=kind) for kind in Kind]
    buttons.add(_row(theme, *kinds[:4]))
    buttons.add(_row(theme, *kinds[4:]))
    off, hold = Button(theme, "Not now"), HoldButton(theme, "Next phase", icon="skip-forward", key=".")
    off.setEnabled(False)
    hold.set_progress(0.6)
    buttons.add(_row(theme, off, hold, Button(theme, icon="eye", kind=Kind.QUIET, name="Show")))
    buttons.add(_row(theme, *(Chip(theme, tone.value.title(), "pill", tone) for tone in Tone)))
    rings = Card(theme, "Rings")
    row = QHBoxLayout()
    for left, when in ((282_000, ""), (5_000, "with Peak"), (0, ""), (None, "after the dose")):
        ring = NextUp(theme)
        ring.setMinimumHeight(180)
        ring.set_data(NextUpData(RingData(left, 420_000, "next"), "Quiet presence", when))
        row.addWidget(ring)
    rings.add(row)
    lines = Card(theme, "Timelines")
    for data in (timeline_data(8), timeline_data(44, 15, held=True), timeline_data(133)):
        lines.add(Timeline(theme, data))
    return _page((buttons, 0, 0, 1), (rings, 0, 1, 1), (lines, 1, 0, 2))


def gallery_fields(theme: Theme) -> QWidget:
    """Fields, level, messages, the chart and the log, filled and empty."""
    fields = Card(theme, "Fields", accent=True)
    good, bad = (ForgivingField(theme, "Vitals", parse_vitals, placeholder="120/80 72 98") for _ in range(2))
    good.put("120/80 72 98 rr16")
    bad.put("120/80 tea")
    bad.line.returnPressed.emit()
    undo = UndoLine(theme)
    undo.show_offer(UndoOffer("Phase moved on", 8_000))
    for item in (
        good,
        bad,
        NoteField(theme),
        LevelBar(theme, LevelData(-18)),
        LevelBar(theme, LevelData(-9, silent=True)),
    ):
        fields.add(item)
    for text, tone in (("Saved", Tone.PLAIN), ("The speaker is gone: playing to the built-in one", Tone.WARM)):
        quiet = QuietLine(theme)
        quiet.say(text, tone)
        fields.add(quiet)
    fields.add(_row(theme, undo))
    chart = Card(theme, "Vitals", "BP 141/86   HR 78   SpO₂ 97 %")
    chart.add(VitalsChart(theme, VitalsChartData(READINGS, 0, 60 * MINUTE, 42 * MINUTE)))
    log = Card(theme, "Notes")
    notes = NoteList(theme)
    notes.set_rows(NOTES)
    log.add(notes)
    empty = Card(theme, "Nothing yet")
    empty.add(VitalsChart(theme))
    empty.add(NoteList(theme))
    return _page((fields, 0, 0, 1), (chart, 0, 1, 1), (log, 1, 0, 1), (empty, 1, 1, 1))


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
    return RecoveryKeyScreen(theme, "Willow Room", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U")


def first_run_retype(theme: Theme) -> QWidget:
    screen = RecoveryKeyScreen(theme, "Willow Room", "MFRGGZDFMZTWQ2LKNNWG23TPOBYXE43U")
    screen.kept.click()
    screen.retyped.put("mfrg gzdf mztw q2lx")
    screen.done.click()
    return screen


ROOM = ("live", "emergency", "lock", "prepare", "music", "gallery", "rehears", "debrief", "replay")
"""How the names of the screens begin that stand in the room, in low light; all others are the desk's."""
SCREENS: dict[str, Builder] = {
    "clients": people.clients,
    "client": people.client,
    "client-new": people.client_new,
    "client-long": people.client_long,
    "client-consent": people.client_consent,
    "client-order": people.client_order,
    "client-about": people.client_about,
    "client-course": people.client_course,
    "client-plan": people.client_plan,
    "client-move": people.client_move,
    "gallery": gallery,
    "gallery-fields": gallery_fields,
    "live-begin": live.live_begin,
    "live-without-dose": live.live_without_dose,
    "live-leave-without-dose": live.live_leave_without_dose,
    "live-dose": live.live_dose,
    "live-people": live.live_people,
    "live-display": live.live_display,
    "live-breath": live.live_breath,
    "live-breath-choice": live.live_breath_choice,
    "live-breath-why": live.live_breath_why,
    "live-steps": live.live_steps,
    "live": live.live_peak,
    "live-prompt": live.live_prompt,
    "live-held": live.live_held,
    "live-music": live.live_music,
    "live-silence": live.live_silence,
    "replay": played.replay,
    "replay-remark": lambda theme: played.replay(theme, writing=True),
    "replay-moments": played.replay_moments,
    "replay-emergency": played.replay_emergency,
    "replay-scenario": played.replay_scenario,
    "replay-choice": played.replay_choice,
    "emergency": emergency.emergency_filled,
    "emergency-unfilled": emergency.emergency_unfilled,
    "emergency-gave": emergency.emergency_gave,
    "lock": emergency.lock_pin,
    "lock-choose": emergency.lock_choose,
    "lock-passphrase": emergency.lock_passphrase,
    "emergency-door": emergency.emergency_at_the_door,
    "live-keys": live.live_keys,
    "live-attest": live.live_attest,
    "live-due": live.live_due,
    "live-timers": live.live_timers,
    "live-script": script.live_script,
    "live-script-say": script.live_script_say,
    "live-script-voice": script.live_script_voice,
    "live-script-end": script.live_script_end,
    "live-script-hidden": script.live_script_hidden,
    "live-script-seen": script.live_script_seen,
    "live-scripts": script.live_scripts,
    "live-leave": live.live_leave,
    "live-touch": live.live_touch,
    "live-consent": live.live_consent,
    "live-leaving-list": live.live_leaving_list,
    "live-asks": safety.live_asks,
    "live-effects": safety.live_effects,
    "live-limit": safety.live_limit,
    "live-limit-form": safety.live_limit_form,
    "live-limit-seen": safety.live_limit_seen,
    "live-correct": live.live_correct,
    "live-discard": live.live_discard,
    "live-end": live.live_end,
    "note": notes.note,
    **private.SCREENS,
    **rehearse.SCREENS,
    "note-ready": notes.note_ready,
    "note-signed": notes.note_signed,
    "note-addendum": notes.note_addendum,
    "note-to-countersign": notes.note_to_countersign,
    "prepare": before.prepare,
    "prepare-telephone": before.prepare_by_telephone,
    "music": before.music,
    "music-short": before.music_short,
    "library": lib.library,
    "library-several": lib.library_several,
    "library-empty": lib.library_empty,
    "library-import": lib.library_import,
    "library-bad": lib.library_bad,
    "library-folders": lib.library_folders,
    "library-playlist": lib.library_playlist,
    "scripts": recording.scripts_page,
    "scripts-recording": recording.scripts_recording,
    "scripts-no-microphone": recording.scripts_no_microphone,
    "unlock": unlock,
    "unlock-wrong": unlock_wrong,
    "unlock-checking": unlock_checking,
    "unlock-running": unlock_running,
    "first-run": first_run,
    "first-run-key": first_run_key,
    "first-run-retype": first_run_retype,
    **books.SCREENS,
    **checklist.SCREENS,
    **hand_over.SCREENS,
    **debriefed.SCREENS,
    "way-back": back.way_back,
    "way-back-accept": back.way_back_accept,
    "way-back-asked": back.way_back_asked,
    "way-back-read": back.way_back_read,
    "merge": back.merge,
    "way-back-running": back.way_back_running,
    "have-backup": back.have_backup,
    "keys": back.keys,
    "people": staff.people,
    "people-named": staff.people_named,
    "people-first": staff.people_first,
    "settings": settings.settings_card,
    "settings-sign": settings.settings_sign,
    "settings-limits": settings.settings_limits,
    "settings-sound": settings.settings_sound,
    "settings-look": settings.settings_look,
    "settings-lists": settings.settings_lists,
    "settings-backups": settings.settings_backups,
    **rehearsed.SCREENS,
    **finding.SCREENS,
    "today": on_today.today,
    "today-empty": on_today.today_first_day,
    "today-form": on_today.today_form,
    "today-plan": on_today.today_plan,
}
