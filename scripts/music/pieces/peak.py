"""The pieces for the peak: the widest, each with its crest past the middle."""

from music import timbres as t
from music.compose import Piece
from music.layers import Air, Bass, Drone, Melody, Pad, Swell
from music.moving import Orbit
from music.pieces.courses import CRESTED, LEVEL
from music.plucked import Glints, Motif, Pulse, Ripple, Strum
from music.tone import Curve

GREAT_HALL = Piece(
    "Great Hall", "peak", 57, "A B C D E F# G", bar=13.0, beat=1.6, strength=5,
    instruments=("reeds", "choir", "strings"),
    heard="Reeds, choir and high strings in a great hall over a slow pulse that grows: the fullest and most solemn"
    " piece.",
    sections={
        "a": "A(E A B D E) A(E G A C E) D(F# A D E A) A(E G A B E)",
        "b": "F(E G A C E) G(D G A B D) A(E A B D E) D(F# A C D E)",
        "c": "F(E G A C E) C(E G B D E) G(D G A B E) D(F# A D E A)",
        "d": "F(G A C E A) G(A B D E G) A(E A B C E) E(E G B D G)",
        "z": "D(F# A D E A) A(E G A B E) A(E A B D E)*1.3",
    },
    form="a b a c d b z", arc=CRESTED, light=Curve("0:-10 .35:-5 .64:0 1:-9"), compass=(48, 74), reverb=9.0,
    layers=(
        Pad(t.REED, Curve("0:-4 .64:-1 1:-5"), rise=4.0, fall=5.0, send=0.55),
        Pad(t.CHOIR, Curve("0:-12 .3:-6 .64:0 .8:-4 1:-12"), rise=5.0, fall=6.0, send=0.7),
        Drone(t.DEEP, (33, 45, 52), Curve("0:-3 .3:-6 .7:-14 1:-4")),
        Bass(t.DEEP, Curve("0:-12 .3:-4 .64:-1 1:-8")),
        Pulse(Curve("0:-18 .2:-9 .62:-3 .75:-4 .92:-12 1:-30"), period=1.5),
        Melody(
            t.STRINGS, ("0:5:3 3:4:2 5:8:3", "0:7:4 4:5:4", "0:9:3 3:8:2 5:5:3", "0:5:2 2:7:2 4:8:4"),
            Curve("0:-60 .2:-60 .35:-6 .64:-1 .85:-8 1:-60"), shift=12, first=4, every=1, vibrato=8.0, send=0.7,
        ),
        Glints(t.BOWL, Curve("0:-14 .6:-16 1:-13"), gap=12.0),
        Air(Curve("0:-24 1:-24")),
    ),
)  # fmt: skip

OPEN_SKY = Piece(
    "Open Sky", "peak", 62, "D E F# G# A B C#", bar=11.6, beat=1.3, strength=5,
    instruments=("wide pad", "harp", "choir"),
    heard="Bright and wide: a harp climbs, strings swell, and a choir sings long tones above. The brightest of the"
    " full pieces.",
    sections={
        "a": "D(A C# E F# A) D(B E G# B E) B(F# A B D F#) D(A D E F# A)",
        "b": "B(F# A C# D F#) A(E A B C# E) E(E G# B E F#) D(F# A C# E A)",
        "c": "F#(A C# E F# B) D(A C# E F# A) A(E A C# E B) E(E A B E F#)",
    },
    form="a b a c b c a a", arc=CRESTED, light=Curve("0:-9 .6:0 1:-8"), compass=(50, 76), reverb=8.5,
    layers=(
        Pad(t.WIDE, Curve("0:-1 .6:0 1:-2"), rise=5.0, fall=6.0, send=0.6),
        Pad(t.GLASS, Curve("0:-12 .3:-9 .6:-6 1:-12"), shift=12, voices=(0, 2), rise=5.0, fall=6.0, send=0.75),
        Bass(t.DEEP, Curve("0:-6 .6:-3 1:-6")),
        Ripple(t.HARP, "0 1 2 4 6 7 9 7", 0.78, Curve("0:-60 .1:-14 .35:-5 .7:-4 .9:-9 1:-60"), rest=3.4, force=0),
        Swell(t.STRINGS, Curve("0:-60 .12:-60 .3:-6 .62:0 .85:-6 1:-60"), choose=(2, 4)),
        Melody(
            t.CHOIR, ("0:5:4 4:6:4", "0:8:3 3:7:2 5:5:4", "0:9:4 4:8:4"),
            Curve("0:-60 .25:-60 .4:-5 .66:0 .85:-7 1:-60"), every=2, first=1, vibrato=10.0, send=0.75,
        ),
        Pulse(Curve("0:-60 .3:-60 .5:-10 .66:-7 .82:-60 1:-60"), period=1.95),
        Air(Curve("0:-22 1:-22"), low=500.0, high=3600.0),
    ),
)  # fmt: skip

