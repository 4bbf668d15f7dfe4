"""A small protocol that is right, and many ways to break it: the file's bytes, and words of the error it must get."""

GOOD = """\
id = "small"
title = "A small protocol"
version = 1
route = "oral"
summary = "For the tests."
observe_at_least = "1h"

[[phases]]
id = "before"
kind = "preparation"
title = "Before"
planned = "10m"
shortest = "5m"
longest = "20m"
sources = ["own"]

[[phases.prompts]]
at = "2m"
title = "Ask"
text = "Ask for the escort."
acknowledge = true

[[phases.prompts]]
at = "3m"
title = "Offer"
say = "If you like, rest."

[[phases.readings]]
at = "4m"

[[phases]]
id = "dose"
kind = "dosing"
title = "Dose"
planned = "1h"
shortest = "30m"
longest = "2h"
from = "t0"
music = ["onset", "peak"]

[[phases.prompts]]
id = "look"
at = "15m"
from = "t0"
every = "15m"
until = "1h"
title = "Look"

[[sources]]
id = "own"
mark = "OURS"
text = "Our own."
"""


def changed(old: str, new: str) -> bytes:
    assert GOOD.count(old) >= 1
    return GOOD.replace(old, new, 1).encode()


BROKEN: dict[str, tuple[bytes, str]] = {
    "a reading of the dose before the dose": (
        changed('at = "4m"\n', 'at = "4m"\nfrom = "t0"\n'),
        "phases[0].readings[0].from: ",
    ),
    "a reading of each dose before the dose": (
        changed('at = "4m"\n', 'at = "4m"\nfrom = "each dose"\n'),
        'phases[0].readings[0].from: expected "phase" in a phase before the first dose, got "each dose"',
    ),
    "an unknown thing to count from": (
        changed('at = "2m"', 'at = "2m"\nfrom = "last does"'),
        '"each dose", "last dose" or "dissolved" (did you mean "last dose"?), got "last does"',
    ),
    "a prompt of the last dose after the session": (
        changed('at = "15m"\nfrom = "t0"\nevery = "15m"\nuntil = "1h"', 'at = "2h 1m"\nfrom = "last dose"'),
        "phases[1].prompts[0].at: expected at most 2h, the latest end of the session after the dose",
    ),
    "closed by what nobody knows": (
        changed("acknowledge = true", 'acknowledge = true\ndone_by = "spit"'),
        'done_by: expected "dose", "dissolved" or "end", got "spit"',
    ),
    "closed by the dose, and gone without it": (
        changed("acknowledge = true", 'done_by = "dose"'),
        'done_by: expected "acknowledge = true" beside a "done_by" that is the dose, got "dose"',
    ),
    "a dose that is no table": (
        changed("version = 1", 'version = 1\ndose = "100 mg"'),
        "dose: expected a table [dose]",
    ),
    "an amount in the file": (
        changed("[[phases]]", '[dose]\namount = "100 mg"\n\n[[phases]]'),
        'dose.amount: expected a key of the dose (did you mean "unit"?), got the unknown key "amount"',
    ),
    "a hold that is no time": (
        changed("[[phases]]", '[dose]\nhold = "long"\n\n[[phases]]'),
        'dose.hold: expected a duration such as "12m", got "long"',
    ),
    "a script without a name": (
        changed("acknowledge = true", 'script = "Open space"'),
        'phases[0].prompts[0].script: expected an id in lower-case letters, digits and hyphens, such as "lozenge", got',
    ),
    "a script of a phase that is a list": (
        changed('planned = "10m"', 'planned = "10m"\nscript = ["calm-place"]'),
        "phases[0].script: expected an id in lower-case letters, digits and hyphens",
    ),
    "empty": (b"", "title: expected a text, got nothing"),
    "blank title": (changed('title = "A small protocol"', 'title = "  "'), 'title: expected a text, got "  "'),
    "missing title": (changed('title = "Before"\n', ""), "phases[0].title: expected a text, got nothing"),
    "text for a number": (
        changed("version = 1", 'version = "1"'),
        'version: expected a whole number from 1 to 9999, got "1"',
    ),
    "boolean for a number": (changed("version = 1", "version = true"), "version: expected a whole number"),
    "not a number": (changed("version = 1", "version = nan"), "1 to 9999, got nan"),
    "infinity for a duration": (changed('planned = "10m"', "planned = inf"), 'a duration such as "12m", got inf'),
    "a huge number": (changed("version = 1", f"version = 0x{'f' * 90_000}"), "got a number of more than 18 digits"),
    "too many digits": (changed("version = 1", f"version = {'9' * 9_000}"), "expected valid TOML, got a mistake"),
    "words for a duration": (
        changed('at = "2m"', 'at = "soon"'),
        'phases[0].prompts[0].at: expected a duration such as "12m", got "soon"',
    ),
    "a bare number for a duration": (changed('at = "2m"', "at = 2"), 'expected a duration such as "12m", got 2'),
    "a date for a duration": (
        changed('at = "4m"', "at = 2026-11-23"),
        'phases[0].readings[0].at: expected a duration such as "12m", got the date or time 2026-11-23',
    ),
    "a negative duration": (changed('at = "2m"', 'at = "-2m"'), 'expected a duration such as "12m", got "-2m"'),
    "a duration of days": (changed('longest = "20m"', 'longest = "99999h"'), 'from 1m to 24h, got "99999h"'),
    "a phase without length": (
        changed('planned = "10m"', 'planned = "0s"'),
        'phases[0].planned: expected a duration from 1m to 24h, got "0s"',
    ),
    "a repeat every second": (
        changed('every = "15m"', 'every = "1s"'),
        'phases[1].prompts[0].every: expected a duration from 1m to 24h, got "1s"',
    ),
    "until without every": (changed('every = "15m"\n', ""), 'until: expected no "until" without "every", got "1h"'),
    "until before at": (changed('until = "1h"', 'until = "5m"'), 'until: expected at least the 15m of "at", got "5m"'),
    "a mistyped key": (
        changed('planned = "10m"', 'plannd = "10m"'),
        'phases[0].plannd: expected a key of a phase (did you mean "planned"?), got the unknown key "plannd"',
    ),
    "an unknown key": (
        changed("version = 1", 'version = 1\n"zz\\u202e" = 1'),
        '"zz\\u202e": expected a key of the file, got the unknown key "zz\\u202e"',
    ),
    "an unknown route": (
        changed('route = "oral"', 'route = "orall"'),
        '"oral", "intranasal" or "esketamine" (did you mean "oral"?), got "orall"',
    ),
    "an unknown kind": (changed('kind = "dosing"', 'kind = ["dosing"]'), 'or "integration", got a list of 1'),
    "an unknown mark": (
        changed('mark = "OURS"', 'mark = "MINE"'),
        'sources[0].mark: expected "F", "F2", "GK", "P" or "OURS"',
    ),
    "an unknown anchor": (changed('from = "t0"', 'from = "phase"'), 'phases[1].from: expected "previous" or "t0"'),
    "an id with capitals": (changed('id = "small"', 'id = "Small One"'), "id: expected an id in lower-case letters"),
    "a flag that is a text": (
        changed("acknowledge = true", 'acknowledge = "yes"'),
        'acknowledge: expected true or false, got "yes"',
    ),
    "both say and text": (
        changed('say = "If', 'text = "For you."\nsay = "If'),
        'phases[0].prompts[1].text: expected either "say" (words for the client) or "text" (for the therapist)',
    ),
    "a voice without words": (
        changed('title = "Look"', 'title = "Look"\nvoice = "look.ogg"'),
        'phases[1].prompts[0].voice: expected a "voice" only beside "say", got "look.ogg"',
    ),
    "a look that is attested": (
        changed('title = "Look"', 'title = "Look"\nlook = true\nattest = true'),
        'phases[1].prompts[0].attest: expected either "look" or "attest", got both',
    ),
    "words for the client to attest": (
        changed('say = "If', 'attest = true\nsay = "If'),
        'phases[0].prompts[1].attest: expected "attest" only beside "text" (for the therapist), got say',
    ),
    "music that is a text": (
        changed('music = ["onset", "peak"]', 'music = "onset"'),
        "phases[1].music: expected a list of 1 to 16 texts",
    ),
    "music that is a number": (
        changed('music = ["onset", "peak"]', 'music = ["onset", 7]'),
        "phases[1].music[1]: expected a text, got 7",
    ),
    "sources that are a text": (
        changed('sources = ["own"]', 'sources = "own"'),
        "phases[0].sources: expected a list of at most 60 ids",
    ),
    "sources that are a number": (
        changed('sources = ["own"]', 'sources = ["own", 7]'),
        'phases[0].sources[1]: expected an id such as "lozenge", got 7',
    ),
    "music of no length": (
        changed('music = ["onset", "peak"]', 'music = ["onset", "silence soon"]'),
        'or one with its length such as "silence 3m", got "silence soon"',
    ),
    "music of no slot": (
        changed('music = ["onset", "peak"]', 'music = ["On Set"]'),
        'phases[1].music[0]: expected a slot of the music\'s arc such as "onset"',
    ),
    "phases that are a table": (
        b"[phases]\nid = 'one'\n",
        "phases: expected 1 to 30 tables [[phases]], got a table",
    ),
    "phases that are numbers": (
        b"phases = [1]\n",
        "phases[0]: expected a table [[phases]], got 1",
    ),
    "no phases": (b"phases = []\n", "phases: expected 1 to 30 tables [[phases]], got an empty list"),
    "too many phases": (b"[[phases]]\n" * 31, "phases: expected 1 to 30 tables [[phases]], got a list of 31"),
    "prompts that are a text": (
        changed('music = ["onset", "peak"]', 'readings = "often"'),
        'phases[1].readings: expected 0 to 100 tables [[phases.readings]], got "often"',
    ),
    "the same phase twice": (
        changed('id = "dose"', 'id = "before"'),
        'phases[1].id: expected an id of its own, got "before" a second time',
    ),
    "the same prompt twice": (
        changed('at = "3m"', 'id = "p1"\nat = "3m"'),
        'phases[0].prompts[1].id: expected an id of its own, got "before/p1" a second time',
    ),
    "a source that is not there": (
        changed('sources = ["own"]', 'sources = ["owl"]'),
        'phases[0].sources[0]: expected the id of one of the [[sources]] (did you mean "own"?), got "owl"',
    ),
    "longer than the longest": (
        changed('longest = "20m"', 'longest = "9m"'),
        'phases[0].longest: expected at least the planned 10m, got "9m"',
    ),
    "shorter than the shortest": (
        changed('shortest = "5m"', 'shortest = "11m"'),
        'phases[0].shortest: expected at most the planned 10m, got "11m"',
    ),
    "a prompt after its phase": (
        changed('at = "2m"', 'at = "21m"'),
        "phases[0].prompts[0].at: expected at most 20m, the longest that the phase may be",
    ),
    "a dose prompt after its phase": (
        changed('at = "15m"', 'at = "2h 1m"').replace(b'until = "1h"', b'until = "3h"'),
        "phases[1].prompts[0].at: expected at most 2h, the latest end of its phase after the dose",
    ),
    "a dose reading after the session": (
        GOOD.replace("[[sources]]", '[[phases.readings]]\nat = "3h"\nfrom = "t0"\n\n[[sources]]').encode(),
        "phases[1].readings[0].at: expected at most 2h, the latest end of the session after the dose",
    ),
    "a prompt from the dose before it": (
        changed('at = "2m"', 'at = "2m"\nfrom = "t0"'),
        'phases[0].prompts[0].from: expected "phase" in a phase before the first dose, got "t0"',
    ),
    "a phase from the dose before it": (
        changed('longest = "20m"', 'longest = "20m"\nfrom = "t0"'),
        'phases[0].from: expected "previous" in a phase before the first dose, got "t0"',
    ),
    "no dosing phase": (
        changed('kind = "dosing"', 'kind = "imagery"'),
        'phases: expected a phase of the kind "dosing", got none',
    ),
    "kinds out of order": (
        changed('kind = "preparation"', 'kind = "emergence"'),
        'phases[1].kind: expected "emergence" or a later kind after a phase of that kind, got "dosing"',
    ),
    "observation longer than the plan": (
        changed('observe_at_least = "1h"', 'observe_at_least = "1h 1m"'),
        'observe_at_least: expected at most the 1h that are planned from the dose to the end, got "1h 1m"',
    ),
    "phases longer than a day": (
        GOOD.replace('planned = "1h"', 'planned = "20h"')
        .replace('longest = "2h"', 'longest = "21h"')
        .replace('planned = "10m"', 'planned = "5h"')
        .replace('longest = "20m"', 'longest = "6h"')
        .encode(),
        "phases: expected phases of at most 24h together, got 25h planned",
    ),
    "a control character": (changed("For the tests.", "For\\u0007"), "summary: expected plain text, got U+0007"),
    "reordered text": (
        changed('title = "Before"', 'title = "Be\\u202efore"'),
        "phases[0].title: expected plain text on one line, got U+202E (right-to-left override) in it",
    ),
    "a title of two lines": (changed('"Before"', '"Be\\nfore"'), "title: expected plain text on one line, got U+000A"),
    "a title without end": (changed('"Before"', f'"{"x" * 61}"'), "title: expected at most 60 characters, got 61"),
    "a mistake in TOML": (changed("version = 1", "version = "), "line 3, column 11: expected valid TOML"),
    "TOML that breaks off": (b"[[phases", "at its end: expected valid TOML, got a mistake: Expected"),
    "a key given twice": (changed("version = 1", "version = 1\nversion = 1"), "a mistake: Cannot overwrite a value"),
    "1,000 nested tables": (b"x = " + b"{a=" * 1_000 + b"1" + b"}" * 1_000, "line 1: expected at most 32 tables"),
    "1,000 nested lists": (b"x = " + b"[\n" * 1_000 + b"]" * 1_000, "line 33: expected at most 32 tables or lists"),
    "a key of 1,000 parts": (b"a." * 1_000 + b"b = 1", "line 1: expected at most 32 tables"),
    "quoted parts": (b"'a'.\"b\"." * 500 + b"b = 1", "line 1: expected at most 32 tables"),
    "many entries": (b"x = [" + b"1," * 490_000 + b"]", "expected at most 20000 lines and entries, got more"),
    "10 MB": (b"#" * 10_000_000, "expected at most 1 MB, got 10.0 MB"),
    "a byte more than 1 MB": (b"#" * 1_000_001, "expected at most 1 MB, got 1.1 MB"),
    "1 MB of quotes": (b'x = """' + b'\\"""' * 240_000, "expected at most 20000 lines and entries"),
    "1 MB of open texts": (b'"\\' * 490_000, "expected at most 20000 lines and entries"),
    "Latin-1": (changed("For the tests.", "X").replace(b"X", b"caf\xe9"), "expected text saved as UTF-8, got another"),
    "UTF-16": (GOOD.encode("utf-16"), "expected text saved as UTF-8, got another encoding (byte 1)"),
    "a NUL": (changed("version", "ver\0sion"), "expected valid TOML"),
    "an image": (bytes(range(256)) * 64, "expected text saved as UTF-8"),
}
