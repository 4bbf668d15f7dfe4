"""What the page of music and sound shows: the programme, what is to be known of it, and the outputs."""

import msgspec

from kapguide.audio.planning.arc import Arc
from kapguide.audio.planning.programme import PlannedMusic, PlannedStretch, length_of
from kapguide.audio.planning.shelf import strength_of
from kapguide.session.protocol.protocol import PhaseKind, TherapyProtocol
from kapguide.ui.widgets.words import countdown_text, minutes_text


class ChartPiece(msgspec.Struct, frozen=True):
    """A piece on the chart: seconds from the session's start, strength 1 to 5, 0 in a silence."""

    title: str
    start: float
    end: float
    strength: float
    kind: PhaseKind
    again: bool = False


class ChartPart(msgspec.Struct, frozen=True):
    """A phase on the chart, in seconds."""

    title: str
    start: float
    end: float
    kind: PhaseKind


class ChartData(msgspec.Struct, frozen=True):
    """The arc of a session: its phases, and the pieces as high as they are strong."""

    parts: tuple[ChartPart, ...] = ()
    pieces: tuple[ChartPiece, ...] = ()

    @property
    def seconds(self) -> float:
        """The planned length."""
        return self.parts[-1].end if self.parts else 0.0


class ProgrammeRow(msgspec.Struct, frozen=True):
    """A line of the programme: a stretch (`piece` False) or a piece of it; `id` is the piece's file."""

    id: str
    text: str
    when: str = ""
    length: str = ""
    strength: int = 0
    piece: bool = True
    short: bool = False
    again: bool = False
    avoided: bool = False

    def __str__(self) -> str:
        told = [self.when, self.text, self.length]
        told += [f"strength {self.strength}"] if self.strength else []
        told += ["comes again"] if self.again else []
        told += ["not for this client"] if self.avoided else []
        return "  ".join(part for part in told if part)


class OutputRow(msgspec.Struct, frozen=True):
    """An output: its role, empty for the system's own, its device, and whether it is heard."""

    role: str
    name: str
    device: str
    state: str

    @property
    def heard(self) -> bool:
        """Sound leaves it."""
        return self.state in ("heard", "moved")

    @property
    def words(self) -> str:
        """Its state, as a person says it."""
        return {
            "starting": "starting",
            "heard": "ready",
            "lost": "no device",
            "muted": "unplugged, muted",
            "moved": "moved",
        }[self.state]


class PlaylistChoice(msgspec.Struct, frozen=True):
    """A playlist to choose: its name in the settings or its path, and its title."""

    name: str
    title: str


class MusicData(msgspec.Struct, frozen=True):
    """All that the page shows."""

    client: str = ""
    protocol: str = ""
    playlists: tuple[PlaylistChoice, ...] = ()
    chosen: str = ""
    mixed: bool = False
    chart: ChartData = ChartData()
    rows: tuple[ProgrammeRow, ...] = ()
    warnings: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    outputs: tuple[OutputRow, ...] = ()


def chart_of(protocol: TherapyProtocol, planned: PlannedMusic, arc: Arc) -> ChartData:
    """The programme as a picture."""
    parts, start = [], 0.0
    for phase in protocol.phases:
        end = start + phase.planned / 1000
        parts.append(ChartPart(phase.title, start, end, phase.kind))
        start = end
    pieces: list[ChartPiece] = []
    for stretch in planned.stretches:
        pieces += _chart_pieces(stretch, protocol, arc)
    return ChartData(tuple(parts), tuple(pieces))


def _chart_pieces(stretch: PlannedStretch, protocol: TherapyProtocol, arc: Arc) -> list[ChartPiece]:
    kind = protocol.phases[stretch.block.phases[0]].kind
    start, end = stretch.block.start / 1000, stretch.block.end / 1000
    if stretch.block.silent:
        return [ChartPiece("silence", start, end, 0.0, kind)]
    return [
        ChartPiece(
            placed.track.title,
            max(start, placed.start_s) if placed.goes_on else placed.start_s,
            min(end, placed.start_s + length_of(placed.track)),
            strength_of(placed.track, arc),
            kind,
            placed.again,
        )
        for placed in stretch.placed
        if placed.start_s < end
    ]


def rows_of(planned: PlannedMusic, avoided: tuple[tuple[str, str], ...]) -> tuple[ProgrammeRow, ...]:
    """The programme line by line; at its end the pieces (file, title) that are not for this client."""
    rows: list[ProgrammeRow] = []
    for number, stretch in enumerate(planned.stretches):
        rows.append(ProgrammeRow(f"part {number}", stretch.text, piece=False, short=stretch.short))
        for placed in stretch.placed:
            track = placed.track
            rows.append(
                ProgrammeRow(
                    id=track.path,
                    text=f"{track.title} goes on" if placed.goes_on else track.title,
                    when=minutes_text(round(placed.start_s * 1000)),
                    length=countdown_text(round(track.length_s * 1000)) if track.length_s else "",
                    strength=track.labels.intensity,
                    again=placed.again,
                )
            )
    if avoided:
        rows.append(ProgrammeRow("avoided", "Not for this client", piece=False))
        rows += [ProgrammeRow(path, title, avoided=True) for path, title in avoided]
    return tuple(rows)
