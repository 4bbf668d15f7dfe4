"""Words that a rule of wording finds, and that a person has left where they stand, with a reason."""

import msgspec

from kapguide.toml_file import TomlTable

MOST_EXCUSES = 50


class Excuse(msgspec.Struct, frozen=True):
    """The rule's id, the words as they stand in a line, and why they may."""

    rule: str
    words: str
    reason: str


def excuses_in(table: TomlTable) -> tuple[Excuse, ...]:
    """The `[[excused]]` of a script or a protocol."""
    found = []
    for row in table.tables("excused", "an excuse", MOST_EXCUSES):
        found.append(Excuse(row.name("rule"), row.text("words", 120), row.text("reason", 300)))
        row.close()
    return tuple(found)
