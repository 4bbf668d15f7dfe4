"""The rules of the house: who may import whom, and what keeps the code readable."""

import ast
import functools
import graphlib
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "kapguide"
MODULES = sorted(PACKAGE.rglob("*.py"))
WRITTEN = sorted(path for part in ("kapguide", "scripts", "tests") for path in (CHECKOUT / part).rglob("*.py"))

GROUND = {
    "paths",
    "settings",
    "errors",
    "files",
    "log",
    "lost_files",
    "machine",
    "text",
    "spans",
    "toml_file",
    "toml_edit",
}
EDGES = {"audio", "store", "export"}
# What each room may import of kapguide, apart from itself. `usecases` is where the edges meet, without Qt.
ALLOWED = {
    "ground": GROUND,
    "jobs": GROUND,
    "awake": GROUND,
    "clinical": GROUND | {"clinical"},
    "session": GROUND | {"clinical", "session"},
    "rehearsal": GROUND | {"clinical", "session", "rehearsal"},
    "audio": GROUND | {"clinical", "session", "audio", "jobs"},
    "store": GROUND | {"clinical", "session", "store", "jobs"},
    "export": GROUND | {"clinical", "session", "rehearsal", "export", "jobs"},
    "usecases": GROUND | {"clinical", "session", "rehearsal", "usecases", "jobs"} | EDGES,
    "ui": GROUND | {"clinical", "session", "rehearsal", "usecases", "ui", "jobs", "awake"} | EDGES,
}
# The rooms of the window: the bare modules of ui/ are the look (and the navigator, which knows the rooms), and these
# stand below every room. A page is a room of its own; what two rooms share belongs into one of the shared ones.
SHARED_ROOMS = {
    "widgets": set(), "window": {"widgets"}, "sound": {"widgets", "window"}, "emergency": {"widgets", "window"},
    "display": {"widgets"},
}  # fmt: skip
LOOK = {"theme", "style", "tokens"}
ROOMS_MAY_ALSO_USE = {
    "door": {"way_back", "merge"},  # what needs the record closed leads in again through the door
    "rehearsal": {"session"},  # a rehearsal is a session's own screen, with the client beside it
    "replay": {"session"},  # and so is what is played back
}
SOUND_MAY_USE = {"numpy", "soundfile", "soxr", "vlc", "miniaudio", "jeepney"} | sys.stdlib_module_names
TOP_LEVEL = {
    "kapguide", "resources", "playlists", "scripts", "tests",
    "pyproject.toml", "requirements.lock", "kapguide.spec", "README.md", "LICENSE", "CHANGELOG.md",
}  # fmt: skip
NOT_BEFORE_IT_IS_NEEDED = {
    "numpy", "soundfile", "soxr", "vlc", "miniaudio", "tinytag",  # to look at a file, and in the sound process
    "jeepney",  # where the sound may not take its priority
    "typst", "docx", "lxml",  # to write a document
    "kapguide.audio.sound.mixer", "kapguide.audio.library.scan", "kapguide.export.pdf", "kapguide.doctor",
    "asyncio", "unittest", "pydoc", "http.client", "ssl", "doctest", "pandas",
    *(f"kapguide.ui.{page}.flow" for page in (  # to open a page that no session needs
        "audit", "checklist", "clients", "debrief", "hand_over", "library", "medicine", "merge", "people", "rehearsal",
        "replay", "retention", "scenarios", "scripts", "search", "settings", "way_back",
    )),
}  # fmt: skip
"""What no window holds in memory before somebody asks for what it does."""
NOT_BEFORE_THE_DOOR = {
    "sqlite_utils", "sqlcipher3", "dateutil", "click", "kapguide.store.file.database", "kapguide.session.engine",
    "kapguide.session.telling", "kapguide.ui.door.first_run", "kapguide.ui.emergency.view", "kapguide.export.report",
}  # fmt: skip
"""What no start reads before the locked door is on the screen."""
BUILT = {"build", "dist", "bench.json"}


def name_of(path: Path) -> str:
    """The path as a finding names it."""
    return str(path.relative_to(CHECKOUT))


