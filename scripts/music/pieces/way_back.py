"""The pieces to come back with: each becomes softer and darker."""

from music import timbres as t
from music.compose import Piece
from music.layers import Air, Bass, Melody, Pad, Swell
from music.pieces.courses import FALLING
from music.plucked import Motif, Ripple
from music.tone import Curve

HOMEWARD = Piece(
    "Homeward", "return", 60, "C D E F G A B", bar=9.8, beat=0.98, strength=2,
    instruments=("felt piano", "strings"),
    heard="A felt piano with a tune that one could hum, on plain chords; strings take over for a while and hand"
    " back.",
    sections={
        "a": "C(G C D E) F(A C E G) C(G B D E) G(G B D E)",
        "b": "A(E G B C) F(A C E G) D(F A C E) G(G A C D)",
        "c": "F(A C E G) E(G A B D) D(F A C E) G(D G A C)",
        "z": "F(A C E G) G(G A C D) C(G C D E)*1.5",
    },
    form="a b a c a b a z", arc=FALLING, light=Curve("0:-4 .4:-6 1:-11"), reverb=5.5,
    layers=(
        Pad(t.WARM, Curve("0:-2 1:-1"), rise=3.0, fall=4.0),
        Motif(
            t.FELT,
            ("0:3 1:5 2:6 4:5", "0:8 1.5:7 3:5 5:6", "0:12 1:10 2:9 4:10", "0:6 1:5 2.5:3 4:1", "0:1 1:2 2:5 4:10 6:9"),
            Curve("0:-6 .06:0 .44:0 .5:-60 .58:-60 .63:0 .8:-1 1:-5"), shift=0, force=1, pan=-0.05, send=0.35,
        ),
        Ripple(t.FELT, "0 2 1 2", 1.96, Curve("0:-60 .08:-6 .9:-6 1:-12"), rest=0.9, force=0),
        Bass(t.LOW, Curve("0:-7 1:-7")),
        Swell(t.STRINGS, Curve("0:-4 .3:-6 .52:-1 .6:-2 .75:-9 1:-60"), choose=(2, 3)),
        Air(Curve("0:-25 1:-23")),
    ),
)  # fmt: skip

EVENING_ROOM = Piece(
    "Evening Room", "return", 65, "F G A Bb C D E", bar=11.7, beat=1.15, strength=1,
    instruments=("guitar", "electric piano", "cello"),
    heard="A guitar in slow broken chords, a few tones of an electric piano, a cello below; small and dim.",
    sections={
        "a": "F(C F G A) Bb(D F A C) F(C E G A) C(C D F G)",
        "b": "D(C E F A) Bb(D F A C) G(Bb D F A) C(D F G Bb)",
        "c": "A(G C D E) Bb(F A C D) F(C F G A) G(Bb C D F)",
        "z": "Bb(D F A C) F(C F G A)*1.5",
    },
    form="a b a c a b z", arc=FALLING, light=Curve("0:-5 1:-11"), compass=(50, 71), reverb=5.0,
    layers=(
        Pad(t.FELTED, Curve("0:0 1:0"), rise=3.5, fall=4.5),
        Pad(t.HOLLOW, Curve("0:-6 .35:-10 .5:-4 .65:-10 1:-9"), shift=12, voices=(0, 1), send=0.6),
        Bass(t.LOW, Curve("0:-7 1:-7")),
        Ripple(
            t.NYLON, "0 2 1 3 2", 1.15, Curve("0:-9 .1:-2 .42:-2 .48:-60 .57:-60 .62:-2 .85:-3 1:-8"),
            rest=3.6, force=1,
        ),
        Motif(
            t.TINE, ("0:5 1:6 3:8", "0:7 2:5", "0:3 1:5 3:2"), Curve("0:-60 .12:-5 .7:-5 1:-60"),
            shift=0, every=2, first=1, force=0, send=0.6, pan=0.3,
        ),
        Melody(
            t.CELLO, ("0:3:3 3:5:4", "0:6:4 4:5:3", "0:2:3 3:3:4"), Curve("0:-5 .35:-6 .5:-2 .6:-3 .85:-12 1:-60"),
            shift=-12, every=2, vibrato=6.0,
        ),
        Air(Curve("0:-23 1:-22"), high=1800.0, period=10.0),
    ),
)  # fmt: skip

