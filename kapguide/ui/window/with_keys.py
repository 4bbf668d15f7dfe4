"""Screens that have a practice's keys behind them while its record is closed."""

from collections.abc import Callable


class WithKeys:
    """The window locks such a screen by itself, as it does the desk, but not `at_work`; then `forget` is called."""

    at_work: bool = False
    forget: Callable[[], object] = staticmethod(lambda: None)
