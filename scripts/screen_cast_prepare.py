"""Prepare, and its page of music and sound with the music that ships, and with a practice's labelled music."""

import random
from datetime import datetime

from PySide6.QtWidgets import QWidget

from kapguide.audio.planning.arc import shipped_arc
from kapguide.audio.playlists.playlist import Playlist, read_chosen
from kapguide.audio.track import Labels, Track
from kapguide.clinical.checklists import begun, with_reply
from kapguide.clinical.facts import ContactKind, ItemReply, Reply
from kapguide.clinical.preparing import Attending, MoodScore, wanted
from kapguide.paths import resource
from kapguide.session.protocol.protocol_file import find_protocol, read_protocol
from kapguide.settings import SoundSettings
from kapguide.ui.prepare.music_data import MusicData, OutputRow, PlaylistChoice, chart_of, rows_of
from kapguide.ui.prepare.music_screen import MusicScreen
from kapguide.ui.prepare.pre_flight import PreFlightData, TriedOutput
from kapguide.ui.prepare.reading_back import baseline_of
from kapguide.ui.prepare.screen import PrepareHead, PrepareScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.ui.widgets.forms.gate import Missing
from kapguide.usecases.music import planned_music
from kapguide.usecases.sessions import MusicChoice
from kapguide.usecases.shipped.checklists import checklists

PLAYLISTS = (
    PlaylistChoice("/music/long-way.m3u8", "long-way"),
    PlaylistChoice("evening", "Evening arc  ·  comes with KapGuide"),
    PlaylistChoice("gentle", "Gentle arc  ·  comes with KapGuide"),
)
WORDS = ("Amber", "Tide", "Cedar", "Lantern", "Moss", "Harbour", "Rain", "Ember", "Meadow", "Slate", "Linden", "Dune")


def labelled_music() -> Playlist:
    """Some hours of made-up music with every part of the arc and every strength."""
    chance = random.Random(3)
    tracks = []
    for part in shipped_arc():
        for number in range(14):
            title = f"{chance.choice(WORDS)} {chance.choice(WORDS).lower()} {number + 1}"
            labels = Labels(slot=part.name, intensity=chance.choice(part.strength))
            tracks.append(
                Track(
                    f"{part.name}{number}", f"/music/{part.name}{number}.flac", title, labels, chance.uniform(180, 620)
                )
            )
    return Playlist("Long way", tuple(tracks))


def _screen(theme: Theme, playlist: Playlist, chosen: str, **more: object) -> QWidget:
    protocol, arc = read_protocol(find_protocol("lozenge")), shipped_arc()
    planned = planned_music(protocol, playlist, MusicChoice(), SoundSettings(), arc)
    data = MusicData(
        client="M-014",
        protocol=protocol.title,
        playlists=PLAYLISTS,
        chosen=chosen,
        chart=chart_of(protocol, planned, arc),
        rows=rows_of(planned, more.pop("avoided", ())),  # type: ignore[arg-type]
        warnings=planned.warnings,
        **more,  # type: ignore[arg-type]
    )
    return MusicScreen(theme, data)


def music(theme: Theme) -> QWidget:
    outputs = (
        OutputRow("headphones", "Headphones", "USB Audio Stereo", "heard"),
        OutputRow("room", "Room", "Built-in Audio", "heard"),
    )
    screen = _screen(theme, labelled_music(), "/music/long-way.m3u8", outputs=outputs, mixed=True)
    assert isinstance(screen, MusicScreen)
    screen.list.setCurrentIndex(screen.list.model().index(3, 0))
    screen.list.setFocus()
    return screen


def music_short(theme: Theme) -> QWidget:
    outputs = (OutputRow("", "System output", "no device", "lost"),)
    left_out = ("Night train.mp3 is damaged inside; 2:10 of it can be read. It stays out of sessions.",)
    return _screen(theme, read_chosen("evening"), "evening", outputs=outputs, left_out=left_out)


NINE = datetime(2026, 12, 1, 9, 34).astimezone()
DAY = (Reply.YES, Reply.NO, Reply.UNKNOWN, Reply.YES, Reply.NO, Reply.NO, Reply.YES)