@dataclass(frozen=True)
class Source:
    """What the rules want to know of a file: read in one walk, for the trees of all files together fill the memory."""

    imports: tuple[str, ...]
    """Every module that it imports, wherever in it; a name taken from a package counts as a module of it."""
    classes: tuple[str, ...]
    """The public classes at its top."""
    silent: tuple[str, ...]
    """The public classes without a docstring, wherever in it, and the module itself."""
    names: frozenset[str]
    """Every name and attribute."""


@functools.cache
def source_of(path: Path) -> Source:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found, names = [], set()
    silent = [] if ast.get_docstring(tree) or not tree.body else ["the module"]
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                found += (alias.name for alias in node.names)
            case ast.ImportFrom():
                assert node.level == 0, f"{name_of(path)} imports relatively"
                found += (f"{node.module}.{alias.name}" for alias in node.names)
            case ast.ClassDef() if not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(node.name)
            case ast.Attribute():
                names.add(node.attr)
            case ast.Name():
                names.add(node.id)
    top = (node.name for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))
    return Source(tuple(found), tuple(top), tuple(silent), frozenset(names))


def imports(path: Path) -> tuple[str, ...]:
    return source_of(path).imports


def broken(paths: Iterable[Path], what: Callable[[Path], object]) -> dict[str, object]:
    """Each file of which something is found, by its name: one look at all of them is no slower than at one."""
    return {name_of(path): found for path in paths if (found := what(path))}


def room_of(path: Path) -> str:
    """The layer a module belongs to; the composition root is `top`."""
    parts = path.relative_to(PACKAGE).parts
    if len(parts) > 1:
        return parts[0]
    return "ground" if path.stem in GROUND else path.stem if path.stem in ALLOWED else "top"


def test_imports_go_down_only() -> None:
    def upward(path: Path) -> set[str]:
        mine = {name.split(".")[1] for name in imports(path) if name.startswith("kapguide.")} - {"__version__"}
        return set() if room_of(path) == "top" else mine - ALLOWED[room_of(path)]

    assert broken(MODULES, upward) == {}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


def test_no_module_imports_itself_by_a_detour() -> None:
    """Also not by an import inside a function, or one for types alone: those are for start-up, not to hide a circle."""
    known = {module_of(path) for path in MODULES}
    graph = {
        module_of(path): {
            name if name in known else name.rpartition(".")[0] for name in imports(path) if name.startswith("kapguide")
        }
        for path in MODULES
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" imports ".join(reversed(error.args[1])))


@pytest.mark.parametrize("house", ["store", "usecases", "ui/widgets", "ui/session"])
def test_the_rooms_of_a_house_stand_one_above_the_other(house: str) -> None:
    """A folder below one of these is a room, and so is a file that stands beside the folders: none needs another that
    needs it, however far round."""
    inside = f"kapguide.{house.replace('/', '.')}."
    known = {module_of(path) for path in MODULES}

    def room(module: str) -> str:
        return module.removeprefix(inside).partition(".")[0]

    graph: dict[str, set[str]] = {}
    for path in (PACKAGE / house).rglob("*.py"):
        uses = {name if name in known else name.rpartition(".")[0] for name in imports(path)}
        theirs = {room(name) for name in uses if name.startswith(inside)}
        mine = room(module_of(path))
        graph.setdefault(mine, set()).update(theirs - {mine})
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" needs ".join(reversed(error.args[1])))


def test_a_room_of_the_window_uses_itself_and_what_all_rooms_share() -> None:
    window = PACKAGE / "ui"

    def strange(path: Path) -> set[str]:
        room = path.relative_to(window).parts[0]
        may_use = SHARED_ROOMS.get(room, SHARED_ROOMS.keys() | ROOMS_MAY_ALSO_USE.get(room, set()))
        mine = {name.split(".")[2] for name in imports(path) if name.startswith("kapguide.ui.")}
        return mine - LOOK - {room} - may_use

    assert broken((path for path in MODULES if window in path.parent.parents), strange) == {}


