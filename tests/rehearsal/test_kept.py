"""What is worth keeping of a rehearsal."""

import msgspec

from kapguide.rehearsal import told
from kapguide.rehearsal.kept import name_of, untouched
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from tests.support.rehearsed import a_rehearsed_run


def test_a_run_left_before_anything_happened_is_untouched() -> None:
    whole = a_rehearsed_run()
    begun = msgspec.structs.replace(whole, log=whole.log[:3], beats=(), remarks=(), prelude=3)
    assert untouched(begun)
    assert untouched(
        msgspec.structs.replace(begun, beats=(told.Paced(Elapsed(0), 3, 5.0), told.Paced(Elapsed(0), 3, 0)))
    )
    assert untouched(msgspec.structs.replace(whole, beats=(), remarks=(), prelude=whole.log[-1].seq)), (
        "all of it prelude"
    )


def test_whatever_happened_was_done_or_remarked_is_worth_keeping() -> None:
    whole = a_rehearsed_run()
    begun = msgspec.structs.replace(whole, log=whole.log[:3], beats=(), remarks=(), prelude=3)
    note = msgspec.structs.replace(whole.log[2], seq=4, body=e.NoteAdded("hello", Elapsed(0)))
    assert not untouched(msgspec.structs.replace(begun, beats=(told.Happened(Elapsed(0), 3, "fright"),)))
    assert not untouched(msgspec.structs.replace(begun, log=(*begun.log, note)))
    assert not untouched(msgspec.structs.replace(begun, remarks=whole.remarks))


def test_who_watched_is_named_without_what_they_are() -> None:
    assert [name_of(words) for words in ("R. Osei, supervisor", " R. Osei ", ", supervisor", "")] == [
        *("R. Osei", "R. Osei", "", ""),
    ]
