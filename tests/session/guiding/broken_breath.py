"""A good pattern of breath, and many ways to break it: the file's bytes, and words of the error it must get."""

GOOD = """\
id = "slow"
title = "Slow"
purpose = "For the tests."
breath = "4-2-6-0"
cycles = 20
mark = "OURS"
sources = ["Our own."]
"""


def changed(old: str, new: str) -> bytes:
    """The good file, with `new` where `old` stood first."""
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


def breathing(figures: str) -> bytes:
    """The good file with other figures."""
    return changed("4-2-6-0", figures)


FIGURES = 'breath: expected in, hold, out, hold in seconds, such as "4-0-6-0", or "free"'
NEVER = "connected or high-ventilation breathing is never led by KapGuide"
QUICK = "breath: expected at most 10 breaths a minute: quicker is high ventilation"

BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "breath: expected a text, got nothing"),
    "no TOML": (b"Breathe in, breathe out.", "expected valid TOML, got a mistake"),
    "bytes that are no text": (b'id = "\xff\xfe"', "expected text saved as UTF-8, got another encoding"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "expected text saved as UTF-8"),
    "no id": (changed('id = "slow"\n', ""), "id: expected an id in lower-case letters"),
    "an id that leads elsewhere": (changed('"slow"', '"../slow"'), 'got "../slow"'),
    "no title": (changed('title = "Slow"\n', ""), "title: expected a text, got nothing"),
    "a title beyond its button": (changed('"Slow"', f'"{"a" * 25}"'), "title: expected at most 24 characters"),
    "no purpose": (changed('purpose = "For the tests."\n', ""), "purpose: expected a text, got nothing"),
    "figures that are a number": (changed('"4-2-6-0"', "426"), "breath: expected a text, got 426"),
    "figures of three": (breathing("4-2-6"), FIGURES),
    "figures of five": (breathing("4-2-6-0-1"), FIGURES),
    "figures in words": (breathing("four-two-six-none"), FIGURES),
    "figures below nothing": (breathing("4--2-6-0"), FIGURES),
    "figures with a unit": (breathing("4s-2s-6s-0s"), FIGURES),
    "figures too fine": (breathing("4.25-0-6-0"), FIGURES),
    "nothing but a dash": (breathing("-"), FIGURES),
    "no breath in": (breathing("0-4-8-0"), "expected 2 to 20 s for the breath in, got 0 s"),
    "no breath out": (breathing("8-4-0-0"), "expected 2 to 20 s for the breath out, got 0 s"),
    "a gasp": (breathing("1-4-6-0"), "expected 2 to 20 s for the breath in, got 1 s"),
    "a breath without an end": (breathing("6-0-30-0"), "expected 2 to 20 s for the breath out, got 30 s"),
    "fifteen a minute": (
        breathing("2-0-2-0"),
        f"{QUICK}, and it lowers carbon dioxide, and can bring on cramps and fainting, got 15",
    ),
    "just too quick": (breathing("2.9-0-3-0"), QUICK),
    "in much longer than out": (breathing("8-0-4-0"), "that way is high ventilation, got 8 s in and 4 s out"),
    "in a little longer than out": (breathing("5.1-0-4-0"), "that way is high ventilation, got 5.1 s in and 4 s out"),
    "a hold a little too long": (
        breathing("4-0-6-10.1"),
        "breath: expected a hold of at most 10 s, got 10.1 s",
    ),
    "a hold a little too long to go on": (breathing("4-5.1-6-0"), "with a hold of more than 5 s, got 20"),
    "a long hold a little too often": (
        changed('4-2-6-0"\ncycles = 20', '4-7-8-0"\ncycles = 5'),
        "from 1 to 4 cycles, with a hold of more than 5 s, got 5",
    ),
    "a hold of half a minute": (breathing("4-30-6-0"), "breath: expected a hold of at most 10 s, got 30 s"),
    "an empty hold that is too long": (breathing("4-0-6-11"), "breath: expected a hold of at most 10 s, got 11 s"),
    "a long hold that goes on": (
        changed('"4-2-6-0"\ncycles = 20', '"4-7-8-0"'),
        "cycles: expected from 1 to 4 cycles, with a hold of more than 5 s, got none: it would go on",
    ),
    "a long hold that ends late": (breathing("4-7-8-0"), "from 1 to 4 cycles, with a hold of more than 5 s, got 20"),
    "a free breath that is counted": (breathing("free"), "cycles: expected nothing for a free breath"),
    "no cycles at all": (changed("cycles = 20", "cycles = 0"), "cycles: expected a whole number from 1 to 100, got 0"),
    "cycles without end": (changed("cycles = 20", "cycles = 1000"), "from 1 to 100, got 1000"),
    "a mark of nobody": (changed('"OURS"', '"X"'), 'mark: expected "F", "F2", "GK", "P" or "OURS"'),
    "no sources": (changed('sources = ["Our own."]\n', ""), "sources: expected a list of 1 to 10 texts, got nothing"),
    "a mistyped key": (changed("cycles", "cicles"), 'expected a key of the file (did you mean "cycles"?)'),
    "holotropic": (changed('"Slow"', '"Holotropic"'), f"{NEVER} (it lowers carbon dioxide"),
    "connected, in what it is for": (changed("For the tests.", "Circular, connected breath."), NEVER),
    "rebirthing": (changed('"slow"', '"rebirthing"'), NEVER),
    "Wim Hof": (changed('"slow"', '"wim-hof"'), "“wim hof” in its name or purpose"),
    "breath of fire": (changed('"Slow"', '"Breath of Fire"'), NEVER),
    "hyperventilation": (changed("For the tests.", "Gentle hyperventilation."), NEVER),
}
