"""The practice's settings as the window changes them: the file stays one that a person can read and write."""

from collections.abc import Callable
from datetime import date

from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.settings import Settings, read_settings, settings_in
from kapguide.toml_edit import Place
from kapguide.usecases.clinic.written_file import WrittenFile


class PracticeSettings:
    """What is set now; `changed` is called with it, and with what was set before, after each change of the file."""

    def __init__(
        self, home: Home, changed: Callable[[Settings, Settings], object], now: Settings | None = None
    ) -> None:
        self._file = WrittenFile(home.settings, _check)
        self._changed = changed
        self.now = now or Settings()

    @property
    def file(self) -> WrittenFile:
        """The file, for where a value comes from."""
        return self._file

    def read(self) -> Settings:
        """What the file says now: somebody may have written in it. Raises KapGuideError naming the line."""
        found = read_settings(self._file.path)
        if found != self.now:
            before, self.now = self.now, found
            self._changed(found, before)
        return found

    def value(self, place: Place) -> object:
        """What counts at a place: what is set, or what comes with KapGuide; None where nothing does."""
        return _at(self.now, place)

    def default(self, place: Place) -> object:
        """What comes with KapGuide."""
        return _at(Settings(), place)

    def say(self, place: Place, value: object, by: str, day: date) -> None:
        """Set a value; None lets what comes with KapGuide count. Raises KapGuideError, and nothing was changed."""
        if value != self.value(place) or not self._file.says(place):
            self._file.say({place: value}, by, day)
            self.read()


def _check(text: str) -> None:
    try:
        settings_in(text)
    except (ValueError, RecursionError) as error:
        raise KapGuideError(f"This cannot be set: {error}. Nothing was changed.", str(error)) from error


def _at(settings: object, place: Place) -> object:
    found = settings
    for part in place:
        found = getattr(found, str(part), None)
    return found