def test_qt_stays_in_the_ui_and_the_composition_root() -> None:
    below = (path for path in MODULES if room_of(path) != "ui" and path.name != "app.py")
    assert broken(below, lambda path: {name.split(".")[0] for name in imports(path)} & {"PySide6", "shiboken6"}) == {}


def test_the_sound_process_imports_nothing_above_it() -> None:
    def strange(path: Path) -> list[str]:
        theirs = (name for name in imports(path) if not name.startswith("kapguide.audio.sound"))
        return [name for name in theirs if name.split(".")[0] not in SOUND_MAY_USE]

    assert broken((PACKAGE / "audio" / "sound").rglob("*.py"), strange) == {}


def printed_by(program: str) -> list[str]:
    """The words that a program prints, run in a Python of its own."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.split()


def test_the_engine_starts_without_a_window_or_a_store() -> None:
    loaded = printed_by("import kapguide.session.engine, sys; print(*sorted(sys.modules))")
    assert not {"PySide6", "sqlite3", "sqlcipher3", "sqlite_utils", "numpy", "vlc"} & set(loaded)


STARTS = """
import sys, linecache
import kapguide.app
print(*linecache.cache, sep="\\n", end="\\0")
import kapguide.cli
print(*sys.modules, sep="\\n", end="\\0")
import importlib, kapguide.ui.navigator
for part in kapguide.app.BEHIND_THE_DOOR: importlib.import_module(part)
print(*sys.modules, sep="\\n")
"""


@pytest.fixture(scope="module")
def window() -> tuple[set[str], ...]:
    """Of a window that starts: the files whose source it keeps, the modules at the locked door, and those behind it."""
    kept, door, behind = (set(part.split()) for part in " ".join(printed_by(STARTS)).split("\0"))
    return kept, door, behind


def test_a_window_holds_nothing_before_it_is_needed(window: tuple[set[str], ...]) -> None:
    """All that Today, a preparation, the live screen and the note are made of is loaded here."""
    _, _, loaded = window
    assert {"kapguide.ui.today.screen", "kapguide.ui.session.screen", "kapguide.ui.note.screen"} <= loaded
    assert not NOT_BEFORE_IT_IS_NEEDED & loaded


def test_the_door_waits_for_nothing_that_lies_behind_it(window: tuple[set[str], ...]) -> None:
    _, loaded, _ = window
    assert "kapguide.ui.door.unlock" in loaded
    assert not NOT_BEFORE_THE_DOOR & loaded


def test_a_window_keeps_the_source_of_no_module(window: tuple[set[str], ...]) -> None:
    """Qt’s part for Python reads and keeps what is imported after it, unless it is stopped; see kapguide.ui."""
    kept, _, _ = window
    assert not {str(path) for path in MODULES if path.parent != PACKAGE or path.name == "app.py"} & kept


def test_a_file_is_short_enough_to_be_read() -> None:
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in WRITTEN}
    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_every_module_and_public_class_says_what_it_is() -> None:
    assert broken(MODULES, lambda path: source_of(path).silent) == {}


def test_each_public_class_has_a_name_of_its_own() -> None:
    """One word, one thing: whoever reads a name in one room knows it in every other."""
    homes: dict[str, list[str]] = {}
    for path in MODULES:
        for name in source_of(path).classes:
            homes.setdefault(name, []).append(name_of(path))
    assert {name: there for name, there in homes.items() if len(there) > 1} == {}


def test_no_test_sleeps_or_is_skipped() -> None:
    never = {"sleep", "qsleep", "msleep", "skip", "skipif", "importorskip"}
    assert broken((CHECKOUT / "tests").rglob("test_*.py"), lambda path: source_of(path).names & never) == {}


def test_the_top_level_holds_only_what_is_agreed() -> None:
    there = {path.name for path in CHECKOUT.iterdir() if not path.name.startswith(".")}
    assert there - BUILT <= TOP_LEVEL


def test_nothing_fetches_code_or_pictures_at_run_time() -> None:
    """The program is offline: no module of it can speak HTTP."""
    network = {"requests", "urllib.request", "http.client", "httpx", "aiohttp", "ftplib", "smtplib"}
    assert broken(MODULES, lambda path: [name for name in imports(path) if name.startswith(tuple(network))]) == {}
