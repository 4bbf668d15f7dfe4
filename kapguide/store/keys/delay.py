"""How long to wait after wrong passphrases: bounded, whatever the clock does between two tries."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from kapguide.files import read_file, write_safely

LONGEST_DELAY_S = 60.0
"""Guessing stays hopeless, and the right person is never kept out for longer."""
LONGEST_FILE = 4096


class _Tries(msgspec.Struct):
    failures: int
    last: float


class Delay:
    """The wait that a vault's wrong passphrases have earned, kept beside it so that a restart does not reset it."""

    def __init__(self, vault: Path, now: Callable[[], float]) -> None:
        self._path = vault.with_name(vault.name + ".tries")
        self._now = now

    def _tries(self) -> _Tries:
        try:
            return msgspec.json.decode(read_file(self._path, LONGEST_FILE), type=_Tries)
        except (OSError, msgspec.DecodeError):
            return _Tries(0, 0.0)

    def _keep(self, tries: _Tries) -> bool:
        try:
            write_safely(self._path, msgspec.json.encode(tries))
        except OSError:
            return False
        return True

    @staticmethod
    def _delay(failures: int) -> float:
        """Two slips are free, then 1, 2, 4 … 60 s."""
        return 0.0 if failures < 3 else min(LONGEST_DELAY_S, 2.0 ** min(failures - 3, 6))

    def remaining(self) -> float:
        """Seconds until the next try is heard.

        A try that lies in the future was made while the clock was ahead: its wait begins with this look, once, or the
        door would stay shut until the clock has come that far again.
        """
        tries, now = self._tries(), self._now()
        delay = self._delay(tries.failures)
        if tries.last <= now:
            return max(0.0, tries.last + delay - now)
        kept = self._keep(_Tries(tries.failures, now))
        return delay if kept else 0.0  # what cannot be kept would begin anew with every look

    def failed(self) -> float:
        """One more; returns the wait that it earned."""
        tries = _Tries(self._tries().failures + 1, self._now())
        self._keep(tries)  # a folder that cannot be written must not keep the right passphrase out
        return self._delay(tries.failures)

    def succeeded(self) -> None:
        """The right one came."""
        with suppress(OSError):  # as above
            self._path.unlink(missing_ok=True)
