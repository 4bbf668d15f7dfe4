"""Ready: each of the nine matters is missing until it is there, and what was typed comes back as it was."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from kapguide.clinical.facts import AskedItem, ContactKind, ItemReply, ListAnswered, Reply
from kapguide.clinical.preparing import (
    EVERY,
    Attending,
    KnownToo,
    Lack,
    Matter,
    MoodScore,
    Preparing,
    as_fields,
    from_fields,
    lacks,
    of_today,
    wanted,
)
from kapguide.clinical.vitals import Vitals
from tests.support.left_out import said_unsaid

NOW = datetime(2026, 12, 1, 9, 46, tzinfo=UTC)
ASKED = ListAnswered(
    "day-of",
    "1",
    "Day of the session",
    (AskedItem("fasting", "Fasting"), AskedItem("sound", "Sound heard")),
    (ItemReply("fasting", Reply.UNKNOWN), ItemReply("sound", Reply.NO)),
)
TYPED = Preparing(
    dose="150 mg, as ordered",
    people=(Attending("K. Lind", "therapist", NOW),),
    escort="the sister",
    pick_up="1pm",
    pick_up_at=NOW + timedelta(hours=3),
    intention="To let things be heavy\nfor once.",
    baseline="124/78 71 98",
    heard={"headphones": NOW, "room": NOW},
    undisturbed="K. Lind",
    undisturbed_at=NOW,
    avoid=("choir.flac",),
    seed=3,
    playlist="gentle",
)
KNOWN = KnownToo(
    NOW,
    Vitals(124, 78, 71, 98),
    ASKED,
    (("PHQ-2", True), ("GAD-2", True)),
    outputs=(("headphones", "the headphones"), ("room", "the room speaker")),
    on_mains=True,
)


def change(struct, **fields):
    return msgspec.structs.replace(struct, **fields)


@pytest.mark.parametrize(
    ("typed", "known", "matter", "field", "words"),
    [
        ({"dose": " "}, {}, Matter.ORDER, "dose", "the dose"),
        ({"people": None}, {}, Matter.PEOPLE, "people", "who stays with the client"),
        (
            {"people": (Attending("R. Osei", "medical", in_house=True),)},
            {},
            Matter.PEOPLE,
            "people",
            "who stays with the client",
        ),
        ({"people": (Attending("A. Moor", "observer"),)}, {}, Matter.PEOPLE, "people", "who stays with the client"),
        ({"escort": "", "pick_up_at": None}, {}, Matter.ESCORT, "escort", "the escort and the pick-up time"),
        ({"escort": " "}, {}, Matter.ESCORT, "escort", "the escort"),
        ({"pick_up_at": None}, {}, Matter.ESCORT, "pick-up", "the pick-up time"),
        ({"pick_up_at": NOW}, {}, Matter.ESCORT, "pick-up", "the pick-up time has gone by"),
        ({"intention": "\n"}, {}, Matter.INTENTION, "intention", "the intention"),
        ({}, {"music": "does not reach for Onset"}, Matter.MUSIC, "music", "the music does not reach for Onset"),
        ({}, {"baseline": None}, Matter.BASELINE, "baseline", "the baseline reading"),
        ({}, {"baseline": Vitals(124, 78, 71)}, Matter.BASELINE, "baseline", "SpO2 in the baseline reading"),
        ({}, {"baseline": Vitals(spo2=98)}, Matter.BASELINE, "baseline", "BP and HR in the baseline reading"),
        ({}, {"baseline": Vitals(comfort=8)}, Matter.BASELINE, "baseline", "BP, HR and SpO2 in the baseline reading"),
        (
            {},
            {"mood": (("PHQ-2", False), ("GAD-2", False))},
            Matter.MOOD,
            "mood",
            "PHQ-2 and GAD-2 have not been answered today",
        ),
        ({}, {"mood": (("PHQ-2", True), ("GAD-2", False))}, Matter.MOOD, "mood", "GAD-2 has not been answered today"),
        ({"heard": {"headphones": NOW}}, {}, Matter.PRE_FLIGHT, "output room", "the room speaker has not been heard"),
        ({"heard": {"room": NOW}}, {}, Matter.PRE_FLIGHT, "output headphones", "the headphones have not been heard"),
        ({}, {"on_mains": False}, Matter.PRE_FLIGHT, "power", "the power does not come from the wall"),
        ({}, {"disk_low": True}, Matter.PRE_FLIGHT, "disk", "room on the disk"),
        ({"undisturbed": ""}, {}, Matter.PRE_FLIGHT, "undisturbed", "do-not-disturb"),
        (
            {},
            {"checklist": change(ASKED, replies=ASKED.replies[:1])},
            Matter.CHECKLIST,
            "item sound",
            "“Sound heard” has not been asked",
        ),
        (
            {},
            {"checklist": change(ASKED, replies=(ItemReply("sound", None, "the speaker is away"),))},
            Matter.CHECKLIST,
            "item fasting",
            "all items of the checklist have not been asked",
        ),
        (
            {},
            {"checklist": change(ASKED, items=(*ASKED.items, AskedItem("a", "A"), AskedItem("b", "B")))},
            Matter.CHECKLIST,
            "item a",
            "2 items of the checklist have not been asked",
        ),
    ],
)
def test_each_matter_is_missing_until_it_is_there(typed, known, matter, field, words) -> None:
    (lack,) = lacks(change(TYPED, **typed), change(KNOWN, **known), EVERY)
    assert (lack.matter, lack.field, lack.words) == (matter, field, words)


def test_nothing_is_missing_where_all_of_it_is_there_and_what_the_machine_does_not_say_is_not() -> None:
    assert lacks(TYPED, KNOWN, EVERY) == ()
    assert lacks(TYPED, change(KNOWN, on_mains=None), EVERY) == ()
    assert lacks(TYPED, change(KNOWN, checklist=None), EVERY) == (), "a practice without a list is asked for none"


def test_nothing_typed_lacks_every_matter_in_the_order_of_the_screen() -> None:
    found = lacks(
        Preparing(),
        KnownToo(NOW, checklist=change(ASKED, replies=()), mood=(("PHQ-2", False),), music="is not there"),
        EVERY,
    )
    assert {lack.matter for lack in found} == EVERY
    assert found[0] == Lack(Matter.ORDER, "dose", "the dose")


def test_what_was_not_typed_and_is_not_known_says_nothing() -> None:
    assert said_unsaid(Preparing, KnownToo, Lack) == {}


def test_a_session_without_a_dose_wants_less() -> None:
    assert wanted(ContactKind.DOSING) == EVERY
    for contact in set(ContactKind) - {ContactKind.DOSING}:
        assert Matter.PEOPLE in wanted(contact) < EVERY
        assert not {Matter.ORDER, Matter.BASELINE, Matter.ESCORT, Matter.MUSIC} & wanted(contact)


def test_what_was_typed_comes_back_from_the_record_as_it_was() -> None:
    assert from_fields(as_fields(TYPED)) == TYPED
    assert from_fields(as_fields(Preparing())) == Preparing()
    assert all(isinstance(text, str) for text in as_fields(TYPED).values())


def test_what_another_version_kept_is_read_as_far_as_it_goes() -> None:
    fields = {**as_fields(TYPED), "people": "no list", "heard": '{"room": "soon"}', "pick_up_at": "later", "mood": "!"}
    expected = change(TYPED, people=None, heard={}, pick_up_at=None)
    assert from_fields(fields) == expected


def test_what_was_read_and_heard_yesterday_is_not_of_today() -> None:
    typed = change(TYPED, baseline_at=NOW)
    assert of_today(typed, NOW + timedelta(hours=1)) == typed
    later = of_today(typed, NOW + timedelta(days=1))
    assert (later.people, later.baseline, later.heard, later.undisturbed) == (None, "", {}, "")
    assert of_today(change(typed, people=()), NOW).people == (), "somebody was taken out"
    assert (later.dose, later.intention, later.escort) == (typed.dose, typed.intention, typed.escort)


def test_of_the_minute_before_midnight_nothing_holds_in_the_minute_after_it() -> None:
    before, after = (
        datetime(2026, 12, day, hour, minute).astimezone() for day, hour, minute in ((1, 23, 59), (2, 0, 0))
    )
    there = Attending("K. Lind", "therapist", after)
    typed = change(
        TYPED,
        people=(Attending("R. Osei", "medical", before), there),
        heard={"room": before, "headphones": after},
        baseline_at=before,
        undisturbed_at=after,
    )
    later = of_today(typed, after)
    assert (later.people, later.heard, later.undisturbed) == ((there,), {"headphones": after}, typed.undisturbed)
    assert (later.baseline, later.baseline_at, later.undisturbed_at) == ("", None, after)


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (MoodScore("phq-2", "PHQ-2", 2.0, 6), "PHQ-2: 2 of 6"),
        (MoodScore("phq-2", "PHQ-2", 0.0, 6), "PHQ-2: 0 of 6"),
        (MoodScore("phq-2", "PHQ-2", most=6), "PHQ-2: incomplete"),
        (MoodScore("own", "Own", 2.5), "Own: 2.5"),
    ],
)
def test_a_score_is_said_with_what_it_is_out_of(score: MoodScore, words: str) -> None:
    assert score.words == words


def test_on_the_telephone_somebody_makes_the_call() -> None:
    call = change(KNOWN, telephone=True)
    (lack,) = lacks(change(TYPED, people=()), call, frozenset({Matter.PEOPLE}))
    assert lack.words == "who makes the call"
