"""What is wrong in scenario files, with the words that must say so."""

from tests.rehearsal.good_scenario import GOOD, SHOWN, changed, more

BROKEN = {
    # what a table says by itself
    "no id": (changed('id = "cold"\n', ""), "id: expected an id in lower-case letters"),
    "a title too long": (
        changed('title = "Feels cold"', f'title = "{"cold " * 9}"'),
        "title: expected at most 40 characters, got 44",
    ),
    "an opening too long": (
        changed('opening = "At', f'opening = "{"Now " * 30}At'),
        "opening: expected at most 120 characters, got 147",
    ),
    "too much for the panel": (
        changed('shows = "Shivers,', f'shows = "{"Shivers. " * 17}'),
        "turns[0].shows: expected at most 160 characters, got 174",
    ),
    "too many words": (
        changed('says = "I am', f'says = "{"I am so cold. " * 9}I am'),
        "turns[0].says: expected at most 120 characters, got 136",
    ),
    "no aim": (changed('aim = "To notice, and to answer in few words."\n', ""), "aim: expected a text, got nothing"),
    "harder than hard": (changed("hard = 1", "hard = 4"), "hard: expected a whole number from 1 to 3, got 4"),
    "no route": (changed('routes = ["sublingual"]', "routes = []"), "routes: expected a list of 1 to 6 texts"),
    "a route of nobody": (
        changed('routes = ["sublingual"]', 'routes = ["sublingal"]'),
        ('routes[0]: expected one of "iv", "im", "sublingual", "oral", "intranasal", "esketamine"'
        ' (did you mean "sublingual"?), got "sublingal"'),
    ),
    "a route twice": (
        changed('routes = ["sublingual"]', 'routes = ["im", "im"]'),
        'routes[1]: expected each route once, got "im" a second time',
    ),
    "more tablets than anybody has": (
        changed("doses = 2", "doses = 4"),
        'doses: expected at most 3 for the route "sublingual", got 4',
    ),
    "a touch that cannot be agreed to": (
        changed('touch = "hand"', 'touch = "hug"'),
        'touch: expected "none", "hand" or "shoulder", got "hug"',
    ),
    "no stretch": (
        changed('[stretch]\nphase = "dosing"\nbegins = "2m"\nends = "40m"\n', ""),
        'stretch: expected a table [stretch] with "phase", "begins" and "ends", got nothing',
    ),
    "a stretch that is no table": (
        'stretch = "all"\n' + changed('[stretch]\nphase = "dosing"\nbegins = "2m"\nends = "40m"\n', ""),
        'stretch: expected a table [stretch], got "all"',
    ),
    "a stretch that never ends": (
        changed('ends = "40m"\n', ""),
        'stretch.ends: expected an end: a duration after the first dose such as "42m", or "session end", got nothing',
    ),
    "an end before the beginning": (
        changed('ends = "40m"', 'ends = "1m"'),
        "stretch.ends: expected an end after its beginning at 2m, got 1m",
    ),
    "a phase of nobody": (
        changed('phase = "dosing"', 'phase = "peak"'),
        'stretch.phase: expected "preparation", "dosing", "imagery", "emergence" or "integration", got "peak"',
    ),
    "a negative span": (
        changed('begins = "2m"', 'begins = "-2m"'),
        'stretch.begins: expected a duration such as "12m", got "-2m"',
    ),
    "a person without a name": (changed('name = "R. Osei"\n', ""), "present[0].name: expected a text, got nothing"),
    "a person twice": (
        changed("[[present]]", '[[present]]\nname = "r. osei"\n\n[[present]]'),
        'present[1].name: expected each person once, got "R. Osei" a second time',
    ),
    "no course": (
        GOOD[: GOOD.index("[[course]]")] + GOOD[GOOD.index("[[turns]]") :],
        "course: expected 1 to 60 tables [[course]], got nothing",
    ),
    "a reading that nobody understands": (
        changed("120/76 hr70 98% rr14", "120/76 about seventy"),
        'course[0].reading: expected a reading such as "124/78 72 98 rr14", got "120/76 about seventy": “about”',
    ),
    "a pressure upside down": (
        changed("120/76 hr70", "76/120 hr70"),
        "BP 76/120: the upper value comes first.",
    ),
    "a value that nobody has": (changed("120/76 hr70", "120/76 hr400"), "HR 400 is not between 10 and 350."),
    "a course that begins late": (
        changed('at = "0m"', 'at = "5m"'),
        "course[0].at: expected 0m: what the first reading shows, got 5m",
    ),
    "a course that goes back": (
        changed('at = "30m"', 'at = "0s"'),
        "course[1].at: expected a time after the 0m of the point before, got 0m",
    ),
    "a value that is there for half of the time": (
        changed("126/80 hr74 98% rr14", "126/80 hr74 98%"),
        ("course[1].reading: expected the same values as in course[0]: BP upper, BP lower, HR, SpO2, RR,"
        " got BP upper, BP lower, HR, SpO2"),
    ),
    "a source of nobody": (changed('mark = "OURS"', 'mark = "US"'), 'sources[0].mark: expected "F"'),
    "no source": (GOOD[: GOOD.index("[[sources]]")], "sources: expected 1 to 20 tables [[sources]], got nothing"),
    "an unknown key": (
        changed('chance = 0.5', 'chanse = 0.5'),
        'turns[2].chanse: expected a key of a turn (did you mean "chance"?), got the unknown key "chanse"',
    ),
    # turns
    "no turns": (
        GOOD[: GOOD.index("[[turns]]")] + GOOD[GOOD.index("[[sources]]") :],
        "turns: expected 1 to 60 tables [[turns]], got nothing",
    ),
    "an id twice": (more(f'id2 = 1\n{SHOWN}').replace('id = "more"', 'id = "warm"').replace("id2 = 1\n", 'at = "5m"\n'),
        'turns[3].id: expected an id of its own, got "warm" a second time'),
    "asked for twice": (
        changed('id = "colleague"', 'id = "words"'),
        'turns[2].asks[0].id: expected an id of its own, got "words" a second time',
    ),
    "no time": (changed('at = "10m"\n', ""), 'turns[0].at: expected a duration such as "12m", got nothing'),
    "since nobody knows what": (
        changed('since = "answered"', 'since = "answerd"'),
        ('turns[1].since: expected "dose", "phase", "happened", "answered", "unanswered" or "deed"'
        ' (did you mean "answered"?), got "answerd"'),
    ),
    "an answer to nothing": (
        changed('since = "answered"\nof = "words"', 'since = "answered"\nof = "word"'),
        'turns[1].of: expected the id of something that a turn asks for (did you mean "words"?), got "word"',
    ),
    "an answer to a turn": (
        changed('since = "answered"\nof = "words"', 'since = "answered"\nof = "shivers"'),
        'turns[1].of: expected the id of something that a turn asks for, got "shivers"',
    ),
    "after what never comes": (
        more(f'since = "happened"\nof = "warmer"\n{SHOWN}'),
        'turns[3].of: expected the id of a turn (did you mean "warm"?), got "warmer"',
    ),
    "a circle": (
        more(f'since = "happened"\nof = "other"\n{SHOWN}\n[[turns]]\nid = "other"\ntitle = "other"\n'
             f'since = "happened"\nof = "more"\n{SHOWN}'),
        "turns[3].of: expected a beginning outside of what waits for it, got a circle of more, other",
    ),
    "only if what waits for itself is there": (
        more(f'at = "5m"\nonly_if = "other"\n{SHOWN}\n[[turns]]\nid = "other"\ntitle = "other"\n'
             f'since = "happened"\nof = "other"\n{SHOWN}'),
        "turns[4].of: expected a beginning outside of what waits for it, got a circle of other",
    ),
    "after itself": (
        more(f'since = "happened"\nof = "more"\n{SHOWN}'),
        "turns[3].of: expected a beginning outside of what waits for it, got a circle of more",
    ),
    "after the end": (
        more(f'at = "40m"\n{SHOWN}'),
        "turns[3].at: expected a turn before the stretch ends at 40m, got 40m at the soonest",
    ),
    "an answer after the end": (
        changed('of = "words"\nat = "3m"', 'of = "words"\nat = "30m"'),
        "turns[1].at: expected a turn before the stretch ends at 40m, got 40m at the soonest",
    ),
    "a chance of more than one": (
        changed("chance = 0.5", "chance = 1.5"),
        "turns[2].chance: expected a number from 0 to 1, such as 0.5, got 1.5",
    ),
    "no chance": (
        changed("chance = 0.5", "chance = 0"),
        "turns[2].chance: expected a number above 0: a turn that never comes is left out, got 0",
    ),
    "a dose that nobody has": (
        more(f'at = "2m"\ndose = 3\n{SHOWN}'),
        "turns[3].dose: expected a dose that the scenario has: 2 in all, got dose 3",
    ),
    "a device as a dose": (
        more(f'at = "2m"\ndose = 2\n{SHOWN}').replace('"sublingual"', '"esketamine"'),
        "turns[3].dose: expected a time since the first device; a further one is a step",
    ),
    "a dose beside something else": (
        more(f'since = "phase"\nof = "imagery"\nat = "2m"\ndose = 2\n{SHOWN}'),
        'turns[3].dose: expected "dose" only beside since = "dose", got 2',
    ),
    "a turn beside a time since the dose": (
        more(f'at = "2m"\nof = "warm"\n{SHOWN}'),
        'turns[3].of: expected no "of" beside a time since the dose; "dose = 2" names a further one, got "warm"',
    ),
    "a phase that is none": (
        more(f'since = "phase"\nof = "onset"\nat = "2m"\n{SHOWN}'),
        'turns[3].of: expected "preparation", "dosing", "imagery", "emergence" or "integration", got "onset"',
    ),
    "a deed that is none": (
        more(f'since = "deed"\nat = "2m"\n{SHOWN}'),
        "turns[3].deeds: expected a list of 1 to 12 texts, got nothing",
    ),
    "deeds beside something else": (
        more(f'at = "2m"\ndeeds = ["say"]\n{SHOWN}'),
        'turns[3].deeds: expected "deeds" only beside since = "deed", got a list of 1',
    ),
    "only if it is nothing": (
        changed('only_if = "shivers"', 'only_if = "shiver"'),
        'turns[2].only_if: expected the id of a turn (did you mean "shivers"?), got "shiver"',
    ),
    "only if it is itself": (
        changed('only_if = "shivers"', 'only_if = "curls"'),
        'turns[2].only_if: expected another turn, got "curls", this one',
    ),
    "only if it is over": (
        changed('says = "I am cold."', 'says = "I am cold."\nlasts = "3m"'),
        'turns[2].only_if: expected a turn that is not over, got "shivers", whose time is over by then',
    ),
    "only if it is long over": (
        more(f'since = "happened"\nof = "curls"\nat = "40s"\nonly_if = "early"\n{SHOWN}\n[[turns]]\nid = "early"\n'
             f'title = "early"\nat = "1m"\n{SHOWN}'),
        'turns[3].only_if: expected a turn that is not over, got "early", whose time is over by then',
    ),
    "only if it was ended": (
        more(f'since = "happened"\nof = "warm"\nonly_if = "shivers"\n{SHOWN}'),
        'turns[3].only_if: expected a turn that is not over, got "shivers", which "warm" has ended',
    ),
    "only if it comes later": (
        more(f'at = "5m"\nonly_if = "shivers"\n{SHOWN}'),
        'turns[3].only_if: expected a turn that is there by then, got "shivers", which only comes later',
    ),
    "a sign that never goes": (
        changed('ends = ["shivers"]\n', ""),
        'turns[0].lasts: expected how long it is seen, or another turn that "ends" it, got a sign that never goes',
    ),
    "an end of itself": (
        changed('ends = ["shivers"]', 'ends = ["shivers", "warm"]'),
        'turns[1].ends[1]: expected another turn, got "warm", this one',
    ),
    "an end of nothing": (
        changed('ends = ["shivers"]', 'ends = ["shivers", "shiver"]'),
        'turns[1].ends[1]: expected the id of a turn (did you mean "shivers"?), got "shiver"',
    ),
    "nothing to notice": (
        more('at = "5m"\nlasts = "1m"\n'),
        'turns[3]: expected something that is noticed: "shows", "says", a shift, a fault or a person, got nothing',
    ),
    "a sign of no length": (
        more('at = "5m"\nshows = "Coughs."\nlasts = "0s"\n'),
        "turns[3].lasts: expected a duration from 1s to 24h, got",
    ),
    # readings
    "a value that no one can read": (
        changed('field = "heart_rate"', 'field = "comfort"'),
        ("turns[0].shifts[0].field: expected a value that the course shows: BP upper, BP lower, HR, SpO2, RR,"
        " got comfort, which nobody can read"),
    ),
    "no pressure is read": (
        changed('field = "heart_rate"\nby = 12', 'field = "systolic"\nby = 12')
        .replace("120/76 hr70", "hr70")
        .replace("126/80 hr74", "hr74"),
        "turns[0].shifts[0].field: expected a value that the course shows: HR, SpO2, RR, got BP upper, which nobody",
    ),
    "a value of nobody": (
        changed('field = "heart_rate"', 'field = "heartrate"'),
        '(did you mean "heart_rate"?), got "heartrate"',
    ),
    "a shift of nothing": (changed("by = 12", "by = 0"), "turns[0].shifts[0].by: expected a change, got 0"),
    "more than all": (
        changed('field = "heart_rate"\nby = 12', 'field = "spo2"\nby = 5'),
        "turns[0].shifts[0].by: expected SpO2 from 20 to 100 all along, got 103",
    ),
    "no pressure is left": (
        changed('field = "heart_rate"\nby = 12', 'field = "systolic"\nby = -50'),
        "turns[0].shifts[0].by: expected the upper value of BP above the lower one all along, got 72/77",
    ),
    "too much together": (
        more('at = "11m"\nshows = "Coughs."\nlasts = "1m"\n[[turns.shifts]]\nfield = "heart_rate"\nby = 270\n'),
        "turns[3].shifts[0].by: expected HR from 10 to 350 all along, got 353",
    ),
    # what goes wrong in the room
    "a fault of nobody": (
        more(f'at = "5m"\nfault = "sound dead"\n{SHOWN}'),
        'turns[3].fault: expected "sound dies", "headphones out", "sleeps" or "misread" (did you mean "sound dies"?)',
    ),
    "a sleep without an end": (
        more('at = "5m"\nshows = "The screen goes dark."\nfault = "sleeps"\n'),
        "turns[3].lasts: expected how long the computer sleeps, got nothing",
    ),
    "nothing is misread": (
        more(f'at = "5m"\nfault = "misread"\n{SHOWN}'),
        'turns[3].misread: expected what is said first, beside fault = "misread", got nothing',
    ),
    "misread without a fault": (
        more(f'at = "5m"\nmisread = "89%"\n{SHOWN}'),
        'turns[3].misread: expected "misread" only beside fault = "misread", got it alone',
    ),
    "misread what nobody reads": (
        more(f'at = "5m"\nfault = "misread"\nmisread = "98% c3"\n{SHOWN}'),
        "turns[3].misread: expected values that the course shows: BP upper, BP lower, HR, SpO2, RR, got comfort",
    ),
    "somebody at the door without a name": (
        more(f'at = "5m"\nperson = {{ role = "escort" }}\n{SHOWN}'),
        "turns[3].person.name: expected a text, got nothing",
    ),
    # what is asked for
    "a deed of nobody": (
        changed('deeds = ["say", "hand"]', 'deeds = ["say", "hands"]'),
        'turns[0].asks[0].deeds[1]: expected something a therapist can do (did you mean "hand"?), got "hands"',
    ),
    "a deed twice": (
        changed('deeds = ["say", "hand"]', 'deeds = ["say", "say"]'),
        'turns[0].asks[0].deeds[1]: expected each deed once, got "say" a second time',
    ),
    "every one of one": (
        changed('deeds = ["say", "hand"]', 'deeds = ["say"]\nevery = true'),
        'turns[0].asks[0].every: expected "every" only beside more than one deed, got one deed',
    ),
    "no time to do it in": (
        changed('within = "2m"', 'within = "0s"'),
        "turns[0].asks[0].within: expected a duration from 1s to 24h, got",
    ),
    "nobody to call": (
        changed("in_house = true", "in_house = false"),
        "turns[2].asks[0].deeds: expected somebody in [[present]] with in_house = true, who can come, got nobody",
    ),
    "a hand that nobody agreed to": (
        changed('touch = "hand"', 'touch = "none"'),
        'turns[0].asks[0].deeds: expected no "hand" where the client has not agreed to touch, got touch = "none"',
    ),
}  # fmt: skip
