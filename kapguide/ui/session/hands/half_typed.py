"""What is half typed on the live screen: told as it grows, so that no crash loses it, and entered before an end."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from kapguide.session import commands as c
from kapguide.session.clock import Elapsed
from kapguide.session.live import LiveSession
from kapguide.text import manner_of
from kapguide.ui.emergency.view import EmergencyView
from kapguide.ui.session.cards.breath_card import BreathCard
from kapguide.ui.session.forms.consent_form import ConsentForm
from kapguide.ui.session.forms.display_form import DisplayForm
from kapguide.ui.session.forms.dose_form import DoseForm
from kapguide.ui.session.forms.effects_form import EffectsForm
from kapguide.ui.session.forms.leave_panel import LeavePanel
from kapguide.ui.session.forms.leaving_list import LeavingListPanel
from kapguide.ui.session.forms.people_form import PeopleForm
from kapguide.ui.session.forms.question_form import QuestionForm
from kapguide.ui.session.forms.timer_form import TimerForm
from kapguide.ui.session.layout import LiveLayout


class HalfTyped(QObject):
    """Gathers it from every field of a live screen. `send` carries out a command and tells whether it could."""

    changed = Signal(str, int)
    """All of it as one note line, and the session time at which that was begun."""

    def __init__(self, screen: LiveLayout, session: LiveSession, send: Callable[[c.Command], bool]) -> None:
        super().__init__(screen)
        self._screen, self._session, self._send = screen, session, send
        self._vitals_begun = Elapsed(0)
        self._told = ""
        screen.vitals.field.begun.connect(self._vitals_begin)
        screen.notes.line.begun.connect(self._note_begins)
        screen.notes.draft_changed.connect(self.tell)
        screen.notes.written.connect(self._write)

    def put_back(self, text: str, begun: int) -> None:
        """Put the half-typed line of a window that died back into the note line."""
        self._screen.notes.begun = Elapsed(begun)
        self._screen.notes.line.put(text)
        self.tell()

    def enter(self) -> None:
        """What is half typed is entered: behind the end there is no line to finish it in."""
        self._screen.notes.hand_over()
        for words, begun in self._beside_the_note():
            self._send(c.AddNote(words, begun))
        made = self._screen.made
        for form in (made(DoseForm), made(BreathCard), made(EffectsForm), made(DisplayForm)):
            if form is not None:
                form.clear()

    def tell(self) -> None:
        """What is half typed anywhere, as one line; the client's own words last: nothing else is taken for them."""
        half, begun = self._screen.notes.half_typed
        pieces = [half, self._screen.half_typed_in(EmergencyView), *(words for words, _ in self._beside_the_note())]
        leave = self._screen.made(LeavePanel)
        if leave is not None and (reason := leave.reason.one_line()):  # an end takes it along, a crash would not
            pieces.append(f"Why the session ends, typed and not entered: {reason}")
        text = "  ".join(sorted(filter(None, pieces), key=lambda piece: manner_of(piece)[0] != "note"))
        if text != self._told:
            self._told = text
            self.changed.emit(text, begun if half else self._now())

    def _beside_the_note(self) -> list[tuple[str, Elapsed]]:
        """What is half typed beside the note line: each as the note that it would become, and when it was begun."""
        screen, half, now = self._screen, self._screen.half_typed_in, self._now()
        typed = (
            ("Vitals, typed and not entered", screen.vitals.half_typed(), self._vitals_begun),
            ("Dose, typed and not entered", half(DoseForm), now),
            ("Answer, typed and not entered", screen.prompt.answers.half_typed(), now),
            ("Answer, typed and not entered", screen.vitals.answers.half_typed(), now),
            ("Leaving, typed and not entered", half(LeavePanel), now),
            ("Reason for a breath with a hold, typed and not entered", half(BreathCard), now),
            ("Line for the client’s display, typed and not shown", half(DisplayForm), now),
            ("Leaving list, typed and not entered", half(LeavingListPanel), now),
            ("Wish, typed and not entered", half(ConsentForm), now),
            ("Somebody who is here, typed and not entered", half(PeopleForm), now),
            ("Side effect, typed and not recorded", half(EffectsForm), now),
            ("Timer, typed and not started", half(TimerForm), now),
        )
        lines = [(f"{what}: {words}", begun) for what, words, begun in typed if words]
        correction = half(QuestionForm)
        return [*lines, (correction, now)] if correction else lines

    def _now(self) -> Elapsed:
        return self._session.now().elapsed

    def _note_begins(self) -> None:
        self._screen.notes.begun = self._now()

    def _vitals_begin(self) -> None:
        self._vitals_begun = self._now()

    def _write(self, words: str, manner: str, supersedes: str) -> None:
        if self._send(c.AddNote(words, self._screen.notes.begun, manner, supersedes)):
            self.tell()
        else:
            self._screen.notes.put_back(words, manner)
