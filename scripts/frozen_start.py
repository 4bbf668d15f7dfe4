"""Runs first in the bundle: python-vlc looks for libVLC where the bundle has it, not where a system would."""

import os
import sys
from pathlib import Path

BUNDLE = Path(getattr(sys, "_MEIPASS", ""))
LIBRARY = {"win32": "libvlc.dll", "darwin": "libvlc.dylib"}.get(sys.platform, "libvlc.so.5")

os.environ["PYTHON_VLC_LIB_PATH"] = str(BUNDLE / LIBRARY)
os.environ["VLC_PLUGIN_PATH"] = str(BUNDLE / "vlc" / "plugins")