def prepare(theme: Theme) -> QWidget:
    """A preparation in which two things are missing."""
    screen = PrepareScreen(theme, lambda: "K. Lind")
    chips = (ChipData("Touch: hand only", "hand", Tone.ACCENT), ChipData("No choirs", "music"))
    screen.show_head(PrepareHead("Prepare  ·  Dosing 3 of 3  ·  Tuesday, 1 December", "M-014", chips, "10:00"))
    screen.time.set_text("09:46")
    screen.order.show_order("Ordered: ketamine 150 mg, one lozenge; R. Osei", lacks=False)
    screen.order.dose.put("150 mg, as ordered")
    screen.order.show_protocols([("lozenge", "Sublingual lozenge, one session")], "lozenge")
    screen.order.show_schedules([("", "Readings as in the protocol")], "")
    screen.ends.set_text("12:35")
    people = (Attending("K. Lind", "therapist", NINE), Attending("R. Osei", "medical", NINE, in_house=True))
    screen.people.show_people(people)
    screen.escort.set_trailing("number on file")
    screen.escort.escort.put("the sister")
    screen.escort.pick_up.put("1pm")
    screen.escort.say("13:00 today, 25 min after the planned end.\nSay to both: no driving until tomorrow.")
    _ask_the_day(screen)
    screen.intention.text.put(
        "To let things be heavy for once. Not to answer my mother’s question, only to hear it said and see "
        "what is left."
    )
    phases = [(phase.kind, phase.planned) for phase in read_protocol(find_protocol("lozenge")).phases]
    screen.music.show_music("Long way", "covers every phase, nothing twice", short=False, phases=phases)
    screen.baseline.set_trailing("K. Lind, 09:46")
    screen.baseline.line.put("124/78 71")
    screen.baseline.show_reading(baseline_of("124/78 71").figures, "")
    screen.mood.show_scores(
        (("PHQ-2", MoodScore("phq-2", "PHQ-2", 2, 6)), ("GAD-2", MoodScore("gad-2", "GAD-2", 1, 6))),
        "handed over, 09:37",
    )
    outputs = (TriedOutput("headphones", "Headphones", heard=NINE), TriedOutput("room", "Room"))
    screen.pre_flight.show_data(PreFlightData(outputs, True, "41 GB free", False, "K. Lind", "dark, ready"))
    screen.gate.show_missing(
        [
            Missing("baseline", "SpO2 in the baseline reading"),
            Missing("output room", "the room speaker", "has not been heard"),
        ]
    )
    return screen


def _ask_the_day(screen: PrepareScreen) -> None:
    answers = begun(checklists((resource("checklists"),)).day_of)
    for place, item in enumerate(answers.items[:-1]):
        reply = DAY[place] if place < len(DAY) else Reply.YES
        comment = {"fasting": "since 06:30", "substances": "wine on Sunday", "slept": "six hours"}.get(item.id, "")
        answers = with_reply(answers, ItemReply(item.id, reply, comment, "K. Lind", NINE))
    screen.checklist.show_list(answers)
    screen.checklist_card.set_trailing("13 of 14 asked, K. Lind, 09:34  ·  ? not known")


def prepare_by_telephone(theme: Theme) -> QWidget:
    """A session without a dose wants little."""
    screen = PrepareScreen(theme, lambda: "K. Lind")
    screen.show_head(PrepareHead("Prepare  ·  Check-in, by telephone  ·  Tuesday, 1 December", "M-014"))
    screen.time.set_text("16:02")
    screen.show_matters(wanted(ContactKind.CHECK_IN))
    screen.music.hide()
    screen.order.show_protocols([("check-in", "Check-in")], "check-in")
    screen.ends.set_text("16:17")
    screen.people.show_people((Attending("K. Lind", "therapist", NINE),), telephone=True)
    screen.mood.show_scores((("PHQ-2", None), ("GAD-2", None)), "")
    screen.gate.show_missing([Missing("mood", "PHQ-2 and GAD-2", "have not been answered today")])
    return screen
