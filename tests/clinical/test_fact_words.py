"""What a search reads of a fact: the words of persons, and nothing that was chosen from a list."""

from datetime import UTC, datetime

import pytest

from kapguide.clinical import facts as f
from kapguide.clinical.fact_words import words_of


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            f.ClientDescribed("Ines R.", music_dislikes="choirs", people=(f.NamedPerson("J. Roth", "sister"),)),
            "Ines R.\nchoirs\nJ. Roth sister",
        ),
        (
            f.MedicineOrdered("ketamine", "lozenge", "150 mg", prescriber="R. Osei", kept_by="the client"),
            "ketamine 150 mg, lozenge; R. Osei\nthe client",
        ),
        (
            f.ListAnswered("day-of", "1", "The day", (f.AskedItem("a", "Fasted"),), (f.ItemReply("a", comment="tea"),)),
            "tea",
        ),
        (f.TouchAgreed("hand", how_asked="in words", signal="a raised hand"), "in words\na raised hand"),
        (f.PermissionSaid("observers", f.Reply.NO, "not yet"), "not yet"),
        (f.ContactHeld(words="by telephone"), "by telephone"),
        (f.ContactCancelled("a cold"), "a cold"),
        (f.CourseEnded("moved away"), "moved away"),
        (f.OrderEnded("stopped"), "stopped"),
        (f.ScoreFollowed("s", "9", "telephoned"), "telephoned"),
        (f.CommitmentMade("a walk"), "a walk"),
        (f.CommitmentChecked("walked twice"), "walked twice"),
        (f.ContactPlanned(f.ContactKind.INTEGRATION, "Integration", datetime(2026, 12, 2, tzinfo=UTC)), ""),
        (f.PreparationTyped(fields={"dose": "150"}), ""),
    ],
)
def test_the_words_of_persons_are_read(body: f.AnyFact, words: str) -> None:
    assert words_of(body) == words
