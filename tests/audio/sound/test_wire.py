"""A message is either exactly what the table says, or an error that changes nothing."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.audio.sound.wire import (
    COMMANDS,
    MESSAGE_MAX,
    ODD,
    SILENCE,
    TRACKS_MAX,
    WireError,
    WireOutput,
    WireTrack,
    checked,
    packed,
    parse,
)

TRACK = WireTrack("a", "/music/a.flac", "A", -3.0, 10.0, "onset", 300.0)
GOOD: dict[str, dict[str, Any]] = {
    "setup": {
        "cap_db": -6.0,
        "decoder": "auto",
        "alone_s": 2700,
        "outputs": [{"role": "headphones", "device": "USB", "level_db": -3.0, "cap_db": -6.0}],
        "when_unplugged": "mute",
    },
    "programme": {"items": [TRACK.plain()], "repeat_from": 0},
    "go": {"item": "a", "seconds": 10.0, "at_s": 0.0, "from_s": 0.0},
    "fade": {"to_db": -120.0, "seconds": 8},
    "level": {"db": -3.0, "seconds": 0.5},
    "cap": {"db": 0.0},
    "duck": {"db": -12.0, "seconds": 0.8},
    "voice": {
        "number": 1,
        "path": "/line.wav",
        "gain_db": 0.0,
        "at_s": 0.0,
        "duck_db": -12.0,
        "down_s": 0.8,
        "up_s": 2.0,
    },
    "output_level": {"role": "room", "db": -6.0, "seconds": 0.5},
    "test_tone": {"role": "headphones", "seconds": 3.0},
    "chime": {"path": "", "gain_db": 0.0},
    "breath_chime": {"role": "headphones", "hertz": 330.0},
    "status": {},
    "stop": {"seconds": 8.0},
}
WRONG = [None, True, "loud", [], {}, float("nan"), float("inf"), 10**400, "x" * 40_000, "nul\0"]


def test_every_command_of_the_table_is_known_here() -> None:
    assert GOOD.keys() == COMMANDS.keys()


@pytest.mark.parametrize("name", GOOD)
def test_a_good_command_is_taken(name: str) -> None:
    taken, fields = checked({"do": name, "n": 1, **GOOD[name]})
    assert taken == name
    assert fields.keys() == GOOD[name].keys()


def test_a_track_survives_the_way() -> None:
    _, fields = checked(parse(packed({"do": "programme", **GOOD["programme"]})))
    assert fields["items"] == (TRACK,)


@pytest.mark.parametrize(("name", "field"), [(name, field) for name, fields in GOOD.items() for field in fields])
@pytest.mark.parametrize("wrong", WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_no_field_takes_what_does_not_belong_there(name: str, field: str, wrong: Any) -> None:
    if isinstance(wrong, str) and (field == "path" or (field == "item" and wrong == "loud")):
        wrong = 5
    if wrong == [] and field == "outputs":
        wrong = {}
    with pytest.raises(WireError, match=field):
        checked({"do": name, **GOOD[name], field: wrong})


@pytest.mark.parametrize("name", [name for name, fields in GOOD.items() if fields])
def test_fields_are_neither_missing_nor_more(name: str) -> None:
    first = next(iter(GOOD[name]))
    with pytest.raises(WireError, match=first):
        checked({"do": name, **{key: value for key, value in GOOD[name].items() if key != first}})
    with pytest.raises(WireError, match="louder"):
        checked({"do": name, **GOOD[name], "louder": 1})


@pytest.mark.parametrize(
    ("name", "field"),
    [(name, field) for name, fields in GOOD.items() for field, value in fields.items() if isinstance(value, float)],
)
def test_what_is_out_of_range_is_the_end_of_the_range(name: str, field: str) -> None:
    low, high = (checked({"do": name, **GOOD[name], field: odd})[1][field] for odd in (-1e9, 1e9))
    assert -120.0 <= low < high <= 1e6


ODD_ITEMS: dict[str, Any] = {
    "nothing": {},
    "no object": None,
    "a gain that is no number": TRACK.plain() | {"gain_db": float("nan")},
    "no path": TRACK.plain() | {"path": ""},
    "a field too many": TRACK.plain() | {"more": 1},
    "a path that is no text": TRACK.plain() | {"path": 5},
    "a name beyond all names": TRACK.plain() | {"id": "x" * 5_000},
    "a silence without a length": TRACK.plain() | {"path": SILENCE, "length_s": 0},
}


@pytest.mark.parametrize("odd", ODD_ITEMS.values(), ids=ODD_ITEMS)
def test_one_odd_item_keeps_its_place_and_keeps_no_other_from_being_taken(odd: Any) -> None:
    order = parse(packed({"do": "programme", "items": [TRACK.plain(), odd, TRACK.plain()], "repeat_from": 2}))
    _, fields = checked(order)
    assert fields["repeat_from"] == 2
    first, second, third = fields["items"]
    assert first == third == TRACK
    assert second.id
    assert second.path.startswith(ODD)


LONG = "/music/" + "ü" * 9_000 + ".flac"
NO_UTF8 = "/music/caf\udce9.flac"


@pytest.mark.parametrize("path", [LONG, NO_UTF8, "/music/" + "\U0001d11e" * 32_000], ids=["long", "no utf-8", "astral"])
def test_a_path_of_any_length_and_letters_goes_both_ways(path: str) -> None:
    _, fields = checked(parse(packed({"do": "programme", "items": [TRACK.plain() | {"path": path}], "repeat_from": 0})))
    assert fields["items"][0].path == path


def test_a_list_longer_than_is_kept_is_cut() -> None:
    _, fields = checked({"do": "programme", "items": [TRACK.plain()] * (TRACKS_MAX + 5), "repeat_from": 0})
    assert len(fields["items"]) == TRACKS_MAX
    assert len(packed({"do": "programme", "items": [TRACK.plain() | {"path": "x" * 33_000}] * 300})) < MESSAGE_MAX


def test_a_silence_says_how_long_it_is() -> None:
    silence = TRACK.plain() | {"path": SILENCE}
    _, fields = checked({"do": "programme", "items": [silence], "repeat_from": 0})
    assert fields["items"][0].length_s == 300.0


PLACE = GOOD["setup"]["outputs"][0]
ROOM_OUTPUT = PLACE | {"role": "room"}


@pytest.mark.parametrize(
    "outputs",
    [
        [PLACE | {"role": ""}, ROOM_OUTPUT],
        [PLACE | {"role": "kitchen"}, ROOM_OUTPUT],
        [PLACE | {"cap_db": None}, ROOM_OUTPUT],
        [PLACE | {"level_db": float("nan")}, ROOM_OUTPUT],
        [ROOM_OUTPUT, ROOM_OUTPUT],
        [{"role": "headphones"}, ROOM_OUTPUT],
        ["headphones", ROOM_OUTPUT],
    ],
)
def test_an_odd_output_is_named_and_the_others_are_taken(outputs: list[Any]) -> None:
    _, fields = checked({"do": "setup", **GOOD["setup"], "outputs": outputs})
    assert [each for each in fields["outputs"] if isinstance(each, WireOutput)] == [WireOutput(**ROOM_OUTPUT)]
    [odd] = [each for each in fields["outputs"] if isinstance(each, WireError)]
    assert str(odd).startswith("outputs[")
    assert fields["cap_db"] == -6.0


def test_a_device_of_any_name_is_looked_for_and_nothing_else_takes_its_place() -> None:
    _, fields = checked({"do": "setup", **GOOD["setup"], "outputs": [PLACE | {"device": "x" * 2_000}]})
    assert fields["outputs"][0].device == "x" * 1_000


def test_outputs_survive_the_way() -> None:
    _, fields = checked({"do": "setup", **GOOD["setup"]})
    assert fields["outputs"] == (WireOutput("headphones", "USB", -3.0, -6.0),)


def test_a_programme_repeats_from_one_of_its_items() -> None:
    with pytest.raises(WireError, match="repeat_from"):
        checked({"do": "programme", "items": [TRACK.plain()], "repeat_from": 1})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"null",
        b"[]",
        b'"go"',
        b"{",
        b"[" * 100_000,
        b'{"do": 5}',
        b'{"do": "sing"}',
        b'{"do": ["go"]}',
    ],
    ids=range(10),
)
def test_what_is_no_command_is_an_error(data: bytes) -> None:
    with pytest.raises(WireError):
        checked(parse(data))


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(sorted(COMMANDS)),
    st.dictionaries(st.sampled_from(sorted({f for c in GOOD.values() for f in c})), JSON),
)
def test_whatever_comes_is_either_checked_or_refused(name: str, fields: dict[str, Any]) -> None:
    try:
        taken, kept = checked(parse(json.dumps({"do": name, **fields}).encode()))
    except WireError:
        return
    assert taken == name
    assert kept.keys() == COMMANDS[name].keys()
