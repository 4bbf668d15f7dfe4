"""What is shipped: Ogg files, the playlists that order them, and the measurements each file has to pass."""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import soundfile
import soxr

from kapguide.audio.library.loudness import integrated, lufs, mean_lufs, powers, running, true_peak
from kapguide.audio.library.scan import scan_file
from kapguide.audio.library.shipped import MEASURED
from kapguide.audio.playlists.playlist import Playlist as Written
from kapguide.audio.playlists.write import write_playlist
from kapguide.audio.track import Labels, Track
from music.compose import SLOTS, Piece
from music.tone import RATE, Audio, Floats

ARTIST = "KapGuide"
NOTES = "MUSIC.md"
FILE_RATE = 32_000  # nothing sounds above 11 kHz; at 48 kHz the same quality takes a quarter more room
COMPRESSION = 0.95  # Vorbis quality 0.5: with it three and a half hours stay below LARGEST
LARGEST = 70_000_000  # bytes of audio in all
TARGET = -20.0  # LUFS
LEAST_MINUTES = {"arrive": 35, "onset": 25, "peak": 60, "return": 45}
COURSES = {"arrive": (-1.5, 1.5), "onset": (1.0, 6.0), "peak": (-1.5, 4.0), "return": (-6.0, -0.5)}


@dataclass(frozen=True)
class Playlist:
    """One arc: its file name, its title and (slot, track title) in order."""

    name: str
    title: str
    entries: tuple[tuple[str, str], ...]


def write_audio(sound: Audio, path: Path, title: str) -> None:
    """Write Ogg Vorbis in blocks of a second: libsndfile's encoder overflows its stack on long ones."""
    sound = soxr.resample(sound, RATE, FILE_RATE, "HQ")
    kind = {"format": "OGG", "subtype": "VORBIS", "compression_level": COMPRESSION}
    with soundfile.SoundFile(path, "w", FILE_RATE, 2, **kind) as file:
        file.title, file.artist, file.album = title, ARTIST, "KapGuide"
        file.license = "CC0-1.0 OR Apache-2.0"
        for start in range(0, len(sound), FILE_RATE):
            file.write(sound[start : start + FILE_RATE])


def read_audio(path: Path) -> Audio:
    """The sound of a file at RATE, as the mixer has it."""
    sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
    if rate != FILE_RATE:
        raise ValueError(f"{path.name} is at {rate} Hz instead of {FILE_RATE} Hz")
    return np.asarray(soxr.resample(sound, FILE_RATE, RATE, "HQ"), np.float32)


def write_playlists(folder: Path, playlists: tuple[Playlist, ...], pieces: dict[str, Piece]) -> None:
    """The playlists with their labels beside them, and what was measured of every file."""
    for playlist in playlists:
        entries = ((slot, pieces[title]) for slot, title in playlist.entries)
        tracks = [_track(folder / "audio" / piece.file_name, slot, piece) for slot, piece in entries]
        write_playlist(folder / playlist.name, Written(playlist.title, tuple(tracks)))
    files = sorted({folder / "audio" / piece.file_name for piece in pieces.values()})
    measured = {file.name: scan_file(str(file)) for file in files}
    (folder / MEASURED).write_bytes(msgspec.json.format(msgspec.json.encode(measured, order="sorted")) + b"\n")


def _track(path: Path, slot: str, piece: Piece) -> Track:
    labels = Labels(slot=slot, intensity=piece.strength, instruments=piece.instruments, lyrics="none")
    return Track(path.name, str(path), piece.title, labels, round(soundfile.info(path).duration))


def write_notes(folder: Path, pieces: tuple[Piece, ...]) -> None:
    """What a listener hears in each piece, by the parts of the arc."""
    seconds = {piece.title: soundfile.info(folder / "audio" / piece.file_name).duration for piece in pieces}
    whole = round(sum(seconds.values()) / 60.0)
    lines = ["# The music", "", f"{len(pieces)} pieces, {whole} minutes. Strength: 1 is the softest, 5 the strongest."]
    for slot in SLOTS:
        mine = [piece for piece in pieces if piece.slot == slot]
        minutes = round(sum(seconds[piece.title] for piece in mine) / 60.0)
        lines += ["", f"## {slot.capitalize()}: {minutes} minutes", ""]
        for piece in mine:
            length = f"{int(seconds[piece.title] // 60)}:{int(seconds[piece.title] % 60):02}"
            with_what = ", ".join(piece.instruments)
            lines += [f"- **{piece.title}** ({length}, strength {piece.strength}; {with_what}). {piece.heard}"]
    (folder / NOTES).write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")


def read_playlist(path: Path) -> list[tuple[str, int, Path]]:
    """The entries of a shipped playlist: slot, seconds, file."""
    entries: list[tuple[str, int, Path]] = []
    slot, seconds = "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#EXTGRP:"):
            slot = line.removeprefix("#EXTGRP:")
        elif line.startswith("#EXTINF:"):
            seconds = int(line.removeprefix("#EXTINF:").split(",")[0])
        elif line and not line.startswith("#"):
            entries.append((slot, seconds, path.parent / line))
    return entries


