"""The rules of the house: who may import whom, and what keeps the code readable."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "kapguide"
MODULES = sorted(PACKAGE.rglob("*.py"))
WRITTEN = sorted(path for part in ("kapguide", "scripts", "tests") for path in (CHECKOUT / part).rglob("*.py"))

GROUND = {"paths", "settings", "errors", "files", "log"}
EDGES = {"audio", "store", "export"}
# What each room may import of kapguide, apart from itself. `practice` is where the edges meet, without Qt.
ALLOWED = {
    "ground": GROUND,
    "jobs": GROUND,
    "awake": GROUND,
    "clinical": GROUND | {"clinical"},
    "session": GROUND | {"clinical", "session"},
    "audio": GROUND | {"clinical", "session", "audio", "jobs"},
    "store": GROUND | {"clinical", "session", "store", "jobs"},
    "export": GROUND | {"clinical", "session", "export", "jobs"},
    "practice": GROUND | {"clinical", "session", "practice", "jobs"} | EDGES,
    "ui": GROUND | {"clinical", "session", "practice", "ui", "jobs", "awake"} | EDGES,
}
SOUND_MAY_USE = {"numpy", "soundfile", "soxr", "vlc", "miniaudio"} | sys.stdlib_module_names
TOP_LEVEL = {
    "kapguide", "resources", "playlists", "scripts", "tests",
    "pyproject.toml", "requirements.lock", "kapguide.spec", "README.md", "LICENSE", "CHANGELOG.md",
}  # fmt: skip
BUILT = {"build", "dist", "bench.json"}


def name_of(path: Path) -> str:
    """The path as a test's id."""
    return str(path.relative_to(CHECKOUT))


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file; a name taken from a package counts as a module of it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    """The layer a module belongs to; the composition root is `top`."""
    parts = path.relative_to(PACKAGE).parts
    if len(parts) > 1:
        return parts[0]
    return "ground" if path.stem in GROUND else path.stem if path.stem in ALLOWED else "top"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    if room == "top":
        return
    mine = {name.split(".")[1] for name in imports(path) if name.startswith("kapguide.")} - {"__version__"}
    assert mine <= ALLOWED[room]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_qt_stays_in_the_ui_and_the_composition_root(path: Path) -> None:
    if room_of(path) != "ui" and path.name != "app.py":
        assert not [name for name in imports(path) if name.split(".")[0] in {"PySide6", "shiboken6"}]


def test_the_sound_process_imports_nothing_above_it() -> None:
    for path in (PACKAGE / "audio" / "sound").rglob("*.py"):
        strange = [
            name
            for name in imports(path)
            if not name.startswith("kapguide.audio.sound") and name.split(".")[0] not in SOUND_MAY_USE
        ]
        assert not strange, name_of(path)


def test_the_engine_starts_without_a_window_or_a_store() -> None:
    program = "import kapguide.session.engine, sys; print(*sorted(sys.modules))"
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=CHECKOUT, env=unmeasured, capture_output=True, text=True, timeout=60, check=True)
    assert not {"PySide6", "sqlite3", "sqlcipher3", "sqlite_utils", "numpy", "vlc"} & set(done.stdout.split())


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_a_file_is_short_enough_to_be_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_and_public_class_says_what_it_is(path: Path) -> None:
    tree = tree_of(path)
    public = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    if tree.body:
        assert ast.get_docstring(tree)
    assert not [node.name for node in public if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", sorted((CHECKOUT / "tests").rglob("test_*.py")), ids=name_of)
def test_no_test_sleeps_or_is_skipped(path: Path) -> None:
    named = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute | ast.Name)
    }
    assert not named & {"sleep", "qsleep", "msleep", "skip", "skipif", "importorskip"}


def test_the_top_level_holds_only_what_is_agreed() -> None:
    there = {path.name for path in CHECKOUT.iterdir() if not path.name.startswith(".")}
    assert there - BUILT <= TOP_LEVEL


def test_nothing_fetches_code_or_pictures_at_run_time() -> None:
    """The program is offline: no module of it can speak HTTP."""
    network = {"requests", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib", "smtplib"}
    found = {
        name_of(path): name for path in MODULES for name in imports(path) for each in network if name.startswith(each)
    }
    assert not found
