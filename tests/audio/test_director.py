"""The director: which piece sounds through a session under someone's hands, told by the player that nobody hears."""

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kapguide.audio.director import Director
from kapguide.audio.player import Item, Report, SilentPlayer, TrackStarted
from kapguide.audio.playlist import Playlist
from kapguide.audio.track import Labels, Track
from kapguide.session import commands as c
from kapguide.session.clock import MINUTE, SECOND
from kapguide.session.engine import Refused
from kapguide.session.protocol import TherapyProtocol
from kapguide.settings import OutputSetting, Sound
from tests.audio.test_blocks import musical
from tests.support.plans import Room, whole

LENGTH_S = 300.0
SOUND = Sound()


def track(name: str, slot: str, intensity: int = 0) -> Track:
    return Track(f"{name}.flac", f"/music/{name}.flac", name, Labels(slot=slot, intensity=intensity), LENGTH_S)


MUSIC = tuple(
    track(f"{slot}-{number}", slot, strength)
    for slot, strength in (("arrive", 1), ("onset", 2), ("build", 4), ("peak", 5), ("return", 2))
    for number in range(1, 9)
)


class Told(SilentPlayer):
    """Remembers what it was told."""

    def __init__(self, hear: Callable[[Report], None]) -> None:
        super().__init__(hear)
        self.gone: list[tuple[str, float, float, float]] = []
        self.levels: list[tuple[str, float]] = []
        self.voices: list[tuple[str, float]] = []
        self.chimes = 0
        self.queue: tuple[Item, ...] = ()

    def programme(self, programme: object) -> None:
        super().programme(programme)  # type: ignore[arg-type]
        self.queue = programme.items  # type: ignore[attr-defined]

    def go(self, item_id: str, seconds: float, at_s: float = 0.0, from_s: float = 0.0) -> None:
        self.gone.append((item_id, seconds, at_s, from_s))
        super().go(item_id, seconds, at_s, from_s)

    def output_level(self, role: str, db: float) -> None:
        self.levels.append((role, db))

    def voice(self, path: str, gain_db: float = 0.0) -> None:
        self.voices.append((path, gain_db))

    def chime(self, path: str = "", gain_db: float = 0.0) -> None:
        self.chimes += 1


class Studio:
    """A session, its director and its player, all by one clock that the test moves."""

    def __init__(
        self,
        protocol: TherapyProtocol,
        music: tuple[Track, ...] = MUSIC,
        overview: bytes = b"",
        settings: Sound = SOUND,
    ) -> None:
        self.room = Room(protocol, begun=False)
        self.started: list[str] = []
        self.player = Told(self._hear)
        self.director = Director(self.player, Playlist("Test", music), settings, overview_of=lambda path: overview)
        self._reports: list[Report] = []
        self.do(self.room.opening())

    def _hear(self, report: Report) -> None:
        if isinstance(report, TrackStarted):
            self._reports.append(report)

    def do(self, command: c.Command) -> None:
        """Carry out a command, and let what it starts be reported, as the sound process does."""
        before = len(self.room.log)
        self.room.do(command)
        self.director.follow(self.room.state, tuple(self.room.log[before:]))
        self._reported()

    def _reported(self) -> None:
        while self._reports:
            report = self._reports.pop(0)
            assert isinstance(report, TrackStarted)
            self.started.append(report.item.id)
            self.do(c.ReportTrack(report.item.id, report.item.title))

    def wait(self, seconds: float) -> None:
        """Let time pass a second at a time."""
        for _ in range(round(seconds)):
            self.room.clock.elapsed += SECOND
            self.player.tick(self.room.now)
            self._reported()

    def sounds(self) -> str:
        """The piece that sounds, without its ending."""
        return self.player.status().item.removesuffix(".flac")


def slots(names: list[str]) -> list[str]:
    return [name.partition("-")[0] for name in names]


def test_each_phase_has_its_music_and_nothing_comes_twice() -> None:
    studio = Studio(musical(("arrive",), ("onset",), ("peak",), ("return",)))
    for _ in range(3):
        studio.wait(30 * 60)
        studio.do(c.Next())
    studio.wait(28 * 60)
    heard = slots(studio.started)
    assert list(dict.fromkeys(heard)) == ["arrive", "onset", "peak", "return"]
    assert min(heard.count(slot) for slot in set(heard)) >= 6
    assert len(studio.started) == len(set(studio.started))


