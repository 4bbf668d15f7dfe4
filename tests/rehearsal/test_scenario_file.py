"""Scenario files: what ships is read and goes with a shipped protocol, what is written is read back equal, and what
is wrong is named with its place."""

from pathlib import Path

import msgspec
import pytest

from kapguide.cli import main
from kapguide.clinical.marks import Mark
from kapguide.clinical.vitals import Vitals
from kapguide.rehearsal.scenario import (
    CoursePoint,
    Expectation,
    Scenario,
    Shift,
    Since,
    Source,
    Stretch,
    Turn,
    TurnTime,
)
from kapguide.rehearsal.scenario_file import read_scenario, scenario_in
from kapguide.rehearsal.scenario_text import scenario_text
from kapguide.session.people.people import Person
from kapguide.session.protocol.protocol import PhaseKind, Route
from kapguide.spans import MINUTE
from kapguide.toml_file import FileError
from tests.rehearsal.broken_scenarios import BROKEN
from tests.rehearsal.good_scenario import GOOD, SHOWN, changed, more

FILE = Path("scenario.toml")


def test_a_good_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "cold.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert read_scenario(file) == Scenario(
        id="cold",
        title="Feels cold",
        practises="a blanket, and words",
        opening="At 0:10 the client shivers.",
        about="It is over once somebody answers.",
        aim="To notice, and to answer in few words.",
        hard=1,
        routes=(Route.SUBLINGUAL,),
        stretch=Stretch(PhaseKind.DOSING, 2 * MINUTE, 40 * MINUTE),
        client="R-200",
        doses=2,
        touch="hand",
        present=(Person("R. Osei", "medical", in_house=True),),
        course=(
            CoursePoint(0, Vitals(120, 76, 70, 98, 14)),
            CoursePoint(30 * MINUTE, Vitals(126, 80, 74, 98, 14)),
        ),
        turns=(
            Turn(
                "shivers",
                TurnTime(Since.DOSE, 10 * MINUTE),
                "shivers",
                shows="Shivers, arms round the body.",
                says="I am cold.",
                shifts=(Shift("heart_rate", 12, 2 * MINUTE, None, 3 * MINUTE),),
                asks=(Expectation("words", "a word, or a hand", ("say", "hand"), within=2 * MINUTE),),
            ),
            Turn(
                "warm",
                TurnTime(Since.ANSWERED, 3 * MINUTE, "words"),
                "warm again",
                shows="Lies still.",
                lasts=2 * MINUTE,
                ends=("shivers",),
            ),
            Turn(
                "curls",
                TurnTime(Since.UNANSWERED, MINUTE, "words"),
                "curls up",
                shows="Curls up on the side.",
                lasts=4 * MINUTE,
                chance=0.5,
                only_if="shivers",
                asks=(Expectation("colleague", "a second person", ("call", "person came")),),
            ),
        ),
        sources=(Source(Mark.OURS, "Our own."),),
    )


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_wrong_is_refused_with_its_place(broken: str, tmp_path: Path) -> None:
    text, words = BROKEN[broken]
    file = tmp_path / "broken.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        read_scenario(file)
    assert words in refused.value.sentence
    assert len(refused.value.problems) <= 2, "one mistake is not told over and over"


@pytest.mark.parametrize(
    ("line", "most"),
    [
        ('title = "Feels cold"', 40),
        ('practises = "a blanket, and words"', 40),
        ('opening = "At 0:10 the client shivers."', 120),
        ('about = "It is over once somebody answers."', 240),
        ('aim = "To notice, and to answer in few words."', 240),
        ('client = "R-200"', 20),
        ('title = "shivers"', 40),
        ('shows = "Shivers, arms round the body."', 160),
        ('says = "I am cold."', 120),
        ('title = "a word, or a hand"', 40),
    ],
)
def test_a_text_may_be_as_long_as_there_is_room_for_and_no_longer(line: str, most: int) -> None:
    key = line.partition(" ")[0]
    assert scenario_in(changed(line, f'{key} = "{"x" * most}"'), FILE)
    with pytest.raises(FileError, match=rf"{key}: .*{most}"):
        scenario_in(changed(line, f'{key} = "{"x" * (most + 1)}"'), FILE)


@pytest.mark.parametrize(("key", "most"), [("intention", 200), ("planned_dose", 60)])
def test_a_text_that_may_be_left_out_has_its_room_too(key: str, most: int) -> None:
    assert scenario_in(changed("doses = 2", f'doses = 2\n{key} = "{"x" * most}"'), FILE)
    with pytest.raises(FileError, match=rf"{key}: .*{most}"):
        scenario_in(changed("doses = 2", f'doses = 2\n{key} = "{"x" * (most + 1)}"'), FILE)


@pytest.mark.parametrize(
    "text",
    [
        changed("in_house = true\n", 'in_house = true\n[[present]]\nname = "E. Vogel"\nrole = "escort"\n'),
        more(f'at = "5m"\nperson = {{ name = "E. Vogel", role = "escort" }}\n{SHOWN}').replace(
            "in_house = true", "in_house = false"
        ),
    ],
    ids=["one of the house is enough", "somebody at the door is enough"],
)
def test_a_second_person_can_be_asked_for_where_anybody_can_come(text: str) -> None:
    assert scenario_in(text, FILE)


def test_all_problems_of_a_file_are_told_at_once() -> None:
    text = changed("hard = 1", "hard = 9").replace('begins = "2m"', 'begins = "soon"').replace("0.5", "5")
    with pytest.raises(FileError) as refused:
        scenario_in(text, FILE)
    assert [problem.path for problem in refused.value.problems] == ["hard", "stretch.begins", "turns[2].chance"]


