"""How a rehearsal may sound."""

from kapguide.rehearsal.sound import RehearsalSound


def test_there_are_three_ways_in_the_words_of_the_door_the_quietest_first() -> None:
    assert [str(sound) for sound in RehearsalSound] == ["none", "low", "as in a session"]
