"""The debrief of a fictional rehearsal, for photographs."""

import random
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace
from PySide6.QtWidgets import QWidget

from kapguide import paths
from kapguide.rehearsal.debrief import shape as s
from kapguide.rehearsal.debrief.shape import Lane
from kapguide.rehearsal.debrief.shape import LinkKind as Kind
from kapguide.rehearsal.debrief.shape import MarkState as State
from kapguide.rehearsal.kept import Reflection, RehearsalRecord, SelfRating
from kapguide.rehearsal.told import Remark
from kapguide.session.clock import Elapsed
from kapguide.session.protocol.protocol import PhaseKind
from kapguide.session.protocol.protocol_file import read_protocol
from kapguide.spans import MINUTE, SECOND
from kapguide.ui.debrief.screen import ANALYSIS, HAPPENED, REACTIONS, TAKE_HOME, DebriefScreen
from kapguide.ui.theme import Theme
from screen_cast_rehearsal import shipped

BEGAN = datetime(2026, 11, 30, 17, 40, tzinfo=UTC)
ZERO = 17 * MINUTE
WHO, WATCHING = "K. Lind", "R. Osei, supervisor"
TITLE = "Panic that calms"


def t(clock: str) -> Elapsed:
    """Session time of a time since the dose: `0:24:10`."""
    hours, minutes, seconds = (int(part) for part in clock.split(":"))
    return Elapsed(ZERO + (hours * 60 + minutes) * MINUTE + seconds * SECOND)


def _happened(at: str, words: str) -> s.DebriefMark:
    return s.DebriefMark(f"happened/{at}", Lane.HAPPENED, t(at), words, words)


def _done(at: str, words: str, full: str = "", minor: bool = False) -> s.DebriefMark:
    return s.DebriefMark(f"done/{at}", Lane.DONE, t(at), words, full or words, minor=minor)


def _asked(
    at: str, words: str, state: State = State.IN_TIME, outcome: str = "in time", **more: object
) -> s.DebriefMark:
    mark = s.DebriefMark(f"asked/{at}", Lane.ASKED, t(at), words, words, state=state, outcome=outcome)
    return replace(mark, **more)


def _remark(at: str, text: str, by: str, supervisor: bool = False) -> s.DebriefMark:
    return s.DebriefMark(f"remark/{at}{by[0]}", Lane.REMARKS, t(at), by[0], text, by=by, supervisor=supervisor)


def _link(first: s.DebriefMark, second: s.DebriefMark, words: str = "", warm: bool = False) -> s.DebriefLink:
    kind = Kind.ANSWER if first.lane is Lane.HAPPENED else Kind.ASKED
    return s.DebriefLink(kind, first.id, second.id, first.t, second.t, abs(second.t - first.t), words, warm)


COUGH = _happened("0:09:00", "coughs, cup wanted")
FAST = _happened("0:22:10", "breath fast, “the room is closing”")
REACH = _happened("0:31:00", "reaches out")
SLOW = _happened("0:36:00", "breath slows, jaw loosens")
SPIT, CUP = _done("0:07:05", "", "spit out, swish over"), _done("0:09:36", "cup given")
READ, LOOK = _done("0:15:16", "reading", "BP 128/78, HR 70, SpO2 98 %"), _done("0:20:22", "look", "looked", minor=True)
SOFTER = _done("0:24:10", "softer, one line", "music softer by one step")
LINE = _done("0:25:02", "", "“You are here. I am here.”")
WORDS = _done("0:31:42", "words, no hand")
READ_2, LOOK_2 = _done("0:37:00", "reading", "BP 134/82, HR 76, SpO2 97 %"), _done("0:40:10", "look", minor=True)
A_SPIT, A_READ = _asked("0:07:00", "spit"), _asked("0:15:00", "reading")
A_LOOK, A_LOOK_2 = _asked("0:20:00", "look"), _asked("0:40:00", "look")
BOTH = _asked("0:25:10", "softer and one line", outcome="both in time", since=t("0:22:10"), within="within 3 min")
SECOND_PERSON = _asked("0:26:36", "second person", State.NOT_SEEN, "not seen in this run")
READING = _asked("0:30:00", "reading", State.LATER, "7 min later")
REMARKS = (
    _remark("0:09:40", "I heard it before I saw it.", WHO),
    _remark("0:24:10", "Two breaths before you touched the music.", "R. Osei", supervisor=True),
    _remark("0:25:30", "I was looking for the key.", WHO),
    _remark("0:37:00", "The reading waited for the hand.", "R. Osei", supervisor=True),
)
MARKS = (
    *(COUGH, FAST, REACH, SLOW, SPIT, CUP, READ, LOOK, SOFTER, LINE, WORDS, READ_2, LOOK_2),
    *(A_SPIT, A_READ, A_LOOK, BOTH, SECOND_PERSON, READING, A_LOOK_2, *REMARKS),
)
LINKS = (
    _link(COUGH, CUP, "36 s"),
    _link(FAST, SOFTER, "2 min"),
    _link(REACH, WORDS, "42 s"),
    _link(SPIT, A_SPIT),
    _link(READ, A_READ),
    _link(LOOK, A_LOOK),
    _link(READ_2, READING, "7 min later", warm=True),
)


