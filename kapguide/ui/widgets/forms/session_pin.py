"""The short PIN of one session: it lives in memory alone, is never written anywhere, and goes with the window."""

import hmac

LENGTH = 4
TRIES = 5
"""So many guesses find four digits once in 2,000 times; then only the passphrase opens."""


class SessionPin:
    """Four digits, chosen once. After five wrong ones it opens nothing until the passphrase has."""

    def __init__(self) -> None:
        self._code = ""
        self.tries = TRIES
        """Wrong ones that are still free."""

    @property
    def chosen(self) -> bool:
        return bool(self._code)

    @property
    def spent(self) -> bool:
        """Whether only the passphrase opens now: all tries are used, or nobody has chosen a PIN."""
        return not self._code or self.tries <= 0

    def choose(self, code: str) -> None:
        """Take these four digits."""
        if len(code) != LENGTH or not (code.isascii() and code.isdigit()):
            raise ValueError("a session PIN has four digits")
        self._code, self.tries = code, TRIES

    def opens(self, code: str) -> bool:
        """Whether this is it; a wrong one costs a try, the right one gives all of them back."""
        if self.spent:
            return False
        if hmac.compare_digest(code.encode(), self._code.encode()):
            self.tries = TRIES
            return True
        self.tries -= 1
        return False

    def renew(self) -> None:
        """The passphrase has opened: the PIN has its tries again."""
        self.tries = TRIES

    def __repr__(self) -> str:
        return "SessionPin()"
