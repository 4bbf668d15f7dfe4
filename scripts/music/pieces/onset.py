"""The pieces for the onset: each grows from its beginning to its end."""

from music import timbres as t
from music.compose import Piece
from music.layers import Air, Bass, Drone, Melody, Pad, Swell
from music.moving import Glide, Orbit, Overtones
from music.pieces.courses import RISING
from music.plucked import Glints, Motif, Pulse, Ripple
from music.tone import Curve

WIDE_FIELD = Piece(
    "Wide Field", "onset", 62, "D E F# G A B C", bar=11.8, beat=1.2, strength=2,
    instruments=("strings", "cello", "harp"),
    heard="Strings that open slowly over a deep held tone; a cello rises out of them, and late a harp. Broad and"
    " open.",
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
    "Slow River", "onset", 64, "E F# G A B C# D", bar=10.0, beat=0.83, strength=3,
    instruments=("electric piano", "reeds", "strings"),
    heard="An electric piano flows in one even figure over a soft slow pulse, with a reed above; the first piece"
    " that moves along.",
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
    "Long Tide", "onset", 60, "C D E F# G A B", bar=14.2, beat=1.75, strength=3,
    instruments=("wide pad", "choir", "bells"),
    heard="Three long swells like a tide, with the sound of breath in them and bells at their heads; no tune.",
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

UNFOLDING = Piece(
    "Unfolding", "onset", 64, "E F# G# A B C# D", bar=12.6, beat=1.5, strength=2,
    instruments=("overtones", "cello"),
    heard="One deep tone, and above it its own overtones come forth singly, as in overtone singing, each swelling"
    " while the last one sinks. Hardly any harmony moves; a cello joins late.",
    sections={
        "a": "E(E G# B) A(E A C#) E(E B F#) E(E G# B)",
        "b": "E(E A B) D(D F# A) A(E A C#) E(E G# B)",
        "c": "A(E A C#) B(F# B D) A(E A B) E(E B F#)",
    },
    form="a b a c a b c a", arc=RISING, light=Curve("0:-11 .8:-1 1:-5"), compass=(52, 70), reverb=7.5,
    layers=(
        Drone(t.DEEP, (40, 47, 52), Curve("0:0 .6:-3 1:-2")),
        Overtones(t.PURE, 40, (6, 8, 9, 8, 10, 12, 9, 10, 15, 12, 8), Curve("0:-6 .3:-2 .8:0 1:-6"), dwell=8.0),
        Overtones(t.PURE, 47, (4, 5, 6, 8, 6, 9, 5), Curve("0:-60 .15:-60 .35:-6 .85:-3 1:-12"), dwell=11.0),
        Pad(t.WARM, Curve("0:-14 .3:-9 .85:-4 1:-6"), rise=5.0, fall=6.0),
        Swell(t.CELLO, Curve("0:-60 .4:-60 .58:-6 .9:-2 1:-12"), choose=(0, 1), vibrato=6.0),
        Air(Curve("0:-20 1:-23"), low=250.0, high=2000.0, period=13.0),
    ),
)  # fmt: skip

LANTERNS = Piece(
    "Lanterns", "onset", 66, "F# G# A B C# D E", bar=10.2, beat=1.25, strength=3,
    instruments=("celesta", "string harmonics", "strings"),
    heard="A celesta on the left, harmonics on the right: one says a phrase, the other has it a chord later, and"
    " the phrases draw nearer to each other until the strings carry both.",
    sections={
        "a": "F#(A C# F#) D(A D F#) A(A C# E) E(G# B E)",
        "b": "B(F# B D) F#(A C# F#) D(A D F#) E(B E G#)",
        "c": "D(F# A D) A(E A C#) B(F# B D) E(E B G#)",
        "z": "D(A D F#) A(A C# E)*1.4",
    },
    form="a b a c b a c b c a z", arc=RISING, light=Curve("0:-10 .75:-1 1:-6"), compass=(52, 72), reverb=6.5,
    layers=(
        Pad(t.HOLLOW, Curve("0:-1 .5:-4 1:-2"), rise=4.0, fall=5.0),
        Bass(t.LOW, Curve("0:-7 .7:-5 1:-7")),
        Motif(
            t.CELESTE, ("0:5 1:8 2.5:7", "0:10 1.5:9 3:8", "0:3 1:5 2:6 3.5:8", "0:12 2:10 3:9 4:8"),
            Curve("0:-8 .15:-3 .85:-3 1:-12"), shift=0, force=0, send=0.55, pan=-0.45,
        ),
        Motif(
            t.FLAGEOLET, ("0:5 1:8 2.5:7", "0:10 1.5:9 3:8", "0:3 1:5 2:6 3.5:8", "0:12 2:10 3:9 4:8"),
            Curve("0:-60 .08:-60 .18:-3 .85:-2 1:-10"), shift=0, first=1, force=1, send=0.55, pan=0.45,
        ),
        Swell(t.STRINGS, Curve("0:-60 .35:-60 .5:-8 .88:-2 1:-9"), choose=(0, 2)),
        Pad(t.AEOLIAN, Curve("0:-60 .5:-60 .65:-14 .88:-9 1:-20"), voices=(1, 2), rise=6.0, fall=6.0, send=0.75),
        Air(Curve("0:-24 1:-25"), high=3200.0),
    ),
)  # fmt: skip

DRIFT = Piece(
    "Drift", "onset", 67, "G A B C# D E F#", bar=13.2, beat=1.6, strength=3,
    instruments=("gliding strings", "flute", "surf"),
    heard="Nothing steps: strings and a flute slide so slowly from tone to tone that one notices only where they"
    " have come to, and the whole sways from side to side over a soft surf.",
    sections={
        "a": "G(D G B D) A(E A C# E) G(D G B E) E(D G B E)",
        "b": "B(D F# A D) G(D G B E) A(C# E A E) D(D F# A D)",
        "c": "E(E G B D) B(D F# B D) A(E A C# E) G(D G B D)",
    },
    form="a b a c b a c a", arc=RISING, light=Curve("0:-11 .4:-6 .85:-2 1:-6"), compass=(50, 72), reverb=8.0,
    layers=(
        Orbit(Glide(t.STRINGS, Curve("0:-1 .8:0 1:-2"), choose=(0, 1, 2)), period=31.0, depth=0.55),
        Orbit(Glide(t.FLUTE, Curve("0:-60 .2:-60 .36:-6 .85:-3 1:-12"), shift=12, choose=(3,)), period=47.0, depth=0.6),
        Bass(t.DEEP, Curve("0:-6 .8:-4 1:-6")),
        Drone(t.LOW, (43, 50), Curve("0:-8 1:-8")),
        Air(Curve("0:-11 .5:-14 .85:-12 1:-11"), low=120.0, high=1400.0, period=14.0),
    ),
)  # fmt: skip
