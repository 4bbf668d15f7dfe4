"""The next track on its way, with files that open when the test says so."""

from typing import Any

import pytest

from kapguide.audio.sound.coming import HANDFUL, HURRY, MORE, NAMED, PATIENCE, RETRY, SLOW, Ahead
from kapguide.audio.sound.order import TrackOrder
from kapguide.audio.sound.wire import WireTrack
from tests.audio.sounds import track

GONE = "missing"


class File:
    """A file that is being opened until something else is said."""

    def __init__(self) -> None:
        self.opening, self.ready, self.closed = True, False, False
        self.failed: str | None = None

    def opened(self, ready: bool = True) -> None:
        self.opening, self.ready = False, ready

    def fail(self, code: str = GONE) -> None:
        self.opening, self.failed = False, code

    def close(self) -> None:
        self.closed = True


class Trial(Ahead):
    """One whose files are the test's; `order` is what there is to play."""

    def __init__(self, *names: str) -> None:
        self.files: list[File] = []
        self.asked: list[tuple[str, float]] = []
        self.said: list[tuple[str, str]] = []
        super().__init__(lambda path: None, self._hear, lambda: None)  # type: ignore[arg-type, return-value]
        self.order = TrackOrder(tuple(track(name) for name in names), 0)

    def _hear(self, code: str, track: WireTrack, detail: str) -> None:
        self.said.append((code, detail or track.id))

    def _source(self, track: WireTrack, at_s: float) -> Any:
        self.asked.append((track.id, at_s))
        self.files.append(File())
        return self.files[-1]

    def begin(self, index: int | None, now: int = 0, at_s: float = 0.0) -> None:
        self.prepare(self.order, index, now, at_s)

    def pass_time(self, now: int, silent: bool = False) -> None:
        self.watch(self.order, now, silent)

    @property
    def name(self) -> str:
        return self.coming.track.id if self.coming is not None else ""


def test_what_is_being_opened_is_not_opened_again_and_keeps_its_place_in_a_new_order() -> None:
    ahead = Trial("a", "b")
    ahead.begin(0)
    ahead.order = TrackOrder((track("z"), track("a")), 0)
    ahead.begin(1, now=5)
    assert ahead.asked == [("a", 0.0)]
    assert ahead.coming is not None
    assert (ahead.coming.index, ahead.coming.since) == (1, 0)
    ahead.begin(1, at_s=30.0)
    assert ahead.asked == [("a", 0.0), ("a", 30.0)], "from another place it is"


def test_nothing_to_come_lets_go_of_what_was() -> None:
    ahead = Trial("a")
    ahead.begin(0)
    ahead.files[0].opened()
    ahead.begin(None)
    assert (ahead.name, ahead.files[0].closed) == ("", True)


@pytest.mark.parametrize(("silent", "patience"), [(False, PATIENCE), (True, HURRY)])
def test_a_file_has_its_time_to_open_and_is_then_passed_over(silent: bool, patience: int) -> None:
    ahead = Trial("a", "b")
    ahead.begin(0, now=100)
    ahead.pass_time(100 + patience, silent)
    assert ahead.name == "a"
    ahead.pass_time(101 + patience, silent)
    assert (ahead.name, ahead.said) == ("b", [(SLOW, "a")])
    ready = Trial("a")
    ready.begin(0)
    ready.files[0].opened()
    ready.pass_time(10 * PATIENCE, silent)
    assert (ready.name, ready.said) == ("a", [])


def test_one_that_hangs_is_taken_back_where_it_is_asked_for_again_and_not_opened_twice() -> None:
    ahead = Trial("a", "b")
    ahead.begin(0)
    ahead.begin(1)
    assert not ahead.files[0].closed, "nobody can close what is being opened"
    ahead.begin(0)
    assert (ahead.name, len(ahead.files)) == ("a", 2)
    ahead.begin(1)
    ahead.files[0].fail()
    ahead.begin(0)
    assert len(ahead.files) == 3, "what has failed meanwhile is opened anew"


