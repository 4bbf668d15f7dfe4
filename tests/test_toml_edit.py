"""A file that a person wrote is changed value by value: what else stands in it stays, letter for letter."""

import tomllib

import pytest

from kapguide import paths
from kapguide.toml_edit import CannotEdit, comment_at, line_of, with_table, with_value, without, written

BY_HAND = """\
# What our practice has set. Ask R. before you change the caps.
therapist = "K. Lind"

[sound]
playlist = "evening"        # a shipped one
between_phases_s = 25       # we like it slow
# cap_db = -6

[sound.headphones]          # the good ones
device = 'USB # 2'
room = { device = "", level_db = -9 }

[[numbers]]
who = "Emergency services"
# number = "…"

[[numbers]]
who = "Doctor"
number = "1"

[[situations]]
title = "Fall"
# steps = [
#     { text = "…", who = "…" },
# ]

[[situations]]
title = "Seizure"
steps = [
    { text = "one ] # \\"two\\"", who = "A" },  # asked on Monday
    { text = "two" },
]
"""


@pytest.mark.parametrize(
    ("place", "value", "line"),
    [
        (("therapist",), "R. Osei", 'therapist = "R. Osei"'),
        (("sound", "playlist"), "deep", 'playlist = "deep"        # a shipped one'),
        (("sound", "between_phases_s"), 30.5, "between_phases_s = 30.5       # we like it slow"),
        (("sound", "cap_db"), -12.0, "cap_db = -12"),
        (("sound", "turn_s"), 20, "turn_s = 20"),
        (("sound", "headphones", "device"), 'a "b" \\ c', 'device = "a \\"b\\" \\\\ c"'),
        (("sound", "headphones", "room", "level_db"), -3, 'room = { device = "", level_db = -3 }'),
        (("sound", "headphones", "room", "cap_db"), -3, 'room = { device = "", level_db = -9, cap_db = -3 }'),
        (("look", "motion"), False, "[look]\nmotion = false"),
        (("numbers", 0, "number"), "the local number", 'number = "the local number"'),
        (("numbers", 1, "number"), "2", 'number = "2"'),
    ],
)
def test_one_value_is_written_and_all_else_stays(place: tuple[str | int, ...], value: object, line: str) -> None:
    changed = with_value(BY_HAND, place, value)
    assert line in changed
    theirs, ours = ([each for each in text.splitlines() if each] for text in (BY_HAND, changed))
    assert len([each for each in theirs if each not in ours]) <= 1, "one line at most gives way"
    assert changed.index("# What our practice") == 0
    kept = [each for each in theirs if each in ours]
    assert kept == [each for each in ours if each in theirs], "in their order"


def test_the_steps_take_the_place_that_was_left_open_for_them() -> None:
    steps = [{"text": "Ask first", "who": "K. Lind"}, {"text": "Look"}]
    changed = with_value(BY_HAND, ("situations", 0, "steps"), steps)
    assert (
        'title = "Fall"\nsteps = [\n    { text = "Ask first", who = "K. Lind" },\n    { text = "Look" },\n]' in changed
    )
    assert "# steps" not in changed
    again = with_value(changed, ("situations", 1, "steps"), [{"text": "Time it"}])
    assert tomllib.loads(again)["situations"][1]["steps"] == [{"text": "Time it"}]
    assert tomllib.loads(again)["situations"][0]["steps"] == steps


def test_who_set_it_stands_behind_the_value_and_is_found_again() -> None:
    changed = with_value(BY_HAND, ("sound", "cap_db"), -6, "K. Lind, 2 Nov 2026")
    assert comment_at(changed, ("sound", "cap_db")) == "K. Lind, 2 Nov 2026"
    changed = with_value(changed, ("sound", "cap_db"), -9, "R. Osei, 3 Nov 2026")
    assert "cap_db = -9  # R. Osei, 3 Nov 2026\n" in changed
    assert comment_at(BY_HAND, ("sound", "playlist")) == "a shipped one"
    assert comment_at(BY_HAND, ("sound", "turn_s")) == ""