def test_a_title_too_long_hides_nothing_that_is_wrong_with_the_turns() -> None:
    text = changed('title = "shivers"', f'title = "{"shivers " * 6}"').replace('ends = ["shivers"]\n', "")
    with pytest.raises(FileError) as refused:
        scenario_in(text, FILE)
    assert [problem.path for problem in refused.value.problems] == ["turns[0].title", "turns[0].lasts"]


@pytest.mark.parametrize(
    "turn",
    [
        'at = "5m"\nfault = "sound dies"\n[[turns.asks]]\nid = "back"\ntitle = "music back"\ndeeds = ["music back"]\n',
        'at = "5m"\nfault = "misread"\nmisread = "120/76 hr70 88%"\n',
        'at = "5m"\nlasts = "3m"\nperson = { name = "J. Brand", role = "escort" }\n',
        f'since = "deed"\ndeeds = ["silence"]\n{SHOWN}',
        f'since = "deed"\nof = "shivers"\ndeeds = ["water"]\nat = "10s"\n{SHOWN}',
        f'since = "phase"\nof = "preparation"\nat = "28m"\n{SHOWN}',
        f'at = "1m"\ndose = 2\n{SHOWN}',
        f'since = "happened"\nof = "shivers"\nat = "1m"\nonly_if = "shivers"\n{SHOWN}',
    ],
)
def test_what_can_be_is_not_refused_and_is_written_as_it_was_read(turn: str) -> None:
    scenario = scenario_in(more(turn), FILE)
    assert len(scenario.turns) == 4
    assert scenario_in(scenario_text(scenario), FILE) == scenario


def test_what_chance_may_have_left_out_has_ended_nothing() -> None:
    ending = f'at = "10m 30s"\nends = ["shivers"]\nchance = 0.5\n{SHOWN}'
    after = f'\n[[turns]]\nid = "after"\ntitle = "after"\nat = "11m"\nonly_if = "shivers"\n{SHOWN}'
    assert len(scenario_in(more(ending + after), FILE).turns) == 5
    with pytest.raises(FileError, match='which "more" has ended'):
        scenario_in(more(ending.replace("chance = 0.5\n", "") + after), FILE)


def test_a_stretch_may_go_on_to_the_sessions_end() -> None:
    scenario = scenario_in(changed('ends = "40m"', 'ends = "session end"'), FILE)
    assert scenario.stretch.ends is None
    assert scenario_in(scenario_text(scenario), FILE) == scenario


def test_the_check_of_the_command_line_knows_scenarios(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cold.toml"
    file.write_text(GOOD, encoding="utf-8")
    assert main(["check", str(file)]) == 0
    file.write_text(changed('"sublingual"', '"sublingual", "oral"').replace("doses = 2", "doses = 1"), encoding="utf-8")
    assert main(["check", str(file)]) == 0
    file.write_text(changed('ends = "40m"', 'ends = "3h"'), encoding="utf-8")
    capsys.readouterr()
    assert main(["check", str(file)]) == 1
    assert capsys.readouterr().out == (
        "cold.toml can be used, and goes with no protocol for sublingual yet.\n"
        "“Feels cold” ends 3h 25m into a session; “Sublingual lozenge, one session” is planned for 2h 35m.\n"
    )
    file.write_text(BROKEN["a circle"][0], encoding="utf-8")
    assert main(["check", str(file)]) == 1
    assert "a circle of more, other" in capsys.readouterr().out


def test_whatever_a_text_holds_is_written_so_that_it_is_read_back() -> None:
    scenario = scenario_in(GOOD, FILE)
    odd = 'a "word", a back\\slash, ’ “”, # no comment, [[turns]], émoji 🙂'
    turns = tuple(msgspec.structs.replace(turn, shows=odd, says=odd) for turn in scenario.turns)
    written = msgspec.structs.replace(scenario, title=odd[:20].strip(), turns=turns, version=12, hard=3)
    assert scenario_in(scenario_text(written), FILE) == written


def test_a_text_that_is_broken_into_lines_is_one_line() -> None:
    text = changed(
        'about = "It is over once somebody answers."', 'about = """\nIt is over\nonce somebody answers.\n"""'
    )
    assert scenario_in(text, FILE).about == "It is over once somebody answers."


@pytest.mark.parametrize(
    ("after", "place"),
    [
        ('phase = "dosing"\n', "stretch.what: expected a key of the stretch"),
        ('at = "30m"\n', "course[1].what: expected a key of a point"),
        ('role = "medical"\n', "present[0].what: expected a key of a person"),
        ('title = "shivers"\n', "turns[0].what: expected a key of a turn"),
        ('field = "heart_rate"\n', "turns[0].shifts[0].what: expected a key of a shift"),
        ('deeds = ["say", "hand"]\n', "turns[0].asks[0].what: expected a key of what is asked for"),
        ('mark = "OURS"\n', "sources[0].what: expected a key of a source"),
        ('client = "R-200"\n', "what: expected a key of the file"),
    ],
)
def test_a_key_that_nobody_knows_is_named_in_every_table(after: str, place: str) -> None:
    with pytest.raises(FileError) as refused:
        scenario_in(changed(after, f"{after}what = 1\n"), FILE)
    assert place in refused.value.sentence
    assert len(refused.value.problems) == 1


def test_of_a_person_only_the_name_is_asked() -> None:
    scenario = scenario_in(changed('role = "medical"\nin_house = true\n', "in_house = true\n"), FILE)
    assert scenario.present == (Person("R. Osei", in_house=True),)
    assert scenario_in(scenario_text(scenario), FILE) == scenario
