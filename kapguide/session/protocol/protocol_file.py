"""Protocol files: TOML that a clinician can read and change, checked whole and turned into the model."""

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from kapguide import paths
from kapguide.clinical.facts import ContactKind
from kapguide.clinical.marks import Mark
from kapguide.clinical.when import parse_lead
from kapguide.errors import KapGuideError
from kapguide.session.guiding.excuses import excuses_in
from kapguide.session.protocol.protocol import Anchor, Ask, Audience, DoneBy, Later, PhaseKind, Route, TherapyProtocol
from kapguide.spans import MINUTE, format_span, parse_span
from kapguide.toml_file import DAY, FileError, Problem, TomlTable, is_id, load_table, shown

MOST_PHASES = 30
MOST_CUES = 100
MOST_SOURCES = 60
MOST_SLOTS = 16
MOST_CHECK_INS = 12
_KINDS = list(PhaseKind)
DOSES = (Anchor.T0, Anchor.EACH_DOSE, Anchor.LAST_DOSE, Anchor.DISSOLVED)
"""What a cue can be counted from, apart from its phase."""
_ASKS = (Ask.LOOK, Ask.ATTEST, Ask.SIDE_EFFECTS)
_STEPS = ("dissolve", "hold", "swish", "infusion", "rest")

Plain = dict[str, Any]
"""A part of the protocol as plain data; a value that was not usable is None."""


class ProtocolError(FileError):
    """A protocol file that cannot be used; `problems` names everything that is wrong in it."""


def read_protocol(path: Path, scripts: Collection[str] | None = None) -> TherapyProtocol:
    """The protocol in a file. Raises ProtocolError with all of its problems.

    `scripts` are the ids of the scripts that a prompt or a phase may name; without them any id will do.
    """
    try:
        table = load_table(path)
    except FileError as error:
        raise ProtocolError(path, error.problems) from None
    plain = _protocol(table, scripts)
    if table.report.problems:
        raise ProtocolError(path, tuple(table.report.problems))
    return msgspec.convert(plain, TherapyProtocol)


def check_protocol(path: Path) -> tuple[Problem, ...]:
    """Everything that is wrong in a protocol file; empty for one that can be used."""
    try:
        read_protocol(path)
    except ProtocolError as error:
        return error.problems
    return ()


def shipped_protocols() -> tuple[Path, ...]:
    """The protocols that come with KapGuide, by name; a file is called after its protocol's id."""
    return tuple(sorted(paths.resource("protocols").glob("*.toml")))


def find_protocol(id_or_path: str) -> Path:
    """The file of a shipped protocol's id, or the file at a path. Raises KapGuideError when there is neither."""
    shipped = {path.stem: path for path in shipped_protocols()}
    if id_or_path in shipped:
        return shipped[id_or_path]
    if id_or_path.endswith(".toml"):
        return Path(id_or_path)
    raise KapGuideError(
        f"There is no protocol “{id_or_path[:60]}”. Name a .toml file, or one that ships: {', '.join(shipped)}."
    )


class _Walked(NamedTuple):
    """A table that has been walked: where it stands, what it says, and for a phase its cues."""

    table: TomlTable
    plain: Plain
    prompts: "Sequence[_Walked]" = ()
    readings: "Sequence[_Walked]" = ()


