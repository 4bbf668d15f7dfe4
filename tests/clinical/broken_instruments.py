"""A good instrument, and many ways to break it: the file's bytes, and words of the error it must get."""

GOOD = """\
id = "calm"
version = "1"
title = "Calm"
about = "For the tests."
licence = "Our own."
lead = "Last night:"
options = ["Never", "Sometimes", "Always"]

[[questions]]
id = "a"
text = "Was it quiet?"

[[questions]]
id = "b"
text = "Was it dark?"
follow_above = 1

[[bands]]
from = 0
to = 1
words = "low"
source = "ours"

[[bands]]
from = 2
to = 4
words = "high"
source = "ours"

[[cutoffs]]
at = 3
words = "told"
population = "nobody"
source = "ours"

[[clusters]]
id = "both"
title = "Both"
items = ["a", "b"]
counts_from = 1
needed = 2
adds = true
source = "ours"

[clusters.exceptions]
b = 2

[[changes]]
words = "2 points"
population = "nobody"
source = "ours"

[[sources]]
id = "ours"
mark = "OURS"
text = "Made up."
"""

FORM = """\
id = "licensed"
version = "3"
title = "Licensed"
about = "For the tests."
licence = "Not ours."

[[fields]]
id = "total"
title = "Total"
from = 0
to = 40

[[sources]]
id = "licence"
mark = "GK"
text = "Made up."
"""


def changed(old: str, new: str, of: str = GOOD) -> bytes:
    """The good file, with `new` where `old` stood first."""
    assert old in of
    return of.replace(old, new, 1).encode()


QUESTION = '[[questions]]\nid = "b"\ntext = "Was it dark?"\nfollow_above = 1\n'
SOURCE = '[[sources]]\nid = "ours"\nmark = "OURS"\ntext = "Made up."\n'
BAND = '[[bands]]\nfrom = 0\nto = 9\nwords = "low"\nsource = "licence"\n'

BROKEN: dict[str, tuple[bytes, str]] = {
    "no TOML": (b"questions", "expected valid TOML"),
    "nothing that is asked": (changed("[[questions]]", "[[asked]]").replace(b"[[questions]]", b"[[asked]]"), "asked"),
    "a form that is asked as well": (FORM.encode() + b'options = ["No", "Yes"]', "options"),
    "questions and fields": (GOOD.encode() + b'[[fields]]\nid = "total"\ntitle = "T"\nfrom = 0\n', "got both"),
    "no version": (changed('version = "1"\n', ""), "version: expected a text, got nothing"),
    "no licence": (changed('licence = "Our own."\n', ""), "licence: expected a text, got nothing"),
    "one answer": (changed('["Never", "Sometimes", "Always"]', '["Never"]'), "options: expected two or more answers"),
    "answers that are figures": (changed('"Never"', "0"), "options[0]: expected a text, got 0"),
    "a scale with words between": (changed("lead =", "scale = true\nlead ="), "the words of the two ends of a scale"),
    "an item twice": (changed('id = "b"', 'id = "a"'), 'an id of its own, got "a" a second time'),
    "an item called as what is kept beside": (changed('id = "b"', 'id = "how"'), "an id other than how and total"),
    "no words": (changed('text = "Was it dark?"\n', ""), "questions[1].text: expected a text, got nothing"),
    "too long to be read": (changed("Was it dark?", "dark " * 60), "questions[1].text: expected at most 240"),
    "a value that no answer has": (changed("follow_above = 1", "follow_above = 3"), "a whole number from 0 to 2"),
    "a band without a source": (changed('words = "low"\nsource = "ours"', 'words = "low"'), "bands[0].source"),
    "a source that nobody names so": (changed('words = "low"\nsource = "ours"', 'words = "low"\nsource = "our"'),
                                      'did you mean "ours"?'),
    "a gap between bands": (changed("from = 2", "from = 3"), "bands that follow each other from 0 to 4, got 3 to 4"),
    "bands that meet": (changed("from = 2", "from = 1"), "bands[1]: expected bands that follow each other"),
    "a total without a band": (changed("to = 4", "to = 3"), "bands[1]: expected bands that follow each other"),
    "a band beyond every total": (changed("to = 4", "to = 5"), "bands[1]: expected bands that follow each other"),
    "a cut-off beyond every total": (changed("at = 3", "at = 5"), "cutoffs[0]: expected a value from 0 to 4, got 5"),
    "a band of a total without a range": (changed("to = 40\n", "", FORM) + BAND.encode(), "whose range is known"),
    "a cluster of strangers": (changed('items = ["a", "b"]', 'items = ["a", "c"]'), "clusters[0].items: expected ids"),
    "an exception for a stranger": (changed("b = 2", "c = 2"), "clusters[0].exceptions.c"),
    "no mark": (changed('mark = "OURS"\n', ""), "sources[0].mark"),
    "a source twice": (GOOD.encode() + SOURCE.encode(), 'sources[1].id: expected an id of its own, got "ours"'),
    "no source at all": (changed(SOURCE, ""), "sources"),
    "an unknown key": (changed('title = "Calm"', 'title = "Calm"\ntitel = "Calm"'), 'did you mean "title"?'),
    "an id that leads elsewhere": (changed('"calm"', '"../calm"'), 'got "../calm"'),
}  # fmt: skip
