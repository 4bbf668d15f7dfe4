"""A backup after each signature: asked of the backups on the disk, also where nobody waits to see it made."""

from contextlib import closing
from datetime import UTC, datetime

from kapguide.export.note_file import encode_note
from kapguide.paths import Home
from kapguide.store.copies.backup import own_backups
from kapguide.store.file.database import open_database
from kapguide.store.keys.vault import Keys, unlock
from kapguide.ui.door.unlock import UnlockScreen
from kapguide.ui.note.screen import NoteScreen
from kapguide.ui.note.signed_screen import SignedScreen
from kapguide.ui.today.screen import TodayScreen
from kapguide.usecases import signing
from kapguide.usecases.documents import note_of, report_of
from tests.support.practice import PASSPHRASE
from tests.support.therapist import Therapist
from tests.ui.note.test_signing import COLLEAGUE, SESSION, her, signed_in, trainee

__all__ = ["her", "trainee"]


def signed_in_backups(home: Home, keys: Keys) -> int:
    """How many signatures the newest backup holds."""
    if not (found := own_backups(home)):
        return 0
    with closing(open_database(found[0].path, keys.main, read_only=True)) as db:
        (count,) = db.conn.execute("SELECT count(*) FROM signature").fetchone()
    return int(count)


def test_each_signature_is_in_a_backup_also_where_its_screen_is_left_at_once(her: Therapist, trainee: Home) -> None:
    keys = unlock(trainee.vault, PASSPHRASE)
    her.unlock()
    today = her.screen(TodayScreen)
    store = her.app.navigator._store
    today.session_chosen.emit(SESSION)
    her.screen(NoteScreen).gate.passed.emit("the sister waits")
    her.screen(SignedScreen).closed.emit()
    her.until(lambda: signed_in_backups(trainee, keys) == 1)
    her.screen(TodayScreen).session_chosen.emit(SESSION)
    signed = her.screen(SignedScreen)
    (osei,) = signing.can_countersign(store, signed_in(store))
    signed.countersign_asked.emit(signed_in(store), osei, COLLEAGUE)
    signed.closed.emit()  # while the passphrase is tried
    her.until(lambda: signed_in_backups(trainee, keys) == 2)
    her.screen(TodayScreen).session_chosen.emit(SESSION)
    her.screen(SignedScreen).addendum_signed.emit("Slept well.", "told later", "", "")
    her.app.navigator.access.lock()
    her.screen(UnlockScreen)
    assert signed_in_backups(trainee, keys) == 3


def test_what_a_window_signed_as_it_went_down_is_in_the_next_ones_backup(her: Therapist, trainee: Home) -> None:
    her.unlock()
    her.screen(TodayScreen)
    store, safe = her.app.navigator._store, her.app.navigator.safe
    safe.keep()
    her.until(lambda: own_backups(trainee))
    report = report_of(store, SESSION, datetime.now(UTC))
    words = encode_note(note_of(store, report).document).decode()
    assert signing.sign(store, SESSION, words, 0, reason="a test").wait(10.0)
    safe.keep_daily()
    her.until(lambda: signed_in_backups(trainee, unlock(trainee.vault, PASSPHRASE)) == 1)
