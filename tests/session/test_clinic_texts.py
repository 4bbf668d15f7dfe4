"""The one-key observations, as they ship and as a clinic changes them."""

from pathlib import Path

import pytest

from kapguide.session.clinic_texts import read_observations, shipped_observations
from kapguide.toml_file import FileError


def test_nine_observations_ship_one_for_each_key() -> None:
    observations = shipped_observations()
    assert list(observations) == list("123456789")
    assert len(set(observations.values())) == 9
    assert {"Asked for quiet", "Reached out", "Nausea", "Cough or snore"} <= set(observations.values())
    interprets = ("want", "need", "seem", "feel", "anxious", "calm", "resist")
    assert not [label for label in observations.values() for word in interprets if word in label.lower()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[[observations]]\nkey = "1"\n', "observations[0].label: expected a text, got nothing"),
        ('[[observations]]\nkey = "0"\nlabel = "Tears"\n', 'observations[0].key: expected "1", "2"'),
        ('[[observations]]\nkey = 1\nlabel = "Tears"\n', 'or "9", got 1'),
        (
            '[[observations]]\nkey = "1"\nlabel = "Tears"\n' * 2,
            'observations[1].key: expected a key of its own, got "1" a second time',
        ),
        ("", "observations: expected 1 to 9 tables [[observations]], got nothing"),
    ],
)
def test_a_mistake_in_the_observations_is_named(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "observations.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_observations(file)
    assert any(expected in str(problem) for problem in caught.value.problems), caught.value.sentence