def _phase(title: str, began: str, ended: str, kind: PhaseKind = PhaseKind.IMAGERY) -> s.DebriefPhase:
    return s.DebriefPhase(title, title, kind, t(began), t(ended))


def _moment(began: str, ended: str, at: s.DebriefMark, *marks: s.DebriefMark) -> s.DebriefMoment:
    def of(lane: Lane) -> tuple[s.DebriefMark, ...]:
        return tuple(mark for mark in marks if mark.lane is lane)

    title = f"{began[:4]} to {ended[:4]}"
    lanes = (of(Lane.HAPPENED), of(Lane.DONE), of(Lane.ASKED), of(Lane.REMARKS))
    return s.DebriefMoment(t(began), t(ended), at.t, title, *lanes)


MOMENTS = (
    _moment("0:06:40", "0:07:30", SPIT, SPIT, A_SPIT),
    _moment("0:09:00", "0:10:00", CUP, COUGH, CUP, REMARKS[0]),
    _moment("0:14:40", "0:15:40", READ, READ, A_READ),
    _moment("0:19:50", "0:20:40", LOOK, LOOK, A_LOOK),
    _moment("0:22:10", "0:25:40", SOFTER, FAST, SOFTER, LINE, BOTH, REMARKS[1], REMARKS[2]),
    _moment("0:26:20", "0:26:50", SECOND_PERSON, SECOND_PERSON),
    _moment("0:29:40", "0:30:20", READING, READING),
    _moment("0:31:00", "0:32:00", WORDS, REACH, WORDS),
    _moment("0:36:00", "0:37:20", READ_2, SLOW, READ_2, REMARKS[3]),
    _moment("0:39:50", "0:40:30", LOOK_2, LOOK_2, A_LOOK_2),
)
FACTS = (
    s.DebriefGroup(
        "Cues and readings",
        (
            s.DebriefFact("Cues asked for", "6, of which 5 were answered in time and 1 was not seen", t("0:26:36")),
            s.DebriefFact("Readings", "2 of 2; one in time, one 7 min later", t("0:37:00"), warm=True),
            s.DebriefFact("Looks", "2 of 2, in time"),
        ),
    ),
    s.DebriefGroup(
        "Music",
        (
            s.DebriefFact("Softer", "once, 2 min after the breath changed", t("0:24:10")),
            s.DebriefFact("Louder, deeper", "not touched"),
        ),
    ),
    s.DebriefGroup(
        "Words",
        (
            s.DebriefFact("Lines", "“You are here. I am here.” at 0:25", t("0:25:02")),
            s.DebriefFact("Silence after it", "6 min"),
        ),
    ),
    s.DebriefGroup("Consent", (s.DebriefFact("Touch", "agreed to a hand; none was given"),)),
    s.DebriefGroup("Never alone", (s.DebriefFact("With the client", "all of the time"),)),
    s.DebriefGroup("Hands on the keys", (s.DebriefFact("In all", "2 min 10 s of 42 min, the longest 24 s"),)),
)
SPREADS = (
    s.DebriefSpread("cup", "Cup given", 36_000, "0:36", (54_000, 60_000)),
    s.DebriefSpread("softer", "Breath to softer", 120_000, "2:00", (170_000, 222_000)),
    s.DebriefSpread("hand", "Hand answered", 42_000, "0:42", (36_000, 96_000)),
    s.DebriefSpread("reading", "Reading, late by", 420_000, "7:00", (0, 120_000)),
)
DEBRIEF = s.Debrief(
    record="r1",
    scenario="panic",
    title="Panic that calms",
    when=BEGAN,
    speed=10,
    trainee=WHO,
    watching=WATCHING,
    zero=Elapsed(ZERO),
    dosed=True,
    began=t("0:00:00"),
    ended=t("0:42:10"),
    over=True,
    phases=(
        _phase("Dose and hold", "0:00:00", "0:10:00", PhaseKind.DOSING),
        _phase("Onset", "0:10:00", "0:20:00"),
        _phase("Deepening", "0:20:00", "0:34:00"),
        _phase("Peak", "0:34:00", "0:42:10"),
    ),
    marks=tuple(sorted(MARKS, key=lambda mark: mark.t)),
    links=LINKS,
    moments=MOMENTS,
    facts=FACTS,
    runs=2,
    spreads=SPREADS,
    strengths=(
        s.DebriefPoint("The cup was there 36 s after the cough.", CUP.t),
        s.DebriefPoint("“Softer” and one line were both there within the 3 min.", SOFTER.t),
        s.DebriefPoint("Two looks, each in its minute.", LOOK.t),
    ),
    tries=(
        s.DebriefTry("Find “softer” without looking.", "It came 2 min after the breath changed.", SOFTER.t),
        s.DebriefTry("Take the 0:30 reading, or write why it waits.", "It came 7 min later.", READING.t),
        s.DebriefTry("Call the second person.", "Asked for by 0:26, not seen in this run.", SECOND_PERSON.t),
    ),
)


