"""The programme: covered or said so, nothing twice while there is something else, and endings where they belong."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.audio.planning.arc import part_of, shipped_arc
from kapguide.audio.planning.blocks import WantedMusic
from kapguide.audio.planning.programme import (
    AHEAD,
    DAY_S,
    UNKNOWN_S,
    Crossfades,
    MusicWish,
    PlannedMusic,
    PlannedStretch,
    Sounding,
    length_of,
    plan_music,
)
from kapguide.audio.planning.shelf import strength_of
from kapguide.audio.track import Labels, Track
from kapguide.session.protocol.protocol import SILENCE

ARC = shipped_arc()
SLOTS = [part.name for part in ARC]
FADES = Crossfades()


def track(name: str, length_s: float, slot: str = "peak", intensity: int = 0, lyrics: str = "") -> Track:
    labels = Labels(slot=slot, intensity=intensity, lyrics=lyrics)
    return Track(name, f"/music/{name}", name.title(), labels, length_s)


def block(slot: str, minutes: float, start: float = 0.0, shift: int = 0) -> WantedMusic:
    return WantedMusic(slot, slot.title(), (0,), round(start * 60_000), round((start + minutes) * 60_000), shift)


def names(stretch: PlannedStretch) -> list[str]:
    return [placed.track.id for placed in stretch.placed]


def plan(
    *blocks: WantedMusic, tracks: list[Track], wish: MusicWish | None = None, sounding: Sounding | None = None
) -> PlannedMusic:
    return plan_music(blocks, tracks, ARC, wish or MusicWish(), sounding)


def end_of(stretch: PlannedStretch) -> float:
    """When the last piece has ended (s)."""
    last = stretch.placed[-1]
    return last.start_s + length_of(last.track)


# --- chosen pieces ---------------------------------------------------------------------------------------------


def test_a_piece_ends_where_its_part_does_under_the_next_ones_crossfade() -> None:
    tracks = [track("a", 400), track("b", 500), track("c", 310), track("d", 625), track("home", 900, "return")]
    first, second = plan(block("peak", 15), block("return", 10, start=15), tracks=tracks).stretches
    assert sorted(names(first)) == ["c", "d"], "310 + 625 - 10 = 15 min and the 25 s of the crossfade"
    assert end_of(first) == 900 + FADES.between
    assert second.placed[0].start_s == 900


def test_what_sounds_goes_on_and_the_rest_is_fitted_behind_it() -> None:
    tracks = [track("a", 400), track("b", 300), track("c", 210)]
    wished = block("peak", 10)
    (stretch,) = plan(wished, tracks=tracks, sounding=Sounding("/music/a", 310)).stretches
    assert names(stretch) == ["b"]
    assert stretch.placed[0].start_s == 300
    assert end_of(stretch) == 600


def test_strength_rises_in_the_onset_falls_in_the_return_and_is_greatest_in_the_middle_of_the_peak() -> None:
    for slot, wanted in (("build", [3, 3, 4, 4]), ("return", [2, 2, 1, 1]), ("peak", [4, 5, 5, 4])):
        strengths = sorted(wanted)
        tracks = [track(f"t{n}", 300, slot, strength) for n, strength in enumerate(strengths)]
        (stretch,) = plan(block(slot, 60), tracks=tracks).stretches
        heard = [placed.track.labels.intensity for placed in stretch.placed if not placed.again]
        assert heard == wanted, slot


def test_a_shift_takes_stronger_or_softer_pieces_wherever_they_belong() -> None:
    tracks = [track("a", 310, "onset", 2), track("b", 310, "onset", 3), track("c", 310, "build", 4)]
    plain, deeper, softer = (
        names(plan(block("onset", 5, shift=shift), tracks=tracks).stretches[0]) for shift in (0, 2, -1)
    )
    assert plain == ["a"]
    assert deeper == ["c"]
    assert softer == ["a"]
    unsaid = plan(block("onset", 5, shift=1), tracks=[*tracks[:2], track("d", 310, "peak"), track("e", 310, "return")])
    assert names(unsaid.stretches[0]) == ["d"], "where a person asks for it, also what nobody has labelled"
    scarce = plan(block("onset", 30, shift=1), tracks=[*tracks, track("d", 310, "return", 1)])
    assert names(scarce.stretches[0])[:2] == ["c", "b"], "the nearest first, however little there is"


def test_an_empty_part_borrows_from_its_neighbours_and_leaves_them_enough() -> None:
    tracks = [track("a", 310, "build"), track("b", 310, "build"), track("c", 310, "arrive")]
    peak, build = plan(block("peak", 5), block("build", 5, start=5), tracks=tracks).stretches
    assert names(build) == ["a"]
    assert names(peak) == ["b"]
    assert not peak.short


def test_a_parts_own_music_comes_before_what_it_borrows() -> None:
    tracks = [track("own", 310, "onset"), track("softer", 310, "arrive"), track("softer still", 310, "arrive")]
    (onset,) = plan(block("onset", 10), tracks=tracks).stretches
    assert names(onset)[0] == "own"
    assert onset.covered_s >= 590


def test_a_strong_piece_is_not_borrowed_for_a_soft_part_however_well_it_fits() -> None:
    soft = [track("own", 200, "arrive", 1), track("a", 130, "return", 2), track("b", 140, "onset", 2)]
    hall = track("hall", 420, "peak", 5)
    (arrive,) = plan(block("arrive", 10), tracks=[*soft, hall]).stretches
    assert set(names(arrive)) == {"own", "a", "b"}, "what comes again is better"
    again = plan(block("arrive", 60), tracks=[soft[0], hall, track("middle", 300, "build", 3), soft[1]])
    assert set(names(again.stretches[0])) == {"own", "a", "middle"}, "the few softest take turns"
    softer = plan(block("build", 10, shift=-1), tracks=[*soft, hall])
    assert "hall" not in names(softer.stretches[0])
    assert "hall" in names(plan(block("arrive", 10), tracks=[hall]).stretches[0]), "there is nothing else"


def test_pieces_with_words_or_not_for_this_client_stay_out() -> None:
    tracks = [track("sung", 310, lyrics="Portuguese"), track("hated", 310), track("good", 310, lyrics="none")]
    planned = plan(block("peak", 15), tracks=tracks, wish=MusicWish(avoid=frozenset(["/music/hated"])))
    assert set(names(planned.stretches[0])) == {"good"}
    assert {piece.id for piece in planned.spare} == {"good"}
    assert planned.left_out == 2


def test_a_silence_has_no_pieces_and_says_how_long_it_is() -> None:
    planned = plan(block(SILENCE, 3), block("peak", 5, start=3), tracks=[track("a", 310)])
    silence, peak = planned.stretches
    assert (silence.placed, silence.short, silence.text) == ((), False, "Silence: 3 min of silence")
    assert names(peak) == ["a"]


def test_music_into_silence_is_left_its_long_fade() -> None:
    tracks = [track("a", 300 + 75), track("b", 300 + 25)]
    first, _ = plan(block("peak", 5), block(SILENCE, 3, start=5), tracks=tracks).stretches
    assert names(first) == ["a"]


@pytest.mark.parametrize(("late", "chosen"), [(29, "late"), (30, "soon"), (31, "soon")])
def test_an_end_too_soon_is_twice_as_bad_as_one_too_late(late: int, chosen: str) -> None:
    tracks = [track("late", 600 + late), track("soon", 600 - 15)]
    assert names(plan(block("peak", 10), tracks=tracks).stretches[0]) == [chosen]


def test_the_first_that_ends_well_is_not_improved_on() -> None:
    for late, chosen in ((8, "first"), (9, "exact")):
        tracks = [track("first", 600 + late), track("exact", 600)]
        assert names(plan(block("peak", 10), tracks=tracks).stretches[0]) == [chosen]


@pytest.mark.parametrize(("soon", "chosen"), [(4, "first"), (5, "exact")])
@pytest.mark.parametrize("before", [[], [5000]], ids=["nothing longer", "beside what is too long"])
def test_an_end_that_is_too_soon_is_good_up_to_half_of_what_one_too_late_is(
    soon: int, chosen: str, before: list[float]
) -> None:
    too_long = [track("too long", length) for length in before]
    tracks = [*too_long, track("first", 600 - soon), track("exact", 600)]
    assert names(plan(block("peak", 10), tracks=tracks).stretches[0]) == [chosen]


def test_a_better_end_is_looked_for_among_so_many_more() -> None:
    for between, chosen in ((AHEAD - 1, "exact"), (AHEAD, "first")):
        long = [track(f"long {n}", 5000) for n in range(between)]
        tracks = [track("first", 700), *long, track("exact", 600)]
        assert names(plan(block("peak", 10), tracks=tracks).stretches[0]) == [chosen]


def test_what_sounds_already_covers_its_stretch_too() -> None:
    tracks = [track("a", 400), track("b", 300)]
    (stretch,) = plan(block("peak", 10, start=1), tracks=tracks, sounding=Sounding("/music/a", 310)).stretches
    assert (stretch.covered_s, stretch.ends_s) == (300 + 290, 60 + 600)
    (alone,) = plan(block("peak", 5), tracks=tracks[:1], sounding=Sounding("/music/a", 310)).stretches
    assert (alone.placed, alone.covered_s, alone.ends_s) == ((), 300, 310)


@pytest.mark.parametrize("left", [595, 605, 620, 700])
def test_behind_what_sounds_until_the_end_and_longer_nothing_is_laid(left: float) -> None:
    tracks = [track("a", 900), track("b", 300)]
    (stretch,) = plan(block("peak", 10), tracks=tracks, sounding=Sounding("/music/a", left)).stretches
    assert (stretch.placed, stretch.ends_s) == ((), left)


# --- what is said ------------------------------------------------------------------------------------------------


def test_coverage_is_told_and_warned_of() -> None:
    planned = plan(block("peak", 30), block("return", 5, start=30), tracks=[track("a", 610), track("b", 310, "return")])
    assert [stretch.text for stretch in planned.stretches] == ["Peak: 10 of 30 min", "Return: 5 of 5 min"]
    assert planned.warnings == ("There is not enough music of its own, and pieces come again: Peak: 10 of 30 min.",)
    assert [placed.again for placed in planned.stretches[0].placed][:2] == [False, True]


def test_only_what_lacks_more_than_a_minute_is_short_and_no_minute_is_told_that_is_not_there() -> None:
    for covered_s, short, text in (
        (539, True, "Peak: 8 of 10 min"),
        (540, False, "Peak: 9 of 10 min"),
        (599, False, "Peak: 9 of 10 min"),
        (700, False, "Peak: 10 of 10 min"),
    ):
        stretch = PlannedStretch(block("peak", 10), covered_s=covered_s)
        assert (stretch.short, stretch.text) == (short, text)


def test_of_many_unknown_lengths_three_are_named() -> None:
    tracks = [track(name, 0) for name in "dbca"]
    assert plan(block("peak", 15), tracks=tracks).warnings == ("The length of 4 pieces is not known yet: A, B, C.",)
    assert [length_of(track("a", length)) for length in (0, -5, DAY_S, DAY_S + 1)] == [
        UNKNOWN_S,
        UNKNOWN_S,
        DAY_S,
        UNKNOWN_S,
    ]


def test_a_mix_that_is_longer_than_its_part_sounds_on_and_covers_the_next() -> None:
    for mix in (track("mix", 3 * 3600, ""), track("mix", 3 * 3600, "arrive")):
        planned = plan(block("arrive", 30), block("peak", 40, start=30), block("return", 20, start=70), tracks=[mix])
        assert [stretch.text for stretch in planned.stretches] == [
            "Arrive: 30 of 30 min",
            "Peak: 40 of 40 min",
            "Return: 20 of 20 min",
        ]
        placed = [each for stretch in planned.stretches for each in stretch.placed]
        assert [(each.start_s, each.again, each.goes_on) for each in placed] == [
            (0, False, False),
            (0, False, True),
            (0, False, True),
        ]
        assert planned.warnings == ()


def test_a_mix_that_sounds_already_sounds_on_in_the_next_part_where_it_is() -> None:
    blocks = block("arrive", 10, start=20), block("peak", 40, start=30)
    planned = plan(*blocks, tracks=[track("mix", 2 * 3600, "")], sounding=Sounding("/music/mix", 6000))
    first, second = planned.stretches
    assert (first.placed, first.ends_s) == ((), 20 * 60 + 6000)
    assert [(each.track.id, each.start_s, each.goes_on) for each in second.placed] == [("mix", 0, True)]
    assert second.text == "Peak: 40 of 40 min"


def test_a_mix_makes_way_for_a_parts_own_music_and_for_a_silence() -> None:
    tracks = [track("mix", 3 * 3600, ""), track("own", 975, "peak")]
    planned = plan(block("arrive", 30), block("peak", 15, start=30), block(SILENCE, 5, start=45), tracks=tracks)
    assert [names(stretch) for stretch in planned.stretches] == [["mix"], ["own"], []]


def test_a_fresh_piece_that_is_far_too_long_is_not_called_one_that_comes_again() -> None:
    (stretch,) = plan(block("peak", 10), tracks=[track("long", 3000)]).stretches
    assert [(each.track.id, each.again) for each in stretch.placed] == [("long", False)]
    assert not stretch.short


def test_what_comes_again_is_what_was_heard_longest_ago_and_never_behind_itself() -> None:
    tracks = [track("own", 600), track("soft", 600, "arrive"), track("softer", 600, "return")]
    heard = tuple(piece.path for piece in tracks)
    planned = plan(block("peak", 60), tracks=tracks, wish=MusicWish(heard=heard))
    assert names(planned.stretches[0])[:3] == ["own", "soft", "softer"]
    alone = plan(block("peak", 60), tracks=tracks[:1], wish=MusicWish(heard=heard[:1]))
    assert set(names(alone.stretches[0])) == {"own"}, "but where there is no other"


def test_no_music_at_all_is_said_and_an_unknown_length_too() -> None:
    assert plan(block("peak", 30), tracks=[]).warnings == ("There is no music for this session in the playlist.",)
    planned = plan(block("peak", 4), tracks=[track("a", 0)])
    assert planned.warnings == ("The length of 1 pieces is not known yet: A.",)
    assert plan(tracks=[track("a", 0)]) == PlannedMusic()


# --- any music, any plan -----------------------------------------------------------------------------------------

TRACKS = st.lists(
    st.builds(
        lambda number, length, slot, intensity, lyrics: track(f"t{number}", length, slot, intensity, lyrics),
        st.integers(0, 60),
        st.one_of(st.just(0.0), st.floats(1, 900)),
        st.sampled_from([*SLOTS, "", "own-part"]),
        st.integers(0, 5),
        st.sampled_from(["", "none", "English"]),
    ),
    max_size=40,
    unique_by=lambda piece: piece.id,
)


@st.composite
def _blocks(draw: st.DrawFn) -> tuple[WantedMusic, ...]:
    start, found = 0.0, []
    for slot in draw(st.lists(st.sampled_from([*SLOTS, SILENCE, "own-part"]), min_size=1, max_size=6)):
        minutes = draw(st.floats(0, 60))
        found.append(block(slot, minutes, start, draw(st.integers(-2, 2)) if not found else 0))
        start += minutes
    return tuple(found)


@pytest.mark.parametrize("shift", [-1, 0, 1])
@pytest.mark.parametrize("slot", [part.name for part in ARC])
def test_the_only_piece_there_is_plays_wherever_its_label_puts_it(slot: str, shift: int) -> None:
    for own in (part.name for part in ARC):
        block = WantedMusic(slot, slot.title(), (0,), 0, 600_000, shift)
        planned = plan_music((block,), [track("t0", 300.0, own, 0, "")], ARC, MusicWish(0))
        assert planned.stretches[0].placed, f"{own} for {slot}"
        assert planned.spare


@settings(max_examples=300)
@given(tracks=TRACKS, blocks=_blocks(), seed=st.integers(0, 9), data=st.data())
def test_whatever_there_is_the_promises_hold(
    tracks: list[Track], blocks: tuple[WantedMusic, ...], seed: int, data: st.DataObject
) -> None:
    paths = [piece.path for piece in tracks]
    heard = tuple(data.draw(st.lists(st.sampled_from(paths), max_size=5, unique=True))) if paths else ()
    avoid = frozenset(data.draw(st.lists(st.sampled_from(paths), max_size=5))) if paths else frozenset()
    sounding = Sounding(heard[-1], data.draw(st.floats(0, 600))) if heard and data.draw(st.booleans()) else None
    wish = MusicWish(seed, heard, avoid)
    planned = plan_music(blocks, tracks, ARC, wish, sounding)

    assert planned == plan_music(blocks, tracks, ARC, wish, sounding), "the same for the same seed"
    assert [stretch.block for stretch in planned.stretches] == list(blocks)
    placed = [each for stretch in planned.stretches for each in stretch.placed if not each.goes_on]
    played = [each.track for each in placed] + list(planned.spare)
    assert not [piece for piece in played if piece.path in avoid], "what is disliked stays out"
    assert not [piece for piece in played if piece.labels.lyrics == "English"], "and what is sung"
    fresh = [each.track.path for each in placed if not each.again]
    assert len(fresh) == len(set(fresh)), "nothing is heard twice unless it says so"
    assert not set(fresh) & set(heard)
    usable = [piece for piece in tracks if piece.path not in avoid and piece.labels.lyrics != "English"]
    for stretch in planned.stretches:
        if stretch.block.silent:
            assert not stretch.placed
            continue
        assert bool(stretch.placed) or not usable or sounding or stretch.block.seconds + FADES.between < 60
        if any(each.again for each in stretch.placed) and stretch.block.seconds - stretch.covered_s > 60:
            assert stretch.short, "not covered, and said so"
        starts = [each.start_s for each in stretch.placed]
        assert starts == sorted(starts)
    softest = sorted(round(strength_of(piece, ARC)) for piece in usable)[:3]
    for stretch in planned.stretches:
        part = part_of(ARC, stretch.block.slot)
        for piece in (each.track for each in stretch.placed if part is not None and not each.goes_on):
            if piece.slot != stretch.block.slot and not stretch.block.shift:
                assert round(strength_of(piece, ARC)) <= max(*part.strength, *softest), "nothing startles"
    if usable and not blocks[0].silent:
        told = sum(max(1.0, length_of(piece) - FADES.inside) for piece in planned.spare)
        assert told > 45 * 60 or len(planned.spare) == 300, "and it goes on for as long as the phase does"
    if len({piece.path for piece in usable}) > 2:
        before = [sounding.path] if sounding else list(heard[-1:])
        in_turn = [*before, *(each.track.path for each in placed)]
        first = [each.track.path for each in planned.stretches[0].placed]
        lasting = [*([*before, *first][-1:]), *(piece.path for piece in planned.spare)]
        for paths in (in_turn, lasting):
            assert all(one != other for one, other in itertools.pairwise(paths)), "nothing follows itself"
