"""Patterns of breath that ship, for tests that lead one, and any hand on them."""

from hypothesis import strategies as st

from kapguide.session import commands as c
from kapguide.session.guiding.breath_file import load_breath, shipped_breath

SHIPPED = {file.stem: load_breath(file) for file in shipped_breath()}
LONG_OUT, BOX, FREE = SHIPPED["long-out"], SHIPPED["box"], SHIPPED["free"]
FOUR_SEVEN_EIGHT = SHIPPED["four-seven-eight"]

_WORDS = st.sampled_from(["", "  ", "She asks for it.", "There is time."])
BREATH_COMMANDS: st.SearchStrategy[c.Command] = st.one_of(
    st.builds(
        c.StartBreath, st.sampled_from([LONG_OUT, BOX, FOUR_SEVEN_EIGHT]), st.sampled_from(["nobody", "client"]), _WORDS
    ),
    st.builds(c.PaceBreath, st.booleans()),
    st.builds(c.ChimeBreath, st.sampled_from(["therapist", "nobody", "everybody"])),
    st.just(c.StopBreath()),
    st.builds(c.ReportDisplay, st.booleans()),
    st.builds(c.TurnDisplay, st.sampled_from(["off", "black", "line", "intention", "mirror"]), _WORDS),
)
