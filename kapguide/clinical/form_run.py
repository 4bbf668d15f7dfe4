"""A way through one or more instruments, a question at a time: pure, so that nothing that is pressed can break it."""

from collections.abc import Mapping

import msgspec

from kapguide.clinical.instruments import Instrument, InstrumentItem
from kapguide.clinical.scoring import asked_items

Given = dict[str, int]
"""What was answered, by the item's id."""


class FormPage(msgspec.Struct, frozen=True):
    """What stands on the screen: an item, or without one what its instrument has read first."""

    instrument: Instrument
    item: InstrumentItem | None = None


class FormRun(msgspec.Struct, frozen=True):
    """Where one is, what was answered, and what is picked here but not sent yet."""

    instruments: tuple[Instrument, ...]
    given: Mapping[str, Given] = {}
    """By the instrument's id."""
    at: int = 0
    picked: int | None = None

    @property
    def pages(self) -> tuple[FormPage, ...]:
        """Everything that is shown after these answers."""
        pages: list[FormPage] = []
        for instrument in self.instruments:
            pages += [FormPage(instrument)] if instrument.instruction else []
            pages += [FormPage(instrument, item) for item in asked_items(instrument, self.of(instrument.id))]
        return tuple(pages)

    @property
    def page(self) -> FormPage | None:
        """What is shown now; None at the end."""
        pages = self.pages
        return pages[self.at] if self.at < len(pages) else None

    @property
    def over(self) -> bool:
        """Whether everything has been gone through."""
        return self.page is None

    @property
    def place(self) -> tuple[int, int]:
        """The number of the question, from 1, and how many there are: `4 of 9`. At the end both are the same."""
        items = [place for place, page in enumerate(self.pages) if page.item is not None]
        return min(len(items), sum(place < self.at for place in items) + (not self.over)), len(items)

    @property
    def at_an_end(self) -> bool:
        """Whether this is the first or the last question of its instrument: its statement stands there."""
        page = self.page
        if page is None or page.item is None:
            return page is not None
        items = asked_items(page.instrument, self.of(page.instrument.id))
        return page.item in (items[0], items[-1])

    @property
    def may_go_on(self) -> bool:
        """Whether there is something to be sent, or nothing that would be asked for."""
        page = self.page
        return page is not None and (page.item is None or self.picked is not None)

    def of(self, instrument: str) -> Given:
        """What was answered of an instrument."""
        return self.given.get(instrument, {})

    def begun(self) -> "FormRun":
        """At its first page, with the answer that stands there chosen."""
        return self._to(0)

    def pick(self, value: int) -> "FormRun":
        """Choose an answer; it is sent by going on. What is none of the answers changes nothing."""
        page = self.page
        if page is None or page.item is None or not page.item.allows(value):
            return self
        return msgspec.structs.replace(self, picked=value)

    def step(self, by: int) -> "FormRun":
        """Choose the answer before or after the one that is chosen; from none, the first or the last."""
        page = self.page
        if page is None or page.item is None:
            return self
        values = [option.value for option in page.item.options]
        if self.picked is None:
            return self.pick(values[0] if by > 0 else values[-1])
        return self.pick(values[max(0, min(len(values) - 1, values.index(self.picked) + by))])

    def go_on(self) -> "FormRun":
        """Send what is chosen, and go to the next page; nothing without a choice."""
        return self._sent(self.picked) if self.may_go_on else self

    def leave_out(self) -> "FormRun":
        """Leave the question without an answer, and go to the next page."""
        return self if self.over else self._sent(None)

    def back(self) -> "FormRun":
        """To the page before; what is chosen here and not sent is let go."""
        return self._to(self.at - 1) if self.at else self

    def _sent(self, value: int | None) -> "FormRun":
        page = self.page
        assert page is not None
        if page.item is None:
            return self._to(self.at + 1)
        given = {name: each for name, each in self.of(page.instrument.id).items() if name != page.item.id}
        if value is not None:
            given[page.item.id] = value
        return self._to(self.at + 1, {**self.given, page.instrument.id: given})

    def _to(self, at: int, given: Mapping[str, Given] | None = None) -> "FormRun":
        moved = msgspec.structs.replace(self, at=at, picked=None, given=self.given if given is None else given)
        page = moved.page
        if page is None or page.item is None:
            return moved
        return msgspec.structs.replace(moved, picked=moved.of(page.instrument.id).get(page.item.id))