def test_a_phase_that_is_moved_on_crossfades_by_the_time_between_phases() -> None:
    studio = Studio(musical(("arrive",), ("onset",)))
    studio.wait(60)
    studio.do(c.Next())
    assert studio.sounds() == "onset-1"
    assert studio.player.gone == [
        ("arrive-1.flac", SOUND.crossfade_s, 0.0, 0.0),
        ("onset-1.flac", SOUND.between_phases_s, 0.0, 0.0),
    ]


def test_music_that_belongs_to_both_phases_goes_on() -> None:
    studio = Studio(musical(("arrive",), ("arrive", "onset")))
    studio.wait(60)
    studio.do(c.Next())
    assert len(studio.player.gone) == 1
    assert studio.sounds() == "arrive-1"


def test_a_phase_that_lasts_longer_keeps_its_music() -> None:
    studio = Studio(musical(("arrive",), ("peak",)))
    studio.wait(29 * 60)
    studio.do(c.Hold())
    studio.wait(60 * 60)
    assert set(slots(studio.started)) == {"arrive"}
    assert sum(item.length_s for item in studio.player.queue) > 30 * 60


def test_the_queue_always_holds_half_an_hour_and_never_what_waits_for_a_person() -> None:
    studio = Studio(musical(("arrive",), ("peak",), ("return",)))
    for _ in range(40):
        studio.wait(60)
        assert sum(item.length_s for item in studio.player.queue) > 30 * 60
        assert not [item for item in studio.player.queue if item.slot in ("peak", "return")]


def test_two_parts_in_one_phase_follow_each_other_by_themselves_and_a_hold_keeps_the_first() -> None:
    studio = Studio(musical(("onset", "peak"), ("return",)))
    studio.wait(20 * 60)
    assert list(dict.fromkeys(slots(studio.started))) == ["onset", "peak"]
    held = Studio(musical(("onset", "peak"), ("return",)))
    held.wait(10 * 60)
    held.do(c.Hold())
    held.wait(30 * 60)
    assert set(slots(held.started)) == {"onset"}
    held.do(c.Release())
    held.wait(10 * 60)
    assert slots(held.started)[-1] == "peak"


def test_a_planned_silence_is_kept_and_the_music_comes_back_by_itself() -> None:
    studio = Studio(musical(("onset", "silence 4m", "peak")))
    studio.wait(10 * 60)
    silence = next(item for item in studio.player.queue if item.path == "silence:")
    assert silence.crossfade_s == SOUND.silence_block_s
    studio.wait(5 * 60)
    assert studio.sounds().startswith("silence:")
    studio.wait(5 * 60)
    assert studio.sounds().startswith("peak")
    into = studio.started.index(silence.id)
    assert slots(studio.started)[into - 1] == "onset"


def test_an_extension_is_filled_without_touching_what_sounds() -> None:
    studio = Studio(musical(("arrive",), ("peak",)))
    studio.wait(100)
    sounds, gone = studio.sounds(), list(studio.player.gone)
    for command in (c.Extend(5 * MINUTE), c.Extend(-2 * MINUTE), c.Hold(), c.Release()):
        studio.do(command)
        studio.wait(3)
    assert (studio.sounds(), studio.player.gone) == (sounds, gone)
    assert studio.director.planned.stretches[0].block.end == 33 * MINUTE + 3 * SECOND


# --- the hands ---------------------------------------------------------------------------------------------------


def test_deeper_music_begins_at_a_quiet_moment_and_pressed_again_at_once() -> None:
    overview = bytes([200] * 20 + [20] + [200] * 79)  # quiet 60 to 63 s into the piece
    studio = Studio(musical(("onset",), ("return",)), overview=overview)
    studio.wait(30)
    studio.do(c.ShiftMusic(1))
    item, seconds, at_s, from_s = studio.player.gone[-1]
    assert item.startswith("build")
    assert (seconds, at_s) == (SOUND.shift_s, 0.0)
    assert from_s == pytest.approx(60, abs=3)
    assert studio.sounds() == "onset-1"
    studio.do(c.ShiftMusic(1))
    assert studio.player.gone[-1] == (item, SOUND.shift_now_s, 0.0, 0.0)
    assert studio.sounds().startswith("build")


