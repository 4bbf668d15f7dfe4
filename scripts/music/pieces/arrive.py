"""The pieces to arrive with: soft, even, and none with a pulse."""

from music import timbres as t
from music.compose import Piece
from music.layers import Air, Bass, Drone, Melody, Pad, Swell
from music.pieces.courses import STEADY
from music.plucked import Glints, Motif, Ripple
from music.tone import Curve

LOW_WATER = Piece(
    "Low Water", "arrive", 62, "D E F# G A B C#", bar=11.2, beat=1.25, strength=1,
    instruments=("felt piano", "warm pad", "bells"),
    heard="A felt piano says a few tones and waits, over a warm ground; for a while voices far off take its place.",
    sections={
        "a": "D(A D E F#) D(A C# E F#) D(B D E G) D(A D E F#)",
        "b": "B(A D E F#) G(A B D F#) E(G B D F#) A(G B D E)",
        "c": "D(A B E F#) F#(A C# E B) G(B D E A) A(A B D E)",
        "z": "D(A D E F#)*1.2 D(G A B D) D(A D E F#)*1.3",
    },
    form="a b a c b a z", arc=STEADY, light=Curve("0:-10 .5:-5 1:-10"), compass=(50, 71),
    layers=(
        Pad(t.WARM, Curve("0:-1 .2:0 1:-1"), rise=4.0),
        Pad(t.CHOIR, Curve("0:-60 .28:-60 .45:-4 .58:-3 .7:-12 1:-60"), send=0.7, voices=(2, 3), rise=5.0),
        Bass(t.LOW, Curve("0:-6 1:-6")),
        Drone(t.DEEP, (50, 57), Curve("0:-9 .5:-13 1:-8")),
        Motif(
            t.FELT,
            ("0:5 1.5:6 3:3", "0:10 2:9 3:8", "0:5 1:6 2.5:8 5:7", "0:13 1.5:12 4:9", "0:1 2:5 3.5:3 5.5:10"),
            Curve("0:-7 .08:-2 .4:-1 .46:-60 .57:-60 .62:-1 .9:-4 1:-8"), shift=0,
        ),
        Glints(t.BELL, Curve("0:-60 .35:-60 .5:-15 .75:-15 1:-26"), gap=8.0),
        Air(Curve("0:-21 .5:-25 1:-21"), high=1900.0),
    ),
)  # fmt: skip

LINEN = Piece(
    "Linen", "arrive", 67, "G A B C D E F#", bar=11.0, beat=1.05, strength=1,
    instruments=("harp", "cello", "clarinet", "strings"),
    heard="A harp in slow broken chords with a soft clarinet behind it and a cello that joins; light and homely.",
    sections={
        "a": "G(D G A B) G(D F# A B) C(E G B D) G(D G A B)",
        "b": "E(G B D F#) C(G B D E) A(G B C E) D(G A C E)",
        "c": "G(C# E A B) G(D F# A B) E(G B D F#) C(E G A D)",
        "z": "G(D G A B) C(E G B D) G(D A B E)*1.4",
    },
    form="a b a c b a z", arc=STEADY, light=Curve("0:-9 .4:-5 1:-9"), reverb=5.5,
    layers=(
        Pad(t.HOLLOW, Curve("0:-2 .4:-2 .5:-9 .58:-9 .68:-2 1:-2"), rise=3.0, fall=4.0),
        Pad(t.STRINGS, Curve("0:-60 .36:-60 .48:-2 .58:-2 .72:-60 1:-60"), rise=4.0, fall=5.0),
        Pad(t.FELTED, Curve("0:-4 .5:-6 1:-3"), shift=-12, voices=(2, 3)),
        Bass(t.LOW, Curve("0:-7 1:-7")),
        Ripple(
            t.HARP, "0 1 2 3 5 3 2", 0.92, Curve("0:-8 .1:-2 .42:-1 .48:-60 .57:-60 .63:-1 .85:-2 1:-8"),
            rest=4.2, force=1,
        ),
        Melody(
            t.CELLO, ("0:5:3 3:6:2 5:3:4", "0:3:4 4:2:4", "1:8:3 4:7:2 6:5:3"),
            Curve("0:-60 .22:-60 .32:-4 .8:-4 .95:-60 1:-60"), shift=-12, every=2, first=1, vibrato=7.0,
        ),
        Air(Curve("0:-24 1:-24"), high=2200.0, period=9.0),
    ),
)  # fmt: skip

