"""The dose, field by field: who, what, when. What is not true is not filled in, and nothing half-typed is lost."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import msgspec
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from kapguide.errors import KapGuideError
from kapguide.session import commands as c
from kapguide.session.clock import Elapsed, Instant
from kapguide.session.doses.dose import DoseStep
from kapguide.session.doses.steps import steps_ahead
from kapguide.session.events import Event
from kapguide.session.protocol.protocol import Route
from kapguide.session.state import SessionState
from kapguide.session.wall import shown_at, stretches
from kapguide.session.wording import ROUTES
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.session.forms import dose_fields
from kapguide.ui.session.forms.dose_fields import DoseDraft
from kapguide.ui.session.times import parse_moment
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text, text_width
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.forms.listed_line import ListedLine
from kapguide.ui.widgets.forms.one_of import OneOf
from kapguide.ui.widgets.steps_rail import Pill, RailData, StepsRail
from kapguide.ui.widgets.words import countdown_text

IN_COLUMN = (
    (("medicine", 205), ("form", 130), ("strength", 126), ("amount", 132), ("unit", 86)),
    (("route", 205), ("part", 130), ("how", 360)),
    (("who", 205), ("role", 130), ("at", 360)),
)
ACROSS = (
    (("medicine", 230), ("form", 170), ("strength", 166), ("amount", 154), ("unit", 110)),
    (("route", 146), ("part", 106), ("how", 322), ("who", 212), ("role", 120), ("at", 96)),
)
"""The rows of the form, each field with its share of the width: in the left column, and over both."""


class DoseForm(Card):
    """Emits the command that records the dose, corrects it, or records its end."""

    recorded = Signal(object)
    correction_asked = Signal(str)
    """The id of the dose that is to be corrected instead of recording a further one."""
    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Dose given", accent=True)
        self._of: LayoutClass = STANDARD
        self._state: SessionState | None = None
        self._moment: Callable[[], Instant] | None = None
        self._log: Sequence[Event] = ()
        self._correcting = ""
        self._for = ""
        """Which dose the form was opened for; what is half-typed waits for the same one."""
        self._untouched: tuple[str, Elapsed] | None = None
        """The time that stands in the form since a correction began, and the one that it means."""
        self._asked = ""
        """What was still open when Enter was pressed; pressed again, the entry is made without it."""
        self._last = ""
        """The field that was typed in last."""
        self._before = DoseDraft()
        self.medicine = ListedLine(theme, "Medicine", dose_fields.MEDICINES, "which")
        self.form = ListedLine(theme, "Form", dose_fields.FORMS, "form")
        self.strength = LineEdit(theme, "Strength", "as labelled")
        self.amount = LineEdit(theme, "Amount, as given", "as given")
        self.unit = ListedLine(theme, "Unit", dose_fields.UNITS, "unit")
        self.route = ListedLine(theme, "Route", tuple(ROUTES.values()), "route")
        self.part = ListedLine(theme, "Which of how many", dose_fields.PARTS, "which")
        self.how = OneOf(theme, "How", ("Taken by the client", "Given by staff"))
        self.who = LineEdit(theme, "Watched by", "who saw it taken")
        self.role = ListedLine(theme, "Role", dose_fields.ROLES, "role")
        self.at = LineEdit(theme, "At: now, 14:05, or -3 for 3 minutes ago", "now, 14:05 or -3")
        self.fields: dict[str, LineEdit | OneOf] = {
            name: getattr(self, name)
            for name in (
                "medicine", "form", "strength", "amount", "unit", "route", "part", "how", "who", "role", "at",
            )
        }  # fmt: skip
        words = ("Medicine", "Form", "Strength", "Amount", "Unit", "Route", "Tablet", "How", "Watched by", "Role", "At")
        self.labels = {
            name: Text(theme, label, Role.SMALL, "soft") for name, label in zip(self.fields, words, strict=True)
        }
        self.clock = Text(theme, "", Role.LABEL, "dim", tabular=True)
        self.rail = StepsRail(theme, "The steps that follow")
        self.said = Text(theme, "", Role.LABEL, "soft", elide=True)
        self.record = Button(theme, "Record", icon="check", key="Enter", kind=Kind.PRIMARY)
        self.correct = Button(theme, "Correct the last", icon="pencil", compact=True)
        self.end = Button(theme, "Infusion ends now", icon="clock", compact=True)
        self.back = Button(theme, "Back", icon="x", key="Esc", kind=Kind.QUIET)
        for label in (self.eyebrow, self.trailing):
            self.head.removeWidget(label)
        for part in (self.eyebrow, self.trailing, *self.labels.values(), *self.fields.values(), self.rail, self.said):
            part.setParent(self)
        for button in (self.record, self.correct, self.end, self.back):
            button.setParent(self)
        self.clock.setParent(self.at)
        for name, field in self.fields.items():
            self.labels[name].setBuddy(field)
            entered = field.returnPressed if isinstance(field, LineEdit) else field.entered
            entered.connect(lambda name=name: self._onward(name))
            field.left.connect(self.closed)
            if isinstance(field, LineEdit):
                field.textEdited.connect(lambda _, name=name: self._edited(name))
                field.left_out.connect(lambda why: self._say(why, "warm"))
        self.how.changed_to.connect(lambda _: self._edited("how"))
        self.route.textChanged.connect(self._name_the_fields)
        self.record.clicked.connect(self._record)
        self.correct.clicked.connect(self._ask_for_correction)
        self.end.clicked.connect(lambda: self.recorded.emit(c.StepDose(DoseStep.ENDED)))
        self.back.clicked.connect(self.closed)

    # --- where everything stands ------------------------------------------------------------------------------

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        for label in self.labels.values():
            label.set_px(of.small)
        for button in (self.record, self.correct, self.end, self.back):
            button.set_measures(of.target, of.label)
        for field in self.fields.values():
            if isinstance(field, LineEdit):
                font = QFont(field.font())
                font.setPixelSize(of.label)
                field.setFont(font)
        self.how.set_px(of.small if of.folded else of.label)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 200)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Rows of fields with their labels above, what follows the dose, and the buttons at the foot."""
        of = self._of
        rows = IN_COLUMN if of.forms_in_column else ACROSS
        across, down = of.target // 2, of.target * 7 // 20
        self.set_pad(across, down)
        room = self.rect().adjusted(across, down, -across, -down)
        head, label = of.small + 10, of.small + 7
        foot = QRect(room.left(), room.bottom() + 1 - of.target, room.width(), of.target)
        rail = of.target * 4 // 5
        spare = foot.top() - room.top() - head - rail - len(rows) * (label + of.target)
        gap = max(2, min(of.target // 5, spare // (len(rows) + 2)))
        trailing = min(room.width() * 3 // 5, self.trailing.sizeHint().width())
        self.trailing.setGeometry(room.right() + 1 - trailing, room.top(), trailing, of.small + 5)
        self.eyebrow.setGeometry(room.left(), room.top(), room.width() - trailing - 16, of.small + 5)
        top = room.top() + head
        for row in rows:
            self._arrange_row([(name, share) for name, share in row if not self._hidden(name)], room, top, label)
            top += label + of.target + gap
        self.rail.setGeometry(room.left(), top + gap // 2, room.width(), rail)
        left, right = foot.left(), foot.right() + 1
        for button in (self.record, self.correct, self.end):
            if not button.isHidden():
                button.setGeometry(left, foot.top(), button.sizeHint().width(), of.target)
                left += button.width() + 8
        back = self.back.sizeHint().width()
        self.back.setGeometry(right - back, foot.top(), back, of.target)
        beside = QRect(left + 8, foot.top(), max(0, right - back - left - 16), of.target)
        high = min(of.label + 9, foot.top() - self.rail.geometry().bottom() - 3)
        above = QRect(room.left(), foot.top() - high - 1, room.width(), high)
        need = text_width(self.said.whole_text(), self.said.font())
        crowded = need > beside.width() and high > of.label
        self.said.setGeometry(above if crowded else beside)
        self._place_clock()

    def _arrange_row(self, row: list[tuple[str, int]], room: QRect, top: int, label: int) -> None:
        gap, whole = 8, sum(share for _, share in row)
        free = room.width() - gap * (len(row) - 1)
        left, used = room.left(), 0
        for name, share in row:
            used += share
            end = room.left() + round(free * used / whole) + gap * [each for each, _ in row].index(name)
            self.labels[name].setGeometry(left, top, end - left, label)
            self.fields[name].setGeometry(left, top + label, end - left, self._of.target)
            left = end + gap

    def _place_clock(self) -> None:
        size = self.clock.sizeHint()
        self.clock.setGeometry(self.at.width() - size.width() - 14, 0, size.width(), self.at.height())

    def _hidden(self, name: str) -> bool:
        return name == "part" and dose_fields.route_of(self.route.text()) not in dose_fields.PART_NAMES

    def _name_the_fields(self) -> None:
        """What some fields are called depends on the route, and on who does it."""
        route = dose_fields.route_of(self.route.text())
        hidden = self._hidden("part")
        for part in (self.labels["part"], self.part):
            part.setVisible(not hidden)
        self.labels["part"].set_text(dose_fields.PART_NAMES.get(Route(route), "") if route in {*Route} else "")
        label, hint = dose_fields.WHO[self.how.chosen]
        self.labels["who"].set_text(label)
        self.who.setAccessibleName(label)
        self.who.setPlaceholderText(hint)
        plan = self._state.protocol.dose_plan if self._state is not None else None
        ahead = steps_ahead(route, plan, *dose_fields.part_of(self.part.text())) if plan is not None else ()
        pills = tuple(Pill(step.words, countdown_text(step.ms) if step.ms else "") for step in ahead)
        self.rail.set_data(RailData(pills, "then" if pills else "", self._of.label))
        self._arrange()

    # --- what stands in it ------------------------------------------------------------------------------------

    def open(self, state: SessionState, moment: Callable[[], Instant], log: Sequence[Event]) -> None:
        """Begin with what is planned, or go on with what is half-typed. `log` knows what the clock has shown.

        `moment` is asked as the dose is recorded: one given now is given as somebody says so, and not when the form
        was last drawn.
        """
        self._state, self._moment, self._log = state, moment, log
        number = len(state.doses) + 1
        waits = self._for == f"{number} {self._correcting}" and bool(self.half_typed())
        if not waits:
            self._begin(number)
        self.correct.setVisible(bool(state.doses) and not self._correcting)
        self.correct.show_as(f"Correct dose {number - 1}", icon="pencil")
        self.end.setVisible(bool(state.doses) and state.doses[-1].ended is None and state.doses[-1].route == Route.IV)
        self._name_the_fields()
        self._show_open()
        if waits and self._last:
            self._focus(self.fields[self._last])
        else:
            self._focus_first()

    def _begin(self, number: int) -> None:
        assert self._state is not None
        planned = self._state.started.planned_dose if self._state.started else ""
        self._correcting, self._untouched = "", None
        self._for = f"{number} "
        self.set_eyebrow("Dose given" if number == 1 else f"Dose {number}: it has its own clock")
        self.set_trailing(f"planned: {planned}" if planned and number == 1 else "")
        self._fill(dose_fields.first_draft(self._state))

    def _fill(self, draft: DoseDraft) -> None:
        for name in DoseDraft.__struct_fields__:
            if name != "how":
                field = getattr(self, name)
                field.put(getattr(draft, name))
                field.setCursorPosition(0)  # what is longer than its field shows how it begins
        self.how.choose(draft.how)
        self._before, self._asked = draft, ""
        self._name_the_fields()

    def _ask_for_correction(self) -> None:
        if self._state is not None and self._state.doses:
            self.correction_asked.emit(self._state.doses[-1].id)

    def correct_dose(self, dose_id: str) -> None:
        """Begin with a dose as it was recorded."""
        if self._state is None or self._moment is None:
            return
        number = [dose.id for dose in self._state.doses].index(dose_id) + 1
        last = self._state.doses[number - 1]
        self._correcting = last.id
        self._for = f"{len(self._state.doses) + 1} {last.id}"
        self.set_eyebrow(f"Correct dose {number}: both entries stay in the record")
        self.set_trailing("")
        shown = shown_at(last.given, stretches(self._log, self._moment()))
        self._fill(msgspec.structs.replace(dose_fields.draft_of(last), at=shown))
        self._untouched = shown, last.given
        self.correct.hide()
        self._arrange()
        self._show_open()
        self.amount.setFocus()

    def corrects(self, dose_id: str) -> bool:
        """Whether a correction of that dose is half-typed in it."""
        return self._correcting == dose_id and bool(self.half_typed())

    def draft(self) -> DoseDraft:
        """What stands in the form."""
        lines = {name: field.one_line() for name, field in self.fields.items() if isinstance(field, LineEdit)}
        return DoseDraft(how=self.how.chosen, **lines)

    def refresh(self, now: Instant) -> None:
        """The time that `now` means."""
        running = self.at.text().strip().lower() in ("", "now") and self.isVisible()
        local = now.utc + timedelta(minutes=now.tz_min)
        self.clock.set_text(f"{local:%H:%M:%S}" if running and self.at.width() >= 150 else "")
        self._place_clock()

    def half_typed(self) -> str:
        """What somebody has typed and not recorded; empty where the form stands as it was opened."""
        draft, before = self.draft(), self._before
        words = {"who": dose_fields.WHO[draft.how][0].lower() + " ", "at": "at "}
        names = ("amount", "unit", "medicine", "form", "strength", "route", "part", "who", "role", "at")
        changed = [name for name in names if getattr(draft, name) not in ("", getattr(before, name))]
        return ", ".join(words.get(name, "") + getattr(draft, name) for name in changed)

    def clear(self) -> None:
        """What is in it has been recorded, or kept elsewhere."""
        self._before, self._for = self.draft(), ""

    # --- what is typed ----------------------------------------------------------------------------------------

    def _edited(self, name: str) -> None:
        self._asked, self._last = "", name
        self._name_the_fields()
        self._show_open()

    def _open_fields(self) -> list[tuple[str, str]]:
        return list(dose_fields.still_open(self.draft()))

    def _doubted(self) -> str:
        """What is asked about once before it is recorded so: `without amount, role; “mgg” as unit`."""
        opens = ", ".join(words for _, words in self._open_fields())
        odd = [f"“{value[:20]}” as {name}" for name, value in self._unlisted()]
        return "; ".join([*([f"without {opens}"] if opens else []), *odd])

    def _unlisted(self) -> list[tuple[str, str]]:
        """What is none of the known few; of a correction not what was recorded so, and asked about then."""
        found = dose_fields.unlisted(self.draft())
        return [
            (name, value) for name, value in found if not (self._correcting and value == getattr(self._before, name))
        ]

    def _show_open(self) -> None:
        words = ", ".join(words for _, words in self._open_fields())
        self._say(f"still open: {words}" if words else "", "soft")

    def _say(self, words: str, colour: str) -> None:
        self.said.set_text(words)
        self.said.set_colour(colour)
        self._arrange()

    def _focus_first(self) -> None:
        opens = self._open_fields()
        self._focus(self.fields[opens[0][0]] if opens else self.record)

    def _focus(self, part: QWidget) -> None:
        part.setFocus(Qt.FocusReason.TabFocusReason)
        if isinstance(part, QLineEdit):
            part.end(False)

    def _onward(self, name: str) -> None:
        """Enter: to the next open field, and the entry is made when none is open, or after it was asked once."""
        if name == "at" and not self._understood():
            return
        names = list(self.fields)
        opens = [each for each, _ in self._open_fields()]
        after = [each for each in opens if names.index(each) > names.index(name)]
        others = after or [each for each in opens if each != name]
        if others and self._asked != self._doubted():
            self._focus(self.fields[others[0]])
        else:
            self._record()

    def _given(self, now: Instant) -> Elapsed:
        """When it was given: a correction that leaves the time alone keeps it, to the second. Raises KapGuideError."""
        if self._untouched is not None and self.at.text() == self._untouched[0]:
            return self._untouched[1]
        return parse_moment(self.at.text(), now, stretches(self._log, now))

    def _understood(self) -> bool:
        """Whether the part and the time are such; what is wrong with one is said beside the button."""
        part = self.part.one_line()
        if not self._hidden("part") and not dose_fields.is_part(part):
            self._say(f"“{part[:20]}” was not understood. Type which of how many: 1 of 2.", "text")
            self.part.setFocus()
            return False
        try:
            self._given(self._moment()) if self._moment is not None else None
        except KapGuideError as error:
            self._say(error.sentence, "text")
            self.at.setFocus()
            return False
        return True

    def _record(self) -> None:
        if self._state is None or self._moment is None or not self._understood():
            return
        draft = self.draft()
        if not draft.amount:
            self._say("Type the amount as it was given.", "text")
            self.amount.setFocus()
            return
        if draft.who and draft.how == dose_fields.UNSAID:
            self._say("Taken by the client, or given by staff? The arrows choose.", "text")
            self.how.setFocus()
            return
        if (doubted := self._doubted()) and doubted != self._asked:
            self._asked = doubted
            self._say(f"{doubted[:1].upper()}{doubted[1:]}? Enter once more records it so.", "text")
            self._focus(self.fields[[*self._open_fields(), *self._unlisted()][0][0]])
            return
        self.recorded.emit(dose_fields.dose_command(draft, self._given(self._moment()), self._correcting))
