"""The emergency card in the window: what is read out, the steps of each situation, and the page as it prints."""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QImage, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kapguide.errors import KapGuideError
from kapguide.session.emergency_card import ADDRESS_SIGNS, NUMBER_SIGNS, WHO_SIGNS, CardStep, EmergencyCard, Situation
from kapguide.toml_edit import Place
from kapguide.ui.settings.field import TYPED_MS, FieldFrame
from kapguide.ui.settings.page import SettingsPage
from kapguide.ui.settings.sign_form import Signature, Signer, SignForm, signature_chip
from kapguide.ui.settings.steps_editor import StepsEditor
from kapguide.ui.theme import Role, Theme, mix
from kapguide.ui.widgets.base import Text, elided
from kapguide.ui.widgets.button import Button
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.chip import ChipData, Tone
from kapguide.ui.widgets.forms.fields import LineEdit
from kapguide.ui.widgets.lists.pick_list import PickList
from kapguide.ui.widgets.lists.soft_scroll import SoftScroll
from kapguide.ui.widgets.page_view import A4, PageView
from kapguide.usecases.clinic.emergency_card import PracticeCard
from kapguide.usecases.clinic.written_file import SHIPPED

PREVIEW, SITUATIONS, ROW, DOT, STEPS = 398, 256, 40, 9, 248
DENSE = 14
WORDS = "KapGuide ships the headings and no advice. Your medical lead writes the steps, signs and dates them."


class CardHands(NamedTuple):
    """What the page has done for it: `draw` sets the page so many pixels wide and hands on its PNG, `print` writes the
    PDF, `sign` is a Signer, and `signed` tells what was signed last."""

    draw: Callable[[int, Callable[[bytes], None]], object]
    print: Callable[[Callable[[str], None]], object]
    sign: Signer
    signed: Signature = str


class SituationRow(msgspec.Struct, frozen=True):
    """One heading of the card, and whether the clinic has written steps below it."""

    id: str
    title: str
    written: bool

    def __str__(self) -> str:
        return self.title if self.written else f"{self.title}: no steps written"


def paint_situation(painter: QPainter, rect: QRectF, row: SituationRow, theme: Theme, lit: bool, chosen: bool) -> None:
    """A dot: full with steps, a warm ring without."""
    c, box, corner = theme.colours, rect.adjusted(0, 1, 0, -1), theme.sizes.button_corner
    if chosen or lit:
        painter.setBrush(c.accent_ground if chosen else Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(c.accent if lit else mix(c.surface, c.accent_ground, 1.0), 1.5 if lit else 1))
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), corner, corner)
    painter.setPen(QPen(c.accent if row.written else c.warm, 1.5))
    painter.setBrush(c.accent if row.written else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(box.left() + 12, box.center().y() - DOT / 2, DOT, DOT))
    font = theme.font(Role.LABEL, QFont.Weight.DemiBold if chosen else None, px=DENSE)
    painter.setFont(font)
    painter.setPen(c.text)
    room = box.adjusted(30, 0, -8, 0)
    level = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    painter.drawText(room, level, elided(row.title, font, room.width()))


