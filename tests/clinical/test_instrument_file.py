"""An instrument's file is read whole, or refused with every mistake in its place; what ships can all be read."""

import re
from pathlib import Path

import pytest

from kapguide.clinical.instrument_file import load_instrument, shipped_instruments
from kapguide.clinical.instruments import Instrument, ItemCluster
from kapguide.clinical.marks import Mark
from kapguide.toml_file import FileError
from tests.clinical.broken_instruments import BROKEN, FORM, GOOD
from tests.support.left_out import said_unsaid
from tests.support.toml_bounds import bounds, passed_over

SHIPPED = {path.stem: load_instrument(path) for path in shipped_instruments()}
COMPLETE = {"phq-9": 9, "phq-2": 2, "gad-7": 7, "gad-2": 2, "pcl-5": 20, "pc-ptsd-5": 6, "audit-c": 3}
OURS = ("craving", "distress", "comfort", "readiness", "connection", "insight", "tolerability")
PAIN = ("pain-now", "pain-worst", "pain-average")
ENTERED = (
    *("who-5", "audit", "dast-10", "qids-sr16", "madrs", "c-ssrs", "cadss", "meq-30", "ceq", "ebi", "kset", "bpi"),
    *("pacs", "whodas", "dass-21", "isi", "promis", "asrm", "ors", "srs"),
)


def read(tmp_path: Path, content: bytes) -> Instrument:
    file = tmp_path / "one.toml"
    file.write_bytes(content)
    return load_instrument(file)


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_every_mistake_is_named_in_its_place(name: str, tmp_path: Path) -> None:
    content, words = BROKEN[name]
    with pytest.raises(FileError) as refused:
        read(tmp_path, content)
    assert words in refused.value.sentence


def test_what_a_file_says_is_what_is_asked(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD.encode())
    assert [item.id for item in found.items] == ["a", "b"]
    assert [option.words for option in found.items[0].options] == ["Never", "Sometimes", "Always"]
    assert found.items[1].lead == "Last night:"
    assert found.range == (0, 4)
    assert found.clusters == (ItemCluster("both", "Both", ("a", "b"), 1, "ours", {"b": 2}, 2, True),)
    assert read(tmp_path, FORM.encode()).range == (0, 40)


def test_what_is_read_at_length_may_have_several_lines(tmp_path: Path) -> None:
    long = '"""First.\nSecond."""'
    content = GOOD.replace('"Our own."', f"{long}\ninstruction = {long}\nnotes = {long}").replace('"Made up."', long)
    found = read(tmp_path, content.encode())
    assert {found.licence, found.instruction, found.notes, found.sources[0].text} == {"First.\nSecond."}


def test_what_a_form_does_not_say_is_not_so() -> None:
    assert said_unsaid(Instrument) == {"PublishedCutOff.name": "cut-off", "InstrumentItem.scored": True}


def test_what_ships_is_what_may_ship() -> None:
    assert {name: len(found.items) for name, found in SHIPPED.items() if name in COMPLETE} == COMPLETE
    assert {name for name, found in SHIPPED.items() if not found.asks} == set(ENTERED)
    assert set(SHIPPED) == {*COMPLETE, *OURS, *PAIN, *ENTERED}
    reach = {name: found.range for name, found in SHIPPED.items() if name in COMPLETE}
    assert reach == {
        "phq-9": (0, 27), "phq-2": (0, 6), "gad-7": (0, 21), "gad-2": (0, 6), "pcl-5": (0, 80), "pc-ptsd-5": (0, 5),
        "audit-c": (0, 12),
    }  # fmt: skip
    for name, found in SHIPPED.items():
        assert found.id == name, "a file is called after its instrument"
        assert found.licence
        assert all(source.text for source in found.sources)


@pytest.mark.parametrize("name", [*OURS, *PAIN])
def test_our_own_scales_go_from_0_to_10_and_nothing_is_said_to_be_published(name: str) -> None:
    found = SHIPPED[name]
    assert (found.own_scale, found.range) == (True, (0, 10))
    assert (found.bands, found.cutoffs, found.changes) == ((), (), ())
    assert {source.mark for source in found.sources} == {Mark.OURS}


def test_the_forms_carry_their_statement_and_the_wording_that_matters() -> None:
    for name in ("phq-9", "phq-2", "gad-7", "gad-2"):
        assert SHIPPED[name].statement.endswith(
            "No permission required to reproduce, translate, display or distribute."
        )
        assert SHIPPED[name].items[0].options[0].words == "Not at all"
    assert "or of hurting yourself in some way" in SHIPPED["phq-9"].items[8].text
    assert SHIPPED["phq-9"].items[8].follow_above == 0
    assert "six or more drinks" in SHIPPED["audit-c"].items[2].text, "the original third item"
    assert "original" in SHIPPED["audit-c"].version
    assert [cutoff.at for cutoff in SHIPPED["audit-c"].cutoffs] == [3, 4, 5]
    assert not SHIPPED["pcl-5"].bands, "bands of severity that circulate are not the National Center’s"
    assert [cutoff.figures for cutoff in SHIPPED["pcl-5"].cutoffs] == ["31 to 33"]
    for short, long in (("phq-2", "phq-9"), ("gad-2", "gad-7")):
        assert SHIPPED[short].items == SHIPPED[long].items[:2], "the same questions in the same words"