def test_softer_music_without_a_known_quiet_moment_begins_at_once() -> None:
    studio = Studio(musical(("onset",), ("return",)))
    studio.wait(30)
    studio.do(c.ShiftMusic(-1))
    assert studio.player.gone[-1][1:] == (SOUND.shift_s, 0.0, 0.0)
    assert studio.sounds().partition("-")[0] in ("arrive", "return")


def test_what_was_asked_for_and_has_not_come_is_taken_back() -> None:
    studio = Studio(musical(("onset",), ("return",)), overview=bytes([200] * 20 + [20] + [200] * 79))
    studio.wait(30)
    studio.do(c.ShiftMusic(1))
    studio.wait(5)
    studio.do(c.Undo())
    assert studio.player.gone[-1][0] == ""
    studio.wait(120)
    assert studio.sounds() == "onset-1"


@pytest.mark.parametrize(
    "command", [c.Next(), c.NextTrack(15.0), c.ReturnMusic()], ids=lambda each: type(each).__name__
)
def test_undo_brings_back_the_piece_that_was_left_where_it_was(command: c.Command) -> None:
    studio = Studio(musical(("onset",), ("peak",), ("return",)))
    studio.wait(60)
    studio.do(command)
    assert studio.sounds() != "onset-1"
    studio.wait(8)
    studio.do(c.Undo())
    assert studio.player.gone[-1] == ("onset-1.flac", SOUND.crossfade_s, 0.0, 0.0)
    assert studio.sounds() == "onset-1"
    studio.wait(400)
    assert slots(studio.started)[-1] == "onset"


def test_a_piece_that_has_faded_out_comes_back_where_it_would_be() -> None:
    studio = Studio(musical(("onset",), ("peak",)), settings=Sound(crossfade_s=3.0, between_phases_s=3.0))
    studio.wait(60)
    studio.do(c.Next())
    studio.wait(9)
    studio.do(c.Undo())
    item, seconds, at_s, _ = studio.player.gone[-1]
    assert (item, seconds) == ("onset-1.flac", 3.0)
    assert at_s == pytest.approx(69, abs=1)


def test_the_next_piece_is_of_the_same_music_and_the_one_that_was_left_does_not_come_again() -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(60)
    studio.do(c.NextTrack(15.0))
    assert studio.player.gone[-1] == ("onset-2.flac", 15.0, 0.0, 0.0)
    studio.wait(20 * 60)
    assert studio.started.count("onset-1.flac") == 1


def test_the_way_back_is_for_the_rest_of_the_session_until_it_is_let_go() -> None:
    studio = Studio(musical(("peak",), ("peak",), ("return",)))
    studio.wait(60)
    studio.do(c.ReturnMusic(seconds=25.0))
    assert studio.sounds().startswith("return")
    studio.do(c.Next())
    studio.wait(20 * 60)
    assert studio.sounds().startswith("return")
    studio.do(c.ReturnMusic(on=False))
    assert studio.sounds().startswith("peak")


def test_levels_follow_and_undo_follows_too() -> None:
    studio = Studio(musical(("peak",)))
    studio.do(c.ChangeOutputLevel("room", -3.0))
    studio.do(c.Undo())
    assert studio.player.levels == [("room", -3.0), ("room", 0.0)]
    studio.do(c.ChangeLevel(-4.0))
    assert studio.player.status().master_db == -4.0
    studio.do(c.FadeMusic(silent=True))
    assert studio.player.status().fade_db == -120.0


def test_a_line_is_said_and_ended_by_hand_and_by_an_emergency() -> None:
    studio = Studio(whole())
    studio.do(c.Speak("welcome", "/w.ogg", 2.5))
    studio.do(c.Hush())
    studio.do(c.Speak("welcome", "/w.ogg"))
    studio.do(c.ReportVoiceEnded())
    studio.do(c.StartEmergency())
    assert studio.player.voices == [("/w.ogg", 2.5), ("", 0.0), ("/w.ogg", 0.0), ("", 0.0)]


