"""Failures that a person can act on; everything else is a bug and is left to propagate."""


class KapGuideError(Exception):
    """A known failure.

    `sentence` is written for the person: it names the thing, says what still works and what to do.
    `detail` is for the log and never holds client text.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail
