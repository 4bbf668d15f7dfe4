"""The instruments: sustained colours and struck ones."""

from music.tone import Strike, Timbre

WARM = Timbre("warm", slope=7.0, dark=420.0, bright=1900.0, bandwidth=13.0)
FELTED = Timbre("felted", slope=9.5, dark=300.0, bright=1100.0, bandwidth=10.0)
HOLLOW = Timbre("hollow", slope=6.0, even=0.12, dark=480.0, bright=2100.0, bandwidth=8.0, carrier=0.65)
REED = Timbre("reed", slope=4.0, even=0.7, dark=600.0, bright=1900.0, bandwidth=7.0, carrier=0.7)
WIDE = Timbre("wide", slope=5.5, dark=700.0, bright=2600.0, bandwidth=22.0, carrier=0.35, width=1.1)
STRINGS = Timbre(
    "strings", slope=5.0, dark=750.0, bright=2900.0, bandwidth=11.0, carrier=0.5, width=1.0,
    dark_formants=((300.0, 260.0, 1.0), (500.0, 300.0, 0.6)),
    bright_formants=((300.0, 280.0, 1.0), (520.0, 420.0, 0.9), (1150.0, 700.0, 0.4), (2400.0, 1400.0, 0.2)),
)  # fmt: skip
CELLO = Timbre(
    "cello", slope=5.0, dark=650.0, bright=2200.0, bandwidth=5.0, carrier=0.75, width=0.7,
    dark_formants=((220.0, 220.0, 1.0), (420.0, 260.0, 0.5)),
    bright_formants=((230.0, 240.0, 1.0), (460.0, 320.0, 0.8), (900.0, 600.0, 0.4), (1900.0, 900.0, 0.15)),
)  # fmt: skip
CHOIR = Timbre(
    "choir", slope=5.0, dark=1200.0, bright=2600.0, bandwidth=17.0, carrier=0.3, width=1.0,
    dark_formants=((330.0, 110.0, 1.0), (640.0, 150.0, 0.25), (2300.0, 500.0, 0.03)),
    bright_formants=((590.0, 160.0, 1.0), (980.0, 180.0, 0.55), (2450.0, 500.0, 0.12), (3100.0, 600.0, 0.05)),
)  # fmt: skip
GLASS = Timbre(
    "glass", slope=7.0, dark=1500.0, bright=3600.0, bandwidth=5.0, carrier=0.6, width=1.1,
    ratios=(1.0, 2.0, 3.01, 4.02, 5.43, 6.8),
)  # fmt: skip
FLUE = Timbre("flue", slope=9.0, even=0.5, dark=480.0, bright=1500.0, bandwidth=4.0, carrier=0.85, width=0.6)
PRINCIPAL = Timbre(
    "principal", slope=4.5, dark=750.0, bright=2600.0, bandwidth=5.0, carrier=0.8, width=0.8,
    ratios=(1.0, 2.0, 3.0, 4.0, 6.0, 8.0),
)  # fmt: skip
FLUTE = Timbre("flute", slope=8.5, even=0.7, dark=700.0, bright=1700.0, bandwidth=12.0, carrier=0.55, width=0.5)
HORN = Timbre(
    "horn", slope=5.0, dark=420.0, bright=1000.0, bandwidth=7.0, carrier=0.7, width=0.7,
    dark_formants=((340.0, 220.0, 1.0), (700.0, 300.0, 0.3)),
    bright_formants=((420.0, 260.0, 1.0), (850.0, 400.0, 0.5), (1300.0, 500.0, 0.15)),
)  # fmt: skip
VIOLS = Timbre(
    "viols", slope=5.0, dark=600.0, bright=1700.0, bandwidth=7.0, carrier=0.6, width=0.8,
    dark_formants=((280.0, 200.0, 1.0), (550.0, 300.0, 0.6)),
    bright_formants=((300.0, 220.0, 1.0), (700.0, 400.0, 0.7), (1400.0, 600.0, 0.25)),
)  # fmt: skip
HUM = Timbre(
    "hum", slope=6.0, dark=700.0, bright=1600.0, bandwidth=15.0, carrier=0.35, width=0.9,
    dark_formants=((250.0, 120.0, 1.0), (900.0, 200.0, 0.06)),
    bright_formants=((340.0, 140.0, 1.0), (750.0, 200.0, 0.25), (2200.0, 400.0, 0.03)),
)  # fmt: skip
SHRUTI = Timbre("shruti", slope=3.5, dark=650.0, bright=1500.0, bandwidth=3.5, carrier=0.85, width=0.6)
AEOLIAN = Timbre(
    "aeolian", slope=4.0, dark=1800.0, bright=4200.0, bandwidth=16.0, carrier=0.3, width=1.1,
    ratios=(2.0, 3.0, 4.0, 5.0, 6.0, 8.0),
)  # fmt: skip
PURE = Timbre("pure", slope=14.0, dark=900.0, bright=3000.0, bandwidth=3.0, carrier=0.8, width=0.8, ratios=(1.0, 2.0))
SINGING = Timbre(
    "singing", slope=7.0, dark=600.0, bright=1700.0, bandwidth=2.5, carrier=0.6, width=0.9, ratios=(1.0, 2.71, 5.15)
)  # fmt: skip
LOW = Timbre("low", slope=8.0, dark=150.0, bright=330.0, bandwidth=9.0, carrier=0.75, width=0.35)
DEEP = Timbre("deep", slope=5.5, dark=180.0, bright=520.0, bandwidth=11.0, carrier=0.6, width=0.6)