MORNING_PATH = Piece(
    "Morning Path", "return", 57, "A B C# D E F# G", bar=9.4, beat=0.94, strength=2,
    instruments=("marimba", "harp"),
    heard="A marimba walks lightly in one figure and a harp answers it; clear, awake, outdoors.",
    sections={
        "a": "A(E A B C#) A(F# A D E) A(G B D E) A(E A B C#)",
        "b": "D(A D E F#) A(E G B C#) E(G B D F#) D(A C# E F#)",
        "z": "D(F# A B E) A(E A B C#)*1.5",
    },
    form="a b a b a b a z", arc=FALLING, light=Curve("0:-4 .5:-3 1:-9"), reverb=5.0,
    layers=(
        Pad(t.WARM, Curve("0:-3 1:-2"), rise=2.8, fall=3.6),
        Pad(t.WIDE, Curve("0:-8 .35:-9 .5:-3 .62:-9 1:-14"), shift=12, voices=(0, 1), send=0.65, rise=4.0),
        Ripple(
            t.WOOD, "0 2 1 3 4 3", 0.88, Curve("0:-12 .1:-5 .38:-5 .44:-60 .55:-60 .6:-5 .85:-6 1:-14"),
            rest=2.2, force=0,
        ),
        Motif(
            t.HARP, ("0:5 1:6 2:8", "0:9 1:8 3:5", "0:3 1:5 2:6 4:5", "0:8 2:7 3:5"), Curve("0:-6 .1:-2 .8:-2 1:-7"),
            shift=12, force=1, pan=-0.2,
        ),
        Bass(t.LOW, Curve("0:-7 1:-7")),
        Swell(t.CELLO, Curve("0:-7 .6:-8 1:-60"), choose=(1,), every=2, vibrato=6.0),
        Air(Curve("0:-25 1:-25"), high=3000.0),
    ),
)  # fmt: skip

WOOL = Piece(
    "Wool", "return", 57, "A B C# D E F# G#", bar=9.2, beat=1.1, strength=1,
    instruments=("viols", "horn"),
    heard="A consort of viols, warm and close, with the gait of an old evening hymn; a horn has the tune in every"
    " other line. All bowed and blown, nothing plucked, all in the middle of the ear.",
    sections={
        "a": "A(E A C#) F#(F# A C#) D(F# A D) E(E G# B)",
        "b": "A(E A C#) E(E G# B) F#(F# A C#) D(D F# A)",
        "c": "D(F# A D) A(E A C#) B(F# B D) E(E B D)",
        "z": "D(F# A D) A(E A B C#)*1.7",
    },
    form="a b a c a b c a b c a z", arc=FALLING, light=Curve("0:-5 1:-11"), compass=(50, 68), reverb=4.2,
    layers=(
        Pad(t.VIOLS, Curve("0:0 1:0"), rise=2.4, fall=3.0, vibrato=3.0, send=0.35),
        Bass(t.VIOLS, Curve("0:-5 1:-6"), shift=12),
        Bass(t.LOW, Curve("0:-10 1:-9")),
        Melody(
            t.HORN, ("0:5:3 3:6:2 5:5:3", "0:3:3 3:4:2 5:5:3", "0:8:4 4:7:3", "0:6:3 3:5:4"),
            Curve("0:-3 .35:-3 .45:-60 .55:-60 .65:-4 .85:-6 .95:-60 1:-60"), every=2, vibrato=3.0, send=0.45,
        ),
    ),
)  # fmt: skip

KITCHEN_WINDOW = Piece(
    "Kitchen Window", "return", 67, "G A B C D E F#", bar=8.0, beat=0.8, strength=2,
    instruments=("guitar", "flute", "plucked bass"),
    heard="A guitar and a flute at home, in a small room by day: short phrases, light, with a plucked bass below"
    " them. The most awake and everyday of the pieces to return with.",
    sections={
        "a": "G(D G A B) C(E G C) D(D F# A) G(D G B)",
        "b": "E(E G B) C(E G C) A(E A C) D(F# A D)",
        "c": "C(G C E) G(D G B) A(E A C) D(D G A)",
        "z": "C(E G C) G(D G A B)*1.6",
    },
    form="a b a c a b c a b a c b a z", arc=FALLING, light=Curve("0:-4 1:-9"), compass=(52, 71), reverb=2.8,
    layers=(
        Pad(t.FELTED, Curve("0:-4 1:-2"), rise=2.6, fall=3.2, send=0.3),
        Ripple(
            t.NYLON, "0 2 1 3 2 1", 0.8, Curve("0:-3 .42:-3 .48:-14 .56:-14 .62:-3 .88:-4 1:-10"),
            rest=1.8, send=0.25, force=1,
        ),
        Motif(t.PIZZ, ("0:1 4:5", "0:5 5:3", "0:1"), Curve("0:-5 .9:-6 1:-14"), shift=-24, send=0.2, pan=0.0),
        Melody(
            t.FLUTE, ("0:5:2 2:6:2 4:8:3", "0:10:3 3:9:2 5:8:3", "0:6:2 2:5:2 4:3:3", "1:8:2 3:7:2 5:5:3"),
            Curve("0:-60 .04:-60 .1:-3 .42:-3 .6:-4 .85:-6 .95:-60 1:-60"),
            every=2, first=1, vibrato=6.0, send=0.35, pan=0.3,
        ),
    ),
)  # fmt: skip

