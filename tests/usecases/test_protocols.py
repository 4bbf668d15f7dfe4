"""A practice's own protocols: offered beside those that ship, and read again when they have changed."""

import pytest

from kapguide.clinical.facts import ContactKind
from kapguide.errors import KapGuideError
from kapguide.paths import Home, resource
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.usecases.contacts import contact_plans
from kapguide.usecases.shipped.protocols import protocol_of, protocols_of

SHIPPED = {file.stem for file in resource("protocols").glob("*.toml")}


def written(home: Home, name: str, changes: dict[str, str]) -> None:
    """A copy of the shipped plan for integration, changed."""
    text = (resource("protocols") / "integration.toml").read_text()
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    home.protocols.mkdir(parents=True, exist_ok=True)
    (home.protocols / name).write_text(text)


def test_an_own_protocol_is_offered_for_its_kind_and_found_by_its_id(home: Home) -> None:
    assert protocols_of(home).known.keys() == SHIPPED
    written(home, "walk.toml", {'id = "integration"': 'id = "walk"', "Integration, 50 minutes": "Integration, a walk"})
    plans = [plan for plan in contact_plans(home) if plan.contact is ContactKind.INTEGRATION]
    assert [(plan.id, plan.title) for plan in plans] == [
        ("integration", "Integration, 50 minutes"),
        ("walk", "Integration, a walk"),
    ]
    assert protocol_of(home, "walk").title == "Integration, a walk"
    with pytest.raises(KapGuideError, match="There is no protocol"):
        protocol_of(home, "run")


def test_one_with_a_shipped_id_takes_its_place_as_it_is_now_and_a_mistake_is_named(home: Home) -> None:
    def mine() -> TherapyProtocol:
        return protocol_of(home, "integration")

    written(home, "mine.toml", {"Integration, 50 minutes": "Ours"})
    assert mine().title == "Ours"
    written(home, "mine.toml", {"Integration, 50 minutes": "Ours, changed"})
    assert mine().title == "Ours, changed"
    written(home, "mine.toml", {"Integration, 50 minutes": "Ours", 'kind = "integration"': 'kind = "a walk"'})
    assert mine().title == "Integration, 50 minutes"
    (sentence,) = protocols_of(home).refused
    assert sentence.startswith("mine.toml has 1 problem and was not used.")
