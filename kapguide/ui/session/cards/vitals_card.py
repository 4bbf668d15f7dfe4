"""Vitals: what was read and how long ago, when the next reading is due, and the line to enter one."""

import msgspec
from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent

from kapguide.clinical.limits import MEASURES, Limit
from kapguide.clinical.vitals import ENDS, Vitals, sedation_word
from kapguide.clinical.vitals_line import TypedReading, line_of, parse_reading
from kapguide.session.care.readings import readings_open
from kapguide.session.clock import Instant
from kapguide.session.parts import Reading
from kapguide.session.plan import coming, expected_end
from kapguide.session.protocol.protocol import Ask
from kapguide.session.safety.rules import limit_to_see
from kapguide.session.state import SessionState
from kapguide.session.view import next_reading, reading_due, waits_for_the_dose
from kapguide.spans import MINUTE
from kapguide.ui.session.cards.answer_row import AnswerRow
from kapguide.ui.session.cards.limit_row import LimitRow
from kapguide.ui.session.classes import STANDARD, LayoutClass
from kapguide.ui.session.keys import cap
from kapguide.ui.session.times import wall_text
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.vitals_chart import VitalsChart, VitalsChartData, VitalsPoint
from kapguide.ui.widgets.forms.fields import ForgivingField
from kapguide.ui.widgets.reading import LatestReading, Measured, ReadingData, line_width
from kapguide.ui.widgets.words import countdown_text, span_words

CHART_FROM, EARLIER_FROM, LINE_BELOW = 240, 168, 80
"""Heights of the card (pixels): with a chart, with the last two readings in a line, and of a card that is a line."""
FIELD_LEAST = 208
"""What a line keeps for its button and its field, where the reading would have large values and their age (pixels)."""
WORDED = 700
"""In a line of this width (pixels, in the usual size of type) the button says in words what it is for."""
LINE_FULL = 560
"""In a line of this width (pixels) the age stands beside the values."""
BUTTON_AND_LINE, GAPS, EMPTY_LEAST = 48 + 120, 24, 116
"""What typing needs of a line, and “No reading yet” above what is due (pixels)."""
SCALES = ",  ".join(f"{field[0]}0 {low} – {field[0]}10 {high}" for field, (low, high) in ENDS.items())
"""How the two scales are typed, from one end to the other."""
BESIDE_LIMIT = 800
"""In a line of this width (pixels) the field stands beside a limit that waits."""
HINTS = (
    f"BP, HR, SpO₂  ·  rr 14  ·  {', '.join(map(sedation_word, range(3)))}  ·  {SCALES}  ·  by a name",
    f"BP, HR, SpO₂  ·  awake, drowsy, asleep  ·  {SCALES}",
    "BP, HR, SpO₂  ·  rr 14  ·  awake, drowsy, asleep  ·  d6 dissociation, c8 comfort  ·  by a name",
    "BP, HR, SpO₂ in any order  ·  rr 14  ·  s2 sedation, d6 dissociation, c8 comfort",
    "BP, HR, SpO₂  ·  rr 14  ·  s2 sedation, d6 dissociation, c8 comfort",
    "BP, HR, SpO₂ in any order",
)
"""How the line is typed: the first of these that has room is said."""


