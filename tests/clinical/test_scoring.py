"""Scores are what others published for the same answers; a missing answer is never a zero, and has no band.

The examples are of HL7's PACIO, of awell-score's test data, of CamCOPS and of PTSDdiag's tests.
"""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kapguide.clinical.instruments import FormField, Instrument, PublishedCutOff
from kapguide.clinical.scoring import ScoreResult, asked_items, scored
from tests.clinical.test_instrument_file import SHIPPED

PCL5_EXAMPLE = "4 3 1 0 3  3 4  1 2 0 3 1 0 0  1 2 4 0 0 3"


def result(name: str, values: str) -> ScoreResult:
    """What the answers, in the order of the items, come to; a dot is an item that was left out."""
    instrument = SHIPPED[name]
    figures = [None if value == "." else int(value) for value in values.split()]
    assert len(figures) == len(instrument.items)
    return scored(instrument, dict(zip((item.id for item in instrument.items), figures, strict=True)))


def pcl5(base: int, changed: dict[int, int]) -> str:
    """Every item at `base`, but for those that are `changed`."""
    return " ".join(str(changed.get(item, base)) for item in range(1, 21))


@pytest.mark.parametrize(
    ("name", "values", "total", "band", "follow"),
    [
        ("phq-9", "2 3 2 3 2 2 3 3 3", 23, "severe", ("9",)),  # HL7 PACIO
        ("phq-9", "3 0 1 2 0 0 1 0 3", 10, "moderate", ("9",)),  # awell-score
        ("phq-9", "0 0 0 0 0 0 0 0 0", 0, "minimal", ()),
        ("phq-9", "3 3 3 3 3 3 3 3 0", 24, "severe", ()),
        ("phq-9", "0 0 0 0 0 0 0 0 1", 1, "minimal", ("9",)),
        ("gad-7", "3 0 1 2 0 0 1", 7, "mild", ()),  # awell-score
        ("audit-c", "4 1 2", 7, None, ()),  # awell-score
        ("pcl-5", PCL5_EXAMPLE, 35, None, ()),  # awell-score
        ("phq-2", "3 3", 6, None, ()),
        ("gad-2", "1 2", 3, None, ()),
        ("pc-ptsd-5", "1 1 1 0 1 1", 4, None, ()),
        ("distress", "10", 10, None, ()),
    ],
)
def test_the_published_examples(name: str, values: str, total: int, band: str | None, follow: tuple[str, ...]) -> None:
    found = result(name, values)
    assert (found.total, found.band and found.band.words, found.follow) == (total, band, follow)
    assert found.complete


LOWER = [(0, 4, "minimal"), (5, 9, "mild"), (10, 14, "moderate")]
BORDERS = {
    "phq-9": [*LOWER, (15, 19, "moderately severe"), (20, 27, "severe")],
    "gad-7": [*LOWER, (15, 21, "severe")],
}


@pytest.mark.parametrize("name", BORDERS)
def test_both_borders_of_every_band(name: str) -> None:
    items = len(SHIPPED[name].items)
    for low, high, words in BORDERS[name]:
        for total in (low, high):
            values = " ".join(str(min(3, max(0, total - 3 * item))) for item in range(items))
            found = result(name, values)
            assert (found.total, found.band and found.band.words) == (total, words)


@pytest.mark.parametrize(
    ("name", "total", "reached"),
    [
        ("phq-2", 2, []), ("phq-2", 3, ["3"]), ("gad-2", 2, []), ("gad-2", 3, ["3"]),
        ("audit-c", 2, []), ("audit-c", 3, ["3"]), ("audit-c", 4, ["3", "4"]), ("audit-c", 5, ["3", "4", "5"]),
        ("pcl-5", 30, []), ("pcl-5", 31, ["31 to 33"]), ("pcl-5", 33, ["31 to 33"]),
    ],
)  # fmt: skip
def test_both_sides_of_every_cut_off(name: str, total: int, reached: list[str]) -> None:
    items = SHIPPED[name].items
    most = max(option.value for option in items[0].options)
    found = result(name, " ".join(str(min(most, max(0, total - most * item))) for item in range(len(items))))
    assert (found.total, [cutoff.figures.removesuffix(" or more") for cutoff in found.reached]) == (total, reached)


@pytest.mark.parametrize(("yes", "reached"), [(2, []), (3, ["3"]), (4, ["3", "4"])])
def test_both_sides_of_the_cut_offs_of_the_pc_ptsd_5(yes: int, reached: list[str]) -> None:
    found = result("pc-ptsd-5", " ".join("1" if item <= yes else "0" for item in range(6)))
    assert (found.total, [str(cutoff.at) for cutoff in found.reached]) == (yes, reached)


@pytest.mark.parametrize(
    ("values", "total", "sums", "met"),
    [
        (PCL5_EXAMPLE, 35, {"b": 11, "c": 7, "d": 7, "e": 10}, True),
        (pcl5(1, dict.fromkeys((1, 6, 8, 9, 15, 16), 3)), 32, {"b": 7, "c": 4, "d": 11, "e": 10}, True),
        (pcl5(1, dict.fromkeys((1, 6, 8, 15, 16), 3)), 30, {"b": 7, "c": 4, "d": 9, "e": 10}, False),
        (pcl5(1, dict.fromkeys((1, 6, 8, 9, 15), 3)), 30, {"b": 7, "c": 4, "d": 11, "e": 8}, False),
        (pcl5(2, {}), 40, {"b": 10, "c": 4, "d": 14, "e": 12}, True),
        (pcl5(3, {6: 1, 7: 1}), 56, {"b": 15, "c": 2, "d": 21, "e": 18}, False),
        (pcl5(3, dict.fromkeys(range(1, 6), 1)), 50, {"b": 5, "c": 6, "d": 21, "e": 18}, False),
    ],
)
def test_the_cluster_rule(values: str, total: int, sums: dict[str, int], met: bool) -> None:
    found = result("pcl-5", values)
    assert found.total == total
    assert {each.cluster.id: each.total for each in found.clusters} == sums
    assert found.rule_met is met