def _protocol(table: TomlTable, scripts: Collection[str] | None) -> Plain:
    plain: Plain = {
        "id": table.name("id"),
        "title": table.text("title", 80),
        "version": table.whole("version", 1, 9999),
        "route": None,
        "summary": table.text("summary", 1000, lines=True),
        "later": table.choice("later", list(Later), Later.MOVE),
        "observe_at_least": 0,
    }
    contact = table.choice("contact", list(ContactKind), ContactKind.DOSING)
    plain |= _of_the_dose(table) if contact == ContactKind.DOSING else _without_a_dose(table, contact)
    sources = [_Walked(source, source_in(source)) for source in table.tables("sources", "a source", MOST_SOURCES)]
    known = [source.plain["id"] for source in sources]
    phases = [_phase(phase, known) for phase in table.tables("phases", "a phase", MOST_PHASES, required=True)]
    excuses_in(table)
    table.close()
    _unique(sources)
    _unique(phases)
    _order(phases)
    if scripts is not None:
        _known_scripts(phases, sorted(scripts))
    if contact == ContactKind.DOSING:
        _dose(table, phases, plain["observe_at_least"])
    elif contact is not None:
        _no_dose(table, phases)
    return plain | {"sources": [s.plain for s in sources], "phases": [p.plain for p in phases]}


def _of_the_dose(table: TomlTable) -> Plain:
    """What only a dosing session has."""
    plain: Plain = {
        "route": table.choice("route", list(Route)),
        "observe_at_least": table.span("observe_at_least", required=False) or 0,
    }
    if (dose := table.table("dose", "the dose")) is not None:
        plain["dose"] = _dose_plan(dose)
    if table.has("check_ins"):
        plain["check_ins"] = table.texts("check_ins", MOST_CHECK_INS, 30)
        for index, text in enumerate(plain["check_ins"]):
            if text and not _is_lead(text):
                expected = 'a length of time such as "72 h", "1 week" or "3 months"'
                table.report.add(f"{table.at('check_ins')}[{index}]", expected, shown(text))
    return plain


def _without_a_dose(table: TomlTable, contact: str | None) -> Plain:
    """A contact that is no dosing session says what it is, and nothing of a dose."""
    for key in ("route", "observe_at_least", "dose", "check_ins"):
        if table.has(key) and contact is not None:
            table.bad(key, f'no "{key}" in a session without a dose')
    return {"contact": contact}


def _is_lead(text: str) -> bool:
    try:
        parse_lead(text)
    except KapGuideError:
        return False
    return True


def _dose_plan(table: TomlTable) -> Plain:
    """What is supposed of a dose. No amount: that is the prescriber's, for one client."""
    plain: Plain = {key: table.text(key, 60, required=False) for key in ("medicine", "form", "unit")}
    plain |= {key: table.span(key, required=False) or 0 for key in _STEPS}
    table.close()
    return plain


def source_in(table: TomlTable) -> Plain:
    """Where a default comes from."""
    plain: Plain = {
        "id": table.name("id"),
        "mark": table.choice("mark", list(Mark)),
        "text": table.text("text", 500, lines=True),
    }
    table.close()
    return plain


def _phase(table: TomlTable, sources: list[str]) -> _Walked:
    plain: Plain = {
        "id": table.name("id"),
        "kind": table.choice("kind", _KINDS),
        "title": table.text("title", 60),
        "planned": table.span("planned", least=MINUTE),
        "shortest": table.span("shortest"),
        "longest": table.span("longest", least=MINUTE),
        "anchor": table.choice("from", (Anchor.PREVIOUS, Anchor.T0), Anchor.PREVIOUS),
        "music": _music(table),
        "sources": table.names("sources", MOST_SOURCES),
    }
    if table.has("script"):
        plain["script"] = table.name("script")
    cues = {
        key: [read(cue, f"{plain['id']}/{key[0]}{n}") for n, cue in enumerate(table.tables(key, what, MOST_CUES), 1)]
        for key, what, read in (("prompts", "a prompt", _prompt), ("readings", "a reading", _reading))
    }
    every_cue = [*cues["prompts"], *cues["readings"]]
    table.close()
    _unique(every_cue)
    shortest, planned, longest = plain["shortest"], plain["planned"], plain["longest"]
    if shortest is not None and planned is not None and shortest > planned:
        table.bad("shortest", f"at most the planned {format_span(planned)}")
    if longest is not None and planned is not None and longest < planned:
        table.bad("longest", f"at least the planned {format_span(planned)}")
    for index, source in enumerate(plain["sources"]):
        if source and source not in sources:
            expected = f"the id of one of the [[sources]]{table.meant(source, sources)}"
            table.report.add(f"{table.at('sources')}[{index}]", expected, f'"{source}"')
    for cue in every_cue:
        if longest is not None and cue.plain["timing"]["anchor"] == Anchor.PHASE:
            _within(cue, longest, "the longest that the phase may be")
    plain |= {key: [cue.plain for cue in walked] for key, walked in cues.items()}
    return _Walked(table, plain, cues["prompts"], cues["readings"])


