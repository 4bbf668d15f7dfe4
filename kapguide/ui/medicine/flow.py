"""The medicine log at the window: read anew after each line, and written to as soon as one is whole."""

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec

from kapguide.clinical.facts import MedicineMoved
from kapguide.clinical.medicine_log import MedicineLog
from kapguide.errors import KapGuideError
from kapguide.paths import private_folder
from kapguide.store.records import Store
from kapguide.ui.medicine.line_form import line_form
from kapguide.ui.medicine.rows import dose_row, line_row, stock_row
from kapguide.ui.medicine.screen import MedicineScreen
from kapguide.ui.widgets.forms.form import Form
from kapguide.ui.window.frame import WindowFrame
from kapguide.ui.window.window_thread import there
from kapguide.usecases.medicine_log import MedicineBook, book_of, export_log, moved_for, write_line

AT_ONCE = 100
"""So many lines are shown at first."""
SAVE_WITHIN_S = 3.0
WRITTEN = "Written."
NOT_YET = "Not saved yet: it is kept, and saved as soon as the disk takes it."


class MedicineFlow:
    """`done` is called when the log is left, to what is called `back`."""

    def __init__(self, frame: WindowFrame, store: Store, done: Callable[[], object], back: str = "Settings") -> None:
        self._frame, self._store, self._done, self._back = frame, store, done, back
        self._book = MedicineBook(MedicineLog())
        self._shown = AT_ONCE

    def show(self) -> MedicineScreen:
        """The log; it is read beside the window, as it may be long."""
        screen = MedicineScreen(self._frame.desk, self._back)
        screen.closed.connect(self._done)
        screen.line_asked.connect(lambda: self._write_one(screen))
        screen.correction_asked.connect(lambda line: self._correct(screen, line))
        screen.dose_asked.connect(lambda dose: self._write_dose(screen, dose))
        screen.export_asked.connect(lambda: self._export(screen))
        screen.more_asked.connect(lambda: self._show_further(screen))
        self._frame.window.show_screen(screen)
        self._shown = AT_ONCE
        self._read(screen)
        return screen

    def _read(self, screen: MedicineScreen) -> None:
        self._frame.jobs.run(
            lambda: book_of(self._store),
            lambda book: self._show(screen, book),
            lambda error: screen.say(error.sentence, good=False),
            there(screen),
        )

    def _show(self, screen: MedicineScreen, book: MedicineBook) -> None:
        self._book, now, many = book, _now(), len(book.log.lines)
        newest = list(enumerate(book.log.lines, start=1))[: -self._shown - 1 : -1]
        screen.show_rows(
            tuple(line_row(book, number, line, now) for number, line in newest),
            tuple(stock_row(stock, now) for stock in book.log.stocks),
            tuple(dose_row(dose, now) for dose in reversed(book.without)),
            f"{many:,} line{'s' if many != 1 else ''}, the newest first" if many else "",
        )

    def _show_further(self, screen: MedicineScreen) -> None:
        """Whoever looks further down is shown more of them."""
        if self._shown < len(self._book.log.lines):
            self._shown *= 2
            self._show(screen, self._book)

    # --- a line is written ----------------------------------------------------------------------------------

    def _write_one(self, screen: MedicineScreen) -> None:
        """A line begins from what the last one was about."""
        now, last = _now(), self._book.log.lines[-1].moved if self._book.log.lines else None
        form = self._form(screen, now, None)
        if last is not None:
            form.take_over({name: getattr(last, name) for name in ("medicine", "strength", "form", "unit")})
        screen.open_form(form)

    def _write_dose(self, screen: MedicineScreen, dose_id: str) -> None:
        """The line of a dose begins from the dose, and from the last line of its medicine."""
        dose = next(each for each in self._book.without if each.id == dose_id)
        moved = moved_for(dose)
        lines = [line.moved for line in self._book.log.lines]
        like = next((each for each in lines[::-1] if each.medicine.casefold() == dose.medicine.casefold()), lines[-1])
        moved = msgspec.structs.replace(
            moved,
            medicine=moved.medicine or like.medicine,
            strength=moved.strength or like.strength,
            form=moved.form or like.form,
            unit=like.unit,
            lot=like.lot,
        )
        screen.open_form(self._form(screen, _now(), moved))

    def _correct(self, screen: MedicineScreen, line_id: str) -> None:
        line = next(each for each in self._book.log.lines if each.fact.id == line_id)
        if line.corrected:
            screen.say(f"Line {self._book.number(line_id)} was corrected already; correct the one that took its place.")
            return
        screen.open_form(self._form(screen, _now(), line.moved, line_id))

    def _form(self, screen: MedicineScreen, now: datetime, begun: MedicineMoved | None, corrects: str = "") -> Form:
        doses = list(reversed(self._book.without))
        return line_form(
            self._frame.desk,
            now,
            begun,
            doses,
            lambda moved: self._write(screen, moved, corrects),
            self._book.number(corrects) if corrects else 0,
        )

    def _write(self, screen: MedicineScreen, moved: MedicineMoved, corrects: str) -> None:
        try:
            said = write_line(self._store, moved, corrects)
        except KapGuideError as error:
            if screen.form is not None:
                screen.form.say_fault(error.sentence)
            return
        saved = said.ticket.wait(SAVE_WITHIN_S)
        screen.close_form()
        screen.say(WRITTEN if saved else NOT_YET, good=saved)
        self._read(screen)

    def _export(self, screen: MedicineScreen) -> None:
        store, home = self._store, self._frame.home
        self._frame.jobs.run(
            lambda: export_log(store, private_folder(home.exports), datetime.now(UTC)),
            lambda file: screen.say(f"Written to {file}"),
            lambda error: screen.say(error.sentence, good=False),
            there(screen),
        )


def _now() -> datetime:
    return datetime.now(UTC).astimezone()
