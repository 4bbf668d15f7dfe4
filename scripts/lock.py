"""Write requirements.lock anew from pyproject.toml: `python3 scripts/lock.py`, with `uv` on the path.

One file for Linux, macOS and Windows on x64 and arm64, Python 3.11 and later. It has a section for the program and one
for each extra, so that a therapist's machine gets the program's parts alone. Each section is a list of requirements
with hashes as pip reads them; no index is named, the machine's own settings say where packages come from.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from setup_machine import CHECKOUT, LOCK, SECTION, read_lock

HEADER = "# Written by scripts/lock.py from pyproject.toml; not edited by hand.\n"


def resolve(*extras: str, at: Path | None = None) -> str:
    """The resolved requirements of the program with `extras`, at the versions of the file `at` where it has them."""
    command = ["uv", "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11", "--generate-hashes"]
    command += ["--no-header", "--no-annotate", "--no-emit-index-url", "--upgrade", "--quiet"]
    command += [word for extra in extras for word in ("--extra", extra)] + (["--constraint", str(at)] if at else [])
    return subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True).stdout


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its continued lines."""
    return [entry for entry in lock.replace("\\\n", "\0").splitlines() if entry and not entry.startswith("#")]


def main() -> int:
    """Resolve everything together, so that one version fits all extras; then sort each package into its section."""
    extras = list(
        tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    )
    with tempfile.TemporaryDirectory() as scratch:
        everything = Path(scratch) / "everything.txt"
        everything.write_text(resolve(*extras), encoding="utf-8")
        program = entries(resolve(at=everything))
        sections = {"program": program}
        for extra in extras:
            sections[extra] = [entry for entry in entries(resolve(extra, at=everything)) if entry not in program]
    text = HEADER + "".join(f"\n{SECTION}{name}\n" + "\n".join(lines) + "\n" for name, lines in sections.items())
    LOCK.write_text(text.replace("\0", "\\\n"), encoding="utf-8")
    print(", ".join(f"{name}: {part.count('==')} packages" for name, part in read_lock().items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
