"""A rehearsal as its file has it: it comes back whole, and what is no such file is told in a sentence."""

import json
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.errors import KapGuideError
from kapguide.rehearsal import kept_file, told
from kapguide.rehearsal.kept import Reflection, SelfRating
from kapguide.rehearsal.kept_file import decode_rehearsal, encode_rehearsal, glance_at
from kapguide.session.clock import Elapsed
from tests.support.rehearsed import BEGAN, a_rehearsed_run

RECORD = a_rehearsed_run()
DATA = encode_rehearsal(RECORD)


def with_(**changed: Any) -> bytes:
    return encode_rehearsal(a_rehearsed_run(**changed))


def edited(edit: Any) -> bytes:
    """The file with something changed by hand."""
    plain = json.loads(DATA)
    edit(plain)
    return json.dumps(plain).encode()


def sentence_of(data: bytes) -> str:
    with pytest.raises(KapGuideError) as refused:
        decode_rehearsal(data, "a.rehearsal")
    assert refused.value.sentence.startswith("a.rehearsal ")
    assert refused.value.sentence.endswith(".")
    return refused.value.sentence


def test_a_rehearsal_comes_back_as_it_was() -> None:
    assert decode_rehearsal(DATA) == RECORD
    assert encode_rehearsal(decode_rehearsal(DATA)) == DATA, "the same rehearsal, the same bytes"


def test_it_is_plain_json_that_says_what_it_is() -> None:
    plain = json.loads(DATA)
    assert (plain["format"], plain["version"]) == ("kapguide-rehearsal", 1)
    assert len(plain["log"]) == len(RECORD.log)
    assert "log" not in plain["run"] or plain["run"]["log"] == [], "the log is there once"


def test_a_glance_reads_all_but_the_log() -> None:
    assert glance_at(DATA) == a_rehearsed_run(log=())


def test_a_glance_does_not_stop_at_a_log_that_cannot_be_read() -> None:
    broken = edited(lambda plain: plain["log"][3].pop("body"))
    assert glance_at(broken).id == RECORD.id
    assert "broken" in sentence_of(broken)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"hello", "no rehearsal file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "no rehearsal file"),
        (b"[]", "no rehearsal file"),
        (b"{}", "no rehearsal file"),
        (b'{"format": "another", "version": 1}', "no rehearsal file"),
        (b"[" * 200_000, "no rehearsal file"),
        (b'{"format":"kapguide-rehearsal","version":1,"x":' + b"[" * 200_000, "broken"),
        (b'{"format":"kapguide-rehearsal","version":1,"run":{},"log":[]}', "broken"),
        (b'{"format":"kapguide-rehearsal","version":0}', "broken"),
        (b'{"format":"kapguide-rehearsal","version":2}', "newer KapGuide"),
        (DATA[: len(DATA) // 2], "broken"),
        (DATA[:-1], "broken"),
        (DATA + b"}", "broken"),
        (b" " * (kept_file.LARGEST + 1), "far too long"),
    ],
)
def test_what_is_no_whole_rehearsal_is_told_in_a_sentence(data: bytes, says: str) -> None:
    assert says in sentence_of(data)
    with pytest.raises(KapGuideError, match=says):
        glance_at(data)


def test_what_is_as_long_as_a_file_may_be_is_read() -> None:
    assert decode_rehearsal(DATA + b" " * (kept_file.LARGEST - len(DATA))) == RECORD


def test_an_event_of_a_newer_version_is_told_as_such() -> None:
    newer = edited(lambda plain: plain["log"][4].update(v=99))
    assert "newer KapGuide" in sentence_of(newer)


def test_something_deep_in_an_event_is_broken() -> None:
    deep = DATA.replace(b'"log":[{', b'"log":[{"deep":' + b"[" * 100_000 + b"]" * 100_000 + b",", 1)
    assert "broken" in sentence_of(deep)
    head = DATA.index(b'"log":[{') + len(b'"log":[')
    assert "broken" in sentence_of(DATA[:head] + b"7," + DATA[head:]), "an entry that is no event at all"


