"""What the demonstration practice holds, read from its TOML file; days count from the one on which it is made."""

from collections.abc import Mapping
from datetime import time
from pathlib import Path

import msgspec

from kapguide import paths
from kapguide.clinical.facts import ContactKind, Reply
from kapguide.toml_file import FileError, TomlTable, load_table

FURTHEST = 400
"""Days before or after today."""
MOST = 60


class DemoStaff(msgspec.Struct, frozen=True):
    """Somebody who works there."""

    name: str
    roles: tuple[str, ...]


class DemoList(msgspec.Struct, frozen=True):
    """A checklist that was asked: `rest` is the reply to whatever is named nowhere else."""

    list_id: str
    day: int
    rest: Reply
    others: Mapping[str, Reply]
    left_out: tuple[str, ...] = ()
    comments: Mapping[str, str] = {}


class DemoScore(msgspec.Struct, frozen=True):
    """A form that was filled in; None is an item that was left out. `followed` says what was done about an answer."""

    instrument: str
    day: int
    answers: tuple[int | None, ...]
    followed: str = ""


class DemoHeld(msgspec.Struct, frozen=True):
    """A session that took place. `waits` are the check-ins after it that nobody has made yet."""

    kind: ContactKind
    title: str
    day: int
    at: time
    protocol: str = ""
    dose: str = ""
    intention: str = ""
    present: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    effect: str = ""
    """A side effect that was noted in it, mild, and was over before its end."""
    written: Mapping[str, str] = {}
    """What was typed in its note, by line."""
    signs: str = ""
    """Who signs, where it is not whoever has the practice open."""
    draft: bool = False
    ended: bool = True
    waits: tuple[str, ...] = ()


class DemoPlanned(msgspec.Struct, frozen=True):
    """A contact that is to come: on a day at a time, or `soon`, so many ms after the demonstration is made."""

    kind: ContactKind
    title: str
    minutes: int
    day: int = 0
    at: time = time(9)
    soon: int | None = None
    protocol: str = ""
    staff: tuple[str, ...] = ()
    telephone: bool = False


class DemoSaid(msgspec.Struct, frozen=True):
    """A permission: `what` as in PermissionSaid."""

    what: str
    day: int
    reply: Reply
    words: str = ""


class DemoClient(msgspec.Struct, frozen=True):
    """A client, with all that is said of them. `order` and `touch` are the fields of their facts, with `day`."""

    code: str
    music_dislikes: str = ""
    escort: str = ""
    part2: bool = False
    course: str = ""
    begun: int = 0
    course_over: int | None = None
    order: Mapping[str, str | int] = {}
    touch: Mapping[str, str | int] = {}
    asked: tuple[DemoList, ...] = ()
    said: tuple[DemoSaid, ...] = ()
    scores: tuple[DemoScore, ...] = ()
    held: tuple[DemoHeld, ...] = ()
    planned: tuple[DemoPlanned, ...] = ()


class Demonstration(msgspec.Struct, frozen=True):
    """The whole practice."""

    author: str
    staff: tuple[DemoStaff, ...]
    clients: tuple[DemoClient, ...]


def shipped_demonstration() -> Demonstration:
    """The one that comes with KapGuide."""
    return read_demonstration(paths.resource("demonstration", "practice.toml"))


def read_demonstration(path: Path) -> Demonstration:
    """The demonstration in a file. Raises FileError with all of its problems."""
    table = load_table(path)
    demonstration = Demonstration(
        table.text("author", 60),
        tuple(map(_staff, table.tables("staff", "a person", MOST))),
        tuple(map(_client, table.tables("clients", "a client", MOST, required=True))),
    )
    table.close()
    if table.report.problems:
        raise FileError(path, tuple(table.report.problems))
    return demonstration


def _staff(row: TomlTable) -> DemoStaff:
    staff = DemoStaff(row.text("name", 60), tuple(row.names("roles", 8)))
    row.close()
    return staff


