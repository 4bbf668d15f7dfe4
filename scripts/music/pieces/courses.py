"""How the loudness of a piece goes, by its part of the arc (dB relative to its own mean)."""

from music.tone import Curve

STEADY = Curve("0:-2 .15:-.5 .6:0 1:-1.5")
RISING = Curve("0:-5 .35:-2.5 .8:0 .94:0 1:-1")
CRESTED = Curve("0:-3 .3:-1 .62:2 .8:1 1:-2.5")
FALLING = Curve("0:0 .2:0 .6:-2 1:-5")
LEVEL = Curve("0:-.5 .5:0 1:-.5")
