"""Client codes: short, and free of anything that could hide or turn around on a screen or in a file name."""

from kapguide.errors import KapGuideError
from kapguide.text import clean_text, has_unseen

LONGEST = 24


def client_code(typed: str) -> str:
    """`typed` as a code. Raises KapGuideError for one that is empty, long, or holds invisible characters."""
    code = clean_text(typed).strip()
    if not code:
        raise KapGuideError("The client code is empty. Use a short code such as M-014, never a name.")
    if len(code) > LONGEST:
        raise KapGuideError(f"The client code has {len(code)} characters; {LONGEST} are allowed, as in M-014.")
    if has_unseen(typed.strip()):
        raise KapGuideError("The client code holds a character that cannot be seen. Use letters, digits and dashes.")
    return code