SMALL_HOURS = Piece(
    "Small Hours", "return", 62, "D E F# G A B C#", bar=11.8, beat=1.18, strength=1,
    instruments=("felt piano",),
    heard="One felt piano, and very nearly nothing else: single tones and pairs, low and slow, with room between"
    " them. The emptiest piece, for the last half hour.",
    sections={
        "a": "D(A C# F#) G(G B D) D(F# A D) A(E A C#)",
        "b": "B(F# B D) G(G B D) E(G B E) A(E A D)",
        "c": "G(B D G) D(A D F#) E(G B E) A(A C# E)",
        "z": "G(G B D) D(A D F#)*1.6",
    },
    form="a b a c a b c b a z", arc=FALLING, light=Curve("0:-8 1:-12"), compass=(50, 67), reverb=5.5,
    layers=(
        Ripple(t.FELT, "0 2 1", 2.6, Curve("0:-4 .9:-4 1:-10"), rest=3.6, force=0, send=0.4),
        Motif(
            t.FELT, ("0:5 2:3", "0:8 1.5:6 4:5", "1:3 3:2", "0:10 2:9 5:8", "0:1 3:5"), Curve("0:-2 .85:-2 1:-8"),
            shift=0, force=1, send=0.45, pan=0.05,
        ),
        Ripple(t.FELT, "0", 5.9, Curve("0:-6 1:-9"), rest=5.9, shift=-12, force=0, keep=0.8),
        Pad(t.FELTED, Curve("0:-6 .5:-7 1:-4"), rise=5.0, fall=6.0, send=0.5),
        Air(Curve("0:-20 1:-19"), low=200.0, high=1300.0, period=12.0),
    ),
)  # fmt: skip

SAND = Piece(
    "Sand", "return", 65, "F G A C D", bar=9.0, beat=0.9, strength=2,
    instruments=("kalimba", "clarinet", "plucked bass"),
    heard="A cradle song on a thumb piano, rocking in threes over five tones, with a low clarinet that comes in now"
    " and then. Small, dry and near, where the others are wide.",
    sections={
        "a": "F(F A C) D(F A D) C(G C D) F(F A C)",
        "b": "D(D F A) G(F G D) C(C G D) F(A C F)",
        "c": "D(F A D) C(G C A) G(G C D) C(G C D)",
        "z": "C(G C D) F(F A C)*1.6",
    },
    form="a b a c a b c a b a c a z", arc=FALLING, light=Curve("0:-6 1:-11"), compass=(53, 70), reverb=3.2,
    layers=(
        Pad(t.HUM, Curve("0:-4 1:-2"), rise=3.0, fall=4.0, send=0.4),
        Ripple(
            t.KALIMBA, "0 2 1 2 3 1", 0.86, Curve("0:-3 .4:-3 .47:-12 .55:-12 .62:-3 .88:-4 1:-12"),
            rest=1.7, force=1, send=0.3,
        ),
        Motif(t.PIZZ, ("0:1 5:5", "0:5", "0:1 5:3"), Curve("0:-6 1:-12"), shift=-24, send=0.2, pan=0.0),
        Melody(
            t.HOLLOW, ("0:3:3 3:2:2 5:1:3", "0:5:4 4:3:3", "1:2:3 4:3:4"),
            Curve("0:-60 .1:-60 .18:-5 .5:-2 .6:-4 .85:-8 1:-60"), every=3, first=2, vibrato=3.0, send=0.4, pan=-0.3,
        ),
    ),
)  # fmt: skip

COMING_ASHORE = Piece(
    "Coming Ashore", "return", 57, "A B C# D E F# G#", bar=11.2, beat=1.2, strength=1,
    instruments=("surf", "harmonium", "harp", "cello"),
    heard="Slow waves on a beach, one about every fourteen seconds, over a held harmonium; a harp lets fall a few"
    " tones as each wave draws back, and a cello comes in low.",
    sections={
        "a": "A(E A C#) D(F# A D) A(E A B) E(E G# B)",
        "b": "F#(F# A C#) D(F# A D) B(F# B D) E(E A B)",
        "c": "D(A D F#) A(E A C#) B(F# B D) A(E A C#)",
        "z": "D(F# A D) A(E A C#)*1.6",
    },
    form="a b a c b a c b a z", arc=FALLING, light=Curve("0:-6 1:-11"), compass=(52, 69), reverb=6.0,
    layers=(
        Air(Curve("0:-4 .5:-6 1:-3"), low=140.0, high=1700.0, period=14.0),
        Pad(t.SHRUTI, Curve("0:-1 1:-1"), rise=4.0, fall=5.0, send=0.45),
        Motif(
            t.HARP, ("0:8 1:6 2.5:5", "0:10 1.5:8", "0:5 1:6 2:8 3.5:10", "1:9 3:8"), Curve("0:-4 .85:-4 1:-12"),
            shift=0, force=0, send=0.5, pan=0.25,
        ),
        Swell(t.CELLO, Curve("0:-6 .5:-3 .8:-7 1:-60"), choose=(0,), every=2, vibrato=5.0),
        Bass(t.LOW, Curve("0:-7 1:-7")),
    ),
)  # fmt: skip
