"""What is asked beside the session is carried out: answers to what is due, timers, consent, leaving and the end."""

from collections.abc import Callable

from kapguide.session import commands as c
from kapguide.session.care.answers import AGREED, Answer, Touch
from kapguide.session.care.rules import may_discard, observation_left
from kapguide.session.clock import Instant
from kapguide.session.consent.commands import HearWish, MarkConsent
from kapguide.session.consent.state import Consent, ConsentTo
from kapguide.session.live import LiveSession
from kapguide.session.state import SessionState
from kapguide.ui.session.cards.answer_row import AnswerRow
from kapguide.ui.session.forms.consent_form import TOUCH, ConsentForm, can_withdraw
from kapguide.ui.session.forms.effects_form import EffectsForm
from kapguide.ui.session.forms.leave_panel import LeavePanel
from kapguide.ui.session.forms.people_form import PeopleForm
from kapguide.ui.session.forms.question_form import Question
from kapguide.ui.session.forms.timer_form import TimerForm
from kapguide.ui.session.hands.effects_hands import EffectsHands
from kapguide.ui.session.hands.leaving_hands import LeavingHands
from kapguide.ui.session.hands.people_hands import PeopleHands
from kapguide.ui.session.hands.private_hands import PrivateHands
from kapguide.ui.session.layout import LiveLayout


