"""What the practice can set in the window, section by section: each field's words, what fits it, and what it does."""

from typing import NamedTuple

from kapguide.toml_edit import Place


class FewWords(NamedTuple):
    """A few words, up to `longest` signs; `hint` stands in the empty field."""

    longest: int = 80
    hint: str = ""


class Amount(NamedTuple):
    """A number from `least` to `most`, whole or with a part."""

    least: float
    most: float
    unit: str
    whole: bool = False


class Option(NamedTuple):
    """A value and what it is called; the value None takes the whole table out of the file."""

    value: object
    words: str


class FewOptions(NamedTuple):
    """Two to five values side by side."""

    options: tuple[Option, ...]


class OneListed(NamedTuple):
    """One of what this computer or practice has: `devices`, `playlists` or `screens`; before them a few of our own."""

    of: str
    first: tuple[Option, ...] = ()


class FilePath(NamedTuple):
    """The path of a file of this computer, and what kind of file it is."""

    hint: str
    kind: str


class FolderPath(NamedTuple):
    """The path of a folder of this computer, and what lies in it."""

    hint: str
    kind: str


Fits = FewWords | Amount | FewOptions | OneListed | FilePath | FolderPath


class Wish(NamedTuple):
    """One field: where it stands in the file, its label, what fits it, and what it does in a sentence or two.

    With `needs` it is shown only where that place has a value.
    """

    place: Place
    label: str
    fits: Fits
    about: str
    needs: Place = ()


class Group(NamedTuple):
    """Fields that belong together, under an eyebrow."""

    title: str
    wishes: tuple[Wish, ...]


DB = Amount(-60, 0, "dB")
SECONDS = Amount(0, 600, "s")
OWN_OUTPUT = Option("", "the system’s own output")
NOT_USED = Option(None, "not used")


def _output(role: str, name: str, about: str, *, first: tuple[Option, ...] = (NOT_USED, OWN_OUTPUT)) -> Group:
    table: Place = ("sound", role)
    return Group(
        name,
        (
            Wish((*table, "device"), "Device", OneListed("devices", first), about),
            Wish((*table, "level_db"), "Level", DB, "What this output adds to the level of the session.", table),
            Wish(
                (*table, "cap_db"), "Never louder than", DB, "No hand and no piece takes this output above it.", table
            ),
        ),
    )


PRACTICE = (
    Group(
        "In a new session",
        (
            Wish(
                ("therapist",),
                "Therapist",
                FewWords(80, "name as it stands in the note"),
                "Is named first when a session is prepared, where it can be changed.",
            ),
        ),
    ),
    Group(
        "Clients",
        (
            Wish(
                ("clients", "names"),
                "Beside the code",
                FewOptions((Option(value=False, words="no name"), Option(value=True, words="a name is kept"))),
                "A name is asked for on the client’s page and shown there alone; it never leaves with a note. A name "
                "that is kept already stays in the record when this is put back, and is not shown.",
            ),
        ),
    ),
    Group(
        "Private lines",
        (
            Wish(
                ("private", "in_log"),
                "In the session’s log",
                FewOptions((Option(value=True, words="its time alone"), Option(value=False, words="nothing"))),
                "Their words are in their author’s own file alone. Ctrl+N on the live screen makes a line private.",
            ),
        ),
    ),
)

SOUND = (
    _output("headphones", "Headphones", "What the client hears. Its name is the one that the system gives the device."),
    _output("room", "Room", "A second output for the same music. Name a device for each where both are used."),
    _output("therapist", "For your own ear", "Chimes when something is due, and nothing else; never the music."),
    Group(
        "All outputs",
        (
            Wish(("sound", "level_db"), "A session begins at", DB, "Decibels below the cap. ↑ and ↓ move it later."),
            Wish(("sound", "cap_db"), "Never louder than", DB, "The cap of all music, whatever a hand does."),
            Wish(
                ("sound", "when_unplugged"),
                "A device is pulled out",
                FewOptions((Option("mute", "silence"), Option("move", "own output"))),
                "Silence, or the music goes on at the system’s own output, where others may hear it.",
            ),
            Wish(
                ("sound", "alone_min"),
                "Without a window for",
                Amount(1, 600, "min"),
                "If the window dies in a session the music plays on for so long, and then fades out.",
            ),
        ),
    ),
    Group(
        "From one piece to the next",
        (
            Wish(("sound", "crossfade_s"), "Within a phase", SECONDS, "How long two pieces sound together."),
            Wish(("sound", "between_phases_s"), "Between two phases", SECONDS, "How long the turn to a phase takes."),
            Wish(("sound", "turn_s"), "The next piece, asked for", SECONDS, "After x on the live screen."),
            Wish(("sound", "shift_s"), "Softer or deeper", SECONDS, "Begun at a quiet moment."),
            Wish(("sound", "shift_now_s"), "The same, asked again", SECONDS, "When ← or → is pressed once more."),
            Wish(
                ("sound", "silence_block_s"), "Into a planned silence", SECONDS, "The fade before a phase of silence."
            ),
            Wish(("sound", "silence_s"), "Into silence, by hand", SECONDS, "After m, and when the lock asks for it."),
            Wish(("sound", "return_s"), "Back from silence", SECONDS, "After m once more."),
            Wish(("sound", "emergency_s"), "In an emergency", SECONDS, "How fast the music leaves the room."),
            Wish(("sound", "end_s"), "At the end", SECONDS, "The last fade of a session."),
        ),
    ),
    Group(
        "Lines said to the client",
        (
            Wish(
                ("voice", "made"),
                "Made by the computer",
                FewOptions((Option(value=False, words="never"), Option(value=True, words="where none is recorded"))),
                "Let piper or espeak-ng say the lines that nobody has recorded.",
            ),
            Wish(("voice", "language"), "Language", FewWords(20, "such as en"), "Of a voice that is made."),
            Wish(("voice", "pace"), "Pace", Amount(40, 300, "words a minute", whole=True), "Of a voice that is made."),
            Wish(("voice", "duck_db"), "Music under a line", DB, "How far the music goes down while a line is said."),
            Wish(("voice", "duck_s"), "Down in", SECONDS, "How fast the music goes down before a line."),
            Wish(("voice", "back_s"), "Back in", SECONDS, "How fast it comes back after it."),
        ),
    ),
)