@pytest.mark.parametrize(("settings", "chimes"), [(SOUND, 0), (Sound(therapist=OutputSetting("Ear")), 1)])
def test_a_prompt_chimes_only_where_the_therapist_has_an_output(settings: Sound, chimes: int) -> None:
    assert Studio(whole(), settings=settings).player.chimes == chimes


# --- after a crash -----------------------------------------------------------------------------------------------


def test_a_new_window_lets_what_sounds_go_on_and_knows_what_was_heard() -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(12 * 60)
    sounds, gone = studio.sounds(), len(studio.player.gone)
    again = Director(studio.player, Playlist("Test", MUSIC), SOUND)
    again.take_over(studio.room.state, studio.player.status().item, studio.room.now)
    studio.director = again
    assert (studio.sounds(), len(studio.player.gone)) == (sounds, gone)
    studio.wait(12 * 60)
    assert len(studio.started) == len(set(studio.started))


@pytest.mark.parametrize(("later", "wanted"), [(0, ("peak-1.flac", 0.0, 60.0)), (400, ("peak-2.flac", 0.0, 0.0))])
def test_a_new_window_without_sound_takes_up_the_piece_of_the_moment(
    later: int, wanted: tuple[str, float, float]
) -> None:
    studio = Studio(musical(("onset",), ("peak",)))
    studio.wait(60)
    studio.do(c.Next())
    studio.room.clock.elapsed += 60 * SECOND + later * SECOND
    player = Told(lambda report: None)
    Director(player, Playlist("Test", MUSIC), SOUND).take_over(studio.room.state, "", studio.room.now)
    assert player.gone == [(wanted[0], wanted[1], wanted[2], 0.0)]


def test_a_playlist_without_any_music_is_no_obstacle() -> None:
    studio = Studio(musical(("onset",), ("peak",)), music=())
    for command in (c.Next(), c.Undo(), c.ShiftMusic(1), c.NextTrack(), c.ReturnMusic(), c.Hold(), c.End()):
        studio.do(command)
    assert studio.player.gone == []


# --- any hands ---------------------------------------------------------------------------------------------------

HANDS = st.one_of(
    st.sampled_from(
        [c.Next(), c.Hold(), c.Release(), c.Undo(), c.NextTrack(), c.ReturnMusic(), c.ReturnMusic(on=False)]
    ),
    st.builds(c.ShiftMusic, st.sampled_from([-1, 1])),
    st.builds(c.Extend, st.sampled_from([-5, -2, 2, 5]).map(lambda minutes: minutes * MINUTE)),
    st.builds(c.FadeMusic, st.booleans()),
    st.integers(1, 600),
)
ASKED = (c.Next, c.Undo, c.NextTrack, c.ReturnMusic, c.ShiftMusic)
WISHES = st.lists(
    st.lists(st.sampled_from(["arrive", "onset", "peak", "return", "silence 2m"]), max_size=3).map(tuple),
    min_size=2,
    max_size=4,
)


@settings(max_examples=60)
@given(wishes=WISHES, hands=st.lists(HANDS, max_size=12), quiet=st.booleans())
def test_under_any_hands_the_music_goes_on_and_only_hands_cut_a_piece(
    wishes: list[tuple[str, ...]], hands: list[c.Command | int], quiet: bool
) -> None:
    studio = Studio(musical(("arrive",), *wishes), overview=bytes([9, 3, 8, 1, 7]) if quiet else b"")
    for hand in hands:
        asked = len(studio.player.gone)
        if isinstance(hand, int):
            studio.wait(hand)
        else:
            with contextlib.suppress(Refused):
                studio.do(hand)
        if not isinstance(hand, ASKED):
            assert len(studio.player.gone) == asked, "what sounds is not touched"
        assert studio.sounds()
        silent = studio.sounds().startswith("silence:")
        assert silent or sum(item.length_s for item in studio.player.queue) > 30 * 60
