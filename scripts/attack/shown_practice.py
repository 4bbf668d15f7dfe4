"""The demonstration practice for an attack: made once in a run, and copied to wherever one is struck."""

import functools
import tempfile
from pathlib import Path

from kapguide.paths import Home
from kapguide.store.keys.vault import Keys
from kapguide.usecases.demonstration.demo import demo_home, make_demo, open_demo


def lay_demo(folder: Path) -> tuple[Home, Keys]:
    """A demonstration practice in `folder`, and its keys."""
    home = demo_home(Home(folder)).make()
    for name, content in _made().items():
        (home.root / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (home.root / name).write_bytes(content)
        (home.root / name).chmod(0o600)
    return home, open_demo(home)


@functools.cache
def _made() -> dict[str, bytes]:
    """All of its files but the lock, by their places in its folder."""
    with tempfile.TemporaryDirectory() as folder:
        home = demo_home(Home(Path(folder)))
        make_demo(home)
        files = [path for path in home.root.rglob("*") if path.is_file() and path.suffix != ".lock"]
        return {str(path.relative_to(home.root)): path.read_bytes() for path in files}