PLAYLIST = (
    Group(
        "Music",
        (
            Wish(
                ("sound", "playlist"),
                "The practice’s playlist",
                OneListed("playlists"),
                "What a session begins with; “Music and sound” can choose another one for each client.",
            ),
            Wish(
                ("sound", "decoder"),
                "Files are read by",
                FewOptions((Option("auto", "either"), Option("builtin", "KapGuide"), Option("vlc", "VLC"))),
                "VLC also reads M4A, WMA and AIFF, where it is installed.",
            ),
        ),
    ),
)

LOOK = (
    Group(
        "Light",
        (
            Wish(
                ("look", "desk"),
                "At the desk",
                FewOptions((Option("light", "light"), Option("low-light", "always low light"))),
                "Today, clients, notes and settings. Nothing moves when it changes.",
            ),
            Wish(
                ("look", "session"),
                "In the room",
                FewOptions((Option("low-light", "low light"), Option("dark", "dark"))),
                "Sessions, their preparation, the lock and the emergency.",
            ),
        ),
    ),
    Group(
        "Type and movement",
        (
            Wish(
                ("look", "size"),
                "Size of everything",
                FewOptions((Option(100, "100 %"), Option(110, "110 %"), Option(120, "120 %"), Option(130, "130 %"))),
                "Words, buttons and lines together. From the next start of KapGuide on.",
            ),
            Wish(
                ("look", "motion"),
                "What comes and goes",
                FewOptions((Option(value=True, words="by and by"), Option(value=False, words="at once"))),
                "At once: nothing fades and nothing glides.",
            ),
        ),
    ),
)

UNTOUCHED = Amount(0, 600, "min")
LOCKING = (
    Group(
        "Minutes without a touch",
        (
            Wish(
                ("locking", "desk_min"),
                "At the desk",
                UNTOUCHED,
                "The record is closed, and a passphrase opens it again. What somebody has typed stays, out of sight. 0 "
                "is never.",
            ),
            Wish(
                ("locking", "session_min"),
                "In a session",
                UNTOUCHED,
                "The screen is covered; clock, music and saving go on. The session PIN opens it, or a passphrase. 0 is "
                "never.",
            ),
            Wish(
                ("locking", "after_sleep"),
                "After the computer slept",
                FewOptions((Option(value=True, words="locked"), Option(value=False, words="as it was"))),
                "However short the time without a touch was.",
            ),
        ),
    ),
)

BACKUPS = (
    Group(
        "Where they go",
        (
            Wish(
                ("backups", "folder"),
                "Another disk",
                FolderPath("none: beside the record alone", "folder for backups on another disk"),
                "Each backup goes there while the disk is there, and beside the record once a day. While it is not "
                "there, all go beside the record, and Today says so.",
            ),
            Wish(
                ("backups", "most_gb"),
                "Room they may take",
                Amount(0, 100_000, "GB"),
                "In each folder. 0 is half of what is free there. The last 10 are kept, one a day for 30 days and one "
                "a month for 12 months, as far as there is room; the newest three always.",
            ),
        ),
    ),
)

DISPLAY = (
    Group(
        "A second screen for the client",
        (
            Wish(
                ("display", "screen"),
                "Screen",
                OneListed("screens", (Option("", "the one that was chosen last"),)),
                "Black between what you show on it; never anything of the record.",
            ),
            Wish(
                ("display", "picture"),
                "Picture",
                FilePath("path of a picture", "picture"),
                "One of the clinic’s own, shown on the client’s display when you choose it.",
            ),
        ),
    ),
)

MEDICINE = (
    Group(
        "Medicine that the practice holds",
        (
            Wish(
                ("medicine", "log"),
                "Log",
                FewOptions((Option(value=False, words="none"), Option(value=True, words="kept here"))),
                "Your registrant decides whether and how one is kept. Where a client brings a prescribed medicine, the "
                "practice holds none. What was written stays when this is put back.",
            ),
        ),
    ),
)

RETENTION = (
    Group(
        "A client’s record",
        (
            Wish(
                ("retention", "years"),
                "Kept for",
                Amount(0, 100, "years", whole=True),
                "Counted from what was written last of a client. States and boards ask for different times, often 5 to "
                "10 years for adults; the clinic looks its own up. Nothing is ever removed by itself. With 0 no "
                "period is set, and nothing is listed.",
            ),
            Wish(
                ("retention", "reason"),
                "Because",
                FewWords(160, "the rule, and whom it is for"),
                "Stands with each record that is removed, for whoever asks later why it is not there.",
            ),
        ),
    ),
)
