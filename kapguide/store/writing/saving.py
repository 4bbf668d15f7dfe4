"""Whether everything that was written is saved, as every screen says it."""

from enum import StrEnum

import msgspec


class SavingState(StrEnum):
    """What the screen says about saving."""

    SAVED = "saved"
    SAVING = "saving"
    NOT_SAVED = "not_saved"


class WriterState(msgspec.Struct, frozen=True):
    """Whether everything is saved, and a sentence: why not, or what is to be known all the same."""

    saving: SavingState = SavingState.SAVED
    sentence: str = ""
