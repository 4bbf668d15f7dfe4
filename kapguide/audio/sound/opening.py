"""An output's device opened: a stream of PulseAudio's where there is one, else one of the system's devices.

What lists and opens those is loaded when one is asked for: it takes 4 MB, and many a session never needs it.
"""

import contextlib
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from kapguide.audio.sound import priority, pulse
from kapguide.audio.sound.decoder import Block

if TYPE_CHECKING:
    from kapguide.audio.sound.devices import Device, FoundDevice

DEPTH_S = 0.78
"""What a server holds of the music that can be written anew: see pulse.LEAST_S."""


class Deep:
    """One opened output where PulseAudio is: what it holds can be written anew. Raises NotThere, OSError.

    `music`: what is heard by the therapist alone cannot be written anew, and is not held for long.
    """

    def __init__(self, pull: Callable[["Deep", int], Block], wanted: str = "", music: bool = True) -> None:
        self._pull = pull
        self.dropped = False
        self.calls = 0
        self.holds_s = DEPTH_S if music else pulse.BUFFER_MS / 1000
        found = _found(wanted) if wanted else None
        self.name = found.name if found is not None else "PulseAudio"
        self._stream = pulse.Stream(self._give)
        self._stream.open(self.holds_s, found.key if found is not None else "")

    @property
    def asks(self) -> int:
        """How often it asked, also for less than it is given at once: so often is it known to be there."""
        return self._stream.asks

    def _give(self, count: int) -> bytes:
        if not self.calls:
            priority.thread_of_sound()
        self.calls += 1
        block = np.zeros((count, 2), np.float32) if self.dropped else self._pull(self, count)
        return block.tobytes()

    def held(self) -> contextlib.AbstractContextManager[None]:
        """Nothing is asked for meanwhile."""
        return self._stream.held()

    def look(self) -> None:
        """Before it is held: have the server say how much is left."""
        self._stream.look()

    def left(self) -> int:
        """Frames that were given and are not played yet, while it is held."""
        return self._stream.left()

    def replace(self, block: Block) -> None:
        """Put this in the place of the last that was given, while it is held."""
        self._stream.replace(block.tobytes())

    def drop(self) -> threading.Thread:
        """Close it on a thread."""
        self.dropped = True
        thread = threading.Thread(target=self._stream.close, name="close output", daemon=True)
        thread.start()
        return thread


def opened(pull: Callable[[Any, int], Block], wanted: str = "", music: bool = True) -> "Device | Deep":
    """The device of that name or key, or the system's own. Raises NotThere, OSError, miniaudio.MiniaudioError."""
    if sys.platform.startswith("linux"):
        with contextlib.suppress(pulse.NoPulseServer):
            return Deep(pull, wanted, music)
    from kapguide.audio.sound.devices import Device

    return Device(pull, wanted)


def is_there(wanted: str) -> bool:
    """Whether that device can be seen."""
    from kapguide.audio.sound.devices import is_there as seen

    return seen(wanted)


def _found(wanted: str) -> "FoundDevice":
    """Raises NotThere, miniaudio.MiniaudioError."""
    from kapguide.audio.sound.devices import find

    return find(wanted)
