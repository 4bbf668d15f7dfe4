"""The line that vitals are typed in: in any order, with or without labels. What could be two things is asked about,
never stored as a guess; nothing here judges a value.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

import msgspec

from kapguide.clinical.vitals import NAMES, RANGES, SEDATION, Vitals, sedation_word
from kapguide.errors import KapGuideError, Unclear

EXAMPLE = "120/80 72 98 rr16 d6 c8"
USUAL = {
    "systolic": (70, 220),
    "diastolic": (35, 130),
    "heart_rate": (35, 180),
    "spo2": (85, 100),
    "respiratory_rate": (6, 40),
}
"""What is mostly read. Outside it a slip of the finger is as likely, so that the line is asked about once [OURS]."""

_LABELS = {
    "systolic": "bp rr",  # rr before a pressure is Riva-Rocci's, as it is written in German
    "heart_rate": "heartrate pulse puls hr p",
    "spo2": "spo2 spo sats sat o2 o",
    "respiratory_rate": "resp rr",
    "sedation": "sedation sed s",
    "dissociation": "dissociation diss d",
    "comfort": "comfort c",
}
_FIELDS = {label: field for field, labels in _LABELS.items() for label in labels.split()}
_UNITS = {"%": "spo2", "bpm": "heart_rate"}
_LABEL = "|".join(
    label + (r"(?=\s*[:=]?\s*[0-9]{2})" if label[-1].isdigit() else "")  # o20 is an o and 20
    for label in sorted(_FIELDS, key=len, reverse=True)
)
_WORD = re.compile(
    rf"(?P<label>{_LABEL})?\s*[:=]?\s*"
    r"(?P<numbers>[0-9]{1,3}\s*[-–]\s*[0-9]{1,3}|[0-9]{1,3}(?:\s*/\s*[0-9]{1,3})*)(?![0-9]|\.[0-9])"
    r"\s*(?P<unit>%|bpm\b|mmhg\b)?"
)
_SEDATED = {word: value for value in range(len(SEDATION)) for word in (SEDATION[value], sedation_word(value))}
_SEDATED_WORD = re.compile(
    rf"(?:\b(?:{_LABELS['sedation'].replace(' ', '|')})\s*[:=]?\s*)?"
    rf"\b({'|'.join(sorted(_SEDATED, key=len, reverse=True))})\b"
)
"""How sedated, in our own words, with its label or without."""
_TAKEN_BY = re.compile(r"(?:^|[\s,;])by(?:\s+(?P<who>[^\W\d_].*)?)?$", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;/]+")
_BEGUN = re.compile(r"[0-9]\s*[/–-]\s*")
"""A pressure before its lower value."""


class NotRead(KapGuideError):
    """A line that is no reading. `so_far` is what was understood, `begun` that its last word may still be going on."""

    def __init__(self, sentence: str, so_far: Vitals | None = None, *, begun: bool = False) -> None:
        super().__init__(sentence)
        self.so_far = so_far or Vitals()
        self.begun = begun

    @property
    def while_typing(self) -> str:
        return str(self.so_far) if self.begun else self.sentence


def parse_vitals(line: str) -> Vitals:
    """Read `120/80 72 98`, `BP 120/80 HR 72 SpO2 97`, `hr72`, `98%`, `rr 16`, `drowsy`, in any order, also in parts.

    After a pressure two bare numbers are heart rate and SpO2, in this order, as the line itself says. Raises NotRead
    with what was not understood, and Unclear with the readings that the line could mean.
    """
    line = unicodedata.normalize("NFKC", line).lower().strip()
    line = _SEDATED_WORD.sub(lambda word: f"s{_SEDATED[word[1]]}", line)
    typed, place = _Typed(), 0
    while place < len(line):
        if between := _BETWEEN.match(line, place):
            place = between.end()
            continue
        word = _WORD.match(line, place)
        if word is None:
            raise _odd(typed, line, place)
        place = word.end()
        try:
            typed.take(word["label"] or "", word["numbers"], word["unit"] or "")
        except NotRead as odd:
            raise NotRead(odd.sentence, typed.so_far(), begun=place == len(line)) from None
    if _BEGUN.search(line[-3:]) and not line[-1].isdigit():
        raise NotRead("The lower value of BP is missing.", typed.so_far(), begun=True)
    try:
        return typed.reading()
    except NotRead as odd:
        raise NotRead(odd.sentence, typed.so_far(), begun=typed.has_room) from None


class TypedReading(msgspec.Struct, frozen=True):
    """What a line says: the values, and who took them, where it names somebody."""

    vitals: Vitals
    by: str = ""

    @property
    def doubt(self) -> str:
        """What to look at once more before it is recorded; see `unlikely`."""
        return unlikely(self.vitals)

    def __str__(self) -> str:
        return f"{self.vitals}{f'  by {self.by}' if self.by else ''}"


def parse_reading(line: str) -> TypedReading:
    """As `parse_vitals`, and who took it: `120/80 72 98 by L. Okafor`. Raises what that does."""
    found = _TAKEN_BY.search(line)
    if found is None:
        return TypedReading(parse_vitals(line))
    by, values = (found["who"] or "").strip(), line[: found.start()]
    try:
        vitals = parse_vitals(values)
    except Unclear as unclear:
        ways = ((words, TypedReading(each, by)) for words, each in unclear.choices if isinstance(each, Vitals))
        raise Unclear(unclear.sentence, tuple(ways)) from None
    if not by:
        raise NotRead("Type who took it after “by”.", vitals, begun=True)
    return TypedReading(vitals, by)


def line_of(vitals: Vitals) -> str:
    """The line that gives just these values again: what they are corrected from."""
    pressure = [f"{vitals.systolic}/{vitals.diastolic}"] if vitals.systolic is not None else []
    forms = {"heart_rate": "hr{}", "spo2": "{}%", "respiratory_rate": "rr{}", "sedation": "s{}"}
    forms |= {"dissociation": "d{}", "comfort": "c{}"}
    found = ((form, getattr(vitals, field)) for field, form in forms.items())
    return " ".join(pressure + [form.format(value) for form, value in found if value is not None])


def unlikely(vitals: Vitals) -> str:
    """What to look at once more before it is recorded; empty where nothing is."""
    odd = [
        f"{NAMES[field]} {value}"
        for field, (low, high) in USUAL.items()
        if (value := getattr(vitals, field)) is not None and not low <= value <= high
    ]
    return f"{' and '.join(odd)}: is that what was read? Enter again records it." if odd else ""


def _odd(typed: "_Typed", line: str, place: int) -> NotRead:
    """What stands at `place` is no part of a reading, or not yet."""
    begin = max((between.end() for between in _BETWEEN.finditer(line, 0, place)), default=0)
    word = _BETWEEN.split(line[begin:])[0]
    label = line[place:].rstrip(":= ")
    begun = bool(label) and any(each.startswith(label) for each in (*_FIELDS, *_SEDATED))
    return NotRead(f"“{word[:20]}” was not understood. Type for example {EXAMPLE}.", typed.so_far(), begun=begun)


class _Typed:
    """What a line has given so far: labelled values, and numbers that nothing says what they are."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}
        self.bare: list[int] = []
        self._upper = 0
        """The upper value of a pressure whose lower one comes next, as in `bp 120 80`."""

    def take(self, label: str, written: str, unit: str) -> None:
        """One part of the line: a label or none, its numbers, and a unit or none."""
        field = _FIELDS.get(label) or _UNITS.get(unit, "")
        first, *rest = (int(number) for number in re.findall("[0-9]+", written))
        if field == "systolic" and not rest:
            self._upper = first
        elif self._upper and not field:
            self._pressure(self._upper, first)
            self.bare += rest
        elif rest and (field in ("systolic", "respiratory_rate") or (not field and first > rest[0])):
            self._pressure(first, rest[0])
            self.bare += rest[1:]
        elif not field and rest and "systolic" not in self.found:
            raise NotRead(f"BP {first}/{rest[0]}: the upper value comes first.")
        elif not field:
            self.bare += [first, *rest]
        elif not rest or (field in ("dissociation", "comfort") and rest == [10]):
            self._put(field, first)
        else:
            raise NotRead(f"{NAMES[field]} is one number. Type for example {EXAMPLE}.")

    def _pressure(self, upper: int, lower: int) -> None:
        self._upper = 0
        self._put("systolic", upper)
        self._put("diastolic", lower)
        if lower >= upper:
            raise NotRead(f"BP {upper}/{lower}: the upper value comes first.")

    def _put(self, field: str, value: int) -> None:
        low, high = RANGES[field]
        if field in self.found:
            raise NotRead(f"{NAMES[field]} is there twice.")
        if not low <= value <= high:
            raise NotRead(f"{NAMES[field]} {value} is not between {low} and {high}.")
        self.found[field] = value

    def so_far(self) -> Vitals:
        """What is sure; half a pressure is not."""
        whole = "diastolic" in self.found
        return Vitals(**{field: value for field, value in self.found.items() if whole or field != "systolic"})

    @property
    def has_room(self) -> bool:
        """Whether every bare number can still be something that is not there yet."""
        free = sum(field not in self.found for field in ("heart_rate", "spo2"))
        return len(self.bare) <= (free if "systolic" in self.found else 2)

    def reading(self) -> Vitals:
        """The one reading that the line means; raises Unclear where it means two."""
        if self._upper:
            raise NotRead("The lower value of BP is missing.")
        if not self.found and not self.bare:
            raise NotRead("Type a reading, for example 120/80 72 98.")
        if not self.bare:
            return Vitals(**self.found)
        usual = list(dict.fromkeys(self._meanings(USUAL)))
        if usual and (len(self.bare) == 1 or "systolic" in self.found) and self._is_plain(usual):
            return usual[0]
        possible = list(dict.fromkeys((*usual, *self._meanings(RANGES))))
        if not possible or (len(self.bare) == 1 and not usual):
            words = " ".join(map(str, self.bare))
            raise NotRead(f"“{words}”: say what it is. Type for example {EXAMPLE}.")
        if len(possible) == 1:
            return possible[0]
        raise Unclear("Which is it?", tuple((str(vitals), vitals) for vitals in possible[:2]))

    def _is_plain(self, usual: Sequence[Vitals]) -> bool:
        """Whether nothing else can be meant: one number that is only one thing, or two in the line's own order."""
        if len(self.bare) == 1:
            return len(usual) == 1
        return (usual[0].heart_rate, usual[0].spo2) == tuple(self.bare)

    def _meanings(self, ranges: Mapping[str, tuple[int, int]]) -> Iterator[Vitals]:
        """The readings that bare numbers can mean within `ranges`, the likeliest first."""
        free = [field for field in ("heart_rate", "spo2") if field not in self.found]
        ways = list(permutations(free, len(self.bare)))
        if len(self.bare) == 2 and "systolic" not in self.found and self.bare[0] > self.bare[1]:
            ways.insert(0, ("systolic", "diastolic"))
        for fields in ways:
            named = dict(zip(fields, self.bare, strict=True))
            if all(ranges[field][0] <= value <= ranges[field][1] for field, value in named.items()):
                yield Vitals(**self.found, **named)
