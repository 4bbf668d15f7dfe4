"""Keys by their place: the same key does the same on a Cyrillic, a Greek, a French keyboard, on every system."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from kapguide.session import commands as c
from kapguide.session.care.answers import LeavingOutcome
from kapguide.ui.clients.page import ClientPage
from kapguide.ui.clients.page_data import ClientPageData
from kapguide.ui.prepare.screen import PrepareScreen
from kapguide.ui.session.forms.leave_panel import LeavePanel
from kapguide.ui.session.forms.timer_form import TimerForm
from kapguide.ui.session.keys import BINDINGS
from kapguide.ui.theme import Theme
from kapguide.ui.widgets.forms.two_choices import TwoChoices
from kapguide.ui.widgets.keyboard import Keyboard
from kapguide.ui.widgets.places import key_meant, place_of, signs_of

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
X11 = {"1": 10, "5": 14, "6": 15, "9": 18, "0": 19, "-": 20, "=": 21, "z": 52, "m": 58, "h": 43, "n": 57, "v": 55}
X11 |= {"7": 16, "o": 32, "p": 33, "s": 39}
X11 |= {".": 60, "/": 61, "[": 34, "]": 35, ";": 47, ",": 59, "q": 24, "w": 25, "e": 26, "x": 53, "d": 40, "space": 65}


def pressed(place: str, written: str, held: Qt.KeyboardModifier = NONE, *, code: int = 0, key: int = 0) -> QKeyEvent:
    """A press of the key at a place of the US keyboard that writes `written` there."""
    code = code or X11[place]
    key = key or (ord(written.upper()) if written else int(Qt.Key.Key_Dead_Circumflex))
    return QKeyEvent(QEvent.Type.KeyPress, key, held, code, 0, 0, written)


@pytest.mark.parametrize(
    ("place", "written", "held", "action"),
    [
        # as the US keyboard has it
        ("1", "1", NONE, ("observe", "1")),
        ("1", "!", SHIFT, None),
        ("-", "-", NONE, ("shorten", "-")),
        ("=", "+", SHIFT, ("extend", "+")),
        ("/", "?", SHIFT, ("keys", "?")),
        ("m", "M", SHIFT, ("silence", "m")),
        (",", ",", NONE, None),
        # Cyrillic
        ("m", "ь", NONE, ("silence", "m")),
        ("m", "Ь", SHIFT, ("silence", "m")),
        ("n", "т", NONE, ("note", "n")),
        ("v", "м", NONE, ("vitals", "v")),
        ("d", "в", NONE, ("dose", "d")),
        (".", "ю", NONE, ("next", ".")),
        ("/", ".", NONE, ("next", ".")),
        ("[", "х", NONE, ("softer", "[")),
        ("]", "ъ", NONE, ("deeper", "]")),
        ("/", ",", SHIFT, ("keys", "?")),
        (";", "ж", NONE, None),
        # Greek
        ("m", "μ", NONE, ("silence", "m")),
        ("z", "ζ", NONE, ("snooze", "z")),
        ("q", ";", NONE, None),
        # French: digits by place, letters and signs by what stands on them
        ("1", "&", NONE, ("observe", "1")),
        ("5", "(", NONE, ("observe", "5")),
        ("6", "-", NONE, ("observe", "6")),
        ("9", "ç", NONE, ("observe", "9")),
        ("1", "1", SHIFT, ("observe", "1")),
        ("5", "[", NONE, ("softer", "[")),
        ("-", ")", NONE, ("shorten", "-")),
        ("m", ",", NONE, None),
        (";", "m", NONE, ("silence", "m")),
        ("w", "z", NONE, ("snooze", "z")),
        ("z", "w", NONE, ("no", "w")),
        (",", ";", NONE, None),
        ("[", "", NONE, ("softer", "[")),
        # Swedish, German
        ("-", "+", NONE, ("extend", "+")),
        ("/", "-", NONE, ("shorten", "-")),
        ("z", "y", NONE, ("yes", "y")),
        ("[", "ü", NONE, ("softer", "[")),
        ("space", " ", NONE, ("acknowledge", "")),
    ],
)
def test_what_a_key_does(place: str, written: str, held: Qt.KeyboardModifier, action: tuple[str, str] | None) -> None:
    assert Keyboard(BINDINGS).action(pressed(place, written, held), 0) == action


@pytest.mark.parametrize(
    ("place", "key", "action"),
    [
        ("z", Qt.Key.Key_Z, "undo"),
        ("z", ord("Я"), "undo"),
        ("w", Qt.Key.Key_Z, "undo"),  # French
        ("z", Qt.Key.Key_W, None),
        ("e", Qt.Key.Key_E, "emergency"),
        ("e", ord("У"), "emergency"),
        ("e", ord("Ε"), "emergency"),
    ],
)
def test_what_a_key_does_with_ctrl(place: str, key: int, action: str | None) -> None:
    found = Keyboard(BINDINGS).action(pressed(place, "\x1a", CTRL, key=int(key)), 0)
    assert (found and found[0]) == action


def test_the_systems_own_keys_are_nothing_to_the_screen() -> None:
    keyboard = Keyboard(BINDINGS)
    assert keyboard.action(pressed("m", "m", Qt.KeyboardModifier.MetaModifier), 0) is None
    assert keyboard.action(pressed("5", "[", CTRL | ALT), 0) == ("softer", "["), "Windows has AltGr as both"


@pytest.mark.parametrize(("system", "codes"), [("win32", (2, 50, 52)), ("linux", (10, 58, 60))])
def test_places_are_known_by_the_codes_of_the_system(system: str, codes: tuple[int, ...]) -> None:
    found = [place_of(pressed("", "x", code=code), system) for code in codes]
    assert found == ["1", "m", "."]
    assert signs_of(pressed("", "ь", code=codes[1]), system) == ("ь", "m")


def test_a_mac_tells_places_by_virtual_keys() -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, ord("Ь"), NONE, 1, 46, 0, "ь")
    assert place_of(event, "darwin") == "m"
    assert place_of(QKeyEvent(QEvent.Type.KeyPress, ord("A"), NONE, "a"), "darwin") == ""


def test_panels_and_choices_of_their_own_take_digits_by_their_place_too(theme: Theme) -> None:
    french = pressed("1", "&")
    found: list[object] = []
    choices, leave, timers = TwoChoices(theme, "Vitals"), LeavePanel(theme), TimerForm(theme)
    choices.ask((("BP", "first"), ("HR", "second")))
    timers._numbers = [7]
    choices.chosen.connect(found.append)
    timers.asked.connect(found.append)
    for part in (choices, timers, leave):
        part.keyPressEvent(french)
    assert found == ["first", c.CancelTimer(7)]
    assert leave.outcomes[LeavingOutcome.READY].accessibleDescription() == "key 1, chosen"


@pytest.mark.parametrize(
    ("event", "meant"),
    [
        (pressed("n", "n"), "new"),
        (pressed("n", "N"), "new"),
        (pressed("n", "т"), "new"),
        (pressed("7", "/", SHIFT), "find"),
        (pressed("n", "n", CTRL), None),
        (pressed("n", "n", Qt.KeyboardModifier.MetaModifier), None),
        (pressed("m", "m"), None),
    ],
    ids=["as it is", "Caps Lock", "Cyrillic", "German slash", "Ctrl", "the system’s", "no key"],
)
def test_a_screens_single_key_is_found_on_every_layout(event: QKeyEvent, meant: str | None) -> None:
    assert key_meant(event, {"n": "new", "/": "find"}) == meant


def test_the_screens_of_the_desk_take_their_keys_on_every_layout(theme: Theme) -> None:
    page, asked = ClientPage(theme, ClientPageData("M-014")), list[str]()
    page.search_asked.connect(lambda: asked.append("search"))
    page.form_asked.connect(asked.append)
    page.show()
    prepare = PrepareScreen(theme, str)
    prepare.show()
    prepare.music_asked.connect(lambda: asked.append("music"))
    for screen, event in (
        (page, pressed("/", "/")),
        (page, pressed("p", "P")),
        (page, pressed("o", "щ")),
        (prepare, pressed("s", "ы")),
    ):
        screen.keyPressEvent(event)
    assert asked == ["search", "plan", "order", "music"]
    page.close()
    prepare.close()
