"""The record process: opens the microphone, keeps what was said, plays it again. It ends with its stdin.

Orders come as JSON lines, `{"do": "record"}`, "keep" with the `path` of the FLAC file to write, "drop", "hear" with the
`path` of a recording, "quiet". Answers are a `RecorderTold` each, as JSON lines.
"""

import contextlib
import io
import os
import queue
import signal
import sys
import threading
import time
from pathlib import Path
from typing import BinaryIO

import msgspec
import numpy as np
import soundfile

from kapguide.audio import own_process
from kapguide.audio.library.loudness import Sound
from kapguide.audio.recording.microphone import Microphone, NoMicrophone, TakePlayback
from kapguide.audio.recording.recorder import LEVEL_S, LONGEST_S, STALLED_S, RecorderTold, RecordOrder, TellKind
from kapguide.audio.recording.take import levelled, trimmed
from kapguide.audio.sound.ramps import RATE
from kapguide.files import write_safely

SILENT_DB = -90.0
KEY = round(0.15 * RATE)
"""Frames at the beginning in which the key may be heard that was pressed for it."""
TAIL_S = 0.3
"""The end of a word that was just said is still on its way through the sound server."""


def main() -> int:
    """Work until stdin ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the window, which ends this process
    desk = _Desk(own_process.own_stdout())
    threading.Thread(target=desk.listen, args=[sys.stdin.buffer], name="orders", daemon=True).start()
    desk.work()
    return 0


class _Desk:
    """Orders come in on one thread and are carried out on the other; the microphone has its own."""

    def __init__(self, answers: BinaryIO) -> None:
        self._answers = answers
        self._orders: queue.SimpleQueue[RecordOrder] = queue.SimpleQueue()
        self._microphone: Microphone | None = None
        self._playback: TakePlayback | None = None
        self._blocks: list[Sound] = []
        self._frames = 0
        self._peak = 0.0
        self._grew = (0, 0.0)
        """How many frames there were when it was last seen that there are more, and when that was."""

    def listen(self, stdin: BinaryIO) -> None:
        """Read orders until there are no more, and end the process then, whatever it is doing."""
        with contextlib.suppress(OSError, msgspec.DecodeError):
            for line in stdin:
                self._orders.put(msgspec.json.decode(line, type=RecordOrder))
        os._exit(0)

    def work(self) -> None:
        """Carry out one order after the other; between them tell the level, and that a recording has ended."""
        while True:
            busy = self._microphone is not None or self._playback is not None
            try:
                order = self._orders.get(timeout=LEVEL_S if busy else None)
            except queue.Empty:
                self._look()
                continue
            {"record": self._record, "keep": self._keep, "drop": self._drop, "hear": self._hear, "quiet": self._quiet}[
                order.do
            ](order.path)

    def _look(self) -> None:
        if self._microphone is not None:
            peak, self._peak = self._peak, 0.0
            level = 20 * float(np.log10(peak)) if peak > 0 else SILENT_DB
            seconds = self._frames / RATE
            self._tell(RecorderTold(TellKind.LEVEL, level_db=max(SILENT_DB, level), seconds=seconds))
            if seconds >= LONGEST_S:
                self._stop()
                self._tell(RecorderTold(TellKind.LONG))
            elif self._frames != self._grew[0]:
                self._grew = (self._frames, time.monotonic())
            elif time.monotonic() - self._grew[1] > STALLED_S:
                self._tell(RecorderTold(TellKind.GONE))
                os._exit(
                    0
                )  # a sound server that hangs lets go of no device; the next recording has a process of its own
        if self._playback is not None and self._playback.over.is_set():
            self._quiet("")
            self._tell(RecorderTold(TellKind.HEARD))

    def _record(self, _: str) -> None:
        self._quiet("")
        self._drop("")
        self._blocks, self._frames, self._peak = [], 0, 0.0
        try:
            self._microphone = Microphone(self._heard)
        except NoMicrophone as error:
            self._tell(RecorderTold(TellKind.NO_MICROPHONE, detail=str(error)))
        else:
            self._grew = (0, time.monotonic())
            self._tell(RecorderTold(TellKind.RECORDING))

    def _heard(self, block: Sound) -> None:
        """On the microphone's thread."""
        self._blocks.append(block)
        self._frames += len(block)
        self._peak = max(self._peak, float(np.abs(block).max(initial=0.0)))

    def _stop(self) -> None:
        if self._microphone is not None:
            self._microphone.close()
            self._microphone = None

    def _keep(self, path: str) -> None:
        if self._microphone is not None:
            time.sleep(TAIL_S)
        self._stop()
        blocks, self._blocks = self._blocks, []
        sound = np.concatenate(blocks) if blocks else np.zeros((0, 1), np.float32)
        sound = trimmed(sound[KEY:], RATE)
        if not len(sound):
            self._tell(RecorderTold(TellKind.NOTHING_SAID))
            return
        file = io.BytesIO()
        soundfile.write(file, levelled(sound, RATE), RATE, format="FLAC", subtype="PCM_16")
        try:
            write_safely(Path(path), file.getvalue())
        except OSError as error:
            self._tell(RecorderTold(TellKind.NOT_KEPT, detail=error.strerror or str(error)))
        else:
            self._tell(RecorderTold(TellKind.KEPT, path=path, seconds=len(sound) / RATE))

    def _drop(self, _: str) -> None:
        self._stop()
        self._blocks = []

    def _hear(self, path: str) -> None:
        self._drop("")
        self._quiet("")
        try:
            self._playback = TakePlayback(path)
        except OSError as error:
            self._tell(RecorderTold(TellKind.NOT_HEARD, path=path, detail=str(error)))

    def _quiet(self, _: str) -> None:
        if self._playback is not None:
            self._playback.close()
            self._playback = None

    def _tell(self, told: RecorderTold) -> None:
        try:
            self._answers.write(msgspec.json.encode(told) + b"\n")
            self._answers.flush()
        except OSError:
            os._exit(0)
