"""What the player is told to play: silences as long as planned, own names, and nothing that waits for a person."""

from dataclasses import dataclass, field

import pytest
from msgspec.structs import replace

from kapguide.audio.planning.blocks import WantedMusic
from kapguide.audio.planning.programme import DAY_S, Crossfades, PlannedMusic, plan_music
from kapguide.audio.planning.queue import LONGEST_ID, MOST, item_of, key_of, name_of, queue_of
from kapguide.audio.player.player import Item
from kapguide.session.protocol.protocol import SILENCE
from tests.audio.planning.test_programme import ARC, MusicWish, block, track

FADES = Crossfades()


def in_phase(phase: int, wished: WantedMusic) -> WantedMusic:
    return replace(wished, phases=(phase,))


@dataclass
class Queue:
    """Five minutes of music, three of silence, music again; the last of it with the next phase."""

    length_s: float = 375.0
    silence: float = 3.0
    more: tuple[WantedMusic, ...] = (block("onset", 5, start=8), in_phase(1, block("return", 5, start=13)))
    planned: PlannedMusic = field(init=False)

    def __post_init__(self) -> None:
        tracks = [track("a", self.length_s), track("b", 325, "onset"), track("c", 310, "return")]
        blocks = (block("peak", 5), block(SILENCE, self.silence, start=5), *self.more)
        self.planned = replace(plan_music(blocks, tracks, ARC, MusicWish()), spare=(tracks[1],))

    def items(self, phase: int = 0, held: bool = False, goes_on: Item | None = None) -> tuple[Item, ...]:
        return queue_of(self.planned, phase, held, FADES, goes_on)

    def names(self, phase: int = 0, held: bool = False, goes_on: Item | None = None) -> list[str]:
        return [item.id for item in self.items(phase, held, goes_on)]


@pytest.mark.parametrize(("length_s", "lasts"), [(360, 205), (375, 205), (385, 195)])
def test_a_silence_lasts_from_where_the_music_leaves_for_it_to_the_end_of_the_next_ones_crossfade(
    length_s: float, lasts: float
) -> None:
    silence = Queue(length_s).items()[1]
    assert (silence.length_s, silence.crossfade_s, silence.title) == (lasts, FADES.silence, "Silence")
    assert Queue(length_s, more=()).items()[1].length_s == lasts - FADES.between, "nothing comes behind it"


def test_a_silence_that_is_late_is_heard_as_one() -> None:
    assert Queue(385, silence=0.25, more=()).items()[1].length_s == 10


def test_a_silence_that_comes_first_begins_when_it_was_planned() -> None:
    planned = plan_music((block(SILENCE, 3, start=1), block("peak", 5, start=4)), [track("a", 310)], ARC, MusicWish())
    assert queue_of(planned, 0, False, FADES)[0].length_s == 180 + FADES.between


def test_what_comes_with_the_next_phase_or_behind_a_hold_waits_for_a_person() -> None:
    queue = Queue()
    assert queue.names(1)[:4] == ["a", "silence:300000", "b", "c"]
    assert queue.names() == ["a", "silence:300000", "b", "b#2"]
    assert queue.names(held=True) == ["a", "b"]


def test_a_part_begins_by_the_crossfade_between_parts_and_goes_on_by_that_of_its_pieces() -> None:
    one, _, other, spare = Queue().items()
    assert (one.crossfade_s, other.crossfade_s, spare.crossfade_s) == (FADES.inside, FADES.between, FADES.inside)
    of_another = item_of(track("z", 300), "onset", FADES.inside)
    assert Queue().items(goes_on=of_another)[0].crossfade_s == FADES.between
    assert Queue().items(goes_on=replace(of_another, slot="peak"))[0].crossfade_s == FADES.inside


def test_what_goes_on_is_not_told_again() -> None:
    assert Queue().names(goes_on=Queue().items()[0])[:2] == ["silence:300000", "b"]


def test_spare_pieces_have_the_name_of_the_part_that_lasts() -> None:
    assert [item.slot for item in Queue().items()] == ["peak", SILENCE, "onset", "onset"]
    alone = replace(Queue().planned, stretches=Queue().planned.stretches[1:])
    assert queue_of(replace(alone, stretches=alone.stretches[:1]), 0, False, FADES)[-1].slot == SILENCE
    assert queue_of(PlannedMusic(), 0, False, FADES) == ()


def test_each_time_that_a_piece_comes_it_has_a_number_and_only_so_many_are_told() -> None:
    planned = replace(Queue().planned, spare=(track("b", 325, "onset"),) * (MOST + 50))
    names = [item.id for item in queue_of(planned, 0, False, FADES, before=(item_of(track("b#2", 1), "", 0.0),))]
    assert names[2:5] == ["b", "b#3", "b#4"]
    assert len(names) == len(set(names)) == MOST


def test_the_name_of_a_part_tells_how_much_softer_or_deeper_it_is() -> None:
    assert [key_of(block("onset", 5, shift=shift)) for shift in (-1, 0, 2)] == ["onset-1", "onset", "onset+2"]


def test_a_name_is_cut_only_where_it_is_too_long_and_stays_one_of_its_own() -> None:
    fits, long, other = (track("x" * LONGEST_ID + more, 300) for more in ("", "y", "z"))
    assert name_of(fits) == fits.id
    assert len({name_of(long), name_of(other), name_of(fits)}) == 3
    assert name_of(long).startswith("x" * LONGEST_ID)


def test_a_length_that_nobody_believes_is_none() -> None:
    assert item_of(track("a", DAY_S), "", 10.0).length_s == DAY_S == 24 * 3600
    assert item_of(track("a", DAY_S + 1), "", 10.0).length_s == 0