class CardPage(SettingsPage):
    """Saves as one types; signing is asked for by itself."""

    def __init__(
        self,
        theme: Theme,
        practice: PracticeCard,
        by: Callable[[], str],
        now: Callable[[], datetime],
        hands: CardHands,
    ) -> None:
        """`by` names who changes it now."""
        super().__init__(theme)
        self._practice, self._by, self._now, self._hands = practice, by, now, hands
        self._card = EmergencyCard()
        self._frames: dict[Place, FieldFrame] = {}
        self._situation = 0
        self.print_button = Button(theme, "Print", icon="printer", key="Ctrl+P", name="Print the emergency card")
        self.sign_button = Button(theme, "Sign as medical lead…", icon="signature")
        self.buttons = (self.print_button, self.sign_button)
        self.situations = PickList(theme, "Situations", ROW, paint_situation)
        self.title = Text(theme, "", Role.HEADING)
        self.steps = StepsEditor(theme)
        self.form = SignForm(theme, "the emergency card", now)
        self.form.hide()
        self.preview = PageView(theme, "The card as it prints")
        self._later, self._draw_later = self._timer(self.take), self._timer(self._draw)
        self._lay_out(theme.sizes.grid)
        self.situations.picked.connect(self._pick)
        self.situations.chosen.connect(lambda _: self.steps.take_keys())
        self.steps.typed.connect(self._later.start)
        self.steps.left.connect(self.situations.setFocus)
        self.print_button.clicked.connect(self._print)
        self.sign_button.clicked.connect(self._ask)
        self.form.left.connect(self._close_form)
        self.form.signed.connect(self._sign)
        self.refresh()

    # --- what is shown ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the card anew; what is being typed stays."""
        card = self._practice.card
        if card.fault:
            self.said.emit(card.fault)
        if self._later.isActive():
            return
        self._card = card
        self._show_fields()
        rows = tuple(SituationRow(str(at), each.title, bool(each.steps)) for at, each in enumerate(card.situations))
        self._situation = min(self._situation, max(0, len(rows) - 1))
        self.situations.show_rows(rows, str(self._situation))
        self._show_situation()
        self.written.set_text(f"{sum(row.written for row in rows)} of {len(rows)}")
        self.written.set_colour("dim" if all(row.written for row in rows) else "warm")
        for part in (self.steps, self.sign_button, *self._frames.values()):
            part.setEnabled(not card.fault)
        self._draw_later.start()
        self.changed.emit()

    def chip(self) -> ChipData | None:
        if self._card.fault:
            return ChipData("cannot be read", "circle-alert", Tone.WARM)
        by = f"{self._card.filled_by}, {self._card.filled_on}" if self._card.filled_by else ""
        return signature_chip(by, self._practice.sha256(), self._hands.signed())

    def waits(self) -> bool:
        chip = self.chip()
        return bool(self._card.reminder) or (chip is not None and chip.tone is Tone.WARM)

    def first(self) -> QWidget | None:
        return next(iter(self._frames.values())).editor if self._frames else self.situations

    def _wanted(self, card: EmergencyCard) -> list[tuple[Place, str, str, str, int]]:
        """Place, label, what stands there, what the empty field says, and how long it may be."""
        return [
            (("address",), "Address", card.address, "street, floor, which bell", ADDRESS_SIGNS),
            *(
                (("numbers", at, "number"), each.who, each.number, "number", NUMBER_SIGNS)
                for at, each in enumerate(card.numbers)
            ),
            *(
                (("roles", at, "who"), f"{each.role}, in an emergency", each.who, "name", WHO_SIGNS)
                for at, each in enumerate(card.roles)
            ),
        ]

    def _show_fields(self) -> None:
        wanted = self._wanted(self._card)
        if [place for place, *_ in wanted] != list(self._frames):
            self._make_fields(wanted)
        for place, label, words, *_ in wanted:
            frame = self._frames[place]
            assert isinstance(frame.editor, LineEdit)
            frame.label.set_text(label)
            source = self._practice.file.source(place) if words else ""
            frame.show_source("" if source in (SHIPPED, self._practice.file.path.name) else source)
            if not frame.editor.hasFocus() or not frame.editor.isModified():
                frame.editor.put(words)
                frame.editor.home(False)

    def _make_fields(self, wanted: list[tuple[Place, str, str, str, int]]) -> None:
        for frame in self._frames.values():
            self._fields.removeWidget(frame)
            frame.deleteLater()
        self._frames = {}
        for at, (place, label, _, hint, longest) in enumerate(wanted):
            line = LineEdit(self.theme, label, hint)
            line.setMaxLength(longest)
            frame = FieldFrame(self.theme, label, line, fails=False)
            self._frames[place] = frame
            row, column = divmod(at + 1, 3) if at else (0, 0)
            self._fields.addWidget(frame, row, column, 1, 2 if at == 0 else 1)
            line.textEdited.connect(self._later.start)
            line.editingFinished.connect(self.take)
            line.left.connect(self.left)

    def _show_situation(self) -> None:
        if not self._card.situations:
            return
        situation = self._card.situations[self._situation]
        self.title.set_text(situation.title)
        if situation.steps != self.steps.steps or not self.steps.lines:
            self.steps.show_steps(situation.steps)

    def _draw(self) -> None:
        if self.preview.isVisibleTo(self):
            wide = round(self.preview.page_rect().width() * self.devicePixelRatioF())
            self._hands.draw(max(200, wide), lambda png: self.preview.set_data(QImage.fromData(png)))

    # --- what is done -----------------------------------------------------------------------------------------

    def take(self) -> None:
        """Save what was typed and is not yet in the file."""
        self._later.stop()
        day, wrote = self._now().date(), False
        try:
            for place, _, words, *_ in self._wanted(self._card):
                line = self._frames[place].editor
                assert isinstance(line, LineEdit)
                if line.one_line() != words:
                    self._practice.say(place, line.one_line(), self._by(), day)
                    line.setModified(False)
                    wrote = True
            if self._card.situations and self.steps.steps != self._steps_now():
                self._practice.say_steps(self._situation, self.steps.steps, self._by(), day)
                wrote = True
        except KapGuideError as error:
            self.said.emit(error.sentence)
            return
        if wrote:
            self.saved.emit()
            self.refresh()

    def finish(self) -> None:
        self.take()
        self._close_form()

    def _steps_now(self) -> tuple[CardStep, ...]:
        situations: tuple[Situation, ...] = self._card.situations
        return situations[self._situation].steps

    def _pick(self, name: str) -> None:
        self.take()
        self._situation = int(name)
        self._show_situation()

    def _print(self) -> None:
        self.take()
        self._hands.print(self.told.emit)

    def _ask(self) -> None:
        """In the place of what is read out: nothing else moves."""
        self.take()
        self.out_loud.hide()
        self.form.begin(self._card.filled_by)

    def _close_form(self) -> None:
        if self.form.isVisibleTo(self):
            self.form.hide()
            self.out_loud.show()
            self.situations.setFocus()

    def _sign(self, name: str, day: object, secret: str) -> None:
        def signed() -> None:
            self._close_form()
            self.saved.emit()
            self.refresh()

        assert isinstance(day, date)
        self._hands.sign(secret, lambda: (self._practice.sign(name, day), name), signed, self.form.show_wrong)

    # --- where it stands --------------------------------------------------------------------------------------

    def _timer(self, then: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(TYPED_MS)
        timer.timeout.connect(then)
        return timer

    def _lay_out(self, grid: int) -> None:
        self.out_loud = Card(self.theme, "Read out on the telephone")
        self.out_loud.set_pad(20, 14)
        self._fields = QGridLayout()
        self._fields.setHorizontalSpacing(grid * 3 // 2)
        self._fields.setVerticalSpacing(grid)
        for column in range(3):
            self._fields.setColumnStretch(column, 1)
        self.out_loud.add(self._fields)
        steps = Card(self.theme)
        steps.set_pad(8, 12)
        self.written = Text(self.theme, "", Role.SMALL, "warm", tabular=True)
        left = QVBoxLayout()
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 8, 0)
        head.addWidget(Text(self.theme, "Situations", Role.EYEBROW, "dim"), 1)
        head.addWidget(self.written)
        left.addLayout(head)
        left.addWidget(self.situations, 1)
        self.situations.setFixedWidth(SITUATIONS)
        right = QVBoxLayout()
        right.setContentsMargins(12, 0, 12, 0)
        heading = QHBoxLayout()
        heading.addWidget(self.title)
        heading.addStretch(1)
        right.addLayout(heading)
        right.addWidget(self.steps, 1)
        right.addWidget(Text(self.theme, WORDS, Role.SMALL, "soft", wrap=True))
        both = QHBoxLayout()
        both.setSpacing(grid)
        both.addLayout(left)
        both.addLayout(right, 1)
        steps.add(both, 1)
        steps.setMinimumHeight(STEPS)
        inside = QWidget()
        middle = QVBoxLayout(inside)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(grid * 3 // 2)
        middle.addWidget(self.out_loud)
        middle.addWidget(self.form)
        middle.addWidget(steps, 1)
        self.side = QWidget()
        self.side.setFixedWidth(PREVIEW)
        beside = QVBoxLayout(self.side)
        beside.setContentsMargins(0, 0, 0, 0)
        self.preview.setMaximumHeight(round(PREVIEW * A4))
        beside.addWidget(self.preview, 1)
        foot = "as it prints, A4; the same card opens with F12, also when locked"
        beside.addWidget(Text(self.theme, foot, Role.SMALL, "soft", wrap=True))
        beside.addStretch()
        body = QHBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(grid * 2)
        body.addWidget(SoftScroll(self.theme, inside, "ground"), 1)
        body.addWidget(self.side)

    def fit(self, *, narrow: bool, low: bool) -> None:
        self.side.setVisible(not narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw_later.start()

    def minimumSizeHint(self) -> QSize:
        return QSize(400, 300)
