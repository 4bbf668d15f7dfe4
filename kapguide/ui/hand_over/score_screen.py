"""What a form came to: the total with the published words beside it, each answer, and what was done about one."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.clinical.instruments import Instrument
from kapguide.clinical.marks import MARK_WORDS
from kapguide.clinical.scoring import ScoreResult, figure
from kapguide.ui.theme import Role, Theme
from kapguide.ui.widgets.base import Text
from kapguide.ui.widgets.button import Button, Kind
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.quiet_line import QuietLine
from kapguide.usecases.scores import FollowUp, TakenScore, since_first

SIDE = 420


def published(instrument: Instrument, result: ScoreResult) -> list[tuple[str, str]]:
    """What is published about such a score, each with where it comes from: words, and their source. No verdict."""
    told = []
    if result.total is not None and result.band is not None:
        band = result.band
        told.append((f"{band.low} to {band.high}: {band.words}", band.source))
    told += [(f"{cut.figures}: {cut.words} ({cut.population})", cut.source) for cut in instrument.cutoffs]
    for each in result.clusters:
        cluster = each.cluster
        counts = f"{each.count} of {len(cluster.items)} items count"
        words = f"{cluster.title}: {each.total}; {counts}" if cluster.adds else f"{each.count} {cluster.title}"
        told.append((words, cluster.source))
    if instrument.rule and result.rule_met is not None:
        told.append((f"{instrument.rule}: {'met' if result.rule_met else 'not met'}.", instrument.clusters[0].source))
    told += [(f"{change.words} ({change.population})", change.source) for change in instrument.changes]
    return told


class FollowCard(Card):
    """The step that an answer opens: what it was, and a line for what was done."""

    kept = Signal(object, str)

    def __init__(self, theme: Theme, follow: FollowUp) -> None:
        super().__init__(theme, "To be followed up", accent=False)
        self.follow = follow
        instrument = follow.taken.instrument
        item = instrument.item(follow.item) if instrument is not None else None
        answer = item.words_of(follow.taken.score.answers.get(follow.item)) if item is not None else ""
        self.add(Text(theme, f"Item {follow.item} of {follow.taken.title}: “{answer}”", Role.HEADING, wrap=True))
        self.add(Text(theme, item.text if item is not None else "", Role.LABEL, "soft", wrap=True))
        self.line = LineEdit(theme, "What was done", "What was done, then Enter")
        self.button = Button(theme, "Keep", icon="check")
        self.done = Text(theme, "", Role.LABEL, wrap=True)
        row = QHBoxLayout()
        row.setSpacing(theme.sizes.grid)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.add(row)
        self.add(self.done)
        self.button.clicked.connect(self._keep)
        self.line.returnPressed.connect(self._keep)
        self.show_done(follow.done)

    def show_done(self, words: str) -> None:
        """What is on record; an empty text is nothing yet."""
        self.done.set_text(f"On record: {words}" if words else "What was done is not on record yet.")
        self.done.set_colour("text" if words else "warm")
        self.line.setPlaceholderText("Add what was done since" if words else "What was done, then Enter")

    def _keep(self) -> None:
        words = self.line.one_line()
        if words:
            self.kept.emit(self.follow, words)
            self.line.put("")


class ScoreScreen(QWidget):
    """Shows one sitting's scores. `kept` says what was done about an answer; `closed` that it has been read."""

    kept = Signal(object, str)
    corrected = Signal(object)
    """A score that was taken down wrongly."""
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        code: str,
        scores: tuple[TakenScore, ...],
        follow: tuple[FollowUp, ...],
        before: tuple[TakenScore, ...] = (),
    ) -> None:
        """`before` are all scores of the client: how far one lies from the first is told."""
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Scores")
        self.done_button = Button(theme, "Done", icon="check", key="Esc", kind=Kind.PRIMARY)
        self.done_button.clicked.connect(self.closed)
        self.follow = tuple(FollowCard(theme, each) for each in follow)
        self.message = QuietLine(theme)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * theme.sizes.grid)
        for card in self.follow:
            card.kept.connect(self.kept)
            card.line.left.connect(self.done_button.setFocus)
            column.addWidget(card)
        for score in scores:
            column.addWidget(self._score_card(score, since_first(score, before)))
        column.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(theme.sizes.grid // 2)
        names.addWidget(Text(theme, "Scores", Role.EYEBROW, "dim"))
        names.addWidget(Text(theme, code, Role.TITLE))
        head = QHBoxLayout()
        head.addLayout(names)
        head.addStretch(1)
        head.addWidget(self.done_button)
        whole = QVBoxLayout(self)
        grid = theme.sizes.grid
        whole.setContentsMargins(3 * grid, 2 * grid, 3 * grid, grid)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addWidget(SoftScroll(theme, content, "ground"), 1)
        whole.addWidget(self.message)

    def show_done(self, done: Mapping[tuple[str, str], str]) -> None:
        """What is on record now, by score and item."""
        for card in self.follow:
            card.show_done(done.get((card.follow.taken.score.id, card.follow.item), ""))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape has read it."""
        if event.key() == Qt.Key.Key_Escape and not event.isAutoRepeat():
            self.closed.emit()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys go to what waits, if anything does."""
        waits = next((card.line for card in self.follow if not card.follow.done), None)
        (waits or self.done_button).setFocus(event.reason())

    def _score_card(self, taken: TakenScore, since: str) -> Card:
        """The score, and a way to correct it where its form is still known."""
        card = _score_card(self.theme, taken, since)
        if taken.result is not None:
            button = Button(self.theme, "Correct", icon="pencil", kind=Kind.QUIET, name=f"Correct the {taken.title}")
            button.clicked.connect(lambda: self.corrected.emit(taken))
            card.head.addWidget(button)
        return card


def _score_card(theme: Theme, taken: TakenScore, since: str) -> Card:
    """The total and what is published on the left, the answers on the right."""
    at = taken.score.taken_at.astimezone()
    card = Card(theme, taken.title, "  ·  ".join(filter(None, (taken.how, f"{at.day} {at:%b %Y}"))))
    instrument, result = taken.instrument, taken.result
    left = QVBoxLayout()
    left.setSpacing(theme.sizes.grid)
    left.addWidget(Text(theme, taken.words, Role.TITLE, tabular=True, wrap=True))
    reach = instrument.range if instrument is not None else None
    if since:
        left.addWidget(Text(theme, since, Role.LABEL, tabular=True, wrap=True))
    if reach is not None:
        left.addWidget(Text(theme, f"The form goes from {figure(reach[0])} to {figure(reach[1])}.", Role.SMALL, "soft"))
    if instrument is not None and result is not None:
        told = published(instrument, result)
        for words, _ in told:
            left.addWidget(Text(theme, words, Role.LABEL, wrap=True))
        for name in dict.fromkeys(source for _, source in told):
            if (source := instrument.source(name)) is not None:
                words = f"{source.text} {MARK_WORDS[source.mark].capitalize()}."
                left.addWidget(Text(theme, words, Role.SMALL, "dim", wrap=True))
        if instrument.notes:
            left.addWidget(Text(theme, instrument.notes, Role.SMALL, "soft", wrap=True))
    left.addStretch(1)
    body = QHBoxLayout()
    body.setSpacing(3 * theme.sizes.grid)
    body.addLayout(left, 1)
    if instrument is not None and result is not None:
        body.addLayout(_answers(theme, instrument, taken), 1)
    card.add(body, 1)
    return card


def _answers(theme: Theme, instrument: Instrument, taken: TakenScore) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * theme.sizes.grid)
    grid.setVerticalSpacing(theme.sizes.grid)
    grid.setColumnStretch(0, 1)
    answers = taken.score.answers
    for row, item in enumerate(item for item in instrument.items if item.id in answers):
        words = item.words_of(answers[item.id])
        given = Text(theme, words or "no answer", Role.SMALL, "text" if words else "dim", weight=QFont.Weight.Medium)
        grid.addWidget(Text(theme, item.text, Role.SMALL, "soft", wrap=True), row, 0)
        grid.addWidget(given, row, 1, Qt.AlignmentFlag.AlignTop)
    for row, field in enumerate(field for field in instrument.fields if field.id in answers):
        grid.addWidget(Text(theme, field.title, Role.SMALL, "soft"), row, 0)
        grid.addWidget(Text(theme, f"{answers[field.id]:g}", Role.SMALL, weight=QFont.Weight.Medium), row, 1)
    grid.setRowStretch(grid.rowCount(), 1)
    return grid
