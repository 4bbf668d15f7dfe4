"""Hear what the hands do: python3 scripts/hear.py [--out FOLDER]

Plays a session of plain tones into two null sinks, headphones and room, and uses the hands: hold, softer, deeper, next
piece, silence and back, a voice, emergency, headphones pulled out and plugged in again. Records both, and draws the
measured level curves over the wanted ones into hear.png, with a table. It takes about four minutes.
"""

import argparse
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from measure.environment import go_on_in_venv, own_machine

PICTURE = "hear.png"
TITLE = "What the hands do to the music"
WORDS = (
    "Plain tones, recorded from both outputs of one session. Wanted curves come from the mixer’s own ramps: equal "
    "power from piece to piece, fades even in loudness.\nSeconds count from the beginning that fits best. "
    "Differences count down to 50 dB below full."
)


def main(arguments: list[str] | None = None) -> int:
    """Play, record, measure and draw; return 0 when nothing dropped out."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help=f"folder for {PICTURE}; default a new temporary one")
    parser.add_argument("--keep", action="store_true", help="leave the recordings beside the picture")
    asked = parser.parse_args(arguments)
    from measure.hearing import Heard, table, use_hands
    from measure.picture import Picture

    out = asked.out or Path(tempfile.mkdtemp(prefix="kapguide-hear-"))
    out.mkdir(parents=True, exist_ok=True)
    with own_machine() as machine:
        folder = Path(tempfile.mkdtemp(prefix="hear-", dir=out if asked.keep else machine))
        print("A session of four minutes ...", file=sys.stderr, flush=True)
        heard = Heard(use_hands(folder))
        panels = heard.panels()
        faults = list(heard.faults())
        Picture(panels, TITLE, WORDS).save(out / PICTURE)
    print("\n".join(table(panels)))
    print("\n".join(faults) if faults else "Nothing dropped out of any recording.")
    print(out / PICTURE)
    return 1 if faults else 0


def _leave(number: int, frame: FrameType | None) -> None:
    """Let SIGTERM unwind like Ctrl-C, so that what was started is stopped."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    go_on_in_venv(Path(__file__).resolve(), sys.argv[1:])
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
