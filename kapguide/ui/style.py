"""Style sheets for the few Qt widgets that are not painted by us, each for one kind of widget.

A widget has the sheet of its kind alone. One for the whole application would be held against every widget, also against
those that we paint: 8 MB of rules in a session.
"""

from kapguide.ui.tokens import Colours, Sizes, TypeScale


class StyleSheets:
    """The sheets in a theme's tokens."""

    def __init__(self, colours: Colours, sizes: Sizes, scale: TypeScale) -> None:
        c = {name: getattr(colours, name).name() for name in colours.__struct_fields__}
        target = sizes.target
        field = f"""
    background: {c["well"]}; color: {c["text"]}; border: 1px solid {c["line"]}; border-radius: {sizes.button_corner}px;
    padding: 0 12px; min-height: {target - 2}px; font-size: {scale.label}px;
    selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]};
"""
        disabled = f"color: {c['dim']}; background: {c['surface']};"
        self.scroll_bar = f"""
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c["line"]}; border-radius: 3px; min-height: 32px; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {c["faint"]}; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {c["line"]}; border-radius: 3px; min-width: 32px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
        self.line = f"""
QLineEdit {{ {field} placeholder-text-color: {c["dim"]}; }}
QLineEdit:focus {{ border: 1px solid {c["accent"]}; }}
QLineEdit:disabled {{ {disabled} }}
"""
        self.popup = f"""
QAbstractItemView {{
    background: {c["raised"]}; color: {c["text"]}; border: 1px solid {c["line"]}; outline: none;
    selection-background-color: {c["accent_ground"]}; selection-color: {c["text"]}; padding: 4px;
}}
QAbstractItemView::item {{ min-height: {target - 8}px; padding: 0 8px; }}
{self.scroll_bar}"""
        self.choice = f"""
QComboBox {{ {field} }}
QComboBox:focus {{ border: 1px solid {c["accent"]}; }}
QComboBox:disabled {{ {disabled} }}
QComboBox::drop-down {{ border: none; width: 32px; }}
{self.popup}"""
        self.rows = f"""
QListView {{ background: transparent; border: none; outline: none; }}
{self.scroll_bar}"""
        self.text = f"""
QTextEdit {{
    background: transparent; color: {c["text"]}; border: none;
    selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]};
}}
"""
        self.lines = f"""
QPlainTextEdit {{
    background: {c["well"]}; color: {c["text"]}; border: 1px solid {c["line"]};
    border-radius: {sizes.button_corner}px; padding: 4px 8px;
    selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]};
}}
QPlainTextEdit:focus {{ border: 2px solid {c["accent"]}; padding: 3px 7px; }}
{self.scroll_bar}"""


class Dressed:
    """A widget that Qt paints, with a sheet of its own. It takes that of another light when the window does."""

    def dress(self, sheets: StyleSheets) -> None:
        """Have these colours."""
        raise NotImplementedError
