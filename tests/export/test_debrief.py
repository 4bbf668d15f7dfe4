"""The debrief on paper and as Markdown: all four steps, what people typed as they typed it, REHEARSAL on every page."""

import re
import subprocess
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec
import pytest

from kapguide.export.blocks import LaneSpan, Sentences, StripPhase
from kapguide.export.debrief import debrief_document, debrief_name
from kapguide.export.debrief_forms import DEBRIEF_FORMS
from kapguide.export.debrief_lanes import LONGEST_STRIP, lanes_chart, spreads_chart
from kapguide.export.debrief_pdf import debrief_to_pdf
from kapguide.export.forms import FORMS
from kapguide.rehearsal import told
from kapguide.rehearsal.debrief.making import debrief_of
from kapguide.rehearsal.debrief.shape import Debrief, DebriefPhase, DebriefSpread, Lane, SkippedSpan
from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.rehearsal.kept_file import decode_rehearsal, encode_rehearsal
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.spans import HOUR, MINUTE
from tests.rehearsal.debrief.acted import EVENING, Acted, panic, scenario, turn, wants

MADE = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
NASTY = 'a *b* _c_ `d` <i>e</i> [f](http://g.h) | $i$ #set text(red) \\ "j" & ~k~'


def told_by(tool: str, *arguments: str, data: bytes) -> str:
    return subprocess.run([tool, *arguments], input=data, capture_output=True, check=True, timeout=60).stdout.decode()


def pages_of(record: RehearsalRecord, *earlier: RehearsalRecord) -> list[str]:
    """The words of each page of its PDF, one space between them."""
    text = told_by("pdftotext", "-raw", "-", "-", data=debrief_to_pdf(record, debrief_of(record, earlier), MADE))
    return [" ".join(page.replace("\N{ZERO WIDTH SPACE}", "").split()) for page in text.split("\f")[:-1]]


def markdown_of(record: RehearsalRecord, *earlier: RehearsalRecord) -> str:
    return DEBRIEF_FORMS["md"].write(record, debrief_of(record, earlier), MADE).decode()


def spoken(**said: object) -> RehearsalRecord:
    """The run of the picture, with what was said about it."""
    reflection = msgspec.structs.replace(Reflection(), **said)
    return msgspec.structs.replace(panic().record(), reflection=reflection)


def test_each_form_has_a_row_and_the_note_has_none_of_them() -> None:
    assert list(DEBRIEF_FORMS) == ["pdf", "md"]
    assert all(form not in FORMS.values() for form in DEBRIEF_FORMS.values())
    assert len({form.key for form in DEBRIEF_FORMS.values()}) == 2


def test_every_page_says_rehearsal_and_which_of_how_many_it_is() -> None:
    pages = pages_of(panic().record())
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert "REHEARSAL None of this happened to a client." in page
        assert f"page {number} of {len(pages)}" in page
    assert "DRAFT" not in " ".join(pages)
    assert "signed" not in " ".join(pages).casefold()


def test_the_pdf_is_for_the_archive_and_can_be_read_aloud() -> None:
    record = panic().record()
    data = DEBRIEF_FORMS["pdf"].write(record, debrief_of(record), MADE)
    info = told_by("pdfinfo", "-", data=data)
    assert re.search(r"Tagged:\s+yes", info)
    assert re.search(r"Title:\s+Debrief of a rehearsal: Panic that calms", info)
    assert data == debrief_to_pdf(record, debrief_of(record), MADE)


def test_the_four_steps_stand_in_their_order() -> None:
    rating = SelfRating((7, None, 4), EVENING)
    record = spoken(
        reactions="I was quick.", rating=rating, analysis="The reading came late.", take_home="Two breaths first."
    )
    for whole in (" ".join(pages_of(record)), markdown_of(record)):
        places = [
            whole.index(words)
            for words in (
                "Reactions",
                "I was quick.",
                "What happened",
                "Line by line",
                "Analysis",
                "Own rating",
                "I saw what happened",
                "Strengths",
                "How long it took",
                "What the scenario asked for",
                "Two breaths before you touched the music.",
                "The reading came late.",
                "Take-home",
                "Call the second person. Asked for by 0:26, not seen in this run.",
                "Two breaths first.",
                "How to read it",
            )
        ]
        assert places == sorted(places)
        assert "given before any data was shown" in whole.casefold()
        assert "R. Osei, supervisor" in whole
        assert "left open" in whole


