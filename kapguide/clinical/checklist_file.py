"""Files of checklists: TOML that a clinician can read and change, checked whole with every mistake named."""

from pathlib import Path

from kapguide import paths
from kapguide.clinical.checklists import Agreement, Checklist, ChecklistGroup, ChecklistItem
from kapguide.clinical.facts import RiskItem
from kapguide.clinical.marks import Mark
from kapguide.toml_file import FileError, TomlTable, load_table

MOST_GROUPS, MOST_ITEMS = 20, 60
MOST_SOURCES = 10
LONGEST_TITLE, LONGEST_ITEM, LONGEST_HINT = 40, 120, 80


def shipped_checklists() -> tuple[Path, ...]:
    """The files of the lists that come with KapGuide."""
    return tuple(sorted(paths.resource("checklists").glob("*.toml")))


def load_checklist(path: Path) -> Checklist:
    """The list in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    name, title = table.name("id"), table.text("title", LONGEST_TITLE)
    version = table.whole("version", 1, 9_999)
    purpose = table.text("purpose", 200)
    mark = table.choice("mark", list(Mark))
    sources = table.texts("sources", MOST_SOURCES, 500)
    agrees = table.choice("agrees", list(Agreement)) if table.has("agrees") else None
    signed = table.flag("signed")
    known: set[str] = set()
    groups = tuple(
        _group(row, Mark(mark or Mark.OURS), tuple(sources), known)
        for row in table.tables("groups", "a group of a checklist", MOST_GROUPS, required=True)
    )
    table.close()
    if len(known) > MOST_ITEMS:
        table.bad("groups", f"at most {MOST_ITEMS} items in all", str(len(known)))
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return Checklist(name, title, version or 1, purpose, groups, Agreement(agrees) if agrees else None, signed)


def _group(table: TomlTable, mark: Mark, sources: tuple[str, ...], known: set[str]) -> ChecklistGroup:
    """One group; what it does not say of its sources is the file's. `known` are the ids that the list has already."""
    title = table.text("title", LONGEST_TITLE, required=False)
    if table.has("mark"):
        mark = Mark(table.choice("mark", list(Mark)) or mark)
    if table.has("sources"):
        sources = tuple(table.texts("sources", MOST_SOURCES, 500))
    items = []
    for row in table.tables("items", "an item of a checklist", MOST_ITEMS, required=True):
        name, text = row.name("id"), row.text("text", LONGEST_ITEM)
        hint = row.text("hint", LONGEST_HINT, required=False)
        risk = row.choice("risk", list(RiskItem)) if row.has("risk") else None
        row.close()
        if name and name in known:
            row.bad("id", "an id of its own", f'"{name}" a second time')
        known.add(name)
        items.append(ChecklistItem(name, text, hint, risk or ""))
    table.close()
    return ChecklistGroup(title, tuple(items), mark, sources)