SLATE = Piece(
    "Slate", "arrive", 57, "A B C D E F# G", bar=12.0, beat=1.5, strength=2,
    instruments=("choir", "guitar", "cello"),
    heard="Voices in a large dark room, single tones of a guitar, then a cello alone with clarinets. Cool and"
    " grave.",
    sections={
        "a": "A(E A B D) A(E G B C) A(F# A D E) A(E G B C)",
        "b": "G(G A B D) E(G A B D) D(F# A C E) A(E A B D)",
        "c": "C(E G B D) G(B D E A) D(F# A C E) E(E A B D)",
        "z": "A(E G B C)*1.2 A(E A B D)*1.3",
    },
    form="a b a c b a z", arc=STEADY, light=Curve("0:-10 .55:-4 1:-10"), reverb=8.0,
    layers=(
        Pad(t.CHOIR, Curve("0:-1 .3:-1 .38:-9 .58:-9 .68:0 1:-1"), send=0.65, rise=4.5, fall=5.5),
        Pad(t.FELTED, Curve("0:-5 1:-5"), shift=-12, voices=(1, 2)),
        Pad(t.HOLLOW, Curve("0:-60 .3:-60 .4:-3 .57:-3 .7:-60 1:-60"), rise=5.0),
        Melody(
            t.CELLO, ("0:5:3 3:4:2 5:3:3", "0:2:3 3:3:4", "0:5:2 2:8:3 5:7:3", "0:6:3 3:5:4"),
            Curve("0:-60 .3:-60 .4:-1 .62:-2 .72:-60 1:-60"), shift=0, vibrato=7.0,
        ),
        Bass(t.DEEP, Curve("0:-8 1:-8")),
        Motif(
            t.NYLON, ("0:1 1:5 2:8", "0:2 1:5 3:7", "0:3 1:5 2:9 4:8"),
            Curve("0:-6 .1:0 .34:0 .42:-60 .55:-60 .65:0 .85:0 1:-6"),
            shift=12, every=2, pan=0.25,
        ),
        Swell(t.STRINGS, Curve("0:-60 .6:-60 .72:-5 .88:-5 1:-60"), choose=(3,), every=2),
        Glints(t.BOWL, Curve("0:-16 .5:-13 1:-16"), gap=11.0, shift=12),
        Air(Curve("0:-20 1:-20"), low=250.0, high=1600.0, period=12.0),
    ),
)  # fmt: skip

FIRST_LAMP = Piece(
    "First Lamp", "arrive", 64, "E F# G# A B C# D#", bar=10.0, beat=1.2, strength=1,
    instruments=("organ flutes", "humming"),
    heard="Soft organ flutes in a small chapel: plain chords of four parts that follow each other like a hymn"
    " without a tune. Nothing is plucked, nothing moves by itself; halfway low voices hum along.",
    sections={
        "a": "E(E G# B) C#(E G# C#) A(E A C#) B(F# B D#)",
        "b": "C#(E G# C#) F#(F# A C#) B(F# A D#) E(E G# B)",
        "c": "A(C# E A) E(B E G#) F#(A C# F#) B(B D# F#)",
        "z": "A(C# E A) B(B E F#) E(B E G#)*1.6",
    },
    form="a b a c b a c b a b a z", arc=STEADY, light=Curve("0:-9 .5:-5 1:-9"), compass=(51, 70), reverb=4.2,
    layers=(
        Pad(t.FLUE, Curve("0:0 1:0"), rise=2.0, fall=2.4, send=0.35),
        Pad(
            t.FLUE, Curve("0:-60 .12:-60 .25:-7 .42:-7 .5:-60 .62:-60 .75:-6 .9:-8 1:-60"),
            shift=12, voices=(2,), rise=2.4,
        ),
        Pad(t.HUM, Curve("0:-60 .38:-60 .5:-2 .64:-2 .76:-60 1:-60"), shift=-12, voices=(1, 2), rise=4.0, send=0.5),
        Bass(t.FLUE, Curve("0:-6 1:-6"), shift=12),
        Bass(t.LOW, Curve("0:-11 1:-10")),
        Air(Curve("0:-25 1:-25"), high=1500.0),
    ),
)  # fmt: skip

