"""A good checklist file, and what is wrong in the others with the words that must say so."""

GOOD = """
id = "arrival"
title = "Arrival"
version = 2
purpose = "Asked at the door."
mark = "OURS"
sources = ["Our own."]

[[groups]]
title = "At the door"

[[groups.items]]
id = "shoes"
text = "Shoes off"
hint = "socks are there"

[[groups]]
mark = "P"
sources = ["Seen at one clinic."]

[[groups.items]]
id = "telephone"
text = "Telephone silent"
"""


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new, 1)


BROKEN = {
    "no version": (changed("version = 2\n", ""), "version: expected a whole number from 1 to 9999, got nothing"),
    "no mark": (changed('mark = "OURS"\n', ""), 'mark: expected "F", "F2", "GK", "P" or "OURS", got nothing'),
    "no source": (changed('sources = ["Our own."]\n', ""), "sources: expected a list of 1 to 10 texts"),
    "no items": (GOOD[: GOOD.index("[[groups]]")], "groups: expected 1 to 20 tables [[groups]]"),
    "an id twice": (changed('id = "telephone"', 'id = "shoes"'), "groups[1].items[0].id: expected an id of its own"),
    "an item without words": (changed('text = "Shoes off"\n', ""), "groups[0].items[0].text: expected a text"),
    "a mark of nobody": (changed('mark = "P"', 'mark = "X"'), 'groups[1].mark: expected "F"'),
    "a verdict": (changed('hint = "socks', 'score = 3\nhint = "socks'), "a key of an item of a checklist"),
    "an agreement to nothing known": (
        changed("version = 2", 'version = 2\nagrees = "hug"'),
        'agrees: expected "touch"',
    ),
    "too many items": (
        GOOD + "".join(f'[[groups.items]]\nid = "i{n}"\ntext = "Item {n}"\n' for n in range(59)),
        "at most 60 items in all, got 61",
    ),
}
