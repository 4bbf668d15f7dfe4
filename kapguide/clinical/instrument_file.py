"""Files of instruments: TOML that a clinic can read and add to, checked whole, every mistake named in its place."""

from collections.abc import Sequence
from pathlib import Path

from kapguide import paths
from kapguide.clinical.instruments import (
    HOW,
    AnswerOption,
    FormField,
    Instrument,
    InstrumentItem,
    ItemCluster,
    KnownChange,
    PublishedCutOff,
    ScoreBand,
    ScoringSource,
)
from kapguide.clinical.marks import Mark
from kapguide.toml_file import FileError, TomlTable, load_table, shown

MOST_ITEMS = 60
MOST_OPTIONS = 11
MOST_SCORE = 10_000
LONGEST_ITEM = 240
"""Characters: more than four lines of the hand-over's letters nobody reads at once."""
RESERVED = (HOW, "total")
"""What a kept form holds beside its answers."""


def shipped_instruments() -> tuple[Path, ...]:
    """The instruments that come with KapGuide; a file is called after its instrument's id."""
    return tuple(sorted(paths.resource("instruments").glob("*.toml")))


def load_instrument(path: Path) -> Instrument:
    """The instrument in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    instrument = _Walk(table).instrument()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return instrument


class _Walk:
    """One file on the way to its instrument."""

    def __init__(self, table: TomlTable) -> None:
        self._table = table
        self._sources = tuple(map(_source, table.tables("sources", "a source", 40, required=True)))
        _unique(table, "sources", [source.id for source in self._sources])

    def instrument(self) -> Instrument:
        table = self._table
        items, fields = self._items(), tuple(map(_field, table.tables("fields", "a field", 20)))
        if bool(items) == bool(fields) and not table.report.problems:
            table.bad("", "[[questions]] that are asked, or [[fields]] of a licensed form", "both" if items else "none")
        names = [item.id for item in items]
        _unique(table, "questions", names)
        _unique(table, "fields", [field.id for field in fields])
        clusters = [self._cluster(each, names) for each in table.tables("clusters", "a cluster", 12)]
        _unique(table, "clusters", [cluster.id for cluster in clusters])
        found = Instrument(
            id=table.name("id"),
            version=table.text("version", 20),
            title=table.text("title", 24),
            about=table.text("about", 120),
            licence=table.text("licence", 400, lines=True),
            statement=table.text("statement", 400, required=False),
            instruction=table.text("instruction", 900, required=False, lines=True),
            items=items,
            fields=fields,
            bands=tuple(self._band(each) for each in table.tables("bands", "a band", 12)),
            cutoffs=tuple(self._cutoff(each) for each in table.tables("cutoffs", "a cut-off", 12)),
            changes=tuple(self._change(each) for each in table.tables("changes", "a change", 12)),
            clusters=tuple(clusters),
            rule=table.text("rule", 200, required=False),
            notes=table.text("notes", 600, required=False, lines=True),
            sources=self._sources,
        )
        table.has("lead")
        table.has("options")
        table.close()
        if not table.report.problems:
            self._whole_range(found)
        return found

    # --- what is asked -----------------------------------------------------------------------------------------

    def _items(self) -> tuple[InstrumentItem, ...]:
        table = self._table
        if not table.has("questions"):
            return ()
        lead = table.text("lead", 240, required=False)
        shared = _options(table) if table.has("options") else ()
        return tuple(_item(each, lead, shared) for each in table.tables("questions", "a question", MOST_ITEMS))

    # --- what is published about it ----------------------------------------------------------------------------

    def _known(self, table: TomlTable) -> str:
        """The id of one of the file's sources."""
        name, known = table.name("source"), [source.id for source in self._sources]
        if name and name not in known:
            table.bad("source", f"the id of one of the [[sources]]{table.meant(name, known)}")
        return name

    def _band(self, table: TomlTable) -> ScoreBand:
        low, high = _score(table, "from"), _score(table, "to")
        band = ScoreBand(low, high, table.text("words", 40), self._known(table))
        table.close()
        return band

    def _cutoff(self, table: TomlTable) -> PublishedCutOff:
        cutoff = PublishedCutOff(
            _score(table, "at"), table.text("words", 120), table.text("population", 160), self._known(table),
            _score(table, "to") if table.has("to") else None, table.text("name", 20, required=False) or "cut-off",
        )  # fmt: skip
        table.close()
        return cutoff

    def _change(self, table: TomlTable) -> KnownChange:
        change = KnownChange(table.text("words", 200), table.text("population", 160), self._known(table))
        table.close()
        return change

    def _cluster(self, table: TomlTable, names: Sequence[str]) -> ItemCluster:
        items = table.names("items", MOST_ITEMS)
        exceptions = {}
        if (own := table.table("exceptions", "the exceptions")) is not None:
            exceptions = {name: _score(own, name) for name in names if own.has(name)}
            own.close()
        for name in items:
            if name and name not in names:
                table.bad("items", f"ids of the [[questions]]{table.meant(name, names)}", shown(name))
        cluster = ItemCluster(
            table.name("id"), table.text("title", 80), tuple(items), _score(table, "counts_from"), self._known(table),
            exceptions, _score(table, "needed") if table.has("needed") else None, table.flag("adds"),
        )  # fmt: skip
        table.close()
        return cluster

    def _whole_range(self, found: Instrument) -> None:
        """Bands leave no total without a name, and give none two; a cut-off lies within what a total can be."""
        reach = found.range
        if reach is None:
            if found.bands or found.cutoffs:
                self._table.bad("", "bands and cut-offs of a total whose range is known", "no range")
            return
        low, high = reach
        for number, band in enumerate(found.bands):
            due = low if not number else found.bands[number - 1].high + 1
            last = number + 1 == len(found.bands)
            if band.low != due or band.high < band.low or (last and band.high != high):
                whole = f"bands that follow each other from {low:g} to {high:g}"
                self._table.report.add(f"bands[{number}]", whole, f"{band.low} to {band.high}")
        for number, cutoff in enumerate(found.cutoffs):
            if not low <= cutoff.at <= (cutoff.to or cutoff.at) <= high:
                self._table.report.add(f"cutoffs[{number}]", f"a value from {low:g} to {high:g}", cutoff.figures)


