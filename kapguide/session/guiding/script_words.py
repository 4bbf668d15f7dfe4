"""How words for a client are worded: what a script says and what a prompt offers, looked at by rules that are data.

The rules look for words and understand nothing. What they find is shown with its reason and a better example; what is
right where it stands is excused in its own file.
"""

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.session.guiding.excuses import Excuse
from kapguide.session.guiding.script import Script
from kapguide.session.protocol.protocol import Audience, Phase, TherapyProtocol
from kapguide.spans import MINUTE
from kapguide.toml_file import FileError, TomlTable, load_table

LONGEST, PEAK = "longest", "peak"
"""The rules that count words. The others look for phrases."""
PEAK_SLOT = "peak"
MOST_RULES, MOST_PHRASES = 40, 400
_SENTENCE = re.compile(r"[^.!?:…]+")
_LED_IN = re.compile(
    r"^\W*(?:(?:and|then|now|so|just|please|slowly|gently|simply|again|first|next)\b\W*)*", re.IGNORECASE
)
_NO_VERB = re.compile(r"\w+ (?:is|are|was|can)\b")
"""What begins like a command and is none: “Rest is enough.”"""


class WordCount(msgspec.Struct, frozen=True):
    """A rule that counts words."""

    most: int
    reason: str
    better: str
    per_minute: int = 0


class WordRule(msgspec.Struct, frozen=True):
    """A rule that looks for phrases: anywhere; where a sentence that does not invite begins; anywhere in such a one."""

    id: str
    reason: str
    better: str
    words: re.Pattern[str]
    starts: re.Pattern[str]
    tells: re.Pattern[str]
    allowed: re.Pattern[str]


class WordRules(msgspec.Struct, frozen=True):
    """All of the rules."""

    invites: re.Pattern[str]
    longest: WordCount
    peak: WordCount
    rules: tuple[WordRule, ...]


class WordFinding(msgspec.Struct, frozen=True):
    """Words that a rule found, where they stand, why that matters, and words that do better."""

    place: str
    rule: str
    words: str
    reason: str
    better: str

    def __str__(self) -> str:
        return f"{self.place}: “{self.words}” {self.reason} ({self.rule}). Rather: {self.better}"


@functools.cache
def shipped_wording() -> WordRules:
    """The rules that come with KapGuide."""
    return read_wording(paths.resource("texts", "wording.toml"))