HIGH_PLATEAU = Piece(
    "High Plateau", "peak", 59, "B C# D E F# G A", bar=13.2, beat=1.65, strength=4,
    instruments=("strings", "cello", "low drum"),
    heard="Bowed strings and a cello over a deep drone and a soft slow drum, in a minor key; austere, then open.",
    sections={
        "a": "B(F# B C# E F#) B(F# A B D F#) G(F# A B D F#) B(E F# A B D)",
        "b": "G(D F# A B D) D(F# A D E A) A(E A C# E B) B(F# A B D F#)",
        "c": "E(E G B D F#) G(D G B D A) D(A D E F# A) A(E A B D E)",
        "z": "B(F# A B D F#) B(F# B C# E F#)*1.3",
    },
    form="a a b c b c a z", arc=CRESTED, light=Curve("0:-12 .3:-7 .66:-1 1:-11"), compass=(47, 73), reverb=8.5,
    layers=(
        Drone(t.DEEP, (35, 47, 54), Curve("0:0 .5:-5 1:0")),
        Swell(t.STRINGS, Curve("0:-6 .3:-2 .66:1 1:-5"), choose=(0, 2, 4), send=0.55),
        Pad(t.HOLLOW, Curve("0:-3 .66:-3 1:-3"), rise=6.0, fall=6.0),
        Bass(t.LOW, Curve("0:-9 .5:-4 1:-7")),
        Pulse(Curve("0:-30 .1:-12 .4:-6 .66:-2 .8:-5 1:-24"), period=1.75, pattern=(1.0, 0.4, 0.7, 0.4)),
        Melody(
            t.CELLO, ("0:1:4 4:3:4", "0:5:3 3:4:2 5:3:3", "0:7:4 4:5:4", "1:8:3 4:7:4"),
            Curve("0:-60 .18:-60 .3:-5 .66:0 .88:-8 1:-60"), first=3, vibrato=8.0, shift=0,
        ),
        Pad(t.CHOIR, Curve("0:-60 .4:-60 .55:-6 .72:-2 .9:-60 1:-60"), shift=12, voices=(1, 3), send=0.75, rise=6.0),
        Air(Curve("0:-20 1:-20"), low=180.0, high=1800.0, period=14.0),
    ),
)  # fmt: skip