def _music(table: TomlTable) -> list[str]:
    """Music slots; a length of its own may stand behind each: `silence 3m`."""
    if not table.has("music"):
        return []
    wishes = table.texts("music", MOST_SLOTS, 60)
    for index, wish in enumerate(wishes):
        slot, _, span = wish.partition(" ")
        if wish and not (is_id(slot) and (not span or _is_span(span))):
            expected = 'a slot of the music\'s arc such as "onset", or one with its length such as "silence 3m"'
            table.report.add(f"{table.at('music')}[{index}]", expected, shown(wish))
    return wishes


def _is_span(text: str) -> bool:
    try:
        return parse_span(text) >= MINUTE // 2
    except KapGuideError:
        return False


def _prompt(table: TomlTable, made_id: str) -> _Walked:
    plain = cue_in(table, made_id) | {"title": table.text("title", 80), "acknowledge": table.flag("acknowledge")}
    if table.has("done_by"):
        plain["done_by"] = table.choice("done_by", list(DoneBy))
        if plain["done_by"] == DoneBy.DOSE and not plain["acknowledge"]:
            table.bad("done_by", '"acknowledge = true" beside a "done_by" that is the dose')
    if table.has("script"):
        plain["script"] = table.name("script")
    said = table.text("say", 400, required=False, lines=True)
    text = table.text("text", 400, required=False, lines=True)
    if table.has("say") and table.has("text"):
        table.bad("text", 'either "say" (words for the client) or "text" (for the therapist)', "both")
    plain["audience"] = Audience.CLIENT if table.has("say") else Audience.THERAPIST
    plain["text"] = said or text
    plain["voice"] = table.text("voice", 120, required=False)
    if plain["voice"] and not said:
        table.bad("voice", 'a "voice" only beside "say"', shown(plain["voice"]))
    asks = [ask for ask in _ASKS if table.flag(ask.value)]
    if len(asks) > 1:
        one = " or ".join(f'"{ask.value}"' for ask in asks)
        table.bad(asks[-1].value, f"either {one}", "both" if len(asks) == 2 else "all of them")
    if asks and said:
        table.bad(asks[0].value, f'"{asks[0].value}" only beside "text" (for the therapist)', "say")
    if asks:
        plain["ask"] = asks[0]
    table.close()
    return _Walked(table, plain)


def _reading(table: TomlTable, made_id: str) -> _Walked:
    plain = cue_in(table, made_id)
    if title := table.text("title", 80, required=False):
        plain["title"] = title
    table.close()
    return _Walked(table, plain)


def cue_in(table: TomlTable, made_id: str) -> Plain:
    """The id and the timing of a prompt or a reading. A cue's id begins with its phase's: `preparation/p1`."""
    own = table.name("id", required=False)
    at = table.span("at")
    every = table.span("every", required=False, least=MINUTE)
    until = table.span("until", required=False)
    anchor = table.choice("from", (Anchor.PHASE, *DOSES), Anchor.PHASE)
    if table.has("until") and not table.has("every"):
        table.bad("until", 'no "until" without "every"')
    if until is not None and at is not None and until < at:
        table.bad("until", f'at least the {format_span(at)} of "at"')
    timing = {"at": at, "anchor": anchor, "every": every, "until": until}
    return {"id": f"{made_id.partition('/')[0]}/{own}" if own else made_id, "timing": timing}


