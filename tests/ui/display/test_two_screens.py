"""On two real screens: what is on which, at every moment at which one of them is pulled out."""

from pathlib import Path

import pytest

from tests.support.two_screens import TwoScreens

SCRIPT = Path(__file__).with_name("on_two_screens.py")


@pytest.mark.parametrize("scale", ["1", "1;1.5"], ids=["one scale", "two scales"])
def test_nothing_of_one_screen_is_ever_on_the_other_and_the_focus_stays(scale: str) -> None:
    with TwoScreens() as screens:
        screens.environment["QT_SCREEN_SCALE_FACTORS"] = scale
        done = screens.run(SCRIPT)
    assert (done.stderr, done.returncode) == ("", 0)
    assert int(done.stdout.split()[0]) > 20, "it was looked at again and again, on a slow machine too"
