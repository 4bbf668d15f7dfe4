"""What a form came to is read with what is published about it, each from its source, and no verdict."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from kapguide.clinical.instruments import FormField
from kapguide.errors import KapGuideError
from kapguide.ui.hand_over.entry_form import parse_figure
from kapguide.ui.hand_over.score_screen import ScoreScreen, published
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.base import Text
from screen_cast_hand_over import score_of

TODAY = date(2026, 12, 1)


def told(name: str, values: str) -> list[str]:
    score = score_of(name, values)
    assert score.instrument is not None
    assert score.result is not None
    return [words for words, _ in published(score.instrument, score.result)]


def test_a_band_is_told_with_its_range_and_the_counts_as_counts() -> None:
    phq = told("phq-9", "301200103")
    assert phq[0] == "10 to 14: moderate"
    assert phq[1] == "1 of items 1 and 2, at “More than half the days” or more"
    assert phq[2].startswith("3 of all nine, at “More than half the days”")
    assert any("called response" in words for words in phq)


def test_clusters_are_told_with_their_sums_and_the_rule_as_published() -> None:
    pcl = told("pcl-5", "43103341203100124003")
    assert pcl[0].startswith("31 to 33: the cut-off lies here")
    assert "Cluster B, items 1 to 5: 11; 3 of 5 items count" in pcl
    assert any(words.endswith("or more: met.") for words in pcl)


def test_an_incomplete_form_has_its_cut_offs_beside_it_and_no_band() -> None:
    assert not any("moderate" in words for words in told("phq-9", "30120010."))


def test_all_of_it_stands_on_the_screen_with_the_sources(qtbot: QtBot, theme: Theme) -> None:
    screen = ScoreScreen(theme, "M-014", (score_of("audit-c", "412"),), ())
    qtbot.addWidget(screen)
    words = [each.whole_text() for each in screen.findChildren(Text)]
    assert "7" in words
    assert "handed over  ·  1 Dec 2026" in words
    assert "4 or more: screens positive in men (men in primary care of the VA, United States)" in words
    assert any(each.startswith("Bush et al.") and "to be confirmed" in each for each in words)
    assert "Daily or almost daily" not in words
    assert "Monthly" in words


def test_a_figure_may_have_a_comma_and_stays_within_the_form() -> None:
    field = FormField("total", "Total", 0, 40)
    assert parse_figure(" 12,5 ", field) == 12.5
    for bad in ("", "41", "-1", "many", "nan", "inf"):
        with pytest.raises(KapGuideError, match="from 0 to 40"):
            parse_figure(bad, field)
    with pytest.raises(KapGuideError, match="from 0 on"):
        parse_figure("inf", FormField("total", "Total"))
