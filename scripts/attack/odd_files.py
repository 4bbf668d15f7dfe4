"""Odd files: cut, joined, renamed, hurt, with huge tags, empty, pipes and devices, through the import and the player.

Each plays as its import has promised, or is named; an import always ends, wherever it is cancelled.
"""

import os
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile

from attack.tally import Tally
from kapguide.audio.library.entry import LibraryEntry
from kapguide.audio.library.library import Library
from kapguide.audio.sound.decoder import DAMAGED
from kapguide.audio.sound.decoders import open_decoder
from kapguide.audio.sound.packets import LONGEST_S, long_packets
from kapguide.audio.sound.ramps import RATE
from kapguide.audio.sound.source import FileSource

FILES, CANCELS = 150, 20
SECONDS = 3.0
ENDS_S, PLAYS_S = 120.0, 30.0
"""An import of one file has ended by then; a file is played through by then, at the pace of time where need be."""
OFF_S, OFF_SHARE = 0.5, 0.02
"""So far may what is heard be from what was promised."""
KINDS = {
    "flac": [], "ogg": ["-c:a", "libvorbis"], "opus": ["-c:a", "libopus"], "mp3": ["-q:a", "4"],
    "noxing.mp3": ["-q:a", "4", "-write_xing", "0"], "even.mp3": ["-b:a", "96k"], "m4a": ["-c:a", "aac"],
    "alac.m4a": ["-c:a", "alac"], "aac": ["-c:a", "aac", "-f", "adts"], "wma": ["-c:a", "wmav2"], "aiff": [],
    "wv": [], "tta": [], "mp2": [], "ac3": [], "mka": ["-c:a", "flac"], "oga": ["-c:a", "flac"],
    "mono.mp3": ["-ac", "1", "-ar", "22050"], "high.flac": ["-ar", "96000"],
}  # fmt: skip

Hurt = Callable[[bytes, bytes, random.Random], bytes]


