"""Courses of treatment as presets: the contacts that practices foresee, in their order, and where that comes from."""

from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.contacts import usual_protocol
from kapguide.clinical.facts import ContactKind, CourseBegun, CourseStep
from kapguide.clinical.marks import Mark
from kapguide.toml_file import FileError, TomlTable, load_table

MOST_CONTACTS = 80
MOST_SOURCES = 10


class CoursePreset(msgspec.Struct, frozen=True):
    """A course to choose: what is chosen is kept with the client, and can be changed there."""

    id: str
    title: str
    version: int
    summary: str
    steps: tuple[CourseStep, ...]
    mark: Mark
    sources: tuple[str, ...]

    @property
    def begun(self) -> CourseBegun:
        """The course as a client begins it."""
        return CourseBegun(self.id, self.title, self.steps)


def shipped_courses() -> tuple[Path, ...]:
    """The files of the courses that come with KapGuide; a file is called after its course's id."""
    return tuple(sorted(paths.resource("courses").glob("*.toml")))


def load_course(path: Path) -> CoursePreset:
    """The course in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    name, title = table.name("id"), table.text("title", 60)
    version = table.whole("version", 1, 9_999)
    summary = table.text("summary", 400, lines=True)
    mark = table.choice("mark", list(Mark))
    sources = table.texts("sources", MOST_SOURCES, 500)
    steps = tuple(map(_step, table.tables("contacts", "a contact of a course", MOST_CONTACTS, required=True)))
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return CoursePreset(name, title, version or 1, summary, steps, Mark(mark or Mark.OURS), tuple(sources))


def _step(table: TomlTable) -> CourseStep:
    kind = ContactKind(table.choice("contact", list(ContactKind)) or ContactKind.DOSING)
    title = table.text("title", 60)
    protocol = table.name("protocol", required=False) or usual_protocol(kind)
    table.close()
    return CourseStep(kind, title, protocol)