def test_one_that_wakes_is_taken_where_nothing_sounds_as_soon_as_it_is_ready() -> None:
    ahead = Trial("a", "b")
    ahead.begin(0)
    ahead.begin(1)
    ahead.pass_time(1, silent=True)
    ahead.files[0].opened(ready=False)
    ahead.pass_time(2, silent=True)
    assert (ahead.name, ahead.files[0].closed) == ("b", False)
    ahead.files[0].opened()
    ahead.pass_time(3, silent=True)
    assert ahead.name == "a"
    assert ahead.coming is not None
    assert ahead.coming.index == 0


@pytest.mark.parametrize("why", ["something sounds", "the other is ready", "it is no longer wanted", "it has failed"])
def test_one_that_wakes_too_late_is_let_go(why: str) -> None:
    ahead = Trial("a", "b")
    ahead.begin(0)
    ahead.begin(1)
    ahead.files[0].opened()
    if why == "the other is ready":
        ahead.files[1].opened()
    elif why == "it is no longer wanted":
        ahead.order = TrackOrder((track("b"),), 0)
    elif why == "it has failed":
        ahead.files[0].fail()
    ahead.pass_time(1, silent=why != "something sounds")
    assert (ahead.name, ahead.files[0].closed) == ("b", True)


def passed_over(ahead: Trial, count: int, now: int = 0) -> None:
    """So many files in a row cannot be read."""
    for _ in range(count):
        ahead.files[-1].fail()
        ahead.pass_time(now)


def test_where_none_can_be_read_all_are_tried_once_and_then_a_handful_every_two_seconds() -> None:
    ahead = Trial(*(f"t{number}" for number in range(HANDFUL + 20)))
    ahead.begin(0)
    passed_over(ahead, HANDFUL + 19)
    assert ahead.name == f"t{HANDFUL + 19}"
    passed_over(ahead, 1)
    assert ahead.name == ""
    assert ahead.said[:-1] == [(GONE, f"t{number}") for number in range(NAMED)]
    assert ahead.said[-1] == (MORE, str(HANDFUL + 20 - NAMED))
    ahead.pass_time(RETRY - 1)
    assert ahead.name == ""
    ahead.pass_time(RETRY)
    assert ahead.name == "t0", "it goes on behind the last"
    passed_over(ahead, HANDFUL - 1, RETRY)
    assert ahead.name == f"t{HANDFUL - 1}"
    passed_over(ahead, 1, RETRY)
    assert ahead.name == ""
    assert len(ahead.said) == NAMED + 1, "what was said is not said again"
    ahead.anew()
    ahead.pass_time(10 * RETRY)
    assert ahead.name == "", "by another wish, something is asked for"
    ahead.begin(0)
    passed_over(ahead, HANDFUL + 19)
    assert ahead.name == f"t{HANDFUL + 19}", "and all are tried again"


def test_what_was_counted_is_said_when_one_can_be_read_and_then_counted_anew() -> None:
    ahead = Trial(*"abcdef")
    ahead.begin(0)
    passed_over(ahead, NAMED + 2)
    taken = ahead.taken()
    assert taken is not None
    assert (taken.track.id, ahead.coming) == ("f", None)
    assert ahead.said[NAMED:] == [(MORE, "2")]
    ahead.tell(GONE, track("g"))
    assert ahead.said[-1] == (GONE, "g")
    assert ahead.taken() is None


def test_a_fault_is_said_once_until_the_file_has_sounded_and_damage_for_good() -> None:
    ahead = Trial("a", "b")
    for _ in range(2):
        for code in (GONE, "damaged"):
            ahead.tell(code, track("a"))
    assert ahead.said == [(GONE, "a"), ("damaged", "a")]
    ahead.begin(0)
    ahead.taken()
    for code in (GONE, "damaged"):
        ahead.tell(code, track("a"))
    assert ahead.said[2:] == [(GONE, "a")]
    ahead.anew(track("b").path)
    ahead.tell(GONE, track("a"))
    assert len(ahead.said) == 3


def test_once_closed_every_file_is_let_go_and_none_is_opened() -> None:
    ahead = Trial("a", "b")
    ahead.begin(0)
    ahead.begin(1)
    ahead.files[1].opened()
    ahead.close()
    assert all(file.closed for file in ahead.files)
    ahead.begin(0)
    assert (ahead.name, len(ahead.files)) == ("", 2)
