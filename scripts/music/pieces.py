"""The pieces: thirteen scores.

Chords read `bass(voices)*length`, phrases `beat:degree`, sung ones `beat:degree:beats`.
"""

from music import timbres as t
from music.compose import Piece
from music.layers import Air, Bass, Drone, Melody, Pad, Swell
from music.plucked import Glints, Motif, Pulse, Ripple
from music.tone import Curve

STEADY = Curve("0:-2 .15:-.5 .6:0 1:-1.5")
RISING = Curve("0:-5 .35:-2.5 .8:0 .94:0 1:-1")
CRESTED = Curve("0:-3 .3:-1 .62:2 .8:1 1:-2.5")
FALLING = Curve("0:0 .2:0 .6:-2 1:-5")
LEVEL = Curve("0:-.5 .5:0 1:-.5")

LOW_WATER = Piece(
    "Low Water", "arrive", 62, "D E F# G A B C#", bar=11.2, beat=1.25,
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
    "Linen", "arrive", 67, "G A B C D E F#", bar=11.0, beat=1.05,
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
    "Slate", "arrive", 57, "A B C D E F# G", bar=12.0, beat=1.5,
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

WIDE_FIELD = Piece(
    "Wide Field", "onset", 62, "D E F# G A B C", bar=11.8, beat=1.2,
    sections={
        "a": "D(A D E F#) D(G C D E) D(G A B D) D(A D E F#)",
        "b": "G(B D F# A) D(A C E F#) A(G B D E) D(A D E F#)",
        "c": "C(E G B D) G(D G A B) A(E G B D) D(F# A D E)",
        "z": "G(A B D F#) D(A D E F#)*1.4",
    },
    form="a b a c b c z", arc=RISING, light=Curve("0:-11 .8:-2 1:-5"),
    layers=(
        Pad(t.STRINGS, Curve("0:-4 .4:-1 .85:0 1:-3"), rise=5.0, fall=5.0),
        Pad(t.WIDE, Curve("0:-60 .25:-12 .8:-4 1:-8"), shift=12, voices=(0, 1), send=0.7, rise=6.0, fall=6.0),
        Drone(t.DEEP, (38, 50, 57), Curve("0:-3 .5:-6 1:-5")),
        Bass(t.LOW, Curve("0:-10 .5:-6 1:-7")),
        Melody(
            t.CELLO, ("0:1:3 3:2:2 5:5:5", "0:6:4 4:5:4", "1:5:2 3:7:3 6:6:4", "0:8:4 4:6:2 6:5:4"),
            Curve("0:-60 .12:-60 .24:-6 .8:-1 1:-9"), every=2, first=2, shift=0,
        ),
        Ripple(t.HARP, "0 2 3 5 7 5", 1.05, Curve("0:-60 .35:-60 .5:-10 .85:-5 1:-12"), rest=5.0),
        Air(Curve("0:-22 1:-25")),
    ),
)  # fmt: skip

SLOW_RIVER = Piece(
    "Slow River", "onset", 64, "E F# G A B C# D", bar=10.0, beat=0.83,
    sections={
        "a": "E(G B D F#) E(G A C# E) E(G B D F#) A(G B C# E)",
        "b": "G(B D F# A) D(A C# E F#) A(E G B C#) E(G B D F#)",
        "c": "B(F# A D E) A(E A B C#) G(D F# A B) A(E A B D)",
        "z": "E(G A C# E) E(E B D F#)*1.4",
    },
    form="a b a c b a c b a z", arc=RISING, light=Curve("0:-10 .75:-2 1:-6"), reverb=6.0,
    layers=(
        Pad(t.WARM, Curve("0:-1 .5:-2 1:-1"), rise=3.0, fall=4.0),
        Ripple(
            t.TINE, "0 1 2 3 2 1 4 2 3 2 1 2", 0.84, Curve("0:-12 .12:-4 .5:-3 .56:-60 .62:-60 .68:-3 .88:-4 1:-12"),
            rest=1.7, shift=12,
        ),
        Bass(t.DEEP, Curve("0:-6 1:-5")),
        Pulse(Curve("0:-60 .3:-60 .5:-11 .8:-6 .93:-8 1:-60"), period=1.68),
        Swell(t.STRINGS, Curve("0:-60 .2:-60 .35:-7 .8:-2 1:-12"), choose=(1, 3)),
        Melody(
            t.REED, ("0:5:3 3:6:3 6:8:4", "0:7:4 4:6:2 6:5:4", "0:3:3 3:5:5"),
            Curve("0:-60 .42:-60 .52:-8 .85:-5 .97:-60 1:-60"), every=2, first=1, vibrato=5.0, pan=-0.3,
        ),
        Air(Curve("0:-23 1:-26"), high=3000.0),
    ),
)  # fmt: skip

LONG_TIDE = Piece(
    "Long Tide", "onset", 60, "C D E F# G A B", bar=14.2, beat=1.75,
    sections={
        "a": "C(E G B D) C(F# A D E) C(E G B D) A(E G B D)",
        "b": "E(G B D F#) D(F# A D E) C(E G A D) A(G B C E)",
        "c": "G(B D F# A) D(A C E F#) A(G B D E) C(E G B D)",
        "z": "A(E G B D) C(E G B D)*1.4",
    },
    form="a b a c b z", arc=RISING, light=Curve("0:-11 .2:-6 .3:-10 .5:-4 .62:-8 .82:-1 1:-7"), reverb=8.0,
    layers=(
        Swell(t.WIDE, Curve("0:-3 .8:0 1:-3"), choose=(0, 2), vibrato=3.0, send=0.6),
        Pad(t.HOLLOW, Curve("0:-2 .6:-4 1:-2"), rise=5.0, fall=6.0),
        Pad(t.CHOIR, Curve("0:-60 .2:-60 .45:-8 .82:-2 1:-10"), shift=12, voices=(0, 1), send=0.75, rise=6.0, fall=6.0),
        Bass(t.LOW, Curve("0:-5 1:-5")),
        Glints(t.BELL, Curve("0:-14 .6:-10 1:-14"), gap=5.5),
        Air(Curve("0:-15 .5:-18 1:-15"), low=200.0, high=2400.0, period=13.6),
    ),
)  # fmt: skip

GREAT_HALL = Piece(
    "Great Hall", "peak", 57, "A B C D E F# G", bar=13.0, beat=1.6,
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
    "Open Sky", "peak", 62, "D E F# G# A B C#", bar=11.6, beat=1.3,
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
    "High Plateau", "peak", 59, "B C# D E F# G A", bar=13.2, beat=1.65,
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
    "Still Centre", "peak", 65, "F G A B C D E", bar=15.6, beat=1.9,
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

HOMEWARD = Piece(
    "Homeward", "return", 60, "C D E F G A B", bar=9.8, beat=0.98,
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
    "Evening Room", "return", 65, "F G A Bb C D E", bar=11.7, beat=1.15,
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
    "Morning Path", "return", 57, "A B C# D E F# G", bar=9.4, beat=0.94,
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

PIECES = (
    LOW_WATER, LINEN, SLATE, WIDE_FIELD, SLOW_RIVER, LONG_TIDE, GREAT_HALL, OPEN_SKY, HIGH_PLATEAU, STILL_CENTRE,
    HOMEWARD, EVENING_ROOM, MORNING_PATH,
)  # fmt: skip