RAIN_ON_LEAVES = Piece(
    "Rain on Leaves", "arrive", 62, "D E F# A B", bar=13.0, beat=1.2, strength=1,
    instruments=("kalimba", "string harmonics", "humming"),
    heard="Drops of a thumb piano, thin and irregular like rain from a roof, over voices that hum far off. No tune"
    " and no beat; five tones only; bright and light, with a rustle that comes and goes.",
    sections={
        "a": "D(A D F#) B(F# B D) E(E A B) A(E A B)",
        "b": "D(B E F#) F#(A D F#) E(A B D) A(A B E)",
        "c": "B(F# A D) D(F# A D) E(E B D) A(E A D)",
    },
    form="a b a c b a c b a a", arc=STEADY, light=Curve("0:-9 .5:-4 1:-9"), reverb=5.0,
    layers=(
        Pad(t.HUM, Curve("0:-3 .5:-1 1:-3"), rise=4.5, fall=5.0, send=0.6),
        Glints(t.KALIMBA, Curve("0:-6 .2:-3 .44:-3 .52:-9 .6:-3 .9:-4 1:-8"), gap=1.15, shift=12, send=0.45),
        Glints(t.FLAGEOLET, Curve("0:-12 .4:-8 .55:-5 .7:-8 1:-12"), gap=3.6, shift=12, send=0.6),
        Drone(t.WARM, (50, 57), Curve("0:-9 1:-9")),
        Air(Curve("0:-14 .3:-17 .5:-13 .75:-17 1:-14"), low=1200.0, high=5200.0, period=17.0),
    ),
)  # fmt: skip

WARM_STONE = Piece(
    "Warm Stone", "arrive", 57, "A B C D E F# G", bar=11.1, beat=1.1, strength=2,
    instruments=("handpan", "viols"),
    heard="Low and near, in a dry room: a handpan plays short phrases with long rests, and two viols answer from"
    " the depth. Darker and closer than the other pieces to arrive with.",
    sections={
        "a": "A(E A C) A(D F# A) G(D G B) A(E G C)",
        "b": "C(E G C) G(D G B) D(D F# A) E(E G B)",
        "c": "D(F# A D) A(E A C) E(E G B) G(D G B)",
        "z": "D(D F# A) A(E A C)*1.6",
    },
    form="a b a c a b c b a a z", arc=STEADY, light=Curve("0:-10 .6:-6 1:-11"), compass=(47, 64), reverb=3.0,
    layers=(
        Pad(t.FELTED, Curve("0:-3 1:-3"), rise=3.5, fall=4.0, send=0.3),
        Bass(t.LOW, Curve("0:-6 1:-6")),
        Motif(
            t.HANG,
            ("0:1 1:5 1.5:6 3:8", "0:5 1.5:4 2.5:3 4:1", "0:8 2:6 3:5", "1:3 1.5:5 2.5:8 4:7 5:5", "0:1 3:5"),
            Curve("0:-5 .1:0 .4:0 .48:-10 .56:-10 .64:0 .88:0 1:-5"), shift=0, send=0.25, pan=0.0,
        ),
        Swell(t.VIOLS, Curve("0:-6 .3:-5 .5:-1 .7:-5 1:-7"), choose=(0, 2), every=2, vibrato=4.0, send=0.35),
        Melody(
            t.VIOLS, ("0:5:3 3:3:4", "1:1:3 4:2:4", "0:8:4 4:6:3"), Curve("0:-60 .36:-60 .46:-3 .6:-3 .7:-60 1:-60"),
            shift=0, vibrato=5.0, send=0.35, pan=-0.3,
        ),
    ),
)  # fmt: skip

FERRY = Piece(
    "Ferry", "arrive", 57, "A B C# D E F# G", bar=8.6, beat=1.07, strength=1,
    instruments=("harmonium", "flute"),
    heard="A small harmonium rocks between two chords as a boat does, and a wooden flute sings over it, low, with"
    " breath in it. The only piece to arrive with that has a tune from beginning to end.",
    sections={
        "a": "A(E A C#) A(E G B) D(F# A D) A(E A C#)",
        "b": "A(E A C#) D(F# A D) A(E G C#) E(E G B)",
        "c": "D(F# A D) E(G B D) F#(F# A C#) D(D F# A)",
        "z": "D(F# A D) A(E A C#)*1.6",
    },
    form="a a b c a b c a b a c a a z", arc=STEADY, light=Curve("0:-8 .45:-4 1:-9"), compass=(51, 70), reverb=4.8,
    layers=(
        Pad(t.SHRUTI, Curve("0:-2 1:-2"), rise=2.2, fall=2.6, send=0.35),
        Drone(t.SHRUTI, (45, 52), Curve("0:-8 1:-7")),
        Melody(
            t.FLUTE,
            ("0:5:3 3:6:2 5:5:3", "0:8:3 3:7:2 5:6:3", "1:3:2 3:5:4", "0:10:3 3:9:2 5:8:3", "0:6:2 2:5:2 4:3:4"),
            Curve("0:-60 .05:-60 .1:-2 .45:-1 .52:-9 .6:-1 .92:-3 1:-60"), every=2, first=2, vibrato=6.0, send=0.5,
        ),
        Bass(t.LOW, Curve("0:-9 1:-9")),
        Air(Curve("0:-19 1:-19"), low=400.0, high=2600.0, period=8.6),
    ),
)  # fmt: skip
