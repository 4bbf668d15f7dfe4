"""Which screen was the client's last: one line in the data folder, that no session waits for."""

from kapguide.files import read_file, text_of, write_safely
from kapguide.log import log
from kapguide.paths import Home
from kapguide.settings import DisplaySettings
from kapguide.ui.display.client_display import ClientDisplay
from kapguide.ui.theme import Theme

LONGEST = 400


def client_display(theme: Theme, home: Home, settings: DisplaySettings) -> ClientDisplay:
    """The client's display of a practice, on the screen that is set, or else on the one that was chosen last."""

    def remember(key: str) -> None:
        try:
            write_safely(home.display, key.encode("utf-8", "replace")[:LONGEST])
        except OSError as error:
            log.warning("the client's screen was not remembered: %s", error)

    return ClientDisplay(
        theme,
        remembered=settings.screen or remembered(home),
        remember=remember,
        picture=settings.picture,
    )


def remembered(home: Home) -> str:
    """The key of the screen that was chosen last; empty where none was, or nobody can read it any more."""
    try:
        return text_of(read_file(home.display, LONGEST)).strip()
    except (OSError, UnicodeDecodeError):
        return ""
