"""Photograph every screen and state: `screens.py [--out FOLDER] [--theme NAME] [--size WxH] [NAME ...]`."""

import argparse
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
if "DISPLAY" not in os.environ and sys.platform.startswith("linux"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from kapguide.ui.theme import Theme
from screen_cast import ROOM, SCREENS, Builder

SIZES = ((960, 500), (1280, 640), (1366, 690), (1440, 860), (1920, 1010), (2560, 1370))
SETTLE_MS = 60


def photograph(builder: Builder, theme: Theme, size: tuple[int, int], file: Path) -> None:
    """Build a screen, let it settle, save its picture, and throw it away."""
    screen = builder(theme)
    screen.setAutoFillBackground(True)
    screen.resize(*size)
    screen.show()
    screen.setFocus()
    settle(SETTLE_MS)
    for _ in range(4):
        QCoreApplication.processEvents()  # on a busy machine that time may end before the last layout
    if not screen.grab().save(str(file)):
        raise OSError(f"{file} could not be written")
    screen.close()
    screen.deleteLater()  # a live screen that is kept goes on drawing itself each second
    QCoreApplication.sendPostedEvents(screen, QEvent.Type.DeferredDelete)


def light_of(name: str) -> str:
    """The theme in which a screen stands."""
    return "low-light" if name.startswith(ROOM) else "light"


def settle(ms: int) -> None:
    """Handle what happens in the next `ms` milliseconds."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures that were asked for, by default all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {', '.join(SCREENS)}; default all")
    parser.add_argument("--out", type=Path, help="folder for the PNG files; default a new temporary one")
    parser.add_argument("--theme", help="low-light, dark or light; default each screen's own")
    parser.add_argument("--size", action="append", type=_size, help="such as 1440x900; may be given again")
    chosen = parser.parse_args(arguments)
    if unknown := [name for name in chosen.names if name not in SCREENS]:
        parser.error(f"no screen is called {', '.join(unknown)}")
    out = chosen.out or Path(tempfile.mkdtemp(prefix="kapguide-screens-"))
    out.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    for name in chosen.names or SCREENS:
        theme = Theme.named(chosen.theme or light_of(name), motion=False)  # a picture shows where a change ends
        theme.dress(app)
        for size in chosen.size or SIZES:
            file = out / f"{name}-{size[0]}x{size[1]}.png"
            photograph(SCREENS[name], theme, size, file)
            print(file)
    return 0


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


if __name__ == "__main__":
    sys.exit(main())