STILL_CENTRE = Piece(
    "Still Centre", "peak", 65, "F G A B C D E", bar=15.6, beat=1.9, strength=4,
    instruments=("choir", "glass", "bells"),
    heard="Choir and glass that hardly move, with bells of two tones; in the middle only strings. Bright and at"
    " rest.",
    sections={
        "a": "F(C E G A) F(B D G A) F(C D E A) D(C E F A)",
        "b": "A(E G B D) G(D G A B) F(C E G A) C(G B D E)",
        "c": "E(G A B D) F(A C E G) G(D G B E) D(A C E F)",
        "z": "F(B D G A) F(C E G A)*1.3",
    },
    form="a b a c a z", arc=LEVEL, light=Curve("0:-7 .25:-3 .5:-6 .75:-2 1:-7"), reverb=9.5,
    layers=(
        Pad(t.CHOIR, Curve("0:-2 .36:0 .46:-8 .56:-8 .7:0 1:-2"), rise=5.5, fall=6.5, send=0.7),
        Pad(t.GLASS, Curve("0:-9 .5:-7 1:-9"), shift=12, voices=(1, 3), rise=5.0, fall=7.0, send=0.75),
        Pad(t.WARM, Curve("0:-4 1:-4"), shift=-12, voices=(2, 3)),
        Bass(t.LOW, Curve("0:-7 1:-7")),
        Motif(
            t.BELL, ("0:5 2:8", "0:7 2:5 4:3", "0:6 3:5", "0:9 2:8 5:5"),
            Curve("0:-9 .15:-3 .4:-3 .47:-60 .58:-60 .65:-2 .85:-3 1:-9"),
            shift=0, force=0, send=0.7, echo=3.1,
        ),
        Swell(t.STRINGS, Curve("0:-60 .25:-60 .42:-5 .58:-1 .8:-60 1:-60"), choose=(1, 3), send=0.65),
        Air(Curve("0:-19 1:-19"), low=300.0, high=2800.0, period=12.0),
    ),
)  # fmt: skip

VAULT = Piece(
    "Vault", "peak", 62, "D E F G A B C", bar=12.2, beat=1.5, strength=5,
    instruments=("organ", "choir", "horn"),
    heard="A large organ that fills slowly in the longest room of all, a choir within it and one horn above. The"
    " strongest of the new pieces: broad chords, no pulse, nothing that glitters.",
    sections={
        "a": "D(A D F A) C(G C E G) D(A D F C) G(G B D G)",
        "b": "F(A C F A) C(G C E G) G(B D G B) D(A D F A)",
        "c": "F(A C F C) A(A C E A) C(G C E G) G(G B D A)",
        "d": "F(C F A C) G(B D G D) A(C E A C) D(A D F A)",
        "z": "G(B D G B) D(A D F A)*1.6",
    },
    form="a b a c d b c d b z", arc=CRESTED, light=Curve("0:-10 .35:-5 .64:0 1:-9"), compass=(50, 74), reverb=11.0,
    layers=(
        Pad(t.PRINCIPAL, Curve("0:-9 .35:-4 .64:0 .85:-4 1:-10"), rise=4.5, fall=5.0, send=0.5),
        Pad(t.FLUE, Curve("0:-2 .6:-4 1:-1"), shift=-12, voices=(1, 2, 3), rise=3.5, fall=4.0),
        Pad(t.CHOIR, Curve("0:-60 .2:-60 .4:-6 .66:0 .85:-8 1:-60"), rise=6.0, fall=6.0, send=0.75),
        Bass(t.FLUE, Curve("0:-6 .64:-2 1:-6")),
        Bass(t.DEEP, Curve("0:-12 .3:-6 .64:-3 1:-9")),
        Melody(
            t.HORN, ("0:1:4 4:3:4", "0:5:3 3:4:2 5:3:3", "0:8:4 4:7:4", "0:6:3 3:5:5"),
            Curve("0:-60 .26:-60 .4:-6 .66:-1 .86:-8 1:-60"), every=2, first=1, vibrato=4.0, send=0.7, pan=0.0,
        ),
        Air(Curve("0:-24 1:-24"), low=200.0, high=1600.0),
    ),
)  # fmt: skip

