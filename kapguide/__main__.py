"""`python -m kapguide`: the command line, or a process of our own, which must start light."""

import sys
from pathlib import Path

from kapguide.guard import guard


def main() -> int:
    """Hand over to the process that was asked for, else to the command line; return the exit code."""
    own = sys.argv[1:2] in (["sound-process"], ["scan-process"], ["record-process"], ["rehearsal-process"])
    guard(secrets=not own)
    if sys.argv[1:] == ["sound-process"]:
        from kapguide.audio.sound.priority import to_be_had

        sys.stdout.write(f"{to_be_had()}\n")
        return 0
    if sys.argv[1:2] == ["sound-process"]:
        from kapguide.audio.sound.process import main as make_sound

        return make_sound(Path(sys.argv[2]))
    if sys.argv[1:2] == ["scan-process"]:
        from kapguide.audio.library.scan_process import main as scan

        return scan()
    if sys.argv[1:2] == ["record-process"]:
        from kapguide.audio.recording.record_process import main as record

        return record()
    if sys.argv[1:2] == ["rehearsal-process"]:
        from kapguide.usecases.rehearsing.rehearsal_process import main as rehearse

        return rehearse()
    from kapguide.cli import main as command_line

    return command_line()


if __name__ == "__main__":
    sys.exit(main())