def _record(reflection: Reflection = Reflection()) -> RehearsalRecord:  # noqa: B008
    remarks = tuple(
        Remark(mark.id.partition("/")[2], mark.t, mark.by, mark.full, BEGAN + timedelta(hours=1), mark.supervisor)
        for mark in REMARKS
    )
    return RehearsalRecord(
        id="r1",
        began=BEGAN,
        scenario=replace(shipped("panic"), title=TITLE),
        protocol=read_protocol(paths.resource("protocols", "lozenge.toml")),
        seed=1,
        speed=10,
        trainee=WHO,
        watching=WATCHING,
        log=(),
        beats=(),
        over=True,
        remarks=remarks,
        reflection=reflection,
    )


SAID = Reflection(
    "Fast at first. I wanted to do something with my hands, and then remembered that I need not.",
    SelfRating((7, 6, 4), BEGAN),
    "The breath changed before the words came. I had both hands on the keys when she reached out.",
    "Two breaths first.",
    3,
)


def _screen(
    theme: Theme, step: int, said: Reflection, debrief: s.Debrief = DEBRIEF, *, observer: bool = False
) -> DebriefScreen:
    screen = DebriefScreen(theme, _record(said), debrief, observer=observer)
    screen.choose_time(SOFTER.t)
    screen.show_step(step)
    screen.begin()
    return screen


def reactions(theme: Theme) -> QWidget:
    """Before anything is shown: one line is rated."""
    screen = _screen(theme, REACTIONS, Reflection(SAID.reactions, reached=1))
    screen.reactions.lines[0].choose(7)
    return screen


def reactions_read(theme: Theme) -> QWidget:
    """The same step afterwards."""
    return _screen(theme, REACTIONS, SAID)


def happened(theme: Theme) -> QWidget:
    """What happened, at the moment of the breath."""
    return _screen(theme, HAPPENED, replace(SAID, reached=2))


def remark(theme: Theme) -> QWidget:
    """A remark is written."""
    screen = _screen(theme, HAPPENED, SAID)
    screen.write_remark()
    screen.data_page.moment.form.words.put("Your voice was low and slow.")
    screen.data_page.moment.form.who.choose(1)
    return screen


def correct(theme: Theme) -> QWidget:
    """A remark that is there gets other words."""
    screen = _screen(theme, HAPPENED, replace(SAID, reached=2))
    screen.data_page.moment.ask_to_correct()
    return screen


