"""In which of their roles somebody signs: the likely one, and each press takes the next."""

from PySide6.QtCore import Signal

from kapguide.ui.theme import Theme
from kapguide.ui.widgets.button import Button, Kind
from kapguide.usecases.signing import Signer


class RoleChoice(Button):
    """A quiet button beside the one that signs; hidden for whoever has no choice. `turned` tells of another role."""

    turned = Signal()

    def __init__(self, theme: Theme, signer: Signer | None = None) -> None:
        super().__init__(theme, kind=Kind.QUIET, compact=True)
        self.signer = signer
        self.clicked.connect(self._turn)
        self.show_signer(signer)

    @property
    def role(self) -> str:
        """The role that is chosen; empty for nobody."""
        return self.signer.roles[0] if self.signer is not None else ""

    def show_signer(self, signer: Signer | None) -> None:
        """Offer the roles of somebody, the first of them chosen."""
        self.signer = signer
        roles = signer.roles if signer is not None else ()
        if len(roles) < 2:
            self.hide()
            return
        self.show_as(f"Role: {roles[0]}", kind=Kind.QUIET, name=f"Role: {roles[0]}; next: {roles[1]}")
        if self.parent() is not None:
            self.show()

    def _turn(self) -> None:
        if self.signer is not None:
            self.show_signer(self.signer.turned())
            self.turned.emit()
