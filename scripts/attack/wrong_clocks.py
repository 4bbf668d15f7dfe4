"""Clocks that are wrong, and are set while somebody waits: nobody stays locked out, nothing true is taken for false."""

import random
from collections.abc import Callable
from pathlib import Path

from attack.tally import Tally
from kapguide.store.keys.delay import LONGEST_DELAY_S
from kapguide.store.keys.vault import Cost, WrongPassphrase, create_vault, unlock

PASSPHRASE = "a lantern in the reeds"
NOW = 1_780_000_000.0
DAY = 86_400.0
CLOCKS: dict[str, tuple[float, float]] = {
    "right": (0.0, 0.0),
    "a day ahead, then right": (DAY, 0.0),
    "a year ahead, then right": (365 * DAY, 0.0),
    "in 2106, then right": (80 * 365 * DAY, 0.0),
    "an hour ahead, then right": (3600.0, 0.0),
    "half a minute ahead, then right": (30.0, 0.0),
    "right, then a day ahead": (0.0, DAY),
    "right, then in 1970": (0.0, -NOW),
    "in 1970, then right": (-NOW, 0.0),
    "before 1970, then in 2106": (-NOW - DAY, 80 * 365 * DAY),
}
"""How far a clock is off, seconds, while wrong passphrases are tried, and afterwards."""


def attack(folder: Path, seed: int) -> list[Tally]:
    """Every clock, with every number of wrong passphrases; and clocks that are set while somebody waits."""
    return [_door(folder), _restless(folder, random.Random(seed))]


class _Clock:
    """True time, which the door's own waits are counted in, and what a clock that is off makes of it."""

    def __init__(self) -> None:
        self.true = NOW
        self.off = 0.0

    def __call__(self) -> float:
        return self.true + self.off


def _door(folder: Path) -> Tally:
    tally = Tally("wrong clocks at the door")
    for name, (before, after) in CLOCKS.items():
        for failures in (1, 3, 6, 12):
            vault, clock = _vault(folder, f"{name} {failures}"), _Clock()
            clock.off = before
            for _ in range(failures):
                clock.true += _refused(vault, clock)
            clock.off = after
            tally.tried += 1
            waited = _waited(vault, clock, lambda: None)
            if waited > LONGEST_DELAY_S:
                tally.lost.append(f"{failures} tries with a clock {name}: the door was shut for {waited:.0f} s")
    return tally


def _restless(folder: Path, chance: random.Random) -> Tally:
    """A clock that is set once, by up to a day, while the door is shut."""
    tally = Tally("clocks set while somebody waits")
    for number in range(20):
        vault, clock = _vault(folder, f"restless {number}"), _Clock()
        for _ in range(8):
            clock.true += _refused(vault, clock)
        at, off = chance.randrange(60), chance.uniform(-DAY, DAY)

        def set_anew(clock: _Clock = clock, due: float = clock.true + at, off: float = off) -> None:
            clock.off = off if clock.true >= due else 0.0

        tally.tried += 1
        waited = _waited(vault, clock, set_anew)
        if waited > 2 * LONGEST_DELAY_S:
            tally.lost.append(f"a clock that was set once while waiting: the door was shut for {waited:.0f} s")
    return tally


def _vault(folder: Path, name: str) -> Path:
    home = folder / name.replace(" ", "-").replace(",", "")
    home.mkdir()
    create_vault(home / "vault.json", PASSPHRASE, practice="Attacked", cost=Cost(1024, 1, 1))
    return home / "vault.json"


def _refused(vault: Path, clock: _Clock) -> float:
    """Try a wrong passphrase; how long the door asks to wait."""
    try:
        unlock(vault, "not this one", now=clock)
    except WrongPassphrase as error:
        return error.retry_after_s
    raise AssertionError("a wrong passphrase opened the door")


def _waited(vault: Path, clock: _Clock, look: Callable[[], None]) -> float:
    """True seconds until the right passphrase opens, tried every second, for three minutes at most."""
    began = clock.true
    while clock.true - began < 3 * LONGEST_DELAY_S:
        look()
        try:
            unlock(vault, PASSPHRASE, now=clock).forget()
            break
        except WrongPassphrase:
            clock.true += 1.0
    return clock.true - began
