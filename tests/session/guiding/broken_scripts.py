"""A small script that is right, and many ways to break it: the file's bytes, and words of the error it must get."""

GOOD = """\
id = "small"
title = "A small script"
purpose = "For the tests."
pace = 90
sources = ["Our own."]

[[lines]]
say = "If you like, you may rest."
quiet = "20s"
longest = "1m 30s"
choice = true
voice = "rest.flac"

[[lines]]
say = "There is time."
quiet = "8s"
"""


def changed(old: str, new: str) -> bytes:
    """The good file, with `new` where `old` stood first."""
    assert old in GOOD
    return GOOD.replace(old, new, 1).encode()


def with_line(text: str) -> bytes:
    """The good file, with one more line."""
    return f"{GOOD}\n[[lines]]\n{text}\n".encode()


BROKEN: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "title: expected a text, got nothing"),
    "no TOML": (b"Settle down, and rest.", "expected valid TOML, got a mistake"),
    "bytes that are no text": (b'id = "\xff\xfe"', "expected text saved as UTF-8, got another encoding"),
    "a sound file": (b"fLaC\x00\x00\x00\x22", "expected valid TOML, got a mistake"),
    "a quotation mark left open": (changed('rest."', "rest."), "expected valid TOML, got a mistake"),
    "nested beyond reason": (b"a = " + b"[" * 4_000, "at most 32 tables or lists inside each other, got more"),
    "no id": (changed('id = "small"\n', ""), 'id: expected an id in lower-case letters, digits and hyphens, such as "'),
    "an id with blanks": (changed('"small"', '"Open Space"'), 'got "Open Space"'),
    "an id that leads elsewhere": (changed('"small"', '"../small"'), 'got "../small"'),
    "no title": (changed('title = "A small script"\n', ""), "title: expected a text, got nothing"),
    "a title of two lines": (changed("A small script", "A small\\nscript"), "expected plain text on one line"),
    "a title beyond the room for it": (changed("A small script", "a" * 61), "title: expected at most 60 characters"),
    "no purpose": (changed('purpose = "For the tests."\n', ""), "purpose: expected a text, got nothing"),
    "no pace": (changed("pace = 90\n", ""), "pace: expected a whole number from 60 to 160, got nothing"),
    "a pace of no words": (changed("pace = 90", "pace = 0"), "pace: expected a whole number from 60 to 160, got 0"),
    "a pace that nobody follows": (changed("pace = 90", "pace = 300"), "from 60 to 160, got 300"),
    "a pace that is no number": (changed("pace = 90", "pace = nan"), "from 60 to 160, got nan"),
    "a pace in words": (changed("pace = 90", 'pace = "slow"'), 'from 60 to 160, got "slow"'),
    "sources that are no list": (changed('["Our own."]', '"Our own."'), "sources: expected a list of 1 to 20 texts"),
    "no lines": (GOOD.partition("[[lines]]")[0].encode(), "lines: expected 1 to 200 tables [[lines]], got nothing"),
    "lines that are texts": (
        GOOD.partition("[[lines]]")[0].encode() + b'lines = ["Rest."]',
        'lines[0]: expected a table [[lines]], got "Rest."',
    ),
    "more lines than anybody hears": (
        GOOD.encode() + b'[[lines]]\nsay = "Rest."\nquiet = "1s"\n' * 199,
        "lines: expected 1 to 200 tables [[lines]], got a list of 201",
    ),
    "a line without words": (with_line('quiet = "5s"'), "lines[2].say: expected a text, got nothing"),
    "a line of blanks": (with_line('say = "  "\nquiet = "5s"'), 'lines[2].say: expected a text, got "  "'),
    "a line of two lines": (
        with_line('say = "Rest.\\nRest."\nquiet = "5s"'),
        "expected plain text on one line",
    ),
    "a line beyond one breath": (with_line(f'say = "{"rest " * 41}"\nquiet = "5s"'), "say: expected at most 200"),
    "a line that nobody can see": (
        with_line('say = "\\u200b \\u2060"\nquiet = "5s"'),
        "lines[2].say: expected a text, got nothing that can be seen",
    ),
    "a line that hides what it says": (with_line('say = "Rest \\u202etser."\nquiet = "5s"'), "U+202E"),
    "a line without a silence": (with_line('say = "Rest."'), "lines[2].quiet: expected a duration"),
    "a silence in seconds without their unit": (
        with_line('say = "Rest."\nquiet = 20'),
        'lines[2].quiet: expected a duration such as "12m", got 20',
    ),
    "a silence in words": (with_line('say = "Rest."\nquiet = "long"'), 'such as "12m", got "long"'),
    "a negative silence": (with_line('say = "Rest."\nquiet = "-5s"'), 'such as "12m", got "-5s"'),
    "a silence of an hour": (
        with_line('say = "Rest."\nquiet = "1h"'),
        'lines[2].quiet: expected a silence of at most 30m, got "1h"',
    ),
    "a longest that is shorter": (
        with_line('say = "Rest."\nquiet = "20s"\nlongest = "10s"'),
        'lines[2].longest: expected more than the 20s of "quiet", got "10s"',
    ),
    "a longest that is the same": (
        with_line('say = "Rest."\nquiet = "20s"\nlongest = "20s"'),
        'longest: expected more than the 20s of "quiet", got "20s"',
    ),
    "a longest of an hour": (
        with_line('say = "Rest."\nquiet = "20s"\nlongest = "1h"'),
        'lines[2].longest: expected a silence of at most 30m, got "1h"',
    ),
    "a choice that is a word": (
        with_line('say = "Rest."\nquiet = "5s"\nchoice = "yes"'),
        'lines[2].choice: expected true or false, got "yes"',
    ),
    "a recording in another folder": (
        with_line('say = "Rest."\nquiet = "5s"\nvoice = "../rest.flac"'),
        'lines[2].voice: expected the name of a sound file, without its folder, got "../rest.flac"',
    ),
    "a recording in a folder of Windows": (
        with_line('say = "Rest."\nquiet = "5s"\nvoice = "C:\\\\rest.flac"'),
        "lines[2].voice: expected the name of a sound file, without its folder",
    ),
    "one recording for two lines": (
        with_line('say = "Rest."\nquiet = "5s"\nvoice = "rest.flac"'),
        'lines[2].voice: expected a recording of its own for these words, got "rest.flac" a second time',
    ),
    "a mistyped key": (
        with_line('say = "Rest."\nqiuet = "5s"'),
        'lines[2].qiuet: expected a key of a line (did you mean "quiet"?), got the unknown key "qiuet"',
    ),
    "an unknown key": (
        changed("pace = 90", "pace = 90\nvolume = 3"),
        'volume: expected a key of the file, got the unknown key "volume"',
    ),
    "an excuse without a reason": (
        GOOD.encode() + b'[[excused]]\nrule = "touch"\nwords = "touch"\n',
        "excused[0].reason: expected a text, got nothing",
    ),
    "longer than a session": (
        GOOD.encode() + b'[[lines]]\nsay = "Rest."\nquiet = "30m"\n' * 4,
        "lines: expected lines and silences of at most 2h together, got 2h 1m 46s",
    ),
}