FELT = Strike("felt", stiffness=0.0004, softness=0.42, place=0.12, ring=7.0, damping=0.75, attack=0.014, thump=0.035)
HARP = Strike("harp", stiffness=0.00005, softness=0.30, place=0.21, ring=5.5, damping=0.9, attack=0.008, thump=0.015)
NYLON = Strike("nylon", stiffness=0.00008, softness=0.5, place=0.28, ring=4.0, damping=0.8, attack=0.012, thump=0.03)
WOOD = Strike("wood", ratios=(1.0, 3.93, 9.2), softness=1.5, ring=2.6, damping=1.3, attack=0.012, thump=0.04)
TINE = Strike("tine", ratios=(1.0, 2.0, 5.42, 8.9), softness=1.25, ring=5.0, damping=1.1, attack=0.012, thump=0.02)
BELL = Strike(
    "bell", ratios=(0.5, 1.0, 1.503, 2.0, 3.01, 4.1), softness=0.42, ring=9.0, damping=0.5, attack=0.03, thump=0.0
)  # fmt: skip
BOWL = Strike("bowl", ratios=(1.0, 2.71, 5.15, 8.1), softness=1.0, ring=10.0, damping=0.7, attack=0.12, thump=0.0)
KALIMBA = Strike("kalimba", ratios=(1.0, 5.9, 11.3), softness=1.6, ring=2.6, damping=1.2, attack=0.01, thump=0.04)
HANG = Strike("hang", ratios=(1.0, 2.0, 3.0, 4.2), softness=0.95, ring=3.8, damping=0.8, attack=0.018, thump=0.05)
CELESTE = Strike("celeste", ratios=(1.0, 3.0, 4.05, 6.3), softness=1.3, ring=4.5, damping=0.9, attack=0.012, thump=0.01)
FLAGEOLET = Strike("flageolet", softness=1.5, place=0.5, ring=6.5, damping=0.4, attack=0.02, thump=0.01)
DULCIMER = Strike(
    "dulcimer", stiffness=0.0001, softness=0.28, place=0.09, ring=4.5, damping=0.8, attack=0.01, thump=0.02
)
TANPURA = Strike(
    "tanpura", stiffness=0.00002, softness=0.17, place=0.07, ring=8.0, damping=0.35, attack=0.07, thump=0.0
)
PIZZ = Strike("pizz", softness=0.75, place=0.25, ring=2.4, damping=0.9, attack=0.016, thump=0.03)
GONG = Strike(
    "gong", ratios=(1.0, 1.49, 1.99, 2.41, 2.97, 3.6, 4.3), softness=0.35, ring=14.0, damping=0.6, attack=0.6, thump=0.0
)  # fmt: skip
