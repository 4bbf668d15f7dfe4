"""What was signed, changed past the program with the practice's own key: it is no longer whole, and verify names it."""

import pytest

from attack.raw_sql import change
from kapguide.paths import Home
from kapguide.store.vault import Keys
from tests.store.test_signatures import LIND, ORTH, colleague, ended, sign
from tests.support.practice import opened, saved


def test_what_a_signature_covers_can_be_damaged_and_the_note_is_still_read(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        sign(store, session)
    change(home, keys, ("UPDATE signature SET covers_json = '{'",))
    with opened(home, keys) as store:
        note = store.notes.signed(session)
        assert note is not None
        assert len(note.later) == 4
        assert store.notes.found_whole(session) is None
        (words,) = [each for each in store.verify().problems if "signature covers" in each]
        assert session in words


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE note_version SET text = 'Fine.' WHERE status = 'signed'",
        "UPDATE addendum SET text = 'Fine.'",
        "UPDATE session_event SET text = 'Fine.' WHERE seq = 2",
    ],
)
def test_other_words_are_not_those_that_were_signed(home: Home, keys: Keys, statement: str) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        sign(store, session)
        saved(store.notes.add_addendum(session, "Slept well.", reason="told later", **LIND))
    change(home, keys, (statement,))
    with opened(home, keys) as store:
        assert store.notes.found_whole(session) is None
        assert any("What a signature covers is not what was signed" in words for words in store.verify().problems)


@pytest.mark.parametrize(
    "wrong", ["trainee = 1", "author_id = (SELECT author_id FROM signature WHERE kind = 'signed')"]
)
def test_a_name_that_does_not_count_makes_no_note_final(home: Home, keys: Keys, wrong: str) -> None:
    with opened(home, keys) as store:
        session = ended(store)
        note = sign(store, session, who=ORTH)
        saved(store.notes.countersign(note.id, name="R. Osei", role="medical", staff=colleague(store)))
    change(home, keys, (f"UPDATE signature SET {wrong} WHERE kind = 'countersigned'",))
    with opened(home, keys) as store:
        again = store.notes.signed(session)
        assert again is not None
        assert not again.final
        assert "1 countersignatures are the signer's own, or a trainee's." in store.verify().problems
