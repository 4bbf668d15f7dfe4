"""The PDF holds the whole session, can be read aloud, and no text whatever keeps it from being made."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
import typst

from kapguide.clinical.vitals import Vitals
from kapguide.export import pdf
from kapguide.export.noting.generate import generate_note
from kapguide.export.pdf import to_pdf
from kapguide.export.report import SessionReport, build_report
from kapguide.export.signed import PrintedSignature, PrintedSignatures
from kapguide.session import events as e
from kapguide.session.clock import Elapsed
from kapguide.spans import MINUTE
from tests.support.session_log import SessionLog, a_protocol, a_session, started
from tests.support.session_told import TOLD

MADE = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)


def report_of(events: list[e.Event], practice: str = "Lindenhof") -> SessionReport:
    return build_report(a_protocol(), events, practice=practice, generated=MADE, version="0.1.0")


def a_start() -> SessionLog:
    log = SessionLog()
    log.at(0, 0, started(a_protocol()))
    return log


def told(tool: str, *arguments: str, data: bytes) -> str:
    return subprocess.run([tool, *arguments], input=data, capture_output=True, check=True, timeout=60).stdout.decode()


def text_of(data: bytes) -> str:
    """All words of the document in reading order, one space between them."""
    text = told("pdftotext", "-raw", "-", "-", data=data)
    return " ".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def noted(*texts: str) -> str:
    log = a_start()
    for number, text in enumerate(texts, 1):
        log.at(number, 0, e.NoteAdded(text, Elapsed(number * MINUTE)))
    return text_of(to_pdf(report_of(log.events)))


def tinted(data: bytes, page: int) -> bool:
    """Does the page bear the watermark's pale warm colour over a good part of it?"""
    command = ["pdftoppm", "-r", "20", "-f", str(page), "-l", str(page)]
    pixels = subprocess.run(command, input=data, capture_output=True, check=True, timeout=60).stdout.split(b"255\n", 1)[
        1
    ]
    warm = sum(red > 240 and red - blue > 8 for red, blue in zip(pixels[::3], pixels[2::3], strict=True))
    return warm > len(pixels) / 3 / 50


@pytest.fixture(scope="module")
def session_pdf() -> bytes:
    return to_pdf(report_of(a_session()[1]))


def test_it_holds_the_whole_session_with_its_times(session_pdf: bytes) -> None:
    text = text_of(session_pdf)
    for clock, session, since, words in TOLD:
        assert f"{clock} {session} {since} {words}" in text


