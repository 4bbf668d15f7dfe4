"""A place that is black before its window is painted: until then X shows what lay there, and that is the desktop."""

import ctypes

from PySide6.QtGui import QGuiApplication, QNativeInterface
from PySide6.QtWidgets import QWidget

from kapguide.log import log

_BACK_PIXEL = 2
"""The attribute of an X window that says what the server lays there by itself (XCB_CW_BACK_PIXEL)."""


def lay_black(window: QWidget) -> None:
    """Ask the X server for it, before the window is shown; on other systems there is nobody to ask."""
    app = QGuiApplication.instance()
    x11 = app.nativeInterface() if isinstance(app, QGuiApplication) and app.platformName() == "xcb" else None
    if not isinstance(x11, QNativeInterface.QX11Application):
        return
    try:
        change = ctypes.CDLL("libxcb.so.1").xcb_change_window_attributes
    except (OSError, AttributeError) as error:
        log.warning("the client's display may show the desktop for a moment: %s", error)
        return
    change.argtypes = ctypes.c_void_p, ctypes.c_uint32, ctypes.c_uint32, ctypes.c_void_p
    change(x11.connection(), int(window.winId()), _BACK_PIXEL, ctypes.byref(ctypes.c_uint32(0)))
