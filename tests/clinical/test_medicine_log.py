"""The medicine log: what must be there is the sum of what counts, and each line says what was there after it."""

import random
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from kapguide.clinical.facts import ClinicTextSigned, Fact, MedicineMoved, Movement
from kapguide.clinical.medicine_log import amount_words, effect, fault_of, medicine_log, parse_amount
from kapguide.errors import KapGuideError

NOON = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)


def moved(what: Movement, many: str = "1", **said: str) -> MedicineMoved:
    of = {"medicine": "Ketamine", "unit": "lozenges", "form": "lozenge", "strength": "150 mg"} | said
    return MedicineMoved(what, amount=Decimal(many), on=NOON, **of)


def fact(number: int, body: MedicineMoved, supersedes: str = "") -> Fact:
    return Fact(f"f{number}", "", "", NOON, "lind", body, supersedes)


def test_what_is_received_and_given_is_counted_together_and_by_lot() -> None:
    log = medicine_log(
        [
            fact(1, moved(Movement.RECEIVED, "20", lot="A")),
            fact(2, moved(Movement.RECEIVED, "4", lot="B", medicine="KETAMINE")),
            fact(3, moved(Movement.RECEIVED, "3", unit="vials", form="vial", strength="50 mg/mL")),
            fact(4, moved(Movement.GIVEN, "1.5", lot="A")),
            fact(5, moved(Movement.WASTED, "0.5", lot="A")),
            fact(6, moved(Movement.RETURNED, "4", lot="B")),
            Fact("other", "", "", NOON, "lind", ClinicTextSigned("limits", "0", "R. Osei")),
        ]
    )
    assert [amount_words(line.balance) for line in log.lines] == ["20", "24", "3", "22.5", "22", "18"]
    vials, lozenges = sorted(log.stocks, key=lambda stock: stock.balance)
    assert (lozenges.item.words, lozenges.lots) == ("Ketamine 150 mg, lozenge", (("A", Decimal(18)),))
    assert (vials.item.words, vials.item.unit, vials.balance) == ("Ketamine 50 mg/mL, vial", "vials", 3)


def test_a_correction_takes_back_what_was_wrong_and_both_lines_stay() -> None:
    log = medicine_log(
        [
            fact(1, moved(Movement.RECEIVED, "20", lot="A")),
            fact(2, moved(Movement.GIVEN, "2", lot="A")),
            fact(3, moved(Movement.WASTED, "1", lot="A")),
            fact(4, moved(Movement.GIVEN, "1", lot="A"), "f2"),
            fact(5, moved(Movement.GIVEN, "3", lot="A"), "f2"),  # another machine corrected the same line
        ]
    )
    assert [(amount_words(line.balance), line.corrected) for line in log.lines] == [
        ("20", ""), ("18", "f4"), ("17", ""), ("18", "f5"), ("16", ""),
    ]  # fmt: skip
    (stock,) = log.stocks
    assert stock.balance == 16, "what was given once is counted once"
    assert stock.balance == sum(effect(line.moved) for line in log.lines if not line.corrected)


def test_a_count_moves_nothing_and_says_by_how_much_it_differs() -> None:
    lines = [
        fact(1, moved(Movement.RECEIVED, "20")),
        fact(2, moved(Movement.COUNTED, "19")),
        fact(3, moved(Movement.COUNTED, "20"), "f2"),
    ]
    one, other, last = medicine_log(lines).lines
    assert (one.differs, other.differs, last.differs) == (0, -1, 0)
    (stock,) = medicine_log(lines).stocks
    assert (stock.balance, stock.counted) == (20, last)
    (stock,) = medicine_log([*lines, fact(4, moved(Movement.GIVEN, "2"))]).stocks
    assert (stock.balance, stock.counted) == (18, last), "what was given since is no count"


def test_a_dose_of_what_the_client_brought_is_no_stock() -> None:
    log = medicine_log([fact(1, moved(Movement.OWN, "0", dose="d"))])
    assert (log.lines[0].moves, log.stocks) == (0, ())


def test_after_thousands_of_lines_the_balance_is_the_sum() -> None:
    chance, lines, counting = random.Random(8), [], {}
    for number in range(3_000):
        what = chance.choice([*Movement])
        wrong = f"f{chance.randrange(number)}" if number and chance.random() < 0.1 else ""
        body = moved(
            what, str(chance.randrange(1, 40)), lot=chance.choice("AB"), unit=chance.choice(["vials", "tablets"])
        )
        if wrong in counting or not wrong:
            counting.pop(wrong, None)
            counting[f"f{number}"] = body
            lines.append(fact(number, body, wrong))
    sums: dict[str, Decimal] = {}
    for body in counting.values():
        sums[body.unit] = sums.get(body.unit, Decimal(0)) + effect(body)
    stocks = medicine_log(lines).stocks
    assert {stock.item.unit: stock.balance for stock in stocks} == sums
    assert all(sum(left for _, left in stock.lots) == stock.balance for stock in stocks)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("12", "12"), (" 2,5 ", "2.5"), ("0", "0"), ("000012.500", "12.5"), ("999999,25", "999999.25")],
)
def test_an_amount_is_read_as_people_type_it(typed: str, found: str) -> None:
    assert amount_words(parse_amount(typed)) == found


@pytest.mark.parametrize("typed", ["", "twelve", "-1", "1.2345", "1e5", "NaN", "٣", "1234567", "1,000"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(KapGuideError, match="A number, such as"):
        parse_amount(typed)


def test_figures_are_short_and_a_minus_is_one() -> None:
    assert [amount_words(Decimal(each)) for each in ("100", "-2.50", "0.000")] == ["100", "−2.5", "0"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (moved(Movement.GIVEN, medicine=""), "Name the medicine"),
        (moved(Movement.GIVEN, unit=""), "what is counted"),
        (moved(Movement.GIVEN, "0", dose="d"), "more than none"),
        (moved(Movement.GIVEN), "or say to whom"),
        (moved(Movement.RECEIVED), "from whom"),
        (moved(Movement.WASTED), "lost or wasted"),
        (moved(Movement.RETURNED), "to whom it was returned"),
        (moved(Movement.OWN, "0"), "the dose that it was"),
    ],
)
def test_a_line_that_says_too_little_is_not_written(body: MedicineMoved, words: str) -> None:
    assert words in fault_of(body)


def test_a_line_that_says_enough_is() -> None:
    assert fault_of(moved(Movement.GIVEN, dose="d")) == ""
    assert fault_of(moved(Movement.OWN, "0", dose="d")) == ""
    assert fault_of(moved(Movement.COUNTED, "0")) == ""
    assert fault_of(moved(Movement.RECEIVED, "0", words="never came"), corrects=True) == ""
