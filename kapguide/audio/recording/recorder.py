"""The window's end of recording: orders go to a process of its own, and what it tells comes back.

A microphone or a sound server that hangs or crashes takes that process with it, and nothing else.
"""

import contextlib
import subprocess
import threading
from collections.abc import Callable
from enum import StrEnum

import msgspec

from kapguide.audio import own_process

LEVEL_S = 0.05
"""Between two levels while it records."""
LONGEST_S = 60.0
"""No line is longer: whoever has forgotten the microphone is not recorded for an hour."""
END_S = 2.0


STALLED_S = 2.0
"""A microphone that is there gives its sound ten times a second, also where nobody speaks."""


class TellKind(StrEnum):
    """What the process tells."""

    RECORDING = "recording"
    LEVEL = "level"
    LONG = "long"
    """It has recorded for LONGEST_S, and hears no more; the take waits to be kept or dropped."""
    KEPT = "kept"
    NOTHING_SAID = "nothing said"
    NOT_KEPT = "not kept"
    NO_MICROPHONE = "no microphone"
    HEARD = "heard"
    """What was played has come to its end; of what was ended by an order nothing is told."""
    NOT_HEARD = "not heard"
    GONE = "gone"
    """No sound has come from the microphone for STALLED_S: it was pulled out, or the sound server is no more."""
    DIED = "died"


class RecordOrder(msgspec.Struct, frozen=True):
    """What the process is asked for."""

    do: str
    path: str = ""


class RecorderTold(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something that it tells; `level_db` is the highest sample since the last level, `seconds` a length."""

    kind: TellKind
    path: str = ""
    level_db: float = 0.0
    seconds: float = 0.0
    detail: str = ""


class LineRecorder:
    """Starts its process when it is first asked for something; `heard` gets what it tells, on a thread of its own."""

    def __init__(self, heard: Callable[[RecorderTold], object]) -> None:
        self._heard = heard
        self._process: subprocess.Popen[bytes] | None = None

    def record(self) -> None:
        """Listen; what was recorded and not kept is gone."""
        self._send("record")

    def keep(self, path: str) -> None:
        """Stop, and write what was said to a FLAC file, trimmed and levelled."""
        self._send("keep", path)

    def drop(self) -> None:
        """Stop, and keep nothing."""
        self._send("drop")

    def hear(self, path: str) -> None:
        """Play a recording once."""
        self._send("hear", path)

    def quiet(self) -> None:
        """Stop playing."""
        self._send("quiet")

    def close(self) -> None:
        """End the process; what is being recorded is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(OSError):
            assert process.stdin is not None
            process.stdin.close()
        try:
            process.wait(END_S)
        except subprocess.TimeoutExpired:  # a sound server holds it
            process.kill()
            process.wait()

    def _send(self, do: str, path: str = "") -> None:
        if self._process is None:
            try:
                self._start()
            except OSError as error:
                self._process = None
                self._heard(RecorderTold(TellKind.DIED, detail=str(error)))
                return
        process = self._process
        assert process is not None
        assert process.stdin is not None
        with contextlib.suppress(OSError):  # it has died, and says so
            process.stdin.write(msgspec.json.encode(RecordOrder(do, path)) + b"\n")
            process.stdin.flush()

    def _start(self) -> None:
        process = subprocess.Popen(
            own_process.command("record-process"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=own_process.environment(),
            creationflags=own_process.NO_CONSOLE,
        )
        self._process = process
        threading.Thread(target=self._listen, args=[process], name="recorder", daemon=True).start()

    def _listen(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        with process.stdout, contextlib.suppress(msgspec.DecodeError):
            for line in process.stdout:
                told = msgspec.json.decode(line, type=RecorderTold)
                if told.kind is TellKind.GONE:  # it ends with that
                    self.close()
                self._heard(told)
        if process is self._process:  # nobody has ended it
            self.close()
            self._heard(RecorderTold(TellKind.DIED))
