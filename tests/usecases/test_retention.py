"""Retention: what the clinic's period is over for, and that a removal is signed by whoever has the practice open."""

from datetime import UTC, datetime, timedelta

import pytest

from kapguide.clinical.facts import TouchAgreed
from kapguide.clinical.when import day_shown
from kapguide.errors import KapGuideError
from kapguide.paths import Home
from kapguide.settings import RetentionSettings
from kapguide.store.chain.audit_rows import AuditWish
from kapguide.store.keys.vault import Keys
from kapguide.store.records import Store
from kapguide.usecases.audit_log import audit_words
from kapguide.usecases.retention import doubt_about_clock, over, period_begins, sign_removal
from tests.support.practice import CHEAP, PASSPHRASE, begin, new_practice, opened, saved

LONG_AGO = datetime(2019, 3, 2, 12, 0, tzinfo=UTC)
NOW = LONG_AGO + timedelta(days=3000)
SEVEN = RetentionSettings(7, "the board’s rule")


@pytest.fixture
def keys(home: Home) -> Keys:
    return new_practice(home)[0]


@pytest.fixture
def store(home: Home, keys: Keys) -> Store:
    """A practice that saw one client long ago, and one today."""
    clock = [LONG_AGO]
    store = Store.open(home, keys, now=lambda: clock[0])
    begin(store, "M-014", started=LONG_AGO)
    clock[0] = NOW
    begin(store, "B-002", started=NOW)
    return store


def test_a_period_counts_years_of_the_calendar() -> None:
    assert period_begins(datetime(2028, 2, 29, 12, tzinfo=UTC), 7) == datetime(2021, 2, 28, 12, tzinfo=UTC)
    assert period_begins(NOW, 7) == NOW.replace(year=NOW.year - 7)


def test_nothing_is_over_before_the_clinic_has_said_how_long_and_why(store: Store) -> None:
    assert over(store, RetentionSettings(), NOW) == over(store, RetentionSettings(7, "  "), NOW) == []
    assert [client.code for client in over(store, SEVEN, NOW)] == ["M-014"]
    assert over(store, RetentionSettings(9, "longer"), NOW) == []
    store.close()


def test_a_clock_that_may_be_ahead_is_named_before_anything_is_removed(store: Store) -> None:
    assert doubt_about_clock(store, NOW + timedelta(days=300)) == ""
    doubt = doubt_about_clock(store, NOW + timedelta(days=4000))
    assert doubt.startswith(f"No session was begun since {day_shown(NOW.date())}, and this computer’s clock says")
    begin(store, "C-003", started=NOW + timedelta(days=3900))
    assert doubt_about_clock(store, NOW + timedelta(days=4000)) == ""


def test_without_a_session_nothing_speaks_against_the_clock(home: Home, keys: Keys) -> None:
    with opened(home, keys) as store:
        assert doubt_about_clock(store, NOW) == ""


def test_a_removal_is_signed_and_stands_in_the_audit_log(store: Store) -> None:
    (client,) = over(store, SEVEN, NOW)
    with pytest.raises(KapGuideError, match="passphrase"):
        sign_removal(store, client, SEVEN, "not that one", NOW)
    with pytest.raises(KapGuideError, match="not older"):
        sign_removal(store, client, RetentionSettings(9, "longer"), PASSPHRASE, NOW)
    body = sign_removal(store, client, SEVEN, PASSPHRASE, NOW)
    assert (body.name, body.reason, body.last) == ("R. Ames", "the board’s rule", LONG_AGO)
    told = [words.sentence for words in audit_words(store, AuditWish(), 2)]
    assert told == [
        "Client M-014 removed with 1 session, after 7 years",
        f"{body.rows} rows of a client who was removed",
    ]
    assert over(store, SEVEN, NOW) == []
    store.close()


def test_somebody_elses_passphrase_signs_for_nobody(store: Store) -> None:
    store.staff.let_in("R. Osei", "three quiet herons", cost=CHEAP)
    (client,) = over(store, SEVEN, NOW)
    with pytest.raises(KapGuideError, match="somebody else"):
        sign_removal(store, client, SEVEN, "three quiet herons", NOW)
    saved(store.facts.say("M-014", TouchAgreed("hand")).ticket)
    with pytest.raises(KapGuideError, match="meanwhile"):
        sign_removal(store, client, SEVEN, PASSPHRASE, NOW)
    assert store.codes() == ["B-002", "M-014"]
    store.close()