def _unique(walked: Sequence[_Walked]) -> None:
    seen = set()
    for table, plain, *_ in walked:
        if plain["id"] in seen:
            table.bad("id", "an id of its own", f'"{plain["id"]}" a second time')
        elif plain["id"]:
            seen.add(plain["id"])


def _order(phases: list[_Walked]) -> None:
    """The five kinds come in their order; each may have several phases."""
    reached = 0
    for table, plain, *_ in phases:
        if plain["kind"] is None:
            continue
        rank = _KINDS.index(plain["kind"])
        if rank < reached:
            table.bad("kind", f'"{_KINDS[reached]}" or a later kind after a phase of that kind')
        reached = max(reached, rank)


def _known_scripts(phases: list[_Walked], known: list[str]) -> None:
    for phase in phases:
        for table, plain, *_ in (phase, *phase.prompts):
            name = plain.get("script")
            if name and name not in known:
                table.bad("script", f"the id of a script{table.meant(name, known)}")


def _dose(table: TomlTable, phases: list[_Walked], observe: int) -> None:
    """What is counted from the dose comes after it, and can be reached; the session is long enough for all of it."""
    kinds = [phase.plain["kind"] for phase in phases]
    if PhaseKind.DOSING not in kinds:
        if phases and None not in kinds:
            table.bad("phases", 'a phase of the kind "dosing"', "none")
        return
    first = kinds.index(PhaseKind.DOSING)
    _not_from_the_dose(phases[:first], "in a phase before the first dose")
    longest = [phase.plain["longest"] for phase in phases[first:]]
    for number, phase in enumerate(phases[first:], 1):
        for cue in (*phase.prompts, *phase.readings):
            anchor = cue.plain["timing"]["anchor"]
            within = (longest[:number], "its phase") if _in_its_phase(cue, anchor) else (longest, "the session")
            if anchor in DOSES and None not in within[0]:
                _within(cue, sum(within[0]), f"the latest end of {within[1]} after the dose")
    planned = _planned(table, phases)
    if planned and observe > sum(planned[first:]):
        after = format_span(sum(planned[first:]))
        table.bad("observe_at_least", f"at most the {after} that are planned from the dose to the end")


def _no_dose(table: TomlTable, phases: list[_Walked]) -> None:
    """Nothing of a session without a dose is a dose, or is counted from one."""
    for phase in phases:
        if phase.plain["kind"] == PhaseKind.DOSING:
            phase.table.bad("kind", "another kind in a session without a dose")
    _not_from_the_dose(phases, "in a session without a dose")
    _planned(table, phases)


def _not_from_the_dose(phases: Sequence[_Walked], where: str) -> None:
    for phase in phases:
        if phase.plain["anchor"] == Anchor.T0:
            phase.table.bad("from", f'"previous" {where}')
        for cue in (*phase.prompts, *phase.readings):
            if cue.plain["timing"]["anchor"] in DOSES:
                cue.table.bad("from", f'"phase" {where}')


def _planned(table: TomlTable, phases: Sequence[_Walked]) -> list[int]:
    """The planned lengths, which a day must hold; none where one is not known."""
    planned = [phase.plain["planned"] for phase in phases]
    if None in planned:
        return []
    if sum(planned) > DAY:
        table.bad("phases", f"phases of at most {format_span(DAY)} together", f"{format_span(sum(planned))} planned")
    return planned


def _in_its_phase(cue: _Walked, anchor: Anchor) -> bool:
    """Whether a cue that counts from a dose comes in its own phase only."""
    return anchor == Anchor.T0 and "audience" in cue.plain


def _within(cue: _Walked, limit: int, what: str) -> None:
    at = cue.plain["timing"]["at"]
    if at is not None and at > limit:
        cue.table.bad("at", f"at most {format_span(limit)}, {what}")
