"""A session begins with what the client agreed to before it."""

from datetime import UTC, date, datetime

import pytest

from kapguide.clinical.chart import chart_of
from kapguide.clinical.facts import AnyFact, Fact, PermissionSaid, Reply, TouchAgreed
from kapguide.session import commands as c
from kapguide.session.consent.commands import MarkConsent
from kapguide.usecases.consent import in_force

TODAY = date(2026, 12, 1)


def begins_with(*bodies: AnyFact) -> tuple[c.Command, ...]:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return in_force(chart_of(Fact(f"f{n}", "id", "", at, "k", body) for n, body in enumerate(bodies)), TODAY)


def test_touch_observers_and_recording_are_in_force_and_nothing_is_made_up() -> None:
    assert begins_with() == ()
    assert begins_with(
        TouchAgreed("shoulder"),
        TouchAgreed("hand"),
        PermissionSaid("observers", Reply.YES),
        PermissionSaid("recording", Reply.NO),
        PermissionSaid("sharing", Reply.YES),
    ) == (c.MarkTouch("hand"), MarkConsent("observers", "agreed"), MarkConsent("recording", "refused"))
    assert begins_with(PermissionSaid("observers", Reply.UNKNOWN)) == ()
    assert begins_with(TouchAgreed("a hug")) == (), "of a word that nobody knows nothing follows"


@pytest.mark.parametrize(("until", "holds"), [("", True), ("2026-12-01", True), ("2026-11-30", False), ("soon", False)])
def test_what_held_until_a_day_that_is_over_does_not_hold(until: str, holds: bool) -> None:
    assert bool(begins_with(PermissionSaid("recording", Reply.YES, until=until))) is holds
