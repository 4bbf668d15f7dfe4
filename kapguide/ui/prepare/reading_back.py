"""What was typed on Prepare, read back at once in words. All pure."""

from datetime import datetime, timedelta
from typing import NamedTuple

from kapguide.audio.planning.programme import PlannedMusic
from kapguide.audio.playlists.playlist import Playlist
from kapguide.clinical.chart import ClientChart, said
from kapguide.clinical.contacts import contact_words
from kapguide.clinical.facts import ClientDescribed, MedicineOrdered, TouchAgreed
from kapguide.clinical.limits import Limit, outside
from kapguide.clinical.preparing import unread
from kapguide.clinical.vitals import Vitals
from kapguide.clinical.vitals_line import NotRead, TypedReading, parse_reading
from kapguide.clinical.when import When, day_words, parse_when, when_words
from kapguide.errors import KapGuideError, Unclear
from kapguide.session.care.answers import Touch
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.safety.rules import limits_words
from kapguide.text import in_words
from kapguide.ui.prepare.parts import Figure
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.ui.widgets.words import span_words

NO_ORDER = "No order is written down."
TOUCH = {"none": "Touch: none", "hand": "Touch: hand only", "shoulder": "Touch: hand and shoulder"}


def ordered_words(order: MedicineOrdered | None) -> str:
    """`Ordered: ketamine 150 mg, one lozenge; R. Osei`."""
    return f"Ordered: {order.words}" if order is not None else NO_ORDER


def ends_words(protocol: TherapyProtocol, planned: datetime | None, now: datetime) -> str:
    """When it ends by its plan, begun as planned, or now: `12:35`."""
    begin = planned if planned is not None and planned > now else now
    return f"{_end(protocol, begin).astimezone():%H:%M}"


def _end(protocol: TherapyProtocol, begin: datetime) -> datetime:
    return begin + timedelta(milliseconds=protocol.planned)


class PickUp(NamedTuple):
    """A pick-up time as it was understood: the moment, what is said of it, and the next moment of the same words where
    it has gone by."""

    at: datetime | None = None
    words: str = ""
    wrong: bool = False
    next_time: datetime | None = None


def pick_up_of(text: str, now: datetime) -> PickUp:
    """What a pick-up time means when it is typed."""
    try:
        when = parse_when(text, now)
    except KapGuideError as error:
        return PickUp(words=error.sentence, wrong=True)
    if when is None:
        return PickUp()
    return PickUp(when.at, next_time=when.next_time if when.past else None)


def pick_up_words(at: datetime, protocol: TherapyProtocol, planned: datetime | None, now: datetime) -> str:
    """`13:00 today, 25 min after the planned end.` Then what is to be said to both."""
    begin = planned if planned is not None and planned > now else now
    apart = round((at - _end(protocol, begin)).total_seconds() / 60)
    beside = f"{span_words(abs(apart) * 60_000)} {'after' if apart > 0 else 'before'} the planned end"
    return (
        f"{when_words(at, now)}, {beside if apart else 'at the planned end'}.\nSay to both: no driving until tomorrow."
    )


def gone_by_words(when: When | datetime, now: datetime) -> str:
    """`09:00 today has gone by.`"""
    at = when.at if isinstance(when, When) else when
    return f"{when_words(at, now)} has gone by."


class Baseline(NamedTuple):
    """A baseline line as it is typed: the reading, or its values so far; what is shown of it, what is said of it."""

    reading: TypedReading | None = None
    so_far: Vitals | None = None
    figures: tuple[Figure, ...] = ()
    words: str = ""
    doubt: bool = False


def baseline_of(text: str, limits: tuple[Limit, ...] = ()) -> Baseline:
    """What the line gives, whole or half typed; and which of the clinic's limits it lies outside of."""
    if not text.strip():
        return Baseline()
    try:
        reading = parse_reading(text)
    except Unclear as unclear:
        return Baseline(words="Which is it: " + " or ".join(words for words, _ in unclear.choices) + "?", doubt=True)
    except NotRead as odd:
        return Baseline(None, odd.so_far, figures_of(odd.so_far), odd.while_typing if not odd.begun else "", True)
    more = [str(Vitals(**{name: getattr(reading.vitals, name)})) for name in _MORE if _there(reading.vitals, name)]
    if passed := outside(limits, reading.vitals, dosed=False):
        more.append(f"Outside your clinic’s limits: {limits_words(passed)}. Follow your protocol.")
    doubt = reading.doubt.replace(" Enter again records it.", "")
    words = "  ".join(filter(None, (doubt, *more)))
    return Baseline(reading, reading.vitals, figures_of(reading.vitals), words, bool(doubt))


_MORE = ("respiratory_rate", "sedation", "dissociation", "comfort")


def _there(vitals: Vitals, name: str) -> bool:
    return getattr(vitals, name) is not None


def figures_of(vitals: Vitals) -> tuple[Figure, ...]:
    """Pressure, heart rate and SpO2, and which of them is not there."""
    values = {
        "BP": f"{vitals.systolic}/{vitals.diastolic}" if vitals.systolic is not None else "",
        "HR": "" if vitals.heart_rate is None else str(vitals.heart_rate),
        "SpO2": "" if vitals.spo2 is None else str(vitals.spo2),
    }
    left = unread(vitals)
    if left == []:
        return ()
    return tuple(
        Figure(value or "–", name if value else f"{name} not typed", not value) for name, value in values.items()
    )


def music_words(playlist: Playlist, planned: PlannedMusic) -> tuple[str, str]:
    """What the music lacks, empty where it lacks nothing; and what is said of it then."""
    if playlist.fault or not playlist.tracks:
        return "cannot be played", ""
    again = any(placed.again for stretch in planned.stretches for placed in stretch.placed)
    whole = "covers every phase, pieces come twice" if again else "covers every phase, nothing twice"
    short = [stretch.block.title for stretch in planned.stretches if stretch.short]
    told = short if len(short) < 3 else [short[0], f"{len(short) - 1} other parts"]
    return (f"does not reach for {in_words(told)}" if short else ""), whole


def chips_of(chart: ClientChart, *, dosed: bool) -> tuple[ChipData, ...]:
    """What is to be seen at the client's code: touch consent, what the client does not want to hear."""
    touch, described = said(chart.touch, TouchAgreed), said(chart.described, ClientDescribed)
    chips = (
        [ChipData(TOUCH.get(touch.touch, f"Touch: {touch.touch}"), "hand", Tone.ACCENT)] if touch is not None else []
    )
    if touch is not None and touch.touch == Touch.WITHDRAWN and dosed:
        chips = [ChipData("Touch: withdrawn", "hand", Tone.WARM)]
    if touch is None and dosed:
        chips = [ChipData("Touch: not asked", "hand", Tone.WARM)]
    if described is not None and described.music_dislikes:
        dislikes = described.music_dislikes
        chips.append(ChipData(dislikes if dislikes.lower().startswith("no ") else f"No {dislikes}", "music"))
    return tuple(chips)


def above_words(protocol: TherapyProtocol, title: str, now: datetime, *, telephone: bool) -> str:
    """`Prepare · Dosing 3 of 3 · Tuesday, 1 December`."""
    day = now.astimezone()
    what = title or contact_words(protocol.contact_kind, telephone)
    return f"Prepare  ·  {what}  ·  {day:%A}, {day.day} {day:%B}"


def planned_words(at: datetime, now: datetime) -> str:
    """`10:00`, with the day where it is another one."""
    day = day_words(at, now)
    return f"{at.astimezone():%H:%M}" if day == "today" else f"{day} {at.astimezone():%H:%M}"
