"""The lock: exact, hashed, of no particular place, and in step with pyproject.toml."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import setup_machine

PROJECT = tomllib.loads((Path(setup_machine.CHECKOUT) / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = {"program": PROJECT["dependencies"], **PROJECT["optional-dependencies"]}
LOCK = setup_machine.read_lock()


def locked(section: str) -> list[Requirement]:
    """The pinned requirements of a section, hashes left off."""
    return [Requirement(line.removesuffix("\\")) for line in LOCK[section].splitlines() if line[:1].isalnum()]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_it_has_a_section_for_the_program_and_each_extra() -> None:
    assert LOCK.keys() == WANTED.keys()


@pytest.mark.parametrize("section", WANTED)
def test_what_the_project_asks_for_is_pinned_within_its_range(section: str) -> None:
    for line in WANTED[section]:
        wanted = Requirement(line)
        pinned = [each for each in locked(section) if canonical(each.name) == canonical(wanted.name)]
        versions = {exact.version for each in pinned for exact in each.specifier if exact.operator == "=="}
        assert any(wanted.specifier.contains(version) for version in versions), line


@pytest.mark.parametrize("section", WANTED)
def test_every_package_is_exact_and_hashed(section: str) -> None:
    for entry in LOCK[section].replace("\\\n", " ").strip().splitlines():
        assert re.match(r"[a-z0-9-]+==[^ ]+ ", entry)
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", entry)) >= 1


def test_it_names_no_place_on_the_network() -> None:
    assert not re.search(r"://|--index|--find-links|--extra", setup_machine.LOCK.read_text(encoding="utf-8"))


def test_the_program_gets_no_test_tools() -> None:
    names = {canonical(each.name) for each in locked("program")}
    assert not names & {"pytest", "mypy", "ruff", "hypothesis", "pyinstaller"}
