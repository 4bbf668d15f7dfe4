"""Hold the sound process up, as a busy machine does, at random moments while it plays: what it says was silent was."""

import random
from pathlib import Path

from attack.tally import Tally
from measure.stall import Held, held

PULSES = 20
STALLS_S = (0.2, 0.3, 0.5)
BEYOND_S = 0.85
"""Longer than what the sound server holds: this much is heard, and is to be counted and told."""
EXACT_S = 0.1
"""The server asks every 80 ms, and what it hands on is heard a little later."""


def attack(folder: Path, seed: int, pulses: int = PULSES) -> list[Tally]:
    """Pulses that are not to be heard, and pulses that are to be counted."""
    chance = random.Random(seed)
    unheard, beyond = Tally("held up for 200, 300, 500 ms"), Tally("held up for longer than the device holds")
    with held(folder) as one:
        for number in range(pulses):
            pulse(one, chance, STALLS_S[number % len(STALLS_S)], unheard)
        if one.told:
            unheard.unnamed.append(f"told of silences that were none: {', '.join(one.told)}")
        for _ in range(max(1, pulses // 5)):
            pulse(one, chance, BEYOND_S, beyond)
        one.listen(6.0)
        if not one.told:
            beyond.unnamed.append("nobody was told")
    return [unheard, beyond]


def pulse(one: Held, chance: random.Random, seconds: float, tally: Tally) -> None:
    """Hold it up once, and hold what it counted against what was recorded."""
    one.listen(chance.uniform(0.0, 0.5))
    before = one.counted_s
    stall = one.stop_for(seconds)
    counted = one.counted_s - before
    tally.tried += 1
    words = f"held up for {stall.held_s * 1000:.0f} ms, {stall.silent_s * 1000:.0f} ms silent"
    if seconds < BEYOND_S and stall.silent_s > 0.001:
        tally.lost.append(words)
    if abs(stall.silent_s - counted) > EXACT_S:
        tally.unnamed.append(f"{words}, {counted * 1000:.0f} counted")