AURORA = Piece(
    "Aurora", "peak", 69, "A B C# D# E F# G#", bar=13.6, beat=1.6, strength=4,
    instruments=("wind harp", "glass", "high voices"),
    heard="High and weightless, with no bass at all: curtains of wind harp and glass that wander round the"
    " listener, each in a time of its own, with high voices behind them.",
    sections={
        "a": "A(A C# E G#) B(B D# F# A) A(A C# E B) F#(A C# E F#)",
        "b": "C#(G# B C# E) A(G# C# E A) B(F# B D# F#) E(G# B E F#)",
        "c": "F#(A C# F# A) A(C# E A B) E(B E G# B) B(B D# F# B)",
        "z": "A(C# E G# B) A(A C# E A)*1.3",
    },
    form="a b a c b c a z", arc=CRESTED, light=Curve("0:-8 .3:-4 .64:0 1:-8"), compass=(58, 81), reverb=10.0,
    layers=(
        Orbit(Pad(t.AEOLIAN, Curve("0:-4 .64:-1 1:-5"), voices=(0, 2), rise=6.0, fall=7.0, send=0.6), period=29.0),
        Orbit(Pad(t.GLASS, Curve("0:-4 .64:-2 1:-4"), voices=(1, 3), rise=5.0, fall=7.0, send=0.65), period=41.0),
        Pad(t.WIDE, Curve("0:-1 1:-1"), rise=6.0, fall=6.0, send=0.5),
        Swell(t.CHOIR, Curve("0:-60 .2:-60 .4:-5 .66:-1 .88:-8 1:-60"), choose=(2, 3), vibrato=8.0, send=0.75),
        Glints(t.CELESTE, Curve("0:-60 .1:-60 .3:-15 .7:-12 .9:-60 1:-60"), gap=4.0),
        Drone(t.HOLLOW, (57, 64), Curve("0:-7 .5:-11 1:-6")),
    ),
)  # fmt: skip

DEEP_CURRENT = Piece(
    "Deep Current", "peak", 50, "D E F G A B C", bar=11.4, beat=1.4, strength=4,
    instruments=("gong", "humming", "horn"),
    heard="The lowest piece: gongs that swell and never strike, men's voices humming, a horn far below its usual"
    " place. It breathes about as slowly as a sleeper, in and out with the bass.",
    sections={
        "a": "D(A D F) G(B D G) D(A C E) A(A C E)",
        "b": "F(A C F) C(G C E) G(B D G) D(A D F)",
        "c": "F(A C E) G(G B D) A(A C E) D(A D G)",
        "z": "G(G B D) D(A D F)*1.6",
    },
    form="a b a c b a c b a z", arc=CRESTED, light=Curve("0:-11 .35:-6 .64:-1 1:-10"), compass=(45, 62), reverb=8.5,
    layers=(
        Pad(t.HUM, Curve("0:-3 .64:0 1:-3"), rise=5.0, fall=5.5, send=0.5),
        Pad(t.FELTED, Curve("0:-5 1:-4"), rise=4.0, fall=5.0),
        Drone(t.DEEP, (38, 45), Curve("0:-4 .64:-7 1:-3")),
        Pulse(Curve("0:-60 .08:-16 .35:-8 .64:-5 .85:-9 1:-60"), period=5.6, pattern=(1.0, 0.55)),
        Glints(t.GONG, Curve("0:-8 .6:-5 1:-9"), gap=10.0, shift=0, send=0.6),
        Melody(
            t.HORN, ("0:5:4 4:4:4", "0:8:3 3:7:2 5:5:3", "1:3:3 4:5:4", "0:6:4 4:5:4"),
            Curve("0:-60 .22:-60 .36:-5 .66:-1 .86:-8 1:-60"), every=2, first=1, vibrato=4.0, send=0.6,
        ),
        Swell(t.CELLO, Curve("0:-60 .45:-60 .58:-5 .75:-4 .9:-60 1:-60"), choose=(0,), vibrato=5.0),
    ),
)  # fmt: skip

