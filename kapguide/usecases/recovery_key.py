"""A recovery key typed back from paper: held against the one that was shown, group by group."""

COUNT, LENGTH = 8, 4
LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
ALIKE = str.maketrans("018", "OIB")
"""Digits that the key does not hold, taken for the letters that they look like."""


def groups(key: str) -> list[str]:
    """A recovery key's letters and digits in groups of four, however it is spelled."""
    plain = "".join(sign for sign in key.upper() if sign.isalnum()).translate(ALIKE)
    return [plain[at : at + 4] for at in range(0, len(plain), 4)]


def difference(shown: str, typed: str) -> str:
    """Where what was typed is not the key that was shown, in a sentence; empty when it is."""
    wanted, found = groups(shown), groups(typed)
    if wanted == found:
        return ""
    wrong = next((at for at, group in enumerate(wanted, 1) if found[at - 1 : at] != [group]), len(wanted) + 1)
    if wrong <= len(wanted):
        return f"Group {wrong} is not as on the paper. Compare it and type on."
    return f"There is more than the {len(wanted)} groups of the key."


def is_recovery_key(typed: str) -> bool:
    """Whether what was typed has the form of a recovery key; a passphrase has hardly ever."""
    found = groups(typed)
    return len(found) == COUNT and all(len(group) == LENGTH and set(group) <= LETTERS for group in found)