class BesideTheSession:
    """Opens the panels of a live screen and sends what they ask. `enter` enters what is half typed before an end."""

    def __init__(
        self,
        screen: LiveLayout,
        session: LiveSession,
        send: Callable[[c.Command], bool],
        calm: Callable[[], None],
        enter: Callable[[], None],
    ) -> None:
        self._screen, self._session = screen, session
        self._send, self._calm, self._enter = send, calm, enter
        self.people = PeopleHands(screen, session, send, calm)
        self.going = LeavingHands(screen, session, send, self._open_leave)
        self.effects = EffectsHands(screen, session, send, calm)
        self.private = PrivateHands(screen, send)
        prompt, vitals = self._rows()
        self.doings: dict[str, Callable[[], object]] = {
            "yes": lambda: prompt.press(0),
            "no": lambda: prompt.press(1),
            "other": lambda: prompt.press(2),
            "declined": lambda: vitals.press(0),
            "left-out": lambda: vitals.press(1),
            "timers": self.open_timers,
            "people": self.people.press,
            "effects": self.effects.press,
            "limit": self.effects.see_limit,
            "touch": self.mark_touch,
            "consent": self.open_consent,
            "observers": lambda: self.withdraw(ConsentTo.OBSERVERS),
            "recording": lambda: self.withdraw(ConsentTo.RECORDING),
            "leave": self.show_leave,
        }
        """What the keys do, by their names in the table of keys."""
        for row in (prompt, vitals):
            row.answered.connect(lambda command, row=row: self._answer(row, command))
            row.left.connect(screen.setFocus)
        screen.header.touch.clicked.connect(self.mark_touch)
        screen.leave_button.clicked.connect(self.show_leave)
        screen.once(LeavePanel, self._wire_leave)
        screen.once(TimerForm, self._wire_timers)
        screen.once(ConsentForm, self._wire_consent)

    def _wire_leave(self, leave: LeavePanel) -> None:
        leave.noted.connect(self._send)
        leave.end_asked.connect(self.end)
        leave.discard_asked.connect(self._discard)
        leave.closed.connect(self._calm)

    def _wire_timers(self, timers: TimerForm) -> None:
        timers.asked.connect(self._timer)
        timers.closed.connect(self._calm)

    def _wire_consent(self, consent: ConsentForm) -> None:
        consent.matter_asked.connect(self._say_of)
        consent.wished.connect(self._wish)
        consent.closed.connect(self._calm)

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now` in the panel that is open."""
        if isinstance(self._screen.panel, LeavePanel):
            self._screen.leave.render_state(state, now)
        if isinstance(self._screen.form, PeopleForm):
            self.people.render_state(state, now)
        self.going.render_state(state, now)
        if isinstance(self._screen.form, EffectsForm):
            self.effects.render_state(state, now)
        if isinstance(self._screen.form, TimerForm):
            self._screen.timers.render_state(state, now)
        if isinstance(self._screen.form, ConsentForm):
            self._screen.consent.render_state(state)

    def _rows(self) -> tuple[AnswerRow, AnswerRow]:
        return self._screen.prompt.answers, self._screen.vitals.answers

    def _answer(self, row: AnswerRow, command: c.AnswerCue) -> None:
        """Nobody is named in it whom nobody has named."""
        if self._send(command):
            row.done()
            self._screen.setFocus()
            if command.answer == Answer.REPORTED:
                self.effects.open()

    def open_timers(self) -> None:
        """The side timers: those that run, and one more."""
        self._screen.show_panel(None)
        self._screen.show_form(self._screen.timers)
        self._screen.timers.open(self._session.state, self._session.now())

    def mark_touch(self) -> None:
        """One key withdraws what was agreed to; before the dose it asks which touch that is. Where there is nothing to
        withdraw any more, it shows how it stands with all consent."""
        state = self._session.state
        if state.doses or can_withdraw(state, TOUCH, recorded=True):
            self.withdraw(TOUCH)
        else:
            self._ask(Question("Touch consent", tuple(AGREED)), lambda n: c.MarkTouch(AGREED[n]))

    def withdraw(self, matter: str) -> None:
        """One key withdraws what was agreed to; where there is nothing to withdraw, it shows how it stands with all
        consent. Before the dose, what nobody has said anything of is asked first."""
        state = self._session.state
        if not can_withdraw(state, matter, recorded=not state.doses):
            self.open_consent()
            return
        self._send(c.MarkTouch(Touch.WITHDRAWN) if matter == TOUCH else MarkConsent(matter, Consent.WITHDRAWN))
        self._screen.setFocus()

    def open_consent(self) -> None:
        """How it stands with all consent, and a wish for more."""
        self._screen.show_panel(None)
        self._screen.show_form(self._screen.consent)
        self._screen.consent.open(self._session.state)

    def _say_of(self, matter: str) -> None:
        """Withdraw it; before the dose, ask how it is."""
        if self._session.state.doses:
            self.withdraw(matter)
            self._screen.consent.setFocus()  # its button goes
        elif matter == TOUCH:
            self._ask(Question("Touch consent", tuple(AGREED)), lambda n: c.MarkTouch(AGREED[n]))
        else:
            ways = (Consent.AGREED, Consent.REFUSED)
            self._ask(Question(f"Consent to {matter}", tuple(ways)), lambda n: MarkConsent(matter, ways[n]))

    def _ask(self, question: Question, command: Callable[[int], c.Command]) -> None:
        """Ask what is so before the dose."""
        self._screen.show_panel(None)
        self._screen.show_form(self._screen.question)
        self._screen.question.ask(question, lambda n, *_: self._said(command(n)))
        self._screen.question.say("After the dose it can only be withdrawn.")

    def _said(self, command: c.Command) -> None:
        if self._send(command):
            self._calm()

    def _wish(self, words: str) -> None:
        if self._send(HearWish(words)):
            self._screen.consent.clear()
            self._calm()

    def show_leave(self) -> None:
        """How it stands with the leaving, and what ends the session; or put that away."""
        if isinstance(self._screen.panel, LeavePanel):
            self._calm()
        else:
            self._open_leave()

    def _open_leave(self) -> None:
        self._screen.show_panel(self._screen.leave)
        self._screen.leave.open(self._session.state, self._session.now(), self._session.log)

    def end(self, reason: str = "") -> None:
        """End the session, or ask why where that takes a reason."""
        if observation_left(self._session.state, self._session.now().elapsed) and not reason:
            self._open_leave()
            return
        self._enter()
        self._send(c.End(reason or self._screen.leave.reason.one_line()))

    def _discard(self, reason: str) -> None:
        if may_discard(self._session.state, self._session.now().elapsed):
            self._enter()
        self._send(c.Discard(reason))

    def _timer(self, command: c.Command) -> None:
        if self._send(command):
            if isinstance(command, c.StartTimer):
                self._screen.timers.clear()
            self._calm()
