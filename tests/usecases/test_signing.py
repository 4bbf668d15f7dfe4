"""Who may sign a note, in which role, and how a colleague countersigns at somebody else's window."""

import pytest

from kapguide.clinical.facts import StaffDescribed
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.session import events as e
from kapguide.session.people.people import StaffRole
from kapguide.store.keys.vault import WrongPassphrase
from kapguide.store.records import Store
from kapguide.store.tables.queries import NoteStatus
from kapguide.store.tables.signature_rows import SignedNote
from kapguide.usecases import signing
from kapguide.usecases.staff import StaffMember
from tests.support.practice import CHEAP, begin, happened, line, new_practice, opened, saved

COLLEAGUE = "seven grey herons at dusk"
THERAPIST, TRAINEE, MEDICAL, OBSERVER = StaffRole.THERAPIST, StaffRole.TRAINEE, StaffRole.MEDICAL, StaffRole.OBSERVER


def described(store: Store, staff: str, name: str, *roles: str) -> None:
    saved(store.facts.say("", StaffDescribed(staff, name, roles)).ticket)


def note_of(store: Store, session: str) -> SignedNote:
    note = store.notes.signed(session)
    assert note is not None
    return note


@pytest.mark.parametrize(
    ("roles", "offered", "trainee"),
    [
        ((), ("therapist",), False),
        (("observer", "medical"), ("medical",), False),
        (("therapist", "trainee"), ("therapist",), True),
        (("trainee",), ("trainee",), True),
    ],
)
def test_a_person_signs_in_a_role_that_is_theirs(
    roles: tuple[str, ...],
    offered: tuple[str, ...],
    *,
    trainee: bool,
) -> None:
    who = signing.signer_of(StaffMember("1", "K. Lind", roles))
    assert (who.roles, who.trainee) == (offered, trainee)


def test_who_has_no_name_or_only_watches_signs_nothing() -> None:
    for member, words in ((StaffMember("1", ""), "a name"), (StaffMember("1", "P. Low", ("observer",)), "observer")):
        with pytest.raises(KapGuideError, match=words):
            signing.signer_of(member)


def test_a_trainees_note_is_countersigned_by_a_colleague_with_their_own_passphrase(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        described(store, store.staff.me, "A. Orth", THERAPIST, TRAINEE)
        osei, dahl, low = (
            store.staff.let_in(name, COLLEAGUE + name, cost=CHEAP)[0] for name in ("R. Osei", "M. Dahl", "P. Low")
        )
        described(store, osei.staff, "R. Osei", MEDICAL)
        described(store, dahl.staff, "M. Dahl", THERAPIST, TRAINEE)
        described(store, low.staff, "P. Low", OBSERVER)
        described(store, "named", "N. Only", MEDICAL)
        session = begin(store, events=[line(1, "quiet"), happened(2, e.SessionEnded())])
        assert store.sessions()[0].note is NoteStatus.NONE
        saved(signing.sign(store, session, "Calm.", 0))
        note = note_of(store, session)
        assert (note.name, note.role, note.trainee, note.final) == ("A. Orth", "therapist", True, False)
        assert signing.waiting_for(note) == (note,)
        assert store.sessions()[0].note is NoteStatus.TO_COUNTERSIGN
        assert store.notes.waiting_counts() == (0, 1)
        (who,) = signing.can_countersign(store, note)
        assert (who.name, who.roles) == ("R. Osei", ("medical",))
        with pytest.raises(KapGuideError, match="cannot countersign"):
            signing.countersign(store, note, signing.signer(store))
        with pytest.raises(WrongPassphrase):
            signing.countersign(store, note, who, passphrase="another one than hers")
        saved(signing.countersign(store, note, who, passphrase=COLLEAGUE + "R. Osei"))
        done = note_of(store, session)
        assert done.final
        assert signing.waiting_for(done) == ()
        assert store.sessions()[0].note is NoteStatus.SIGNED
        with store._reading() as db:
            found = db.conn.execute("SELECT author_id FROM audit WHERE action = 'countersigned'").fetchall()
        assert found == [(osei.staff,)], "the audit log names the colleague, not whoever has the window open"
        assert store.staff.me == keys.staff
        assert store.verify().problems == ()


def test_nobody_countersigns_themselves_with_a_second_passphrase(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        described(store, store.staff.me, "A. Orth", TRAINEE)
        session = begin(store, events=[line(1, "quiet"), happened(2, e.SessionEnded())])
        saved(signing.sign(store, session, "Calm.", 0))
        second, _ = store.staff.let_in("a. orth", COLLEAGUE, cost=CHEAP)
        described(store, second.staff, "a. orth", THERAPIST)
        note = note_of(store, session)
        assert signing.can_countersign(store, note) == ()
        described(store, store.staff.me, "A. Orth-Lind", TRAINEE)
        assert signing.can_countersign(store, note) == (), "they signed as that"
        described(store, second.staff, "A. Orth-Lind", THERAPIST)
        assert signing.can_countersign(store, note) == (), "they are called that now"
        with pytest.raises(KapGuideError, match="cannot countersign"):
            signing.countersign(
                store,
                note,
                signing.Signer(second.staff, "A. Orth-Lind", ("therapist",), trainee=False),
                passphrase=COLLEAGUE,
            )
        described(store, second.staff, "R. Osei", THERAPIST)
        (who,) = signing.can_countersign(store, note)
        assert who.name == "R. Osei"


def test_a_colleague_who_goes_on_at_the_window_countersigns_without_another_passphrase(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        described(store, store.staff.me, "A. Orth", TRAINEE)
        osei, _ = store.staff.let_in("R. Osei", COLLEAGUE, cost=CHEAP)
        session = begin(store, events=[line(1, "quiet"), happened(2, e.SessionEnded())])
        saved(signing.sign(store, session, "Calm.", 0))
        store.staff.take_over(osei)
        (who,) = signing.can_countersign(store, note_of(store, session))
        saved(signing.countersign(store, note_of(store, session), who))
        assert note_of(store, session).final


def test_a_gap_needs_its_reason_and_an_addendum_its_words(home: Home) -> None:
    keys, _ = new_practice(home)
    with opened(home, keys) as store:
        session = begin(store, events=[line(1, "quiet"), happened(2, e.SessionEnded())])
        with pytest.raises(KapGuideError, match="Say why"):
            signing.sign(store, session, "Calm.", 0, reason=" ")
        saved(signing.sign(store, session, "Calm.", 0, reason="the cuff was broken"))
        assert note_of(store, session).reason == "the cuff was broken"
        with pytest.raises(KapGuideError, match="Write what"):
            signing.add_addendum(store, session, " ", reason="told later")
        saved(signing.add_addendum(store, session, "Slept well.", reason="told later"))
        assert [one.text for one in note_of(store, session).addenda] == ["Slept well."]
        with store._reading() as db:
            done = db.conn.execute("SELECT action FROM audit WHERE subject = ? ORDER BY seq", (session,)).fetchall()
        assert [action for (action,) in done][-3:] == ["note_finished", "note_signed_with_gap", "addendum_added"]
