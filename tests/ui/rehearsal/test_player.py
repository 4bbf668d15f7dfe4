"""The player of a rehearsal: what the real one is told, and what the session is, at every rate of the clock."""

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from kapguide.audio.player.player import HEADPHONES, ROOM, SILENT_OUTPUT, Item, Output, Programme
from kapguide.audio.player.silent_player import SilentPlayer
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, Instant, Origin
from kapguide.ui.rehearsal import player as under_test
from kapguide.ui.rehearsal.player import LOW_DB, RehearsalPlayer, Sounds

LONG = 300.0
PIECES = tuple(Item(name, f"/{name}.flac", name.title(), length_s=LONG) for name in ("sea", "river", "night"))
START = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)


class TurnedClock:
    """A clock that a test moves, at a rate that it sets."""

    boot_id = "test"

    def __init__(self) -> None:
        self.elapsed, self.rate = 0, 1.0

    def origin(self) -> Origin:
        return Origin(START, self.boot_id, 0, 0)

    def now(self) -> Instant:
        return Instant(Elapsed(self.elapsed), START)

    def wait_ms(self, span: int) -> int:
        return max(0, round(span / self.rate)) if self.rate else 3_600_000


class Real(SilentPlayer):
    """The one that would be heard; what it is told is kept."""

    def __init__(self) -> None:
        super().__init__(lambda _: None)
        self.told: list[tuple[object, ...]] = []

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        self.told.append(("go", item_id, seconds, round(at_s, 1)))
        super().go(item_id, seconds, at_s, from_s)

    def fade(self, to_silence: bool, seconds: float) -> None:
        self.told.append(("fade", to_silence, seconds))
        super().fade(to_silence, seconds)

    def voice(self, path: str, gain_db: float = 0.0, at_s: float = 0.0) -> None:
        self.told.append(("voice", path))

    def heard(self) -> list[tuple[object, ...]]:
        """What it was told since this was asked last."""
        told, self.told = self.told, []
        return told


class Desk:
    """A player over a real one, its clock, and what the session was told."""

    def __init__(self, real: bool = True, low: bool = False) -> None:
        self.clock = TurnedClock()
        self.real = Real()
        self.told: list[c.Command] = []
        self.player = RehearsalPlayer(self.real if real else None, self.clock, self.told.append, low=low)
        self.player.programme(Programme(PIECES))

    def pace(self, rate: float) -> None:
        self.clock.rate = rate
        self.player.pace(rate)

    def pass_s(self, seconds: float) -> None:
        """So many seconds of the session, as its clock has them."""
        self.clock.elapsed += round(seconds * 1000)
        self.player._turn()

    @property
    def tracks(self) -> list[str]:
        return [command.track for command in self.told if isinstance(command, c.ReportTrack)]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk()


def test_at_the_speed_of_life_the_real_one_is_told_all_of_it(desk: Desk) -> None:
    desk.pace(1)
    desk.real.heard()
    desk.player.go("sea", 5.0)
    desk.player.fade(True, 4.0)
    desk.player.voice("/line.wav")
    assert desk.real.heard() == [("go", "sea", 5.0, 0.0), ("fade", True, 4.0), ("voice", "/line.wav")]
    assert desk.player.status().item == "sea"
    assert desk.player.heard(c.ReportTrack("sea", "Sea"), ""), "what it says is the session's"
    assert not desk.player.heard(c.ReportTrack("sea", "Sea"), "sea"), "but not twice"


def test_faster_the_session_is_told_what_would_sound(desk: Desk, qtbot: QtBot) -> None:
    desk.pace(10)
    desk.player.go("sea", 5.0)
    qtbot.waitUntil(lambda: desk.tracks == ["sea"])
    desk.pass_s(LONG)
    qtbot.waitUntil(lambda: desk.tracks == ["sea", "river"])
    assert not desk.player.heard(c.ReportTrack("night", ""), "river"), "of an excerpt it hears nothing"
    assert desk.player.status().item == "river"


def test_a_piece_that_a_jump_has_left_behind_is_no_excerpt_and_no_fault_of_the_session(desk: Desk) -> None:
    desk.pace(10)
    desk.player.go("sea", 5.0)
    desk.real.heard()
    desk.player.programme(Programme(PIECES[1:]))
    desk.player._excerpt()
    assert desk.real.heard() == [], "the real one would refuse it"
    refused, lost = c.ReportFault("refused", "Ask for it again."), c.ReportFault("output_lost", "The output is gone.")
    assert not desk.player.heard(refused, "sea"), "nobody has asked for an excerpt"
    assert desk.player.heard(lost, "sea")
    desk.pace(1)
    assert desk.player.heard(refused, "sea")


