"""What a flow stands in: the one window with its two lights, the practice's files, and the work beside the window."""

from typing import NamedTuple

from kapguide.jobs import Jobs
from kapguide.paths import Home
from kapguide.ui.theme import Theme
from kapguide.ui.window.main_window import MainWindow
from kapguide.ui.window.window_thread import WindowThread


class WindowFrame(NamedTuple):
    """The same six things for every flow; `post` calls from any thread on the window's own.

    `desk` is the theme of what is done at the desk, `theme` that of what is done in the room where the client lies. A
    screen is built with the one it belongs to, and the window takes its light from the screen that is shown.
    """

    theme: Theme
    desk: Theme
    home: Home
    window: MainWindow
    jobs: Jobs
    post: WindowThread