def test_what_nobody_wrote_is_said() -> None:
    text = markdown_of(panic().record())
    assert text.count("Nothing was written.") == 3
    assert "None was given." in text


@pytest.mark.parametrize("where", ["reactions", "analysis", "take_home"])
def test_what_a_person_typed_is_shown_and_never_obeyed(where: str) -> None:
    record = spoken(**{where: NASTY + "\n# no heading\n1. no list"})
    paper, marked = " ".join(pages_of(record)), markdown_of(record)
    assert NASTY in paper
    assert "# no heading 1. no list" in paper
    assert "\n# no heading" not in marked
    assert r"\# no heading" in marked
    assert r"\*b\*" in marked
    assert "<i>" not in marked.replace(r"\<i>", "")


def test_names_titles_and_remarks_are_shown_as_they_were_typed() -> None:
    plot = scenario(turn("calls", wants("line", "say", title="a *line*"), title="# calls <b>", says=NASTY))
    run = Acted(msgspec.structs.replace(plot, title="*Panic* <b>")).doses().at(5).comes("calls")
    run.acts("say", NASTY).at(10).remarked(6, NASTY, "*K*", supervisor=True)
    record = msgspec.structs.replace(run.record(), trainee="_Lind_", watching="$R$")
    paper, marked = " ".join(pages_of(record)), markdown_of(record)
    assert all(words in paper for words in ("*Panic* <b>", "# calls <b>", "a *line*", "_Lind_", "$R$", "*K*"))
    assert NASTY.replace(" | ", " ")[:20] in paper
    for line in marked.splitlines():
        assert not re.search(r"(?<!\\)<[bi]>", line), line


def test_a_run_of_nothing_has_its_pages() -> None:
    record = msgspec.structs.replace(panic().record(), log=(), beats=(), remarks=(), prelude=0, trainee="", watching="")
    whole = " ".join(pages_of(record))
    assert "Nothing was logged in this run." in whole
    assert "Trainee not named" in whole
    assert "The log of this run has none." in whole


def test_long_words_and_many_remarks_stay_on_the_paper() -> None:
    word = "Donaudampfschifffahrtsgesellschaftskapitän" * 4
    run = panic()
    for number in range(60):
        run.remarked(12 + number / 2, f"{word} {number}", f"Author {number}")
    pages = pages_of(run.record())
    assert word + " 59" in " ".join(pages).replace("- ", "") or "59" in " ".join(pages)
    assert len(pages) < 12


def test_annotations_are_the_same_after_they_were_kept_and_read_again() -> None:
    record = spoken(reactions=NASTY, rating=SelfRating((1, 2, 3), EVENING), take_home="Ein Atemzug – ünd noch einer.")
    again = decode_rehearsal(encode_rehearsal(record))
    assert again == record
    assert debrief_of(again) == debrief_of(record)
    assert markdown_of(again) == markdown_of(record)
    assert [mark.full for mark in debrief_of(again).lane(Lane.REMARKS)] == [each.text for each in record.remarks]
    assert debrief_to_pdf(again, debrief_of(again), MADE) == debrief_to_pdf(record, debrief_of(record), MADE)


def test_a_rating_with_fewer_answers_leaves_the_others_open() -> None:
    text = markdown_of(spoken(rating=SelfRating((5,), EVENING)))
    assert "I saw what happened: 5; I kept still: left open; I knew the next step: left open." in text


def test_earlier_runs_have_a_table_with_what_was_not_seen() -> None:
    record = panic().record()
    earlier = msgspec.structs.replace(record, id="old", began=EVENING.replace(day=1))
    text = markdown_of(record, earlier)
    assert "Beside 1 earlier run of this scenario." in text
    assert re.search(r"\| Cup given\s+\|\s+0:36 \| 0:36\s+\|", text)
    assert re.search(r"\| Second person\s+\|\s+not seen \| not seen\s+\|", text)


def test_the_scenarios_sources_and_what_was_played_through_are_named() -> None:
    whole = markdown_of(panic().record())
    assert "What came before the stretch was played through by the program" in whole
    assert "played through" not in markdown_of(Acted(scenario()).at(3).record())


