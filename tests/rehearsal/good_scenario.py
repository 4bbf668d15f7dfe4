"""A good scenario file, and how others are made of it."""

GOOD = """
id = "cold"
version = 1
title = "Feels cold"
practises = "a blanket, and words"
opening = "At 0:10 the client shivers."
about = "It is over once somebody answers."
aim = "To notice, and to answer in few words."
hard = 1
routes = ["sublingual"]
client = "R-200"
doses = 2
touch = "hand"

[stretch]
phase = "dosing"
begins = "2m"
ends = "40m"

[[present]]
name = "R. Osei"
role = "medical"
in_house = true

[[course]]
at = "0m"
reading = "120/76 hr70 98% rr14"

[[course]]
at = "30m"
reading = "126/80 hr74 98% rr14"

[[turns]]
id = "shivers"
at = "10m"
title = "shivers"
shows = "Shivers, arms round the body."
says = "I am cold."

[[turns.shifts]]
field = "heart_rate"
by = 12
rise = "2m"
fall = "3m"

[[turns.asks]]
id = "words"
title = "a word, or a hand"
deeds = ["say", "hand"]
within = "2m"

[[turns]]
id = "warm"
since = "answered"
of = "words"
at = "3m"
title = "warm again"
shows = "Lies still."
lasts = "2m"
ends = ["shivers"]

[[turns]]
id = "curls"
since = "unanswered"
of = "words"
at = "1m"
title = "curls up"
shows = "Curls up on the side."
lasts = "4m"
chance = 0.5
only_if = "shivers"

[[turns.asks]]
id = "colleague"
title = "a second person"
deeds = ["call", "person came"]

[[sources]]
mark = "OURS"
text = "Our own."
"""


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def more(turn: str) -> str:
    """The good file with one more turn, the fourth."""
    return changed("[[sources]]", f'[[turns]]\nid = "more"\ntitle = "more"\n{turn}\n[[sources]]')


SHOWN = 'shows = "Coughs."\nlasts = "1m"\n'
