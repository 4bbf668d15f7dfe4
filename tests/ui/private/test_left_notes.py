"""One's own notes on a client who was removed: read and removed by their author, and by nobody else."""

from PySide6.QtWidgets import QApplication, QWidget

from kapguide.ui.private.left_flow import LeftNotesFlow
from tests.store.test_removal import remove
from tests.support.practice import saved
from tests.ui.private.test_private_page import WORDS, Desk, add_person_while_open, desk

__all__ = ["desk"]


def test_notes_on_a_client_who_was_removed_are_read_and_removed_by_their_author_alone(desk: Desk) -> None:
    anna, _ = add_person_while_open(desk.store, "A. Orth")
    saved(desk.store.private.write("M-014", "first"), desk.store.private.write("M-014", WORDS))
    remove(desk.store)
    left: list[bool] = []
    flow = LeftNotesFlow(desk.flow._frame, desk.store, lambda: left.append(True))
    page = flow.show()
    assert page.rows()[0].startswith("M-014  2 notes")
    assert [row.partition(": ")[2] for row in page.rows()[1:]] == [WORDS, "first"]
    desk.window.cover(QWidget())
    page.remove.meant.emit()
    assert page.rows() == []
    assert page.message.describe() == "Your notes on M-014 were removed."
    assert not page.remove.isEnabled()
    desk.store.staff.take_over(anna)
    desk.window.uncover()
    QApplication.processEvents()
    assert left == [True], "whoever has taken over is led away"
