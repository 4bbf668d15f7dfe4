"""What is done about a dose on the live screen: the form opens, is recorded or corrected, and its steps are said."""

from collections.abc import Callable

from kapguide.session import commands as c
from kapguide.session.doses.rules import NO_DOSE
from kapguide.session.doses.steps import StepAct, dose_rail
from kapguide.session.live import LiveSession
from kapguide.session.protocol.protocol import PhaseKind, Route
from kapguide.ui.session.forms.dose_form import DoseForm
from kapguide.ui.session.keys import cap
from kapguide.ui.session.layout import LiveLayout


class DoseHands:
    """Opens the dose form of a live screen and sends what it and the steps ask."""

    def __init__(
        self, screen: LiveLayout, session: LiveSession, send: Callable[[c.Command], bool], calm: Callable[[], None]
    ) -> None:
        self._screen, self._session = screen, session
        self._send, self._calm = send, calm
        screen.header.clock.clicked.connect(self.open)
        screen.prompt.dose_asked.connect(self.open)
        screen.prompt.stepped.connect(self.step)
        screen.once(DoseForm, self._wire)
        screen.notes.dose_chosen.connect(self._correct)

    def _wire(self, form: DoseForm) -> None:
        form.recorded.connect(self._record)
        form.closed.connect(self._calm)
        form.correction_asked.connect(self._correct)

    def open(self) -> None:
        """First step of "dose given": the form, as planned or as it was left."""
        if not self._session.state.protocol.has_dose:
            self._screen.quiet.say(NO_DOSE)
            return
        if self._session.state.emergency is None:
            self._screen.show_panel(None)
            self._screen.show_form(self._screen.dose)
            self._screen.dose.open(self._session.state, self._session.now, self._session.log)

    def step(self, act: StepAct) -> None:
        """What a person says of the dose's steps; the next tablet is a dose of its own."""
        if act is StepAct.NEXT:
            self.open()
        else:
            self._send(c.StepDose(act.value))
            self._screen.setFocus()

    def step_now(self) -> None:
        """The key of the steps says the first thing that there is to say; how a hold ends has keys of its own."""
        rail = dose_rail(self._session.state, self._session.now().elapsed)
        if rail is not None and rail.acts and rail.acts[0] not in (StepAct.SPAT, StepAct.SWALLOWED):
            self.step(rail.acts[0])

    def end_hold(self, act: StepAct) -> None:
        """The keys of how a hold ended say nothing of a dose that was not held in the mouth, or long ago."""
        state, now = self._session.state, self._session.now().elapsed
        if state.doses and state.doses[-1].route == Route.SUBLINGUAL and dose_rail(state, now) is not None:
            self.step(act)

    def enter_half_typed(self) -> None:
        """What is typed in the form and not recorded becomes a line."""
        form = self._screen.made(DoseForm)
        if form is not None and (words := form.half_typed()):
            self._send(c.AddNote(f"Dose, typed and not entered: {words}", self._session.now().elapsed))
            form.clear()

    def _record(self, command: c.Command) -> None:
        if self._send(command):
            self._screen.dose.clear()
            self._say_where()
        self._calm()

    def _say_where(self) -> None:
        """A dose moves no phase: where the plan is still before it, prompts and music are, too."""
        state = self._session.state
        phase = state.protocol.phases[state.flow.index]
        if phase.kind is PhaseKind.PREPARATION:
            where = f"The phase is still “{phase.title}”; “{cap('next')}” goes on."
            self._screen.quiet.say(f"The dose is recorded. {where}")

    def _correct(self, dose_id: str) -> None:
        if not self._screen.dose.corrects(dose_id):
            self.enter_half_typed()
            self.open()
            self._screen.dose.correct_dose(dose_id)
        else:
            self.open()
