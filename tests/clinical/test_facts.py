"""Facts as they are stored: what is left out of one means the same for ever, and what has no moment is no fact."""

from datetime import UTC, datetime

import msgspec
import pytest

from kapguide.clinical import facts as f
from tests.support.left_out import said_unsaid, written_unsaid

AT = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stored", "meant"),
    [
        (
            '{"kind":"client_described"}',
            f.ClientDescribed(name="", part2=None, music_dislikes="", people=()),
        ),
        (
            '{"kind":"contact_planned","contact":"dosing","title":"Dosing 1","at":"2026-12-02T09:00:00Z"}',
            f.ContactPlanned(
                f.ContactKind.DOSING, "Dosing 1", AT, minutes=0, staff=(), telephone=False, protocol="", label="",
                after_session="", by_protocol=False,
            ),
        ),
        (
            '{"kind":"list_answered","list_id":"day-of","version":"1","title":"Day","replies":[{"item":"water"}]}',
            f.ListAnswered(
                "day-of", "1", "Day", (), (f.ItemReply("water", None, "", "", None),), contact="", told="", signed_on=""
            ),
        ),
        ('{"kind":"medicine_ordered","medicine":"ketamine"}', f.MedicineOrdered("ketamine", sessions=None)),
        ('{"kind":"staff_described","staff":"a","name":"K. Lind"}', f.StaffDescribed("a", "K. Lind", (), here=True)),
        ('{"kind":"touch_agreed","touch":"hand"}', f.TouchAgreed("hand", "", "", "", practised=None)),
    ],
)  # fmt: skip
def test_what_a_stored_fact_leaves_out_was_not_said(stored: str, meant: f.AnyFact) -> None:
    assert msgspec.json.decode(stored, type=f.AnyFact) == meant


def test_nothing_else_means_anything_where_it_is_left_out() -> None:
    assert said_unsaid(f.Fact) == {"StaffDescribed.here": True}
    assert written_unsaid(f.Fact) == {"Fact"}


def test_a_contact_is_due_at_its_time_and_what_is_only_said_never_is() -> None:
    plan = f.ContactPlanned(f.ContactKind.DOSING, "Dosing 1", AT)
    assert (plan.due, f.TouchAgreed("hand").due) == (AT, None)


def test_a_time_without_its_offset_is_not_read() -> None:
    stored = '{"kind":"contact_planned","contact":"dosing","title":"Dosing 1","at":"2026-12-02T09:00:00"}'
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(stored, type=f.AnyFact)
