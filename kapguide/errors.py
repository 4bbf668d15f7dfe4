"""Failures that a person can act on; everything else is a bug and is left to propagate."""

from collections.abc import Sequence


class KapGuideError(Exception):
    """A known failure.

    `sentence` is written for the person: it names the thing, says what still works and what to do.
    `detail` is for the log and never holds client text.
    """

    outside = ""
    """The sentence for a terminal, where `sentence` speaks of a session that goes on."""

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail

    @property
    def while_typing(self) -> str:
        """What a field says of it before Enter; nothing, where half a word would be blamed."""
        return ""


class Unclear(KapGuideError):
    """What was typed can mean several things: `choices` are their words, each with what it then stands for."""

    def __init__(self, sentence: str, choices: Sequence[tuple[str, object]]) -> None:
        super().__init__(sentence)
        self.choices = choices