@pytest.mark.parametrize(
    ("values", "first", "counted"),
    [
        ("2 0 2 2 2 2 0 0 0", 1, 5),
        ("2 0 2 2 2 1 0 0 1", 1, 5),
        ("1 1 2 2 2 2 2 0 0", 0, 5),
        ("0 2 2 1 1 1 1 1 0", 1, 2),
        ("1 1 1 1 1 1 1 1 0", 0, 0),
    ],
)
def test_the_items_of_the_phq_9_that_count_are_a_count_and_no_rule(values: str, first: int, counted: int) -> None:
    found = result("phq-9", values)
    assert [each.count for each in found.clusters] == [first, counted]
    assert found.rule_met is None


# --- what is missing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name, found in SHIPPED.items() if found.asks])
def test_an_empty_form_is_no_zero(name: str) -> None:
    found = scored(SHIPPED[name], {})
    assert (found.total, found.band, found.reached, found.clusters, found.rule_met) == (None, None, (), (), None)
    assert not found.complete


@pytest.mark.parametrize("missing", range(9))
def test_one_answer_missing_and_there_is_no_total_and_no_band(missing: int) -> None:
    values = ["3"] * 9
    values[missing] = "."
    found = result("phq-9", " ".join(values))
    assert (found.total, found.band, found.clusters) == (None, None, ())
    assert found.words == "incomplete, 8 of 9 answered"


def test_item_9_is_followed_up_also_when_the_rest_is_missing() -> None:
    found = result("phq-9", ". . . . . . . . 1")
    assert (found.words, found.follow) == ("incomplete, 1 of 9 answered", ("9",))
    assert result("phq-9", "3 3 . 3 3 3 3 . 0").words == "incomplete, 7 of 9 answered"


def test_whoever_never_drinks_and_whoever_had_no_such_event_is_asked_nothing_more() -> None:
    assert [item.id for item in asked_items(SHIPPED["audit-c"], {"1": 0})] == ["1"]
    assert [item.id for item in asked_items(SHIPPED["pc-ptsd-5"], {"event": 0, "1": 1})] == ["event"]
    never, nothing = scored(SHIPPED["audit-c"], {"1": 0}), scored(SHIPPED["pc-ptsd-5"], {"event": 0})
    assert (never.total, never.words) == (0, "0")
    assert (nothing.total, nothing.words) == (0, "0")
    assert scored(SHIPPED["audit-c"], {"2": 0, "3": 0}).words == "incomplete, 2 of 3 answered"
    assert scored(SHIPPED["pc-ptsd-5"], {str(item): 0 for item in range(1, 6)}).words == "incomplete, 5 of 6 answered"


@pytest.mark.parametrize("value", [4, -1, 1.0, 0.5, True, "2", None])
def test_what_is_none_of_the_answers_counts_as_missing(value: object) -> None:
    found = scored(SHIPPED["gad-2"], {"1": value, "2": 1, "strange": 3})
    assert (found.total, found.words) == (None, "incomplete, 1 of 2 answered")


def test_a_licensed_form_reaches_the_cut_offs_that_its_file_names() -> None:
    cutoff = PublishedCutOff(13, "poor well-being", "adults", "ours")
    form = msgspec.structs.replace(SHIPPED["who-5"], fields=(FormField("total", "Total", 0, 25),), cutoffs=(cutoff,))
    assert [scored(form, entered).reached for entered in ({"total": 13}, {"total": 12}, {})] == [(cutoff,), (), ()]


def test_a_score_of_a_licensed_form_is_what_was_entered() -> None:
    assert scored(SHIPPED["who-5"], {"total": 52, "how": "licensed form"}).words == "52"
    assert scored(SHIPPED["who-5"], {"total": 101}).total is None
    assert scored(SHIPPED["who-5"], {}).words == "incomplete, 0 of 1 answered"
    pain = scored(SHIPPED["bpi"], {"severity": 4.5, "interference": 2})
    assert (pain.total, pain.complete, pain.words) == (None, True, "complete")


ASKED = st.sampled_from([found for found in SHIPPED.values() if found.asks])


@given(ASKED, st.data())
def test_a_total_is_the_sum_of_what_was_answered_or_there_is_none(instrument: Instrument, data: st.DataObject) -> None:
    answers = {
        item.id: data.draw(st.none() | st.sampled_from([option.value for option in item.options]))
        for item in instrument.items
    }
    found, asked = scored(instrument, answers), asked_items(instrument, answers)
    missing = [item.id for item in asked if answers[item.id] is None]
    assert found.complete is not bool(missing)
    assert found.answered == len(asked) - len(missing)
    if missing:
        assert found.total is None
        assert found.band is None
    else:
        assert found.total == sum(answers[item.id] or 0 for item in asked if item.scored)
        assert (found.band is not None) is bool(instrument.bands)
    followed = {item.id for item in asked if item.follow_above is not None and (answers[item.id] or 0) > 0}
    assert set(found.follow) == followed