@pytest.mark.parametrize(
    "data",
    [
        with_(log=()),
        with_(log=tuple(a_rehearsed_run().log[1:])),
        with_(log=tuple(msgspec.structs.replace(event, seq=1) for event in RECORD.log)),
        with_(log=(*RECORD.log[:-1], msgspec.structs.replace(RECORD.log[-1], t=Elapsed(10**12)))),
        with_(
            log=(
                msgspec.structs.replace(
                    RECORD.log[0], body=msgspec.structs.replace(RECORD.log[0].body, rehearsal=False)
                ),
                *RECORD.log[1:],
            )
        ),
        with_(log=(*RECORD.log[:-1], msgspec.structs.replace(RECORD.log[-1], tz_min=10**30))),
        with_(log=(*RECORD.log[:-1], msgspec.structs.replace(RECORD.log[-1], tz_min=24 * 60))),
        with_(log=(*RECORD.log[:-1], msgspec.structs.replace(RECORD.log[-1], tz_min=-24 * 60))),
        with_(log=(*RECORD.log[:-1], msgspec.structs.replace(RECORD.log[-1], at=BEGAN.replace(year=9999)))),
        with_(beats=(told.RanOut(Elapsed(-1), 0, "x"),)),
        with_(speed=-1.0),
        with_(speed=1e9),
        with_(protocol=msgspec.structs.replace(RECORD.protocol, phases=())),
        with_(began=BEGAN.replace(tzinfo=None)),
        with_(began=BEGAN.replace(year=9999)),
        with_(began=BEGAN.replace(year=1)),
        with_(remarks=(msgspec.structs.replace(RECORD.remarks[0], changed=BEGAN.replace(tzinfo=None)),)),
        with_(reflection=msgspec.structs.replace(RECORD.reflection, rating=SelfRating((), BEGAN.replace(tzinfo=None)))),
    ],
)
def test_what_does_not_hold_together_is_broken(data: bytes) -> None:
    assert "broken" in sentence_of(data)


def test_a_log_that_its_protocol_cannot_have_made_is_broken() -> None:
    """A phase that the protocol does not have."""

    def edit(plain: Any) -> None:
        plain["run"]["protocol"]["phases"] = plain["run"]["protocol"]["phases"][:1]

    assert "broken" in sentence_of(edited(edit))


@pytest.mark.parametrize("deeds", [[], [""], ["sing"]])
def test_a_scenario_that_asks_for_what_nobody_can_do_is_broken_also_at_a_glance(deeds: list[str]) -> None:
    """Its debrief would have no words for it."""

    def edit(plain: Any) -> None:
        plain["run"]["scenario"]["turns"][0]["asks"][0]["deeds"] = deeds

    data = edited(edit)
    assert "broken" in sentence_of(data)
    with pytest.raises(KapGuideError, match="broken"):
        glance_at(data)


def test_a_remark_without_a_time_zone_is_broken_also_at_a_glance() -> None:
    remark = msgspec.structs.replace(RECORD.remarks[0], written=BEGAN.replace(tzinfo=None))
    with pytest.raises(KapGuideError, match="broken"):
        glance_at(with_(remarks=(remark,)))


@given(st.integers(0, len(DATA) - 1), st.binary(max_size=4))
def test_whatever_becomes_of_a_file_there_is_a_sentence_or_a_rehearsal(at: int, instead: bytes) -> None:
    with suppress(KapGuideError):
        assert decode_rehearsal(DATA[:at] + instead + DATA[at + 2 :]).protocol.phases


def test_a_run_without_a_rating_comes_back_too() -> None:
    early = a_rehearsed_run(reflection=Reflection(), remarks=())
    assert decode_rehearsal(encode_rehearsal(early)) == early
