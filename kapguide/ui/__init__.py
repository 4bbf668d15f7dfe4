"""The window: everything that a person sees, and nothing else speaks to Qt.

PySide6 reads the source of every module that is imported after it, for a word that switches on spellings which nobody
here uses, and keeps it: 10 MB, and time before the first window. Imports are Python's own again from here on.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - it is this that changes them

builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)
