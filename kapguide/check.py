"""Checking what a person wrote or collected: plans, scripts, scenarios, instruments, checklists, playlists, texts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from kapguide.audio.playlists import playlist
from kapguide.clinical.aftercare import read_aftercare
from kapguide.clinical.checklist_file import load_checklist
from kapguide.clinical.courses import load_course
from kapguide.clinical.instrument_file import load_instrument
from kapguide.clinical.limits import read_limits
from kapguide.clinical.side_effects import read_effects
from kapguide.clinical.ways import read_ways
from kapguide.errors import KapGuideError
from kapguide.rehearsal.fitting import misfits
from kapguide.rehearsal.policy_file import read_policy
from kapguide.rehearsal.scenario import Scenario
from kapguide.rehearsal.scenario_file import read_scenario
from kapguide.session.clinic_texts import read_observations
from kapguide.session.emergency_card import read_emergency_card
from kapguide.session.guiding.breath_file import load_breath
from kapguide.session.guiding.excuses import excuses_in
from kapguide.session.guiding.script import Script
from kapguide.session.guiding.script_file import load_script
from kapguide.session.guiding.script_words import (
    WordFinding,
    protocol_findings,
    read_wording,
    script_findings,
    shipped_wording,
    without_excused,
)
from kapguide.session.protocol.protocol import TherapyProtocol
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.session.protocol.schedule import read_schedule
from kapguide.session.scripted_session import read_scripted_session
from kapguide.settings import read_settings
from kapguide.toml_file import FileError, TomlTable, escaped, load_table

SUFFIXES = (".toml", *playlist.SUFFIXES)


def files_in(path: Path) -> Iterator[Path]:
    """The file itself, or what can be checked below a folder."""
    if not path.is_dir():
        yield path
        return
    yield from sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)


def scripts_among(files: Iterable[Path]) -> dict[str, Script | None]:
    """The scripts among files by their ids; None for one with mistakes: whoever names it finds it there."""
    found: dict[str, Script | None] = {}
    for file in files:
        table = _table(file)
        if table is not None and table.has("lines"):
            try:
                found[table.name("id")] = load_script(file)
            except FileError:
                found[table.name("id")] = None
    return found


def check_file(
    path: Path,
    folders: Sequence[Path] = (),
    scripts: Mapping[str, Script | None] | None = None,
    protocols: Sequence[TherapyProtocol] = (),
) -> str:
    """One line or more on what is wrong with a file; an empty string when it can be used.

    `folders` are those with music that were added: a playlist may lead there. `scripts` are those that a protocol may
    name, `protocols` those that a scenario may be rehearsed with.
    """
    try:
        if path.suffix.lower() in playlist.SUFFIXES:
            read = playlist.read_playlist(path, folders)
            return "\n".join((*(f"{escaped(path.name)}: {refusal}" for refusal in read.refused), *read.warnings))
        if path.name == "settings.toml":
            read_settings(path)
        elif _has(path, "situations"):
            read_emergency_card(path)
        elif _has(path, "observations"):
            read_observations(path)
        elif _has(path, "contacts"):
            load_course(path)
        elif path.name == "limits.toml" or _has(path, "limits"):
            read_limits(path)
        elif _has(path, "effects"):
            read_effects(path)
        elif _has(path, "ways"):
            read_ways(path)
        elif _has(path, "notices"):
            read_policy(path)
        elif _has(path, "readings"):
            read_schedule(path)
        elif _has(path, "parts"):
            read_aftercare(path)
        elif _has(path, "groups"):
            load_checklist(path)
        elif _has(path, "turns"):
            return _alone(path, read_scenario(path), protocols)
        elif _has(path, "steps"):
            read_scripted_session(path)
        elif _has(path, "rules"):
            read_wording(path)
        elif _has(path, "lines"):
            return _wording(path, script_findings(load_script(path), shipped_wording()))
        elif _has(path, "breath"):
            load_breath(path)
        elif _has(path, "questions") or _has(path, "fields"):
            load_instrument(path)
        else:
            protocol = read_protocol(path, scripts)
            known = {name: script for name, script in (scripts or {}).items() if script is not None}
            return _wording(path, protocol_findings(protocol, known, shipped_wording()))
    except KapGuideError as error:
        return error.sentence
    return ""


def _alone(path: Path, scenario: Scenario, protocols: Sequence[TherapyProtocol]) -> str:
    """The routes on which no protocol goes with a scenario, and why."""
    said = []
    for route in scenario.routes:
        reasons = [misfits(scenario, protocol) for protocol in protocols if protocol.route == route]
        if reasons and all(reasons):
            said += [f"{escaped(path.name)} can be used, and goes with no protocol for {route} yet.", *reasons[0]]
    return "\n".join(said)


def _wording(path: Path, findings: Iterable[WordFinding]) -> str:
    """What the rules of wording find in a file's words for the client, but for what the file excuses."""
    left, idle = without_excused(findings, excuses_in(load_table(path)))
    said = [*map(str, left), *(f"excused: “{excuse.words}” ({excuse.rule}) is nowhere found" for excuse in idle)]
    if not said:
        return ""
    count = "1 finding" if len(said) == 1 else f"{len(said)} findings"
    head = f"{escaped(path.name)} can be used, with {count} in its words. Change them, or excuse them in the file."
    return "\n".join([head, *said])


def _has(path: Path, key: str) -> bool:
    """Whether a TOML file is of the kind that has this key; one that cannot be read is left to a reader's sentence."""
    table = _table(path)
    return table is not None and table.has(key)


def _table(path: Path) -> TomlTable | None:
    try:
        return load_table(path)
    except FileError:
        return None