def read_wording(path: Path) -> WordRules:
    """The rules in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    invites = _phrases(table, "invites")
    longest, peak = (_count(table, key) for key in (LONGEST, PEAK))
    rules = tuple(_rule(row) for row in table.tables("rules", "a rule", MOST_RULES, required=True))
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return WordRules(invites, longest, peak, rules)


def _count(table: TomlTable, key: str) -> WordCount:
    row = table.table(key, "what is counted")
    if row is None:
        table.bad(key, f"a table [{key}]")
        return WordCount(0, "", "")
    rate = row.whole("words_per_minute", 1, 200) if row.has("words_per_minute") else 0
    count = WordCount(row.whole("words", 1, 100) or 0, row.text("reason", 200), row.text("better", 200), rate or 0)
    row.close()
    return count


def _rule(row: TomlTable) -> WordRule:
    rule = WordRule(
        id=row.name("id"),
        reason=row.text("reason", 200),
        better=row.text("better", 200),
        words=_phrases(row, "words"),
        starts=_phrases(row, "starts"),
        tells=_phrases(row, "tells"),
        allowed=_phrases(row, "allowed"),
    )
    row.close()
    return rule


def _phrases(table: TomlTable, key: str) -> re.Pattern[str]:
    """One pattern for a list of phrases; one that matches nothing, where there are none."""
    phrases = table.texts(key, MOST_PHRASES, 60) if table.has(key) else []
    found = "|".join(_phrase(phrase) for phrase in sorted(phrases, key=len, reverse=True) if phrase)
    return re.compile(rf"\b(?:{found})\b" if found else r"(?!)", re.IGNORECASE)


def _phrase(phrase: str) -> str:
    """`promis*` is any ending; `*` alone is any one word."""
    words = (r"\w+" if word == "*" else re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
    return r"\W+".join(words).replace("'", "['’]")


def line_findings(place: str, line: str, wording: WordRules) -> Iterator[WordFinding]:
    """What the rules find in one line that is said to a client."""
    count = len(line.split())
    if count > wording.longest.most:
        words = f"{' '.join(line.split()[:4])} … ({count} words)"
        yield WordFinding(place, LONGEST, words, wording.longest.reason, wording.longest.better)
    for rule in wording.rules:
        for words in dict.fromkeys(_found(line, rule, wording.invites)):
            yield WordFinding(place, rule.id, words, rule.reason, rule.better)


def _found(line: str, rule: WordRule, invites: re.Pattern[str]) -> Iterator[str]:
    left = rule.allowed.sub(lambda match: "." * len(match[0]), line)
    for match in rule.words.finditer(left):
        yield match[0]
    for match in _SENTENCE.finditer(left):
        sentence = match[0].strip()
        if invites.search(sentence):
            continue
        for told in rule.tells.finditer(sentence):
            yield told[0]
        begun = _LED_IN.sub("", sentence)
        start = rule.starts.match(begun)
        if start and not _NO_VERB.match(begun):
            yield " ".join(begun.split()[:3])


def script_findings(script: Script, wording: WordRules) -> tuple[WordFinding, ...]:
    """What the rules find in a script's lines."""
    lines = enumerate(script.lines)
    return tuple(finding for index, line in lines for finding in line_findings(f"lines[{index}]", line.say, wording))


def protocol_findings(
    protocol: TherapyProtocol, scripts: Mapping[str, Script], wording: WordRules
) -> tuple[WordFinding, ...]:
    """What the rules find in the words that a protocol's prompts offer to say, and in how much is said at its peak."""
    found: list[WordFinding] = []
    for number, phase in enumerate(protocol.phases):
        for prompt in phase.prompts:
            if prompt.audience is Audience.CLIENT:
                for line in prompt.text.splitlines():
                    found += line_findings(prompt.id, line, wording)
        if phase.music == (PEAK_SLOT,):
            found += _at_the_peak(f"phases[{number}]", phase, scripts, wording.peak)
    return tuple(found)


def _at_the_peak(place: str, phase: Phase, scripts: Mapping[str, Script], peak: WordCount) -> Iterator[WordFinding]:
    said = " ".join(prompt.text for prompt in phase.prompts if prompt.audience is Audience.CLIENT).split()
    if len(said) > peak.most:
        yield WordFinding(place, PEAK, f"{len(said)} words in its prompts", peak.reason, peak.better)
    named = (phase.script, *(prompt.script for prompt in phase.prompts))
    for script in (scripts[name] for name in dict.fromkeys(named) if name and name in scripts):
        per_minute = sum(len(line.say.split()) for line in script.lines) * MINUTE / script.length()
        if per_minute > peak.per_minute:
            words = f"{script.id}, {per_minute:.0f} words a minute"
            yield WordFinding(place, PEAK, words, peak.reason, peak.better)


def without_excused(
    findings: Iterable[WordFinding], excuses: Collection[Excuse]
) -> tuple[tuple[WordFinding, ...], tuple[Excuse, ...]]:
    """The findings that nobody excused, and the excuses that excuse nothing."""
    findings = tuple(findings)
    left = tuple(finding for finding in findings if not any(_excuses(excuse, finding) for excuse in excuses))
    idle = tuple(excuse for excuse in excuses if not any(_excuses(excuse, finding) for finding in findings))
    return left, idle


def _excuses(excuse: Excuse, finding: WordFinding) -> bool:
    return excuse.rule == finding.rule and excuse.words.casefold() == finding.words.casefold()
