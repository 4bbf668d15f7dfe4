"""The screens of questionnaires, filled with a fictional client."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kapguide import paths
from kapguide.clinical.form_run import FormRun
from kapguide.clinical.scoring import ScoreResult, band_of
from kapguide.store.tables.score_rows import Score
from kapguide.ui.hand_over.score_screen import ScoreScreen
from kapguide.ui.hand_over.screen import QuestionScreen
from kapguide.ui.hand_over.start import StartScreen
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.card import Card
from kapguide.ui.widgets.charts.scores_chart import ScoresChart
from kapguide.ui.widgets.charts.scores_data import DoseLine, scores_charts
from kapguide.ui.widgets.forms.session_pin import SessionPin
from kapguide.usecases.scores import FollowUp, TakenScore, taken
from kapguide.usecases.shipped.instruments import instruments

KNOWN = instruments((paths.resource("instruments"),))


def at(names: str, pressed: str) -> FormRun:
    """The run after these presses: a digit chooses, `n` goes on, `s` skips."""
    run = FormRun(KNOWN.named(names.split()))
    for press in pressed:
        run = run.go_on() if press == "n" else run.leave_out() if press == "s" else run.pick(int(press))
    return run


def question(names: str, pressed: str, aloud: str = "") -> Callable[[Theme], QWidget]:
    """A question as it stands after these presses."""
    return lambda theme: QuestionScreen(theme, at(names, pressed), SessionPin(), aloud)


def leaving(theme: Theme) -> QWidget:
    """The therapist has the laptop back."""
    pin = SessionPin()
    pin.choose("2580")
    screen = QuestionScreen(theme, at("phq-9", "ss1"), pin)
    screen.corner.click()
    return screen


def start(theme: Theme) -> QWidget:
    """Two are chosen."""
    return StartScreen(theme, "M-014", KNOWN, ("phq-9", "gad-7"), date(2026, 12, 1), pin_chosen=False)


def entry(theme: Theme) -> QWidget:
    """The score of a licensed form with three figures."""
    screen = StartScreen(theme, "M-014", KNOWN, (), date(2026, 12, 1), pin_chosen=True)
    screen.entry.form.setCurrentIndex(screen.entry.form.findData("dass-21"))
    return screen


def score_of(name: str, values: str) -> TakenScore:
    """A score with these answers, a dot for one that is missing."""
    items = KNOWN.known[name].items
    answers = {item.id: int(value) if value != "." else None for item, value in zip(items, values, strict=True)}
    at_ten = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
    total = None if "." in values else float(sum(map(int, values)))
    version = KNOWN.known[name].version
    return taken(Score(name, "", name, version, {**answers, "how": "handed over"}, total, at_ten, ""), KNOWN.known)


def scores(theme: Theme) -> QWidget:
    """A PHQ-9 with an answer to be followed, and a PCL-5."""
    phq, pcl = score_of("phq-9", "301200103"), score_of("pcl-5", "43103341203100124003")
    return ScoreScreen(theme, "M-014", (phq, pcl), (FollowUp(phq, "9"),))


def taken_at(name: str, at: date, total: float | None, values: str = "") -> TakenScore:
    """A score of a day with this total; `values` for one of which answers are missing."""
    if values:
        score = score_of(name, values).score
    else:
        score = Score(name, "", name, KNOWN.known[name].version, {}, total, datetime.now(UTC), "")
    score = msgspec.structs.replace(score, id=f"{name}-{at}", taken_at=datetime.combine(at, time(10), UTC))
    answered = taken(score, KNOWN.known)
    whole = total is not None and answered.result is not None and answered.instrument is not None
    if whole and answered.instrument is not None and total is not None:
        count = len(answered.instrument.items)
        result = ScoreResult(total, count, count, band_of(answered.instrument, total))
        return TakenScore(score, answered.instrument, result)
    return answered


COURSE = tuple(date(2026, month, day) for month, day in ((10, 6), (10, 27), (11, 6), (11, 20)))
DOSES = (
    DoseLine(date(2026, 11, 5), "Dosing 1"),
    DoseLine(date(2026, 11, 19), "Dosing 2"),
    DoseLine(date(2026, 12, 1), "today", planned=True),
)


def charts(theme: Theme) -> QWidget:
    """A course with two instruments, a third of which there is no score yet, and one with cut-offs alone."""
    scores = [taken_at("phq-9", *each) for each in zip(COURSE, (19, 18, 13, 11), strict=True)]
    scores += [taken_at("gad-7", *each) for each in zip(COURSE, (15, 14, 11, 9), strict=True)]
    scores += [taken_at("phq-9", date(2026, 11, 12), None, "3012001.."), taken_at("audit-c", COURSE[1], 4)]
    names = ("phq-9", "gad-7", "pcl-5", "audit-c")
    card = Card(theme, "Scores", "Lines as published")
    for data in scores_charts(KNOWN.named(names), scores, DOSES, date(2026, 12, 1)):
        card.add(ScoresChart(theme, data), 1)
    screen = QWidget()
    screen.setMinimumSize(560, 480)
    QVBoxLayout(screen).addWidget(card)
    return screen


SCREENS: dict[str, Callable[[Theme], QWidget]] = {
    "questions-start": start,
    "questions-entry": entry,
    "questions": question("phq-9", "0n1n2n1"),
    "questions-first": question("phq-9", ""),
    "questions-longest": question("pcl-5", "nssssssss2"),
    "questions-read": question("pc-ptsd-5", ""),
    "questions-scale": question("craving", "7"),
    "questions-end": question("phq-2", "ss"),
    "questions-leaving": leaving,
    "questions-aloud": question("gad-7", "1n", "M-014, asked aloud"),
    "questions-scores": scores,
    "scores-charts": charts,
}