def longest_silence(sound: Audio, below: float = -55.0) -> float:
    """The longest stretch in seconds under `below` dBFS, by windows of a twentieth of a second."""
    window = RATE // 20
    whole = len(sound) // window
    level = np.sqrt(np.mean(sound[: whole * window].reshape(whole, window * 2) ** 2, axis=1))
    quiet = np.concatenate([[False], level < 10.0 ** (below / 20.0), [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(int)))
    return float(np.max(edges[1::2] - edges[::2], initial=0)) * window / RATE


def steepest_rise(sound: Audio) -> float:
    """The largest growth in dB of the level within half a second, counted above -35 dBFS: how sudden it ever gets."""
    window = RATE // 10
    whole = len(sound) // window
    level = np.sqrt(np.mean(sound[: whole * window].reshape(whole, window * 2) ** 2, axis=1))
    decibels = 20.0 * np.log10(np.maximum(level, 10.0 ** (-35.0 / 20.0)))
    return float(np.max(decibels[5:] - decibels[:-5], initial=0.0))


def loudness_range(power: Floats) -> float:
    """EBU Tech 3342 loudness range in LU of the powers of each tenth of a second."""
    blocks = running(power, 30)[::10]
    kept = blocks[lufs(blocks) > -70.0]
    levels = lufs(kept[lufs(kept) > mean_lufs(kept) - 20.0])
    return float(np.percentile(levels, 95) - np.percentile(levels, 10))


@dataclass(frozen=True)
class Measured:
    """One file, decoded and measured."""

    name: str
    seconds: float
    loudness: float
    spread: float
    peak: float
    silence: float
    rise: float
    offset: float
    clipped: int
    ends: float
    correlation: float
    course: float  # LU from the stretch between 0.1 and 0.4 of its length to that between 0.6 and 0.9

    def row(self) -> str:
        return (
            f"{self.name:22} {self.seconds:6.1f} s {self.loudness:7.2f} LUFS  LRA {self.spread:4.1f}"
            f"  peak {self.peak:6.2f} dBTP  sudden {self.rise:4.1f} dB  course {self.course:+5.1f} LU"
            f"  stereo {self.correlation:5.2f}"
        )

    def faults(self, slot: str) -> list[str]:
        """A sentence for each way in which the file is not fit to ship for its slot."""
        least, most = COURSES[slot]
        tests = (
            (240.0 <= self.seconds <= 600.0, f"lasts {self.seconds:.0f} s instead of 4 to 10 minutes"),
            (abs(self.loudness - TARGET) <= 0.3, f"is at {self.loudness:.2f} LUFS instead of {TARGET} within 0.3"),
            (self.spread <= 8.0, f"has a loudness range of {self.spread:.1f} LU, over 8"),
            (self.peak <= -3.0, f"peaks at {self.peak:.2f} dBTP, over -3"),
            (self.silence <= 0.5, f"is silent for {self.silence:.2f} s"),
            (self.rise <= 14.0, f"grows by {self.rise:.1f} dB within half a second"),
            (self.offset <= 0.001, f"has a constant offset of {self.offset:.4f}"),
            (self.clipped == 0, f"has {self.clipped} clipped samples"),
            (self.ends <= 0.002, f"starts or ends at {self.ends:.4f} instead of zero"),
            (least <= self.course <= most, f"moves by {self.course:+.1f} LU, outside {least:+} to {most:+} for {slot}"),
            (0.05 <= self.correlation <= 0.85, f"has a stereo correlation of {self.correlation:.2f}"),
        )
        return [f"{self.name} {what}." for passed, what in tests if not passed]


def measured(name: str, sound: Audio) -> Measured:
    power = powers(sound)
    return Measured(
        name,
        len(sound) / RATE,
        integrated(power),
        loudness_range(power),
        true_peak(sound),
        longest_silence(sound[RATE // 2 : -RATE // 2]),
        steepest_rise(sound),
        float(np.max(np.abs(np.mean(sound, axis=0)))),
        int(np.sum(np.abs(sound) >= 0.999)),
        float(max(np.max(np.abs(sound[0])), np.max(np.abs(sound[-1])))),
        float(np.corrcoef(sound[:, 0], sound[:, 1])[0, 1]),
        mean_lufs(power[int(0.6 * len(power)) : int(0.9 * len(power))])
        - mean_lufs(power[int(0.1 * len(power)) : int(0.4 * len(power))]),
    )


def playlist_faults(folder: Path, playlists: tuple[Playlist, ...]) -> list[str]:
    """What is wrong with the shipped playlists and the audio as a whole, a sentence each."""
    faults: list[str] = []
    used: set[Path] = set()
    for playlist in playlists:
        path = folder / playlist.name
        if not path.is_file():
            faults.append(f"{playlist.name} is missing.")
            continue
        entries = read_playlist(path)
        missing = [file.name for _, _, file in entries if not file.is_file()]
        faults += [f"{playlist.name} names {name}, which is missing." for name in missing]
        faults += [
            f"{playlist.name} has nothing for {slot}." for slot in SLOTS if slot not in {s for s, _, _ in entries}
        ]
        minutes = sum(seconds for _, seconds, _ in entries) / 60.0
        if minutes < 150.0:
            faults.append(f"{playlist.name} lasts {minutes:.0f} minutes, under 150.")
        used |= {file.resolve() for _, _, file in entries}
    shipped = {file.resolve() for file in (folder / "audio").glob("*.ogg")}
    faults += [f"{file.name} is in no playlist." for file in sorted(shipped - used)]
    size = sum(file.stat().st_size for file in shipped)
    if size > LARGEST:
        faults.append(f"The audio takes {size / 1e6:.1f} MB, over {LARGEST / 1e6:.0f} MB.")
    return faults