def test_an_excerpt_is_where_the_piece_would_be_and_is_heard_for_a_while(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(under_test.time, "monotonic", lambda: now[0])
    desk.pace(10)
    desk.player.go("sea", 5.0)
    qtbot.waitUntil(lambda: ("go", "sea", under_test.CROSSFADE_S, 0.0) in desk.real.told)
    desk.real.heard()
    now[0] += 1.0
    desk.pass_s(LONG + 20)
    assert desk.player._change.isActive()
    assert desk.player._change.interval() == pytest.approx((under_test.EXCERPT_LEAST_S - 1) * 1000, abs=20)
    assert desk.real.heard() == []
    desk.player._change.stop()
    desk.player._excerpt()
    ((_, item, seconds, at_s),) = desk.real.heard()
    assert (item, seconds) == ("river", under_test.CROSSFADE_S)
    assert at_s == pytest.approx(30.0, abs=0.5), "ten seconds of crossfade, and twenty since"


@pytest.mark.parametrize("rate", [30.0, 60.0])
def test_very_fast_nothing_sounds_and_the_session_still_knows_its_music(desk: Desk, qtbot: QtBot, rate: float) -> None:
    desk.pace(1)
    desk.player.go("sea", 5.0)
    desk.real.heard()
    desk.pace(rate)
    assert ("fade", True, under_test.FADE_S) in desk.real.heard()
    desk.pass_s(LONG)
    qtbot.waitUntil(lambda: desk.tracks == ["river"])
    assert desk.real.heard() == []


def test_a_pause_fades_out_and_comes_back_to_the_same_place(desk: Desk) -> None:
    desk.pace(1)
    desk.player.go("sea", 5.0)
    desk.clock.elapsed = 40_000
    desk.real.tick(40_000)
    desk.real.heard()
    desk.pace(0)
    assert desk.real.heard() == [("voice", ""), ("fade", True, under_test.FADE_S)]
    desk.real.tick(90_000)  # it goes on unheard
    desk.pace(1)
    went, back = desk.real.heard()
    assert went == ("go", "sea", under_test.CROSSFADE_S, 40.0)
    assert back == ("fade", False, under_test.FADE_S)


def test_what_a_person_silenced_stays_silent_through_a_pause(desk: Desk) -> None:
    desk.pace(1)
    desk.player.go("sea", 5.0)
    desk.player.fade(True, 4.0)
    desk.pace(0)
    desk.real.heard()
    desk.pace(1)
    assert not any(told[0] == "fade" and told[1] is False for told in desk.real.heard())
    desk.player.fade(False, 6.0)
    assert desk.real.heard() == [("fade", False, 6.0)]


def test_silence_asked_for_in_a_pause_holds_when_it_goes_on(desk: Desk) -> None:
    desk.pace(1)
    desk.player.go("sea", 5.0)
    desk.pace(0)
    desk.player.fade(True, 4.0)
    desk.real.heard()
    desk.pace(1)
    assert not any(told[0] == "fade" for told in desk.real.heard())


def test_sound_that_dies_is_gone_until_it_is_back(desk: Desk) -> None:
    desk.pace(1)
    desk.player.go("sea", 5.0)
    desk.real.heard()
    desk.player.die()
    assert ("fade", True, under_test.DEATH_S) in desk.real.heard()
    desk.player.fade(True, 1.0)
    desk.player.fade(False, 1.0)
    desk.pace(0)
    desk.pace(1)
    assert not any(told[0] == "fade" and told[1] is False for told in desk.real.heard()), "nothing is heard meanwhile"
    assert desk.told == [], "the run has told the session"
    desk.player.come_back()
    assert desk.real.heard() == [("fade", False, under_test.FADE_S)]


def test_sound_that_comes_back_in_a_pause_waits_for_its_end(desk: Desk) -> None:
    desk.pace(1)
    desk.player.die()
    desk.pace(0)
    desk.real.heard()
    desk.player.come_back()
    assert desk.real.heard() == []
    desk.pace(1)
    assert ("fade", False, under_test.FADE_S) in desk.real.heard()


def test_low_is_softer_and_no_more(qtbot: QtBot) -> None:
    for low, wanted in ((True, LOW_DB - 3.0), (False, -3.0)):
        desk = Desk(low=low)
        desk.player.level(-3.0)
        assert desk.real.status().master_db == wanted


def test_without_sound_nobody_is_steered_and_the_session_knows_its_music(qtbot: QtBot) -> None:
    desk = Desk(real=False)
    desk.pace(1)
    assert desk.player.sounds is Sounds.NOTHING
    desk.player.go("sea", 5.0)
    desk.player.fade(True, 1.0)
    desk.player.voice("/line.wav")
    desk.player.die()
    desk.player.come_back()
    qtbot.waitUntil(lambda: desk.tracks == ["sea"])
    assert desk.player.status().item == "sea"
    desk.player.stop(1.0)
    desk.player.close()


def test_a_line_that_nobody_hears_ends_all_the_same(qtbot: QtBot) -> None:
    desk = Desk(real=False)
    desk.pace(1_000)
    desk.player.voice("/line.wav")
    qtbot.waitUntil(lambda: c.ReportVoiceEnded(True) in desk.told)


def test_a_line_goes_on_in_thought_when_the_clock_is_turned_and_waits_in_a_pause(desk: Desk, qtbot: QtBot) -> None:
    desk.pace(1)
    desk.player.go("sea", 5.0)
    desk.player.voice("/line.wav")
    desk.pace(0)
    assert not desk.player.heard(c.ReportVoiceEnded(True), ""), "it was cut, and goes on in thought"
    assert not desk.player._line.isActive()
    desk.player.voice("/other.wav")
    assert not desk.player._line.isActive(), "in a pause nobody has said it"
    desk.pace(1_000)
    qtbot.waitUntil(lambda: desk.told[-1:] == [c.ReportVoiceEnded(True)])
    desk.pace(1)
    desk.player.voice("/third.wav")
    assert not desk.player._line.isActive()
    assert desk.player.heard(c.ReportVoiceEnded(True), ""), "that was heard, in life"


def test_where_the_sound_has_died_no_voice_says_a_line(desk: Desk, qtbot: QtBot) -> None:
    desk.pace(1_000)
    desk.player.die()
    desk.player.voice("/line.wav")
    qtbot.waitUntil(lambda: c.ReportVoiceEnded(False) in desk.told)


def test_a_line_that_had_begun_where_one_goes_back_to_ends(qtbot: QtBot) -> None:
    desk = Desk(real=False)
    desk.pace(1_000)
    desk.player.line_goes_on()
    qtbot.waitUntil(lambda: c.ReportVoiceEnded(True) in desk.told)


def test_of_what_a_jump_went_past_the_session_is_told_the_last(desk: Desk, qtbot: QtBot) -> None:
    desk.pace(10)
    desk.player.go("sea", 5.0)
    qtbot.waitUntil(lambda: desk.tracks == ["sea"])
    desk.pass_s(2 * LONG)
    qtbot.waitUntil(lambda: len(desk.tracks) > 1)
    assert desk.tracks == ["sea", "night"]


def test_what_waits_for_its_moment_goes_on_waiting_when_the_clock_is_turned(desk: Desk) -> None:
    desk.pace(1)
    desk.player.go("sea", 5.0)
    desk.player.go("night", 5.0, 0.0, 120.0)
    desk.clock.elapsed = 60_000
    desk.real.tick(60_000)
    desk.pace(10)
    assert (desk.player.status().item, desk.player.status().going) == ("sea", "night")


def test_one_that_makes_way_waits_for_nothing(desk: Desk) -> None:
    desk.pace(10)
    desk.player.go("sea", 5.0)
    desk.player.voice("/line.wav")
    desk.player.rest()
    assert not any(
        timer.isActive() for timer in (desk.player._next, desk.player._later, desk.player._change, desk.player._line)
    )


def test_where_nothing_is_heard_it_is_said_why_and_nothing_is_amiss(qtbot: QtBot) -> None:
    desk = Desk()
    desk.player.outputs((Output(HEADPHONES, "phones"), Output(ROOM, "box")))
    desk.player.go("sea", 5.0)
    for rate, words in ((0, "not heard in a pause"), (30.0, "not heard at ×30")):
        desk.pace(rate)
        assert (desk.player.status().output, desk.player.status().outputs) == (words, ())
    without = Desk(real=False)
    without.pace(1)
    assert without.player.status().output == "without sound"


def test_sound_that_has_died_in_the_story_has_no_output(desk: Desk) -> None:
    desk.pace(10)
    desk.player.die()
    assert desk.player.status().output == SILENT_OUTPUT
    desk.player.come_back()
    assert desk.player.status().output == desk.real.status().output
    desk.pace(1)
    desk.player.die()
    assert desk.player.status().output == SILENT_OUTPUT