def _client(row: TomlTable) -> DemoClient:
    client = DemoClient(
        code=row.text("code", 24),
        music_dislikes=row.text("music_dislikes", 200, required=False),
        escort=row.text("escort", 60, required=False),
        part2=row.flag("part2"),
        course=row.name("course", required=False),
        begun=_day(row, "begun") if row.has("course") else 0,
        course_over=_day(row, "ended") if row.has("ended") else None,
        order=_fields(row.table("order", "an order"), ("sessions",)),
        touch=_fields(row.table("touch", "touch consent"), ()),
        asked=tuple(map(_list, row.tables("asked", "a checklist", MOST))),
        said=tuple(map(_said, row.tables("said", "a permission", MOST))),
        scores=tuple(map(_score, row.tables("scores", "a score", MOST))),
        held=tuple(map(_held, row.tables("held", "a session", MOST))),
        planned=tuple(map(_planned, row.tables("planned", "a planned contact", MOST))),
    )
    row.close()
    return client


def _day(row: TomlTable, key: str = "day") -> int:
    return row.whole(key, -FURTHEST, FURTHEST) or 0


def _at(row: TomlTable) -> time:
    try:
        return time.fromisoformat(row.text("at", 5))
    except ValueError:
        row.bad("at", 'a time of day such as "09:30"')
        return time()


_ORDER = ("medicine", "form", "strength", "route", "directions", "prescriber", "kept_by")
_TOUCH = ("touch", "how_asked", "how_refused", "signal")


def _fields(row: TomlTable | None, counted: tuple[str, ...]) -> dict[str, str | int]:
    if row is None:
        return {}
    texts = _ORDER if counted else _TOUCH
    found: dict[str, str | int] = {"day": _day(row)}
    found |= {key: text for key in texts if (text := row.text(key, 200, required=False))}
    found |= {key: row.whole(key, 1, MOST) or 1 for key in counted}
    if not counted:
        found["practised"] = row.flag("practised")
    row.close()
    return found


def _by_name(row: TomlTable, key: str) -> dict[str, str]:
    """Texts such as `urinary: as a teenager, not since`, by what stands before the colon."""
    texts = row.texts(key, MOST, 400) if row.has(key) else []
    return {name: words for name, _, words in (text.partition(": ") for text in texts)}


def _list(row: TomlTable) -> DemoList:
    asked = DemoList(
        row.name("list"),
        _day(row),
        Reply(row.choice("rest", list(Reply)) or Reply.UNKNOWN),
        {item: reply for reply in Reply for item in row.names(reply.value, MOST)},
        tuple(row.names("left_out", MOST)),
        _by_name(row, "comments"),
    )
    row.close()
    return asked


def _said(row: TomlTable) -> DemoSaid:
    said = DemoSaid(
        row.name("what"),
        _day(row),
        Reply(row.choice("reply", list(Reply)) or Reply.UNKNOWN),
        row.text("words", 200, required=False),
    )
    row.close()
    return said


def _score(row: TomlTable) -> DemoScore:
    score = DemoScore(
        row.name("instrument"), _day(row), tuple(_answers(row)), row.text("followed", 400, required=False)
    )
    row.close()
    return score


def _answers(row: TomlTable) -> list[int | None]:
    """Whole numbers; -1 for an item that was left out."""
    return [None if answer < 0 else answer for answer in row.wholes("answers", MOST, -1, 100)]


def _held(row: TomlTable) -> DemoHeld:
    held = DemoHeld(
        _kind(row),
        row.text("title", 80),
        _day(row),
        _at(row),
        row.name("protocol", required=False),
        row.text("dose", 60, required=False),
        row.text("intention", 200, required=False),
        tuple(row.texts("present", 8, 60)) if row.has("present") else (),
        tuple(row.texts("lines", MOST, 400)) if row.has("lines") else (),
        row.text("effect", 60, required=False),
        _by_name(row, "written"),
        row.text("signs", 60, required=False),
        row.choice("note", ("signed", "draft"), "signed") == "draft",
        not row.flag("left_open"),
        tuple(row.texts("waits", 8, 40)) if row.has("waits") else (),
    )
    row.close()
    return held


def _kind(row: TomlTable) -> ContactKind:
    return ContactKind(row.choice("kind", list(ContactKind)) or ContactKind.SCREENING)


def _planned(row: TomlTable) -> DemoPlanned:
    soon = row.span("soon", required=False)
    planned = DemoPlanned(
        _kind(row),
        row.text("title", 80),
        row.whole("minutes", 1, 600) or 1,
        _day(row) if soon is None else 0,
        _at(row) if soon is None else time(9),
        soon,
        row.name("protocol", required=False),
        tuple(row.texts("staff", 8, 60)) if row.has("staff") else (),
        row.flag("telephone"),
    )
    row.close()
    return planned
