"""The parts of a question and where they stand: one column, so large that it is read at arm's length."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kapguide.clinical.form_run import FormPage, FormRun
from kapguide.ui.hand_over.answer_choices import AnswerChoices, ChoicesData
from kapguide.ui.hand_over.leave_line import LeaveLine
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.forms.session_pin import SessionPin
from kapguide.ui.widgets.large_words import LargeWords, SizeStep, WordsData, words_height
from kapguide.ui.widgets.segments import Segments, SegmentsData

COLUMN, TALL = 768, 800
"""How wide the column is, and how high at most: on a large screen the eye and the hand stay in one place (pixels)."""
FOOT, NEXT = 56, 124
BELOW_LEAD = 8
THANKS = "Thank you. Please give the laptop back."
STEPS = tuple(SizeStep(px, 1.25) for px in (32, 28, 24, 21, 19, 17))
READ = tuple(SizeStep(px, 1.35) for px in (24, 21, 19, 17))
HEIGHTS = (64, 56, 48, 40)
SCALE = 72
"""How high the numbers of a scale are (pixels)."""


class QuestionLayout(QWidget):
    """Holds the parts; what they show and do is the screen's matter."""

    def __init__(self, theme: Theme, pin: SessionPin) -> None:
        super().__init__()
        self.theme = theme
        self.setAutoFillBackground(True)
        self.progress = Segments(theme, "How far", "question")
        self.count = Text(theme, "", Role.BODY, "soft", tabular=True)
        self.corner = Button(theme, kind=Kind.QUIET)
        self.lead = Text(theme, "", Role.BODY, "soft", wrap=True)
        self.lead.setContentsMargins(0, 0, 0, BELOW_LEAD)
        self.question = LargeWords(theme, "Question")
        self.choices = AnswerChoices(theme)
        self.back_button = Button(theme, "Back", icon="chevron-left", kind=Kind.QUIET)
        self.statement = Text(theme, "", Role.EYEBROW, "dim", wrap=True)
        self.statement.setFont(theme.font(Role.SMALL, px=12))
        self.skip_button = Button(theme, "Skip", kind=Kind.QUIET, name="Skip this question")
        self.next_button = Button(theme, "Next", icon="chevron-right", kind=Kind.PRIMARY)
        self.next_button.set_icon_last()
        self.next_button.setMinimumWidth(NEXT)
        self.leave = LeaveLine(theme, pin)
        for button in (self.back_button, self.skip_button, self.next_button):
            button.set_measures(FOOT, 19)
        self._lay_out()

    def _lay_out(self) -> None:
        grid = self.theme.sizes.grid
        top = QHBoxLayout()
        top.setSpacing(2 * grid)
        top.addWidget(self.progress, 1)
        top.addWidget(self.count)
        hands = QWidget()
        row = QHBoxLayout(hands)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * grid)
        row.addWidget(self.back_button)
        row.addWidget(self.statement, 1)
        row.addWidget(self.skip_button)
        row.addWidget(self.next_button)
        self.foot = QStackedWidget()
        self.foot.setFixedHeight(FOOT)
        self.foot.addWidget(hands)
        self.foot.addWidget(self.leave)
        self._middle = QWidget()
        column = self._column = QVBoxLayout(self._middle)
        column.addLayout(top)
        self._above, self._between = QWidget(), QWidget()
        column.addWidget(self._above)
        column.addWidget(self.lead)
        column.addWidget(self.question)
        column.addWidget(self._between)
        column.addWidget(self.choices)
        column.addStretch(1)
        column.addWidget(self.foot)
        column.setSpacing(0)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(1)
        whole.addWidget(self._middle)
        whole.addStretch(1)
        self.corner.setParent(self)

    def show_run(self, run: FormRun) -> None:
        """Show where the run is."""
        page = run.page
        number, of = run.place
        self.progress.set_data(SegmentsData((1,) * of, of if run.over else number - 1))
        self.count.set_text("" if page is None else f"{number} of {of}" if page.item is not None else f"{of} questions")
        self.lead.set_text(page.item.lead if page is not None and page.item is not None else "")
        self.lead.setVisible(bool(self.lead.whole_text()))
        shows = page is not None and page.item is not None
        self.choices.setVisible(shows)
        self.statement.set_text(page.instrument.statement if page is not None and run.at_an_end else "")
        self.back_button.setVisible(run.at > 0)
        self.skip_button.setVisible(shows)
        self.next_button.setVisible(page is not None)
        self.next_button.setEnabled(run.may_go_on)
        self._measure(page, run.picked)

    def _measure(self, page: FormPage | None, picked: int | None) -> None:
        """As large as there is room for: first the answers become lower, then the words smaller."""
        room = min(TALL, self.height())
        margin = 36 if room >= 640 else 20
        above = 52 if room >= 640 else 20
        wide = self._wide
        self._middle.setFixedWidth(wide)
        self._middle.setMaximumHeight(TALL)
        self._column.setContentsMargins(0, margin, 0, margin)
        self._above.setFixedHeight(above)
        options = page.item.options if page is not None and page.item is not None else ()
        words = THANKS if page is None else page.item.text if page.item is not None else page.instrument.instruction
        between = 28 if room >= 640 else 14
        lead = self.lead.heightForWidth(wide) if self.lead.whole_text() else 0
        fixed = 2 * margin + 24 + above + lead + between + FOOT + 20
        chosen, step = self._sizes(words, options, wide, room - fixed, read=page is not None and page.item is None)
        self._between.setFixedHeight(between)
        self.question.setFixedHeight(round(words_height(words, self.theme, step, wide)) + 6)
        self.question.set_data(WordsData(words, step))
        self.choices.set_data(ChoicesData(options, picked, chosen))
        self.choices.setAccessibleName(f"Answers to: {words}")

    def _sizes(self, words: str, options: tuple, wide: int, room: int, *, read: bool) -> tuple[int, SizeStep]:
        """How high an answer is, and how large the words are."""
        steps = READ if read else STEPS
        for step in steps:
            high = words_height(words, self.theme, step, wide) + 6
            for tall in (SCALE,) if any(not option.words for option in options) else HEIGHTS:
                if high + ChoicesData(options, None, tall).whole_height <= room:
                    return tall, step
        return HEIGHTS[-1], steps[-1]

    def minimumSizeHint(self) -> QSize:
        """The smallest window."""
        return QSize(640, 480)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.laid_out()

    def place_corner(self) -> bool:
        """In the corner, as wide as it is now; whether that is beside the column."""
        size = self.corner.sizeHint()
        self.corner.setGeometry(QRect(QPoint(self.width() - size.width() - 16, 16), size))
        self.corner.raise_()
        return self.corner.x() > (self.width() + self._wide) / 2

    @property
    def _wide(self) -> int:
        """How wide the column is."""
        return min(COLUMN, self.width() - 64)

    def laid_out(self) -> None:
        """There is another size: what is shown is measured again."""
