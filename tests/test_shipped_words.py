"""What ships never claims, promises or advertises, and calls a client a client."""

import ast
import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kapguide.session.protocol.protocol_file import shipped_protocols

ROOT = Path(__file__).resolve().parent.parent
TEXT_FILES = (".toml", ".typ", ".md", ".txt", ".json", ".css", ".qss", ".svg")

NEVER = {
    "an approval that there is not": r"\b(?:fda|food and drug administration)[- ](?:approv|clear)\w*"
    r"|\bapproved by the (?:fda|food and drug)|\bapproved off-label",
    "praise": r"\bgame[- ]chang\w*|\bbreakthroughs?\b|\bmiracles?\b|\bmiraculous\w*|\brevolutionary\b"
    r"|\blife[- ]changing\b|\btransformative\b",
    "a promise": r"\bcure[sd]?\b|\breboots?\b|\blasting relief\b|\bheals?\b|\bhealing\b"
    r"|\brelief from (?:depression|pain)",
    "a word on risk": r"\bsafe(?:r|st)?\b|\bminimal risks?\b|\brisk[- ]free\b|\bno side effects\b"
    r"|\bnon[- ]?addictive\b|\bnot addictive\b",
    "a claim of effect": r"\b(?:clinically|scientifically) proven\b|\bproven (?:to|effective)\b|\bneuroplastic\w*"
    r"|\bneurogenesis\b|\brewir(?:e|es|ing)\b|\brapid[- ]acting\b|\bantidepressant effects?\b"
    r"|\beffective (?:treatment|therapy|against|for)\b",
    "a place to get the drug": r"\b(?:buy|order|purchase|obtain)(?:ing)? (?:es)?ketamine"
    r"|\bketamine (?:online|supplier|shop)",
    "a client called something else": r"\bpatients?(?:['’]s?)?\b",
}
ALLOWED = {
    r"\bnot FDA[- ]approved\b": "says what is so",
    r"\bSafe Harbor\b": "the name of a rule in 45 CFR 164.514",
    r"\bPatient\b(?=$|/)": "the name of a FHIR resource, as a value of its own",
}
"""Reviewed by hand: each entry is taken out of the text before it is searched."""

RULES_FILE = "wording.toml"
"""The rules for words to a client name what they look for."""


def hits(patterns: dict[str, str], text: str) -> list[str]:
    """What `text` holds of `patterns`, each with a few words around it."""
    found = []
    for what, pattern in patterns.items():
        for match in re.finditer(pattern, text, re.IGNORECASE):
            around = text[max(0, match.start() - 30) : match.end() + 30]
            found.append(f"{what}: {' '.join(around.split())!r}")
    return found


def words_that_never_ship(root: Path) -> list[str]:
    """Every place below `root` that holds one, as `file: what: "..."`."""
    found = []
    for file, text in shipped_texts(root):
        found += [f"{file.relative_to(root)}: {hit}" for hit in hits(NEVER, without_allowed(text))]
    return found


def without_allowed(text: str) -> str:
    """`text` on one line, for a phrase may be broken across lines, and without what was reviewed."""
    text = " ".join(text.split())
    for phrase in ALLOWED:
        text = re.sub(phrase, "", text)
    return text


@functools.cache
def shipped_texts(root: Path) -> tuple[tuple[Path, str], ...]:
    """Every text that comes with KapGuide; of Python files the string literals, of the rest all of it."""
    return tuple(_texts_below(root))


def _texts_below(root: Path) -> Iterator[tuple[Path, str]]:
    for pattern in ("kapguide/**/*.py", "scripts/*.py"):
        for file in sorted(root.glob(pattern)):
            for literal in literals(file.read_text(encoding="utf-8")):
                yield file, literal
    for file in sorted((root / "resources").rglob("*")):
        if file.suffix in TEXT_FILES and file.name != RULES_FILE and not file.name.startswith("LICENSE"):
            yield file, file.read_text(encoding="utf-8")
    for pattern in ("playlists/*.m3u8", "playlists/*.md", "README.md", "CHANGELOG.md", "pyproject.toml"):
        for file in sorted(root.glob(pattern)):
            yield file, file.read_text(encoding="utf-8")


def literals(source: str) -> Iterator[str]:
    """The texts in a Python file. Of an f-string the fixed parts, with a gap where a value goes."""
    inside: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            parts = [part.value if isinstance(part, ast.Constant) else " … " for part in node.values]
            yield "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def test_no_word_that_never_ships_is_in_what_ships() -> None:
    assert words_that_never_ship(ROOT) == []


def test_every_kind_of_shipped_text_is_read() -> None:
    read = {file.relative_to(ROOT).as_posix() for file, _ in shipped_texts(ROOT)}
    for expected in (
        "kapguide/session/protocol/protocol_file.py",
        "resources/protocols/lozenge.toml",
        "resources/texts/emergency-card.toml",
    ):
        assert expected in read


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("resources/texts/a.toml", 'text = "Ketamine is FDA approved for depression."'),
        ("resources/texts/a.toml", 'text = "approved off-label"'),
        ("resources/protocols/deep/a.toml", 'summary = "A game-changer."'),
        ("resources/documents/a.typ", "A breakthrough in therapy"),
        ("resources/a.md", "This is a miracle."),
        ("resources/a.txt", "It can cure depression."),
        ("playlists/calm.m3u8", "#EXTINF:300,Reboot"),
        ("playlists/README.md", "Imagine a safe place."),
        ("README.md", "The treatment carries minimal risk."),
        ("README.md", "Ketamine is non-addictive."),
        ("README.md", "It gives lasting\nrelief."),
        ("CHANGELOG.md", "It raises neuroplasticity."),
        ("README.md", "Where to buy ketamine"),
        ("README.md", "The patient lies down."),
        ("README.md", "the patient's file"),
        ("kapguide/words.py", 'LINE = "A safe medicine"'),
        ("kapguide/ui/words.py", 'LINE = f"{name} is FDA-approved"'),
        ("scripts/words.py", '"""Shows the patients."""'),
    ],
)
def test_a_planted_word_is_found(tmp_path: Path, place: str, text: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    found = words_that_never_ship(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"{place}: ")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("README.md", "Ketamine is not FDA approved for any psychiatric disorder."),
        ("README.md", "off-label where applicable; confirm local law"),
        ("README.md", "Keep the key in a secure place."),
        ("kapguide/export/fhir.py", 'KIND = "Patient"\nREF = f"Patient/{code}"'),
        ("kapguide/words.py", "# a patient reader of comments\nLINE = 1"),
        ("resources/fonts/LICENSE-Inter.txt", "Not for patients."),
    ],
)
def test_what_is_allowed_passes(tmp_path: Path, place: str, text: str) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    assert words_that_never_ship(tmp_path) == []


@pytest.mark.parametrize("path", shipped_protocols(), ids=lambda path: path.stem)
def test_no_protocol_holds_a_dose(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.findall(r"\b\d+(?:[.,]\d+)?\s*(?:mg|mcg|µg|ug|ml|milligrams?)\b", text, re.IGNORECASE)
