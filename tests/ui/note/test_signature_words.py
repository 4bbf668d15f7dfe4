"""Signatures in words: who, in which role, when, over what, and what waits or came later."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from kapguide.store.tables.signature_rows import CameLater, Countersignature, OtherSigned
from kapguide.ui.note.signatures import (
    addendum_words,
    beside_words,
    chip_of,
    head_words,
    other_words,
    signed_words,
    waiting_words,
    who,
    whole_words,
)
from kapguide.ui.widgets.chip import Tone
from screen_cast_note import signed_note

NOTE = signed_note()
OSEI = Countersignature("R. Osei", "medical", datetime(2026, 12, 3, 9, 0).astimezone(), "osei", "0" * 64)


def test_a_note_and_its_addendum_say_who_signed_them_and_when() -> None:
    assert signed_words(NOTE) == "Signed by K. Lind, therapist, 1 December 2026, 17:04"
    assert head_words(NOTE) == "by K. Lind, therapist, 1 Dec 17:04; one addendum"
    assert addendum_words(NOTE.addenda[0]) == (
        "K. Lind, therapist, signed 2 December 2026, 11:20  ·  belongs to 1 December, 19:30  ·  reason: told later  ·  "
        "seal 03d9 5be1 77a0 c2f4"
    )
    assert head_words(replace(NOTE, addenda=NOTE.addenda * 8)).endswith("; 8 addenda")
    assert head_words(replace(NOTE, addenda=())).endswith("17:04")


def test_somebody_in_training_is_called_that_once() -> None:
    assert who(replace(NOTE, trainee=True)) == "K. Lind, therapist in training"
    assert who(replace(NOTE, trainee=True, role="trainee")) == "K. Lind, trainee"


def test_the_seal_says_when_it_was_found_whole() -> None:
    now = datetime(2026, 12, 2, 11, 40).astimezone()
    seal = "Nothing above can change. Seal 7c1e 90ab 2f68 44f2"
    assert whole_words(NOTE, None, now) == seal
    assert whole_words(NOTE, now, now) == f"{seal}, whole at 11:40 today"
    assert whole_words(NOTE, now - timedelta(days=1), now) == f"{seal}, whole at 11:40 on 1 December 2026"


def test_what_stands_beside_a_signature_is_said() -> None:
    assert beside_words(NOTE) == ""
    other = OtherSigned(
        id="o", name="M. Dahl", role="therapist", at=OSEI.at, staff="dahl", trainee=False, reason="", seal="1" * 64
    )
    assert other_words(replace(other, countersigned=OSEI)) == (
        "M. Dahl, therapist, signed it too, 3 December 2026, 09:00  ·  countersigned by R. Osei, medical, "
        "3 December 2026, 09:00  ·  seal 1111 1111 1111 1111"
    )
    later = (CameLater("entry"), CameLater("entry"), CameLater("words", text="x"), CameLater("page entry"))
    said = beside_words(replace(NOTE, countersigned=OSEI, reason="no time", others=(other,), later=later))
    assert said.split("  ·  ") == [
        "Countersigned by R. Osei, medical, 3 December 2026, 09:00",
        "Signed with a gap: no time",
        "M. Dahl, therapist, signed it too, 3 December 2026, 09:00",
        "2 entries, other words and 1 page entry of another machine came after signing",
    ]


def test_a_trainees_signature_waits_until_it_is_countersigned() -> None:
    trainees = replace(NOTE, trainee=True, addenda=())
    assert chip_of(trainees).tone is Tone.WARM
    assert waiting_words(trainees, trainees).startswith("K. Lind signed this note in training.")
    assert chip_of(replace(trainees, countersigned=OSEI)).text == "SIGNED"
    added = replace(NOTE.addenda[0], trainee=True)
    both = replace(NOTE, addenda=(NOTE.addenda[0], added))
    assert chip_of(both).text == "TO COUNTERSIGN"
    assert waiting_words(both, added).startswith("K. Lind signed addendum 2 in training.")
    assert "to be countersigned" in addendum_words(added)
    assert "countersigned by R. Osei, medical" in addendum_words(replace(added, countersigned=OSEI))
