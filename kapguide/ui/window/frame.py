"""What a flow stands in: the one window with its look, the practice's files, and the work beside the window."""

from typing import NamedTuple

from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.ui.theme import Theme
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread


class WindowFrame(NamedTuple):
    """The same five things for every flow; `post` calls from any thread on the window's own."""

    theme: Theme
    home: Home
    window: MainWindow
    jobs: Jobs
    post: WindowThread