def _holed(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    at, size = chance.randrange(len(data)), chance.randrange(1, max(2, len(data) // 4))
    return data[:at] + bytes(min(size, len(data) - at)) + data[at + size :]


def _flipped(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    hurt = bytearray(data)
    for _ in range(chance.randrange(1, 40)):
        hurt[chance.randrange(len(hurt))] ^= 1 << chance.randrange(8)
    return bytes(hurt)


def _tagged(data: bytes, _other: bytes, chance: random.Random) -> bytes:
    size = chance.randrange(1, 3_000_000)
    length = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x04\0\0" + length + bytes([chance.randrange(256)]) * size + data


HURTS: dict[str, Hurt] = {
    "whole": lambda data, _other, _chance: data,
    "cut": lambda data, _other, chance: data[: chance.randrange(1, len(data))],
    "headless": lambda data, _other, chance: data[chance.randrange(1, len(data)) :],
    "twice": lambda data, _other, _chance: data + data,
    "joined": lambda data, other, _chance: data + other,
    "doubled head": lambda data, _other, chance: data[: chance.randrange(1, 4_000)] + data,
    "holed": _holed,
    "flipped": _flipped,
    "tagged": _tagged,
    "followed": lambda data, _other, chance: data + chance.randbytes(chance.randrange(1, 200_000)),
    "noise": lambda data, _other, chance: chance.randbytes(len(data)),
    "nothing": lambda _data, _other, _chance: b"",
}


def attack(folder: Path, seed: int, files: int = FILES, cancels: int = CANCELS) -> list[Tally]:
    """Import and play `files` odd files, and cancel imports of them at `cancels` moments."""
    chance = random.Random(seed)
    music = folder / "music"
    music.mkdir(parents=True)
    made = _made(folder, chance)
    paths = [_odd(music, number, made, chance) for number in range(files)] + _no_files(folder)
    imports, played = Tally("odd files imported"), Tally("odd files played as promised")
    known = _imported(folder, paths, imports)
    for entry in known:
        _play(entry, played)
    return [imports, played, _cancelled(folder, paths, chance, cancels)]


def _made(folder: Path, chance: random.Random) -> dict[str, bytes]:
    """One good file of each kind, by its ending."""
    ffmpeg = shutil.which("ffmpeg")
    assert ffmpeg, "ffmpeg is needed to make the files"
    time_ = np.arange(round(SECONDS * RATE)) / RATE
    sound = 0.2 * np.sin(2 * np.pi * 300 * time_)
    sound[len(sound) // 2 :] += 0.1 * np.random.default_rng(chance.randrange(1_000)).standard_normal(len(sound) // 2)
    source = folder / "source.wav"
    soundfile.write(source, np.repeat(sound[:, None], 2, axis=1).astype(np.float32), RATE)
    made = {"wav": source.read_bytes()}
    for kind, options in KINDS.items():
        target = folder / f"good.{kind}"
        subprocess.run([ffmpeg, "-v", "error", "-y", "-i", source, *options, target], check=True, timeout=60)
        made[kind] = target.read_bytes()
    return made


def _odd(music: Path, number: int, made: dict[str, bytes], chance: random.Random) -> Path:
    """One odd file; its name tells what was done to it, but for its ending, which may lie."""
    kind, other, hurt = chance.choice(sorted(made)), chance.choice(sorted(made)), chance.choice(sorted(HURTS))
    ending = chance.choice(sorted(made)) if chance.random() < 0.3 else kind
    path = music / f"{number:03} {hurt} {kind.replace('.', '-')} {other.split('.')[-1]}.{ending.split('.')[-1]}"
    path.write_bytes(HURTS[hurt](made[kind], made[other], chance))
    return path


def _no_files(folder: Path) -> list[Path]:
    """What has the name of a file and is none: a pipe, a device, a folder, links to nowhere and to itself."""
    names = [folder / f"{name}.mp3" for name in ("pipe", "device", "folder", "nowhere", "loop")]
    pipe, device, inner, nowhere, loop = names
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    inner.mkdir()
    nowhere.symlink_to(folder / "gone")
    loop.symlink_to(loop)
    return names


def _imported(folder: Path, paths: list[Path], tally: Tally) -> list[LibraryEntry]:
    """Import everything; what the library knows then."""
    library = Library(folder / "library.db")
    report = library.import_(paths).wait(ENDS_S + len(paths))
    if report is None:
        tally.lost.append("the import did not end")
        return []
    tally.tracebacks += [note for note in report.notes if "broken off" in note]
    said = "\n".join(report.notes)
    known: list[LibraryEntry] = []
    for path in paths:
        tally.tried += 1
        entry = library.entry(os.path.realpath(path))
        if entry is None:
            if not path.is_dir() and path.name not in said:
                tally.unnamed.append(f"{path.name}: neither taken in nor named")
        elif not entry.facts.measured:
            tally.unnamed.append(f"{path.name}: not measured, and no reason given")
        else:
            known.append(entry)
            if entry.fault in ("crashed", "hung"):
                tally.tracebacks.append(f"{path.name}: {entry.fault}")
            elif entry.fault and Path(entry.path).name not in entry.reason:
                tally.unnamed.append(f"{path.name}: {entry.reason}")
    library.close()
    return known


def _play(entry: LibraryEntry, tally: Tally) -> None:
    """Play it through without a device, and hold what is heard against what the import has promised."""
    tally.tried += 1
    name, promised = Path(entry.path).name, entry.facts.length_s
    source = FileSource(entry.path, open_decoder, length_s=promised, measured=True)
    source.begin()
    ends = time.monotonic() + PLAYS_S
    pause = threading.Event()
    while not source.failed and source.left != 0 and time.monotonic() < ends:
        if source.ready:
            source.read(RATE // 4)
        else:
            pause.wait(0.01)
    heard = source.position / RATE
    faults = [source.failed] if source.failed else []
    while fault := source.fault():
        faults.append(fault)
    if not source.failed and source.left != 0:
        tally.lost.append(f"{name}: it never ended")
    elif not entry.fault and (source.failed or abs(heard - promised) > _off_s(entry, jumped=DAMAGED in faults)):
        tally.unnamed.append(f"{name}: {promised:.2f} s were promised, {heard:.2f} s are heard ({faults})")
    source.close()


def _off_s(entry: LibraryEntry, *, jumped: bool) -> float:
    """How far what is heard may be from what was promised: of WavPack a damaged packet is up to a second, and so is
    what is `jumped` over at a damaged place that was named, near the end perhaps into nothing."""
    return LONGEST_S if jumped or long_packets(entry.path) else max(OFF_S, OFF_SHARE * entry.facts.length_s)


def _cancelled(folder: Path, paths: list[Path], chance: random.Random, cancels: int) -> Tally:
    """Cancel imports at random moments, and close the library at once."""
    tally = Tally("imports cancelled at a random moment")
    for number in range(cancels):
        library = Library(folder / f"cancelled{number}.db")
        running = library.import_(paths)
        wait = chance.choice((0.0, 0.01, 0.2, 1.0)) * chance.random()
        running.wait(wait)
        closing = threading.Thread(target=library.close, daemon=True)
        if chance.random() < 0.5:
            running.cancel()
        closing.start()
        tally.tried += 1
        report = running.wait(ENDS_S)
        closing.join(ENDS_S)
        if report is None or closing.is_alive():
            tally.lost.append(f"cancelled after {wait:.3f} s, it did not end")
        else:
            tally.tracebacks += [note for note in report.notes if "broken off" in note]
    return tally
