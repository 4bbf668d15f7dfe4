"""`python -m kapguide`: the command line, or the sound process, which must start light and alone."""

import sys
from pathlib import Path


def main() -> int:
    """Hand over to the sound process if asked to be one, else to the command line; return the exit code."""
    if sys.argv[1:2] == ["sound-process"]:
        from kapguide.audio.sound import process

        return process.main(Path(sys.argv[2]))
    from kapguide import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