class VitalsCard(Card):
    """Shows the readings; `taken` carries the TypedReading that was entered."""

    taken = Signal(object)
    corrected = Signal(object, str)
    """A reading in other words, and the id of the one that it corrects."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.setAccessibleName("Vitals")
        self._of = STANDARD
        self._correcting = self._untouched = self._half = ""
        self._asked = self._read = False
        """Something can be answered instead of a reading; there is a reading."""
        self.reading = LatestReading(theme)
        self.earlier = Text(theme, "", Role.LABEL, "dim", tabular=True, elide=True)
        self.chart = VitalsChart(theme)
        self.vitals_button = Button(
            theme, "", icon="heart-pulse", key=cap("vitals"), compact=True, name="Type a reading"
        )
        self.field = ForgivingField(
            theme,
            "Vitals in one line",
            parse_reading,
            placeholder="120/80 72 98",
            hint=HINTS[0],
            doubt=lambda typed: str(typed.doubt),
        )
        self.answers = AnswerRow(theme, ("declined", "left-out"))
        """What can be said of a reading that is due instead of typing it; behind the line."""
        self.answers.hide()
        self.limit = LimitRow(theme)
        """What lies outside of the clinic's limits and was not seen: in the chart's place, or in that of the values."""
        self.limit.hide()
        self._limit_waits = self._typed_over = False
        self.field.row.insertWidget(0, self.vitals_button)
        self.field.row.addWidget(self.answers)
        for part in (self.reading, self.earlier, self.chart, self.limit, self.field):
            part.setParent(self)
        self.field.accepted.connect(self._accept)
        self.field.left.connect(self._end_correction)
        self.field.answered.connect(self._arrange)
        self.answers.turned.connect(self._arrange)
        self.vitals_button.clicked.connect(self.begin)

    # --- where everything stands -----------------------------------------------------------------------------

    def begin(self) -> None:
        """Into the line; what was left half typed in it gives way to what is typed now, and Ctrl+Z has it back."""
        self._show_field()
        self.field.setFocus()
        self.field.line.selectAll()

    def _show_field(self) -> None:
        """Where a limit that waits has the whole line, it gives way while one types."""
        self._typed_over = True
        self._arrange()

    def set_class(self, of: LayoutClass) -> None:
        """Take the sizes of a layout class."""
        self._of = of
        self.earlier.set_px(of.label)
        self.field.set_measures(of.target, of.label, of.small)
        self.answers.set_measures(of.target, of.small)
        self.limit.set_measures(of.target, of.label, of.small)
        self.reading.set_data(msgspec.structs.replace(self.reading.data, px=of.reading, small=of.small))
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 50)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Fold by the card's own rectangle: first the chart, then the earlier readings, then all but one line."""
        of, high = self._of, self.height()
        scale = of.target / 40
        in_line = high < LINE_BELOW
        across, down = (16, 5) if in_line else (round(16 * scale), round(12 * scale))
        room = self.rect().adjusted(across, down, -across, -down)
        self.field.set_beside(in_line)
        self.answers.folded = self._asked and in_line and self._gives_answers_up(room.width())
        self.answers.setVisible(self._asked and not self.answers.folded)
        wide = room.width() >= LINE_FULL and not self._reading_first
        worded = wide and room.width() >= WORDED * of.label // 15
        due = not self.answers.isHidden()
        self.vitals_button.set_measures(of.target, of.small)
        self.vitals_button.show_as(
            "Vitals" if in_line and worded and not (self.field.has_answer or due) else "",
            icon="" if in_line and (due or not wide) else "heart-pulse",
            key=cap("vitals"),
            name="Type a reading",
        )
        self.vitals_button.setVisible(not (in_line and self.field.asks))
        alone = in_line and room.width() < BESIDE_LIMIT and self._limit_waits
        waits = self._limit_waits and not (alone and self._typed_over)
        in_its_place = in_line or high < EARLIER_FROM
        self.limit.setVisible(waits)
        self.field.setVisible(not (alone and waits))
        self.reading.setVisible(not (in_its_place and waits))
        self.chart.setVisible(not in_line and high >= CHART_FROM and not waits)
        self.earlier.setVisible(not in_line and EARLIER_FROM <= high < CHART_FROM and not waits)
        self.limit.set_in_line(in_its_place)
        self.answers.setMinimumWidth(0 if self.answers.isHidden() else self.answers.sizeHint().width())
        if in_line:
            self._arrange_line(room, wide)
        else:
            self._arrange_block(room, scale)

    @property
    def _reading_first(self) -> bool:
        """Behind what the person has called up the values are to be read, and the field has what it needs."""
        asked = self.field.has_answer or self.field.asks or not self.answers.isHidden()
        return self.stands_back and bool(self.reading.data.values) and not asked

    def _arrange_line(self, room: QRect, wide: bool) -> None:
        """What is said of the line takes the place of `next in`; never that of the values and their age."""
        share = 26 if wide and (self.field.has_answer or self.field.asks) else 58 if wide else 51
        left = room.width() * share // 100
        if self._reading_first:
            left = max(left, room.width() - FIELD_LEAST * self._of.label // 15)
        if wide and not self.answers.isHidden():  # as much as it needs: the rest is for what is asked
            left = min(left, line_width(self.reading.data, self.theme) + 8)
        if not self.reading.data.values and not self.answers.isHidden():
            left = self._beside_answers(left, room.width())
        self.reading.setGeometry(QRect(room.topLeft(), QSize(left, room.height())))
        self.limit.setGeometry(self.reading.geometry() if room.width() >= BESIDE_LIMIT else room)
        self.field.setGeometry(room.adjusted(left + 8 if left else -8, 0, 0, 0))

    def _gives_answers_up(self, room: int) -> bool:
        """In a short line, as below a form, the values and what is typed come before the answers: their keys go on, and
        they come again with the form's end."""
        return room < LINE_FULL and self._read and not self.answers.typing

    def _beside_answers(self, left: int, room: int) -> int:
        """That there is no reading yet gives way to the line and to what may be said instead of one."""
        scale = self._of.target / 40
        free = room - 8 - round((BUTTON_AND_LINE + GAPS) * scale) - self.answers.sizeHint().width()
        return min(left, free) if free >= EMPTY_LEAST * scale else 0

    def _arrange_block(self, room: QRect, scale: float) -> None:
        of = self._of
        top = round(of.reading * 1.2) + of.small + 6
        self.reading.setGeometry(room.left(), room.top(), room.width(), top)
        self.field.set_hint(next((hint for hint in HINTS if self.field.has_room(hint, room.width())), HINTS[-1]))
        below = of.target + of.small + 7
        self.field.setGeometry(room.left(), room.bottom() + 1 - below, room.width(), below)
        middle = room.adjusted(0, top + round(4 * scale), 0, -below - round(4 * scale))
        self.chart.setGeometry(middle.adjusted(0, round(4 * scale), 0, 0))
        self.limit.setGeometry(middle if self.height() >= EARLIER_FROM else self.reading.geometry())
        line = of.label + 6
        self.earlier.setGeometry(middle.left(), middle.center().y() - line // 2, middle.width(), line)

    # --- what is typed -----------------------------------------------------------------------------------------

    def correct(self, reading: Reading) -> None:
        """Take a reading back into the line; what was half typed comes back after it."""
        self._end_correction()
        line = line_of(reading.vitals) + (f" by {reading.by}" if reading.by else "")
        self._correcting, self._half, self._untouched = reading.id, self.field.line.text(), line
        self.field.put(self._untouched)
        self._show_field()
        self.field.setFocus()

    def half_typed(self) -> str:
        """What was typed and not entered, a reading that is being corrected only where it was changed."""
        line = self.field.line.one_line()
        return "  ".join(filter(None, (self._half, line if line != self._untouched else "")))

    def _accept(self, typed: TypedReading) -> None:
        corrects = self._correcting
        self._end_correction()
        if corrects:
            self.corrected.emit(typed, corrects)
        else:
            self.taken.emit(typed)

    def _end_correction(self) -> None:
        """The line is again what it was before the correction."""
        if self._correcting:
            half = self._half
            self._correcting = self._untouched = self._half = ""
            self.field.put(half)

    # --- what is shown -----------------------------------------------------------------------------------------

    def render_state(self, state: SessionState, now: Instant) -> None:
        """Show `state` at `now`."""
        of, readings = self._of, state.readings
        latest = readings[-1] if readings else None
        following, due = _coming(state, now)
        self.reading.set_data(
            ReadingData(
                measured(latest.vitals, latest.outside) if latest is not None else (),
                _age(now.elapsed - latest.taken) if latest is not None else "",
                following,
                due,
                of.reading,
                of.small,
            )
        )
        open_now = readings_open(state)
        self.answers.show_asked(open_now[-1] if open_now else "", Ask.READING if open_now else None)
        asked, read = bool(open_now) or self.answers.typing, latest is not None
        if (asked, read) != (self._asked, self._read):
            self._asked, self._read = asked, read
            self._arrange()
        limit = limit_to_see(state)
        self.limit.show_limit(state, limit)
        typed_over = self._typed_over and (self.field.line.hasFocus() or self.answers.typing)
        if (self._limit_waits, self._typed_over) != (limit is not None, typed_over):
            self._limit_waits, self._typed_over = limit is not None, typed_over
            self._arrange()
        self.field.line.set_edge("warm_line" if due else "")
        self.earlier.set_text(
            "  ·  ".join(
                f"{wall_text(now.utc, now.tz_min, each.taken - now.elapsed)}  {_short(each.vitals)}"
                for each in readings[-3:-1]
            )
        )
        self.chart.set_data(
            VitalsChartData(
                points=tuple(
                    VitalsPoint(
                        at=reading.taken,
                        systolic=reading.vitals.systolic,
                        diastolic=reading.vitals.diastolic,
                        heart_rate=reading.vitals.heart_rate,
                        spo2=reading.vitals.spo2,
                    )
                    for reading in state.readings
                ),
                start=0,
                end=max(60 * MINUTE, expected_end(state, now.elapsed)),
                now=now.elapsed,
                t0=state.t0,
                to_come=_to_come(state, now),
            )
        )


def measured(vitals: Vitals, outside: tuple[Limit, ...] = ()) -> tuple[Measured, ...]:
    """What was read, as it is shown large: only what was typed, and the clinic's limit that a value lies outside of."""
    limits = {MEASURES[limit.measure][0]: f", limit {limit.figures}" for limit in reversed(outside)}
    pressure = f"{vitals.systolic}/{vitals.diastolic}" if vitals.systolic is not None else None
    sedation = None if vitals.sedation is None else sedation_word(vitals.sedation)
    found: tuple[tuple[object, str, str, str], ...] = (
        (pressure, f"BP{limits.get('systolic', '')}", "", "BP"),
        (vitals.heart_rate, f"HR{limits.get('heart_rate', '')}", "", "HR"),
        (vitals.spo2, f"SpO₂{limits.get('spo2', '')}", "%", "SpO₂"),
        (vitals.respiratory_rate, f"RR{limits.get('respiratory_rate', '')}", "", "RR"),
        (sedation, "sedation", "", "sed."),
        (vitals.dissociation, "dissoc.", "", "dis."),
        (vitals.comfort, "comfort", "", "com."),
    )
    return tuple(
        Measured(str(value), label, unit, short if short != label else "")
        for value, label, unit, short in found
        if value is not None
    )


def _short(vitals: Vitals) -> str:
    """`124/78 68 98 %`; what has no place of its own there says what it is."""
    named = ("RR", "sedation", "dissoc.", "comfort")
    parts = (
        f"{each.label} {each.value}" if each.label in named else f"{each.value} {each.unit}".strip()
        for each in measured(vitals)
    )
    return " ".join(parts)


def _age(ms: int) -> str:
    """`9 min ago`: whole minutes, rounded down."""
    return f"{span_words(ms // MINUTE * MINUTE)} ago" if ms >= MINUTE else "just now"


def _coming(state: SessionState, now: Instant) -> tuple[str, bool]:
    """What is said of the next reading, and whether it is due."""
    open_cue = reading_due(state)
    following = next_reading(state, now.elapsed)
    if open_cue is not None:
        since = now.elapsed - open_cue.due
        return (f"due for {span_words(since)}" if since >= MINUTE else "due now"), True
    if following is None:
        return "", False
    if waits_for_the_dose(state, following):
        return "next after the dose", False
    return f"next in {countdown_text(following.at - now.elapsed)}", False


def _to_come(state: SessionState, now: Instant) -> tuple[int, ...]:
    """When readings fall due, as far as that is known."""
    dues = coming(state, now.elapsed, expected_end(state, now.elapsed))
    return tuple(due.at for due in dues if due.prompt is None and not waits_for_the_dose(state, due))
