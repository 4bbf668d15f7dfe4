"""A sound process that is held up is not heard to be, and one that is held up for too long says for how long."""

import random
from pathlib import Path

from attack import stalls
from attack.tally import Tally
from measure.stall import held
from tests.support.busy import busy
from tests.support.window_process import until


def test_held_up_for_half_a_second_it_is_not_heard_and_a_hand_is_heard_at_once(tmp_path: Path) -> None:
    tally, chance = Tally("stalls"), random.Random(3)
    with held(tmp_path, length_s=60.0) as one:
        stall = one.stop_for(0.4)
        assert stall.silent_s < 0.001
        assert one.counted_s == 0.0
        assert min(one.hand_s(True), one.hand_s(False), one.hand_s(True)) < 0.25 * busy()
        one.hand_s(False)
        stalls.pulse(one, chance, stalls.BEYOND_S, tally)
        assert (tally.tried, tally.unnamed) == (1, [])
        until(lambda: one.told)