WEAVING = Piece(
    "Weaving", "peak", 64, "E F# G# A B C# D", bar=9.8, beat=1.2, strength=4,
    instruments=("dulcimer", "kalimba", "harp", "strings"),
    heard="The most woven piece: dulcimer, thumb piano and harp each go round in a figure of their own length, so"
    " that the pattern never comes back the same. Soft and even; no tune, no accent.",
    sections={
        "a": "E(E G# B F#) A(E A C# E) E(E G# B D) A(E A B C#)",
        "b": "F#(F# A C# E) D(F# A D E) A(E A C# E) E(E G# B E)",
        "c": "D(F# A D F#) A(E A C# E) B(F# B D F#) E(E A B F#)",
        "z": "A(E A C# E) E(E G# B F#)*1.5",
    },
    form="a b a c b a c b c a a z", arc=CRESTED, light=Curve("0:-9 .35:-4 .64:-1 1:-9"), compass=(52, 71), reverb=6.0,
    layers=(
        Pad(t.WARM, Curve("0:-1 .6:-3 1:-1"), rise=3.5, fall=4.5),
        Ripple(t.DULCIMER, "0 2 1 3 2 4", 0.66, Curve("0:-60 .04:-14 .2:-5 .8:-4 .95:-14 1:-60"), rest=0.4, force=0),
        Ripple(
            t.KALIMBA, "3 1 4 2 5", 0.83, Curve("0:-60 .12:-60 .3:-7 .64:-5 .84:-8 .95:-60 1:-60"),
            rest=0.7, force=0, shift=12,
        ),
        Ripple(
            t.HARP, "0 4 2 5 3 7 6", 1.04, Curve("0:-60 .3:-60 .46:-6 .66:-3 .82:-10 .92:-60 1:-60"), rest=1.1, force=0
        ),
        Bass(t.DEEP, Curve("0:-7 .64:-4 1:-7")),
        Swell(t.STRINGS, Curve("0:-60 .35:-60 .5:-6 .68:-1 .88:-60 1:-60"), choose=(1, 3)),
    ),
)  # fmt: skip

LONE_VOICE = Piece(
    "Lone Voice", "peak", 62, "D E F# G# A B C#", bar=12.4, beat=1.55, strength=4,
    instruments=("one voice", "flute", "tanpura"),
    heard="One voice without words, and a flute that takes over where it rests, over the open strings of a tanpura"
    " and one ground tone that never changes. A single line to follow; hardly any chords.",
    sections={
        "a": "D(A D F#) D(A D E) D(B D F#) D(A D F#)",
        "b": "D(A C# E) D(B E G#) D(A D F#) D(A D E)",
        "c": "D(F# B D) D(A C# F#) D(E A D) D(A D F#)",
    },
    form="a b a c b c b a a", arc=CRESTED, light=Curve("0:-9 .35:-5 .64:0 1:-9"), compass=(52, 68), reverb=8.0,
    layers=(
        Drone(t.DEEP, (38, 45, 50), Curve("0:-2 .6:-5 1:-1")),
        Strum(t.TANPURA, (45, 50, 50, 38), 1.3, Curve("0:-7 .15:-3 .85:-3 1:-8"), rest=1.7),
        Melody(
            t.CHOIR,
            (
                "0:5:4 4:6:2 6:5:2", "0:8:3 3:7:2 5:6:3", "0:9:2 2:10:3 5:8:3", "0:3:3 3:4:2 5:5:3",
                "0:12:3 3:10:2 5:9:3",
            ),
            Curve("0:-60 .06:-60 .14:-4 .4:-1 .66:1 .9:-5 1:-60"), every=2, first=1, vibrato=11.0, send=0.7, pan=-0.1,
        ),
        Melody(
            t.FLUTE, ("0:10:3 3:9:2 5:8:3", "1:5:2 3:6:2 5:8:3", "0:9:4 4:8:4"),
            Curve("0:-60 .2:-60 .3:-7 .66:-3 .86:-9 1:-60"), every=2, first=2, vibrato=7.0, send=0.65, pan=0.35,
        ),
        Pad(t.HOLLOW, Curve("0:-12 .64:-8 1:-12"), rise=6.0, fall=6.0, send=0.6),
    ),
)  # fmt: skip