def test_an_answer_is_said_in_the_words_of_the_form_or_by_its_number() -> None:
    asked, rated = SHIPPED["phq-9"].items[0], SHIPPED[PAIN[0]].items[0]
    assert (asked.words_of(0), asked.words_of(3)) == ("Not at all", "Nearly every day")
    assert [rated.words_of(value) for value in (0, 5, 10)] == ["no pain", "5", "the worst I can imagine"]
    assert (asked.words_of(4), asked.words_of(None)) == ("", ""), "no answer of this form"


def test_one_question_whose_answers_all_have_words_is_no_scale(tmp_path: Path) -> None:
    alone, _, rest = GOOD.partition('[[questions]]\nid = "b"')
    one = read(tmp_path, alone.encode() + rest[rest.index("[[sources]]") :].encode())
    assert (len(one.items), one.items[0].is_scale, one.own_scale) == (1, False, False)


def test_every_figure_that_is_published_names_its_source_and_its_population() -> None:
    for found in SHIPPED.values():
        told = (*found.bands, *found.cutoffs, *found.changes, *found.clusters)
        assert all(found.source(each.source) is not None for each in told)
        assert all(each.population for each in (*found.cutoffs, *found.changes))


def test_the_instrument_of_the_readme_can_be_used_as_it_stands(tmp_path: Path) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    written = next(code for code in re.findall(r"```toml\n(.*?)```", readme, re.DOTALL) if "[[questions]]" in code)
    assert [item.lead for item in read(tmp_path, written.encode()).items] == ["Last night:", "Last night:"]


def test_what_a_file_may_say_has_its_bounds_and_nothing_in_it_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "whole.toml"
    texts = 'statement = "Free."\ninstruction = "Tick."\nrule = "Sum."\nnotes = "None."\nlead ='
    whole = (
        GOOD.replace("lead =", texts)
        .replace("at = 3\n", 'at = 3\nto = 4\nname = "mark"\n')
        .replace("follow_above = 1\n", 'follow_above = 1\nlead = "Now:"\n')
    )
    assert bounds(whole, load_instrument, file) == {
        "version": "at most 20 characters",
        "title": "at most 24 characters",
        "about": "at most 120 characters",
        "licence": "at most 400 characters, in lines",
        "statement": "at most 400 characters",
        "instruction": "at most 900 characters, in lines",
        "rule": "at most 200 characters",
        "notes": "at most 600 characters, in lines",
        "lead": "at most 240 characters",
        "options": "a list of 1 to 11 texts",
        "questions[].options": "a list of 1 to 11 texts",
        "options[]": "at most 60 characters",
        "questions": "0 to 60 tables [[questions]]",
        "questions[].text": "at most 240 characters",
        "questions[].follow_above": "a whole number from 0 to 2",
        "questions[].lead": "at most 400 characters",
        "bands": "0 to 12 tables [[bands]]",
        "bands[].from": "a whole number from 0 to 10000",
        "bands[].to": "a whole number from 0 to 10000",
        "bands[].words": "at most 40 characters",
        "cutoffs": "0 to 12 tables [[cutoffs]]",
        "cutoffs[].at": "a whole number from 0 to 10000",
        "cutoffs[].to": "a whole number from 0 to 10000",
        "cutoffs[].name": "at most 20 characters",
        "cutoffs[].words": "at most 120 characters",
        "cutoffs[].population": "at most 160 characters",
        "clusters": "0 to 12 tables [[clusters]]",
        "clusters[].title": "at most 80 characters",
        "clusters[].items": "a list of at most 60 ids",
        "clusters[].counts_from": "a whole number from 0 to 10000",
        "clusters[].needed": "a whole number from 0 to 10000",
        "clusters[].exceptions.b": "a whole number from 0 to 10000",
        "changes": "0 to 12 tables [[changes]]",
        "changes[].words": "at most 200 characters",
        "changes[].population": "at most 160 characters",
        "sources": "1 to 40 tables [[sources]]",
        "sources[].text": "at most 500 characters, in lines",
    }
    assert passed_over(whole, load_instrument, file) == []
    own = {place: bound for place, bound in bounds(FORM, load_instrument, file).items() if place.startswith("fields")}
    assert own == {
        "fields": "0 to 20 tables [[fields]]",
        "fields[].title": "at most 60 characters",
        "fields[].from": "a whole number from -10000 to 10000",
        "fields[].to": "a whole number from -10000 to 10000",
    }
    assert passed_over(FORM, load_instrument, file) == []
