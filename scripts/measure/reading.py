"""scripts: each shipped script read to its end by espeak-ng, a stopwatch on every line, against its planned length.

The silences are as they are written; nothing is waited for.
"""

from collections.abc import Sequence
from pathlib import Path

import soundfile

from kapguide.audio.made_voice import Espeak, say
from kapguide.session.guiding.script import Script
from kapguide.session.guiding.script_file import load_script, shipped_scripts
from kapguide.spans import MINUTE, SECOND
from measure.figures import Figure, Outcome

OFF_PERCENT = 10.0


def measure(folder: Path, outcome: Outcome, files: Sequence[Path] = ()) -> None:
    """Add a figure for each script."""
    for file in files or shipped_scripts():
        script = load_script(file)
        words = read_aloud(script, folder)
        planned, real = script.length(), words + sum(line.quiet for line in script.lines)
        planned_words = sum(map(script.said, range(len(script.lines))))
        remark = f"planned {planned / MINUTE:.2f} min, read {real / MINUTE:.2f}; "
        remark += f"the words {planned_words / SECOND:.0f} s, read {words / SECOND:.0f}"
        off = 100 * abs(real / planned - 1)
        outcome.figures.append(Figure(f"scripts.{script.id}", off, "%", OFF_PERCENT, remark=remark))


def read_aloud(script: Script, folder: Path) -> int:
    """How long its words take (ms)."""
    taken = 0.0
    for line in script.lines:
        file = folder / "line.wav"
        say(Espeak("en"), line.say, script.pace, file)
        taken += soundfile.info(file).duration
    return round(taken * SECOND)