# --- the lanes ---------------------------------------------------------------------------------------------------


def strips(debrief: Debrief) -> list[tuple[int, int]]:
    return [(strip.began // MINUTE, strip.ended // MINUTE) for strip in lanes_chart(debrief).strips]


def test_a_long_run_has_strips_of_one_length_and_no_mark_is_lost_between_them() -> None:
    run = Acted(scenario(*(turn(f"t{n}") for n in range(13)))).doses()
    for number in range(13):
        run.at(12.5 * number).comes(f"t{number}").acts("say")
    debrief = run.at(150).debrief()
    assert strips(debrief) == [(0, 37), (37, 75), (75, 112), (112, 150)]
    chart = lanes_chart(debrief)
    assert sum(len(strip.happened) for strip in chart.strips) == 13
    assert sum(len(strip.done) for strip in chart.strips) == 13
    assert all(strip.ended - strip.began <= LONGEST_STRIP for strip in chart.strips)
    assert [tick.words for tick in chart.strips[1].ticks][:2] == ["0:40", "0:45"]


def test_a_strip_is_45_minutes_at_most_and_one_of_an_empty_run_a_minute() -> None:
    debrief = Acted(scenario()).at(3).debrief()

    def cut(ended: int) -> list[tuple[int, int]]:
        return strips(msgspec.structs.replace(debrief, began=Elapsed(0), ended=Elapsed(ended * MINUTE)))

    assert (cut(0), cut(45), cut(46)) == ([(0, 1)], [(0, 45)], [(0, 23), (23, 46)])


def test_a_phase_and_a_skip_stand_in_each_strip_that_they_reach_into_and_in_no_other() -> None:
    def spans(found: Iterable[StripPhase | LaneSpan]) -> list[tuple[int, int]]:
        return [(each.began // MINUTE, each.ended // MINUTE) for each in found]

    times = [(Elapsed(began * MINUTE), Elapsed(ended * MINUTE)) for began, ended in ((0, 50), (50, 90), (90, 100))]
    debrief = msgspec.structs.replace(
        Acted(scenario()).at(3).debrief(),
        began=Elapsed(0),
        ended=Elapsed(135 * MINUTE),
        phases=tuple(DebriefPhase("p", "P", PhaseKind.IMAGERY, *each) for each in times),
        skipped=tuple(SkippedSpan(*each) for each in times),
    )
    for strip, inside in zip(lanes_chart(debrief).strips, ([(0, 45)], [(45, 50), (50, 90)], [(90, 100)]), strict=True):
        assert spans(strip.phases) == spans(strip.skips) == inside


def test_a_curve_is_drawn_where_both_its_ends_are() -> None:
    run = Acted(scenario(turn("calls", wants("line", "say")))).doses().at(44).comes("calls").at(46).acts("say").at(90)
    chart = lanes_chart(run.debrief())
    assert [len(strip.curves) for strip in chart.strips] == [0, 0]
    chart = lanes_chart(panic().debrief())
    assert [(curve.first, curve.second, curve.words) for curve in chart.strips[0].curves][:2] == [
        ("Happened", "Done", "36 s"), ("Done", "Asked for", ""),
    ]  # fmt: skip


def test_what_was_asked_for_says_how_it_stands() -> None:
    labels = {each.words: each for each in lanes_chart(panic().debrief()).strips[0].asked}
    assert labels["softer and one line, within 3 min"].since is not None
    assert (labels["second person, within 4 min"].hollow, labels["second person, within 4 min"].warm) == (True, True)
    assert (labels["reading, 7 min later"].hollow, labels["reading, 7 min later"].warm) == (False, True)
    assert not labels["reading"].warm


def test_what_was_asked_for_in_the_strip_before_begins_where_its_own_strip_does() -> None:
    calls = turn("calls", wants("line", "say", within=10 * MINUTE))
    strip = lanes_chart(Acted(scenario(calls)).doses().at(40).comes("calls").at(90).debrief()).strips[1]
    assert [(label.since, label.t) for label in strip.asked] == [(45 * MINUTE, 50 * MINUTE)]


def test_skipped_time_is_shaded_and_its_marks_are_pale() -> None:
    run = Acted(scenario(turn("inside", wants("line", "say")))).doses().at(5).skips(20)
    run.beats.append(told.Happened(Elapsed(10 * MINUTE), run.seq, "inside"))
    strip = lanes_chart(run.at(60).debrief()).strips[0]
    assert [(span.began // MINUTE, span.ended // MINUTE) for span in strip.skips] == [(5, 20)]
    assert [label.dim for label in strip.happened] == [True]
    assert [label.since for label in strip.asked] == [None]
    assert lanes_chart(run.debrief()).strips[1].skips == ()


def test_a_prompt_that_was_put_away_is_a_mark_without_words() -> None:
    words = [label.words for label in lanes_chart(panic().debrief()).strips[0].done if label.minor]
    assert sorted(words) == ["", "", "next phase", "next phase", "next phase"]


def test_measured_times_lie_on_one_axis() -> None:
    assert spreads_chart(Acted(scenario()).at(3).debrief()) is None
    chart = spreads_chart(panic().debrief())
    assert chart is not None
    assert [tick.words for tick in chart.ticks] == ["0", "2", "4", "6", "8 min"]
    only = spreads_chart(Acted(scenario(turn("calls", wants("line", "say")))).doses().comes("calls").at(9).debrief())
    assert only is not None
    assert (only.rows[0].took, only.most, [tick.words for tick in only.ticks]) == (None, MINUTE, ["0", "1 min"])
    hours = Acted(scenario(turn("calls", wants("line", "say", within=5 * HOUR)))).doses().comes("calls")
    late = spreads_chart(hours.at(280).acts("say").at(290).debrief())
    assert late is not None
    assert late.most == 300 * MINUTE


def test_the_numbers_of_an_axis_stay_few_enough_to_be_read() -> None:
    debrief = panic().debrief()

    def step(longest: int) -> int:
        spread = DebriefSpread("call", "Key to call", longest * MINUTE, "")
        chart = spreads_chart(msgspec.structs.replace(debrief, spreads=(spread,)))
        assert chart is not None
        return chart.ticks[1].t // MINUTE

    longest = (6, 7, 12, 13, 30, 31, 60, 61, 120, 121, 400)
    assert [step(each) for each in longest] == [1, 2, 2, 5, 5, 10, 10, 20, 20, 30, 30]


# --- its name ----------------------------------------------------------------------------------------------------


def test_the_file_says_when_what_and_that_it_is_a_rehearsal() -> None:
    record = panic().record()
    local = record.began.astimezone()
    assert debrief_name(record, "pdf") == f"{local:%Y-%m-%d-%H%M}-panic-that-calms-debrief-rehearsal.pdf"
    odd = msgspec.structs.replace(record, scenario=msgspec.structs.replace(record.scenario, title="../ // ?"))
    assert debrief_name(odd, "md").endswith("-scenario-debrief-rehearsal.md")
    assert "ü-panik" in debrief_name(
        msgspec.structs.replace(record, scenario=msgspec.structs.replace(record.scenario, title="Ü: Panik!")), "md"
    )


def test_the_document_is_a_rehearsals() -> None:
    record = panic().record()
    document = debrief_document(record, debrief_of(record))
    assert document.rehearsal
    assert document.standing.words == "REHEARSAL."
    tries = next(section.blocks[0] for section in document.sections if section.title == "Three things to try")
    assert isinstance(tries, Sentences)
    assert [sentence[:3] for sentence in tries.sentences] == ["1  ", "2  ", "3  "]
    assert "×10" in document.heading
    still = msgspec.structs.replace(record, speed=0.0, watching="")
    assert document.heading != debrief_document(still, debrief_of(still)).heading
    assert "×" not in debrief_document(still, debrief_of(still)).heading
    ended = Acted(scenario()).at(3).does(c.End()).record()
    assert "How it stands" not in str(debrief_document(ended, debrief_of(ended)).sections)


def test_what_came_before_it_was_asked_for_stands_at_nothing_and_says_how_long_before() -> None:
    debrief = panic().debrief()
    early = DebriefSpread("call", "Key to call", -36_000, "−0:36", (-90_000, 60_000, None))
    chart = spreads_chart(msgspec.structs.replace(debrief, spreads=(early,)))
    assert chart is not None
    assert [(row.took, row.words, row.earlier) for row in chart.rows] == [(0, "−0:36", (0, 60_000))]
