"""`python -m kapguide`: the command line, or the sound process, which must start light and alone."""

import sys
from pathlib import Path


def main() -> int:
    """Hand over to the sound process if asked to be one, else to the command line; return the exit code."""
    if sys.argv[1:2] == ["sound-process"]:
        from kapguide.audio.sound.process import main as make_sound

        return make_sound(Path(sys.argv[2]))
    from kapguide.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