FAR_BELLS = Piece(
    "Far Bells", "peak", 58, "Bb C D E F G A", bar=15.2, beat=1.9, strength=4,
    instruments=("bells", "singing bowls", "gong"),
    heard="Metal alone: bells, rubbed bowls and a gong, each tone left to ring before the next, at all distances."
    " Still and wide, without a tune, a chord that moves or a breath of strings.",
    sections={
        "a": "Bb(F Bb D A) Bb(G Bb D F) Bb(F A C F) G(G Bb D F)",
        "b": "D(F A C D) C(G C E G) Bb(F Bb C F) F(F A C G)",
        "c": "G(G Bb D G) D(F A D F) C(G C D G) Bb(F Bb D F)",
    },
    form="a b a c b a c", arc=LEVEL, light=Curve("0:-8 .3:-4 .55:-7 .8:-3 1:-8"), compass=(50, 72), reverb=10.0,
    layers=(
        Pad(t.SINGING, Curve("0:-1 1:-1"), rise=6.0, fall=8.0, send=0.6),
        Pad(t.SINGING, Curve("0:-7 1:-7"), shift=-12, voices=(1, 2), rise=5.0, fall=7.0),
        Glints(t.BELL, Curve("0:-6 .3:-3 .5:-7 .7:-3 1:-7"), gap=3.4, shift=0, force=0),
        Glints(t.BOWL, Curve("0:-7 .5:-4 1:-7"), gap=6.5, shift=12),
        Glints(t.GONG, Curve("0:-9 .5:-7 1:-9"), gap=15.0, shift=-12, send=0.6),
    ),
)  # fmt: skip

COMPANIONS = Piece(
    "Companions", "peak", 60, "C D E F G A Bb", bar=11.2, beat=1.4, strength=3,
    instruments=("cello", "clarinet", "viols"),
    heard="Two that talk with each other: a cello on the left and a clarinet on the right, first in turn, then at once,"
    " and viols that listen. The softest piece for the peak, and the only one for two.",
    sections={
        "a": "C(G A C E) F(A C F) C(G Bb E) G(G Bb D)",
        "b": "Bb(F Bb D) F(A C F) G(G Bb D) C(G C E)",
        "c": "A(E A C) D(F A D) Bb(F Bb D) C(G C F)",
        "z": "F(A C F) C(G A C E)*1.6",
    },
    form="a b a c b a c b z", arc=CRESTED, light=Curve("0:-9 .35:-5 .64:-1 1:-9"), compass=(52, 69), reverb=5.2,
    layers=(
        Pad(t.VIOLS, Curve("0:-3 .64:-1 1:-3"), rise=3.5, fall=4.5, send=0.45),
        Bass(t.LOW, Curve("0:-7 1:-7")),
        Melody(
            t.CELLO, ("0:1:3 3:3:2 5:5:3", "0:6:3 3:5:2 5:3:3", "0:8:3 3:7:2 5:5:3", "0:4:3 3:3:4"),
            Curve("0:-60 .04:-60 .1:-2 .64:0 .9:-5 1:-60"), every=2, first=1, vibrato=8.0, send=0.45, pan=-0.55,
        ),
        Melody(
            t.HOLLOW, ("1:8:3 4:7:2 6:5:2", "0:10:3 3:9:2 5:8:3", "1:5:2 3:6:2 5:8:3", "0:12:3 3:10:2 5:9:3"),
            Curve("0:-60 .08:-60 .14:-3 .64:-1 .88:-6 1:-60"), every=2, first=2, vibrato=4.0, send=0.45, pan=0.55,
        ),
        Melody(
            t.HOLLOW, ("2:6:3 5:5:3", "2:8:3 5:9:3", "2:10:3 5:8:3"),
            Curve("0:-60 .5:-60 .58:-6 .76:-5 .84:-60 1:-60"), shift=12, every=2, first=1, vibrato=4.0, pan=0.4,
        ),
    ),
)  # fmt: skip