def test_what_is_taken_out_leaves_its_default_and_nothing_else_changes() -> None:
    assert without(BY_HAND, ("sound", "between_phases_s")) == BY_HAND.replace(
        "between_phases_s = 25       # we like it slow\n", ""
    )
    assert without(BY_HAND, ("situations", 1, "steps")).endswith('title = "Seizure"\n')
    assert without(BY_HAND, ("look", "motion")) == BY_HAND
    output = (
        "[sound.headphones]          # the good ones\ndevice = 'USB # 2'\nroom = { device = \"\", level_db = -9 }\n"
    )
    assert without(BY_HAND, ("sound", "headphones")) == BY_HAND.replace(output, ""), "a table with all that it holds"


def test_a_file_that_is_not_there_yet_is_begun() -> None:
    begun = with_value("", ("sound", "headphones", "device"), "USB")
    assert begun == '[sound.headphones]\ndevice = "USB"\n'
    assert with_value(begun, ("therapist",), "K. Lind") == f'therapist = "K. Lind"\n\n{begun}'
    assert with_value("# ours\n\n[a]\nb = 1", ("a", "c"), 2) == "# ours\n\n[a]\nb = 1\nc = 2\n"


def test_the_shipped_card_is_filled_in_value_by_value() -> None:
    text = paths.resource("texts", "emergency-card.toml").read_text("utf-8")
    for place, value in (
        (("filled_by",), "R. Osei"),
        (("filled_on",), "3 Nov 2026"),
        (("address",), "14 Harbour Lane"),
        (("numbers", 2, "number"), "12"),
        (("roles", 0, "who"), "K. Lind"),
        (("situations", 3, "steps"), [{"text": "Stay beside the client", "who": "K. Lind"}]),
    ):
        text = with_value(text, place, value)
    assert text.count("…") == paths.resource("texts", "emergency-card.toml").read_text("utf-8").count("…") - 5
    assert text.index("filled_by") < text.index("address") < text.index("[[numbers]]")


def test_a_list_of_tables_grows_at_its_end_and_shrinks_anywhere() -> None:
    more = with_table("# ours\n", "limits", {"value": "bp", "above": "160/90"})
    assert more == '# ours\n\n[[limits]]\nvalue = "bp"\nabove = "160/90"\n'
    more = with_table(more, "limits", {"value": "hr", "above": 120})
    assert [each["value"] for each in tomllib.loads(without(more, ("limits", 0)))["limits"]] == ["hr"]
    assert without(more, ("limits", 1)).endswith('above = "160/90"\n\n')
    assert without("[[limits]]\nvalue = 'hr'\n", ("limits", 0)) == without("[a.b]\nc = 1\n", ("a", "b")) == ""
    with pytest.raises(CannotEdit):
        with_table("limits = 3", "limits", {})


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = ", ("a",)),
        ("a = 1\na = 2", ("a",)),
        ("sound = 3", ("sound", "cap_db")),
        ("numbers = [{ who = 'A' }]", ("numbers", 0, "number")),
        ("a = " + "[" * 2000 + "]" * 2000, ("b",)),
    ],
)
def test_a_file_of_another_shape_is_refused_and_never_spoilt(text: str, place: tuple[str | int, ...]) -> None:
    with pytest.raises(CannotEdit):
        with_value(text, place, "x")


def test_a_place_has_a_line() -> None:
    assert line_of(BY_HAND, ("therapist",)) == 2
    assert line_of(BY_HAND, ("sound", "headphones", "room", "level_db")) == 11
    assert line_of(BY_HAND, ("situations", 1, "steps", 0, "who")) == 29
    assert line_of(BY_HAND, ("nowhere",)) == 0


@pytest.mark.parametrize("value", [True, 0, -6.5, 1e-9, 0.1, 'a\nb\t\u202e"\\', [], ["a", 1], {"a b": "c"}, {}])
def test_what_is_written_reads_as_it_was(value: object) -> None:
    assert tomllib.loads(f"a = {written(value)}")["a"] == value