def _source(table: TomlTable) -> ScoringSource:
    mark = table.choice("mark", list(Mark))
    source = ScoringSource(table.name("id"), Mark(mark or Mark.OURS), table.text("text", 500, lines=True))
    table.close()
    return source


def _field(table: TomlTable) -> FormField:
    high = _figure(table, "to") if table.has("to") else None
    field = FormField(table.name("id"), table.text("title", 60), _figure(table, "from") or 0, high)
    table.close()
    return field


def _item(table: TomlTable, lead: str, shared: tuple[AnswerOption, ...]) -> InstrumentItem:
    options = _options(table) if table.has("options") or not shared else shared
    values = [option.value for option in options]
    item = InstrumentItem(
        table.name("id"), table.text("text", LONGEST_ITEM), options,
        table.text("lead", 400, required=False) or lead,
        not table.flag("only_asks"), _among(table, "ends", values), _among(table, "follow_above", values),
    )  # fmt: skip
    if item.id in RESERVED:
        table.bad("id", f"an id other than {' and '.join(RESERVED)}")
    table.close()
    return item


def _options(table: TomlTable) -> tuple[AnswerOption, ...]:
    """The words of the answers, which count 0, 1, 2 ...; or of a scale from 0 to 10 its two ends."""
    words = table.texts("options", MOST_OPTIONS, 60)
    if table.flag("scale"):
        if len(words) != 2:
            table.bad("options", "the words of the two ends of a scale")
            return ()
        return tuple(AnswerOption(value, {0: words[0], 10: words[1]}.get(value, "")) for value in range(11))
    if len(words) == 1:
        table.bad("options", "two or more answers")
    return tuple(AnswerOption(value, each) for value, each in enumerate(words))


def _among(table: TomlTable, key: str, values: Sequence[int]) -> int | None:
    """One of an item's answers, where the key is there."""
    return table.whole(key, min(values), max(values)) if table.has(key) and values else None


def _score(table: TomlTable, key: str) -> int:
    return table.whole(key, 0, MOST_SCORE) or 0


def _figure(table: TomlTable, key: str) -> float:
    return float(table.whole(key, -MOST_SCORE, MOST_SCORE) or 0)


def _unique(table: TomlTable, key: str, names: Sequence[str]) -> None:
    for number, name in enumerate(names):
        if name and name in names[:number]:
            table.report.add(f"{table.at(key)}[{number}].id", "an id of its own", f"{shown(name)} a second time")