def test_it_is_tagged_titled_and_dated(session_pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_bytes(session_pdf)
    said = told("pdfinfo", "-rawdates", str(tmp_path / "note.pdf"), data=b"")
    info = dict(line.split(":", 1) for line in said.splitlines() if ":" in line)
    assert info["Tagged"].strip() == "yes"
    assert info["Title"].strip() == "Session note, M-014, Session 2, 2026-11-22"
    assert info["Author"].strip() == "R. Ames"
    assert info["CreationDate"].strip() == "D:20261122123000Z"
    assert info["Page size"].strip().endswith("(A4)")


def test_it_is_an_archive_file_for_screen_readers_in_english(session_pdf: bytes) -> None:
    assert b"<pdfaid:part>2</pdfaid:part>" in session_pdf
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in session_pdf
    assert b"<pdfuaid:part>1</pdfuaid:part>" in session_pdf
    assert b"/Lang(en)" in session_pdf


def test_its_tags_say_what_is_a_heading_a_header_cell_and_a_figure(session_pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_bytes(session_pdf)
    structure = told("pdfinfo", "-struct", str(tmp_path / "note.pdf"), data=b"")
    for tag in ("H1", "H2", "Table", "THead", "TH", "TD", "Figure"):
        assert re.search(rf"^\s*{tag}\b", structure, re.MULTILINE), tag


def test_each_page_carries_its_number_the_client_and_the_log(session_pdf: bytes) -> None:
    report = report_of(a_session()[1])
    pages = told("pdftotext", "-raw", "-", "-", data=session_pdf).split("\f")[:-1]
    for number, page in enumerate(pages, 1):
        assert f"page {number} of {len(pages)}" in page
        assert f"log {report.log_sha256[:12]}" in page
        assert "M-014 · Session 2 · 2026-11-22" in page
    assert "Time Session T+ What" in pages[-2], "a table's header is repeated where it goes on"


def test_a_rehearsal_is_marked_on_every_page() -> None:
    data = to_pdf(report_of(a_session(rehearsal=True)[1]))
    pages = told("pdftotext", "-raw", "-", "-", data=data).split("\f")[:-1]
    assert all("REHEARSAL" in page for page in pages)
    assert [tinted(data, page) for page in range(1, len(pages) + 1)] == [True] * len(pages)


def test_a_note_that_nobody_signed_is_marked_as_a_draft_on_every_page(session_pdf: bytes) -> None:
    pages = told("pdftotext", "-raw", "-", "-", data=session_pdf).split("\f")[:-1]
    assert "DRAFT, not signed." in pages[0]
    assert not any("REHEARSAL" in page for page in pages)
    assert [tinted(session_pdf, page) for page in range(1, len(pages) + 1)] == [True] * len(pages)


def test_equal_reports_give_equal_bytes(session_pdf: bytes) -> None:
    assert to_pdf(report_of(a_session()[1])) == session_pdf


def test_it_shows_the_note_as_the_therapist_left_it() -> None:
    report = report_of(a_session()[1])
    note = generate_note(report).edited("plan/plan", "Rest today.\nCall at ten.").with_line("happened", "Room dark.")
    text = text_of(to_pdf(report, note))
    assert "Rest today. Call at ten. typed" in text
    assert "Room dark. typed" in text


def test_a_letter_page_can_be_chosen(tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_bytes(to_pdf(report_of([]), paper="us-letter"))
    assert "(letter)" in told("pdfinfo", str(tmp_path / "note.pdf"), data=b"")


def test_partial_logs_make_documents() -> None:
    assert "Nothing was recorded in this session." in text_of(to_pdf(report_of([], practice="")))
    events = a_session()[1]
    for end in range(1, len(events), 9):
        assert "The session has not been ended." in text_of(to_pdf(report_of(events[:end])))


@pytest.mark.parametrize("values", [Vitals(heart_rate=70), Vitals(118, 76), Vitals(250, 40, 70), Vitals(spo2=97)])
@pytest.mark.parametrize("minutes", [[0], [0, 1], [5, 400, 3000]])
def test_the_chart_can_draw_any_readings(values: Vitals, minutes: list[int]) -> None:
    log = a_start()
    for minute in minutes:
        log.at(minute, 0, e.ReadingTaken(values, Elapsed(minute * MINUTE)))
    assert str(values).replace("  ", ", ") in text_of(to_pdf(report_of(log.events)))


def test_code_in_a_note_is_text() -> None:
    code = '#let x = 1 $a$ `c` @ref *b* _i_ = h #read("/etc/passwd") <b>bold</b> // -> <-'
    assert code in noted(code)


def test_marks_that_reorder_text_are_made_visible() -> None:
    assert "‹U+202E›gnp.exe" in noted("\u202egnp.exe")


def test_a_character_without_a_font_is_shown_by_its_code() -> None:
    text = noted("private \U0010fff3 use", "last \U0010ffff plane", "beside é ß ж “x”")
    assert "private ‹U+10FFF3› use" in text
    assert "last ‹U+10FFFF› plane" in text
    assert "beside é ß ж “x”" in text


def test_only_what_no_font_has_is_shown_by_its_code() -> None:
    assert pdf._without_glyph("abcdefg", lambda text: not set(text) & set("bf")) == {"b", "f"}


def test_a_word_may_break_where_it_is_longer_than_its_place_is_broad() -> None:
    words = {"fits": "x" * 40, "is longer": "x" * 41}
    assert pdf._cleaned(words) == {"fits": "x" * 40, "is longer": "xxxx\u200b" * 10 + "x"}
    for columns, whole in ((6, True), (7, False)):
        table = pdf._cleaned({"block": "table", "columns": [""] * columns, "cell": "x" * 12})
        assert (table["cell"] == "x" * 12) is whole, columns


@pytest.mark.parametrize("count", [13, 26, 400])
def test_a_word_of_characters_without_a_font_stays_inside_the_page_sign_by_sign(count: int) -> None:
    word = "".join(chr(0xE100 + number % 200) for number in range(count))
    shown = noted(word)
    for character in set(word):
        assert shown.count(f"‹U+{ord(character):04X}›") == 2 * word.count(character), "in the note, and in the log"


def test_characters_that_fail_only_side_by_side_are_shown_by_their_codes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_without_glyph", lambda characters, shows: set())
    assert "a ‹U+10FFF3› b" in noted("a \U0010fff3 b")


def test_past_the_last_probe_what_is_in_doubt_is_shown_by_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PROBES", 2)
    assert "‹U+10FFF3›‹U+10FFF4›‹U+10FFF5›" in noted("\U0010fff3\U0010fff4\U0010fff5")


def test_a_fault_of_the_template_is_not_hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "session-note.typ").write_text("#panic()")
    (tmp_path / "parts.typ").write_text("")
    monkeypatch.setattr(pdf, "resource", lambda *parts: tmp_path / parts[-1])
    with pytest.raises(typst.TypstError):
        to_pdf(report_of(a_session()[1]))


def test_it_is_made_where_the_folder_of_the_start_has_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (gone := tmp_path / "stick").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert to_pdf(report_of(a_session()[1])).startswith(b"%PDF")


def test_any_text_makes_a_document() -> None:
    text = noted(
        "emoji 😀 👩‍⚕️ 🏳️‍🌈",
        "漢字 かな 한국어",
        "עברית العربية हिन्दी ไทย",
        "nul\x00bell\x07esc\x1b",
        "tab\there",
        "\u0301alone",
        "\n\n",
        "line\u2028separator",
    )
    assert "nulbellesc" in text
    assert "line separator" in text


@pytest.mark.parametrize("length", [41, 500, 5000])
def test_a_word_without_an_end_is_not_clipped(length: int) -> None:
    text = noted("x" * length + "end").replace(" ", "")
    assert text.count("xend") == 2, "once in the note and once in the log"
    assert text.count("x") >= 2 * length


def test_the_readings_stand_beside_their_chart_with_their_minutes() -> None:
    log = a_start()
    log.at(10, 0, e.ReadingTaken(Vitals(120, 80, 70, 98), Elapsed(10 * MINUTE), "R. Osei"))
    text = text_of(to_pdf(report_of(log.events)))
    first = text.index("Time BP HR SpO2 Taken by")
    assert "blood pressure heart rate" in text[:first]
    assert re.search(r"^\s*\d\d:\d\d 120/80 70 98 % R. Osei", text[first + len("Time BP HR SpO2 Taken by ") :])


def test_the_seal_stays_inside_the_page_beside_its_heading() -> None:
    at = datetime(2026, 11, 22, 17, 4, tzinfo=UTC)
    signature = PrintedSignature(name="K. Lind", role="therapist", at=at, seal="9f3c61d2" * 8, counts=True)
    report = msgspec.structs.replace(report_of(a_start().events), signed=PrintedSignatures(signature=signature))
    data = to_pdf(report)
    boxes = told("pdftotext", "-bbox", "-", "-", data=data)
    assert max(float(right) for right in re.findall(r'<word [^>]*xMax="([0-9.]+)"', boxes)) < 535
    assert "9f3c61d2" * 8 in text_of(data).replace(" ", "")
    assert not tinted(data, 1), "nothing waits: no mark lies behind"


def test_a_long_word_stays_inside_the_page() -> None:
    log = a_start()
    word = "Wirbelsäulenbegradigungsmassage" * 3
    log.at(1, 0, e.DoseGiven(word, word, word, Elapsed(MINUTE), word))
    boxes = told("pdftotext", "-bbox", "-", "-", data=to_pdf(report_of(log.events, practice=word * 2)))
    edges = [float(right) for right in re.findall(r'<word [^>]*xMax="([0-9.]+)"', boxes)]
    assert max(edges) < 535, "inside the margins of 21.5 mm"


def test_two_thousand_lines_are_all_there() -> None:
    log = a_start()
    for number in range(2000):
        log.at(number // 10, number % 10, e.NoteAdded(f"Line {number} ends.", Elapsed(number // 10 * MINUTE)))
    text = text_of(to_pdf(report_of(log.events)))
    assert all(text.count(f"Line {number} ends.") == 2 for number in range(2000))


def test_no_file_ever_holds_client_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    to_pdf(report_of(a_session()[1]))
    assert list(tmp_path.iterdir()) == []
