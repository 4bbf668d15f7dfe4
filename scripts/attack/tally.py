"""What an attack counts: how often it struck, and what was lost, unnamed or ended in a traceback."""

from dataclasses import dataclass, field


@dataclass
class Tally:
    """The outcome of one attack; it holds where `lost`, `unnamed` and `tracebacks` are empty."""

    what: str
    tried: int = 0
    lost: list[str] = field(default_factory=list)
    """What a person was told is saved, and is gone."""
    unnamed: list[str] = field(default_factory=list)
    """What went wrong without a sentence that names it."""
    tracebacks: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing of it went wrong, and something was tried at all."""
        return self.tried > 0 and not (self.lost or self.unnamed or self.tracebacks)

    def row(self) -> str:
        """One line of the table."""
        counted = [len(self.lost), len(self.unnamed), len(self.tracebacks)]
        return f"{self.what:<44} {self.tried:>6} {counted[0]:>6} {counted[1]:>8} {counted[2]:>11}"

    def findings(self) -> list[str]:
        """Every finding in words."""
        kinds = (("lost", self.lost), ("unnamed", self.unnamed), ("traceback", self.tracebacks))
        return [f"{self.what}: {kind}: {words}" for kind, found in kinds for words in found]


HEAD = f"{'attack':<44} {'tried':>6} {'lost':>6} {'unnamed':>8} {'tracebacks':>11}"