def analysis(theme: Theme) -> QWidget:
    """How long it took, and what to try."""
    return _screen(theme, ANALYSIS, SAID)


def take_home(theme: Theme) -> QWidget:
    """What is taken home."""
    return _screen(theme, TAKE_HOME, replace(SAID, reached=4))


def observer(theme: Theme) -> QWidget:
    """A colleague's file: the trainee's words are read, a remark can be written."""
    return _screen(theme, TAKE_HOME, replace(SAID, reached=4), observer=True)


def _crowd() -> s.Debrief:
    """Two and a half hours with a hundred and twenty marks."""
    chance = random.Random("crowded")
    marks: list[s.DebriefMark] = []
    links: list[s.DebriefLink] = []
    titles = ("breath fast", "tears", "“where are you?”", "coughs", "silence when asked", "reaches out", "nausea")
    deeds = ("look", "reading", "softer", "one line said", "bowl given", "hand given", "note", "their words")
    for number in range(22):
        minute = chance.randrange(2, 148)
        at, answer = f"{minute // 60}:{minute % 60:02}:{chance.randrange(60):02}", minute + chance.randrange(1, 4)
        one = _happened(at, titles[number % len(titles)])
        other = _done(f"{answer // 60}:{answer % 60:02}:{chance.randrange(60):02}", deeds[number % len(deeds)])
        late = number % 5 == 0
        marks += [one, other]
        links.append(_link(one, other, f"{answer - minute} min{' later' if late else ''}", late))
    for number in range(38):
        minute = chance.randrange(1, 149)
        at = f"{minute // 60}:{minute % 60:02}:{chance.randrange(60):02}"
        state = (State.IN_TIME, State.IN_TIME, State.NOT_SEEN, State.LATER, State.OPEN)[number % 5]
        marks.append(_asked(at, ("look", "reading", "second person", "spit")[number % 4], state, state.value))
        marks.append(_done(at.replace("0:", "0:", 1), deeds[(number * 3) % len(deeds)], minor=number % 3 == 0))
    for number in range(8):
        minute = chance.randrange(1, 149)
        marks.append(
            _remark(f"{minute // 60}:{minute % 60:02}:10", "Noted.", (WHO, "R. Osei")[number % 2], number % 2 == 1)
        )
    marks = [replace(mark, id=f"{mark.id}/{place}") for place, mark in enumerate(sorted(marks, key=lambda m: m.t))]
    moments = []
    for start in range(0, 150, 3):
        inside = [mark for mark in marks if 0 <= mark.t - ZERO - start * MINUTE < 3 * MINUTE]
        if inside:
            began, ended = (f"{each // 60}:{each % 60:02}:00" for each in (start, start + 3))
            moments.append(_moment(began, ended, inside[len(inside) // 2], *inside))
    return replace(
        DEBRIEF,
        ended=t("2:30:00"),
        marks=tuple(marks),
        links=tuple(links),
        moments=tuple(moments),
        skipped=(s.SkippedSpan(t("1:32:00"), t("1:40:00")),),
        phases=(
            _phase("Dose and hold", "0:00:00", "0:12:00", PhaseKind.DOSING),
            _phase("Onset", "0:12:00", "0:30:00"),
            _phase("Guided imagery and breathwork", "0:30:00", "1:20:00"),
            _phase("Coming back", "1:20:00", "1:50:00", PhaseKind.EMERGENCE),
            _phase("Integration", "1:50:00", "2:30:00", PhaseKind.INTEGRATION),
        ),
    )


def crowded(theme: Theme) -> QWidget:
    """A long run, all of it in sight."""
    return _screen(theme, HAPPENED, SAID, _crowd())


def crowded_near(theme: Theme) -> QWidget:
    """The same, one phase in sight."""
    screen = _screen(theme, HAPPENED, SAID, _crowd())
    screen.zoom(near=True)
    return screen


SCREENS = {
    "debrief-reactions": reactions,
    "debrief-reactions-read": reactions_read,
    "debrief-happened": happened,
    "debrief-remark": remark,
    "debrief-correct": correct,
    "debrief-analysis": analysis,
    "debrief-take-home": take_home,
    "debrief-observer": observer,
    "debrief-crowded": crowded,
    "debrief-crowded-near": crowded_near,
}
