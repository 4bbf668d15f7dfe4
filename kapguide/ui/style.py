"""The one style sheet, for the few Qt widgets that are not painted by us."""

from kapguide.ui.tokens import Colours, Sizes, TypeScale


def style_sheet(colours: Colours, sizes: Sizes, scale: TypeScale) -> str:
    """Line edits, lists, combo boxes, scroll bars and tool tips in the theme's tokens."""
    c = {name: getattr(colours, name).name() for name in colours.__struct_fields__}
    corner, target = sizes.button_corner, sizes.target
    return f"""
QLineEdit, QComboBox, QDateTimeEdit, QTimeEdit, QSpinBox {{
    background: {c["well"]}; color: {c["text"]}; border: 1px solid {c["line"]}; border-radius: {corner}px;
    padding: 0 12px; min-height: {target - 2}px; font-size: {scale.label}px;
    selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]};
    placeholder-text-color: {c["dim"]};
}}
QLineEdit:focus, QComboBox:focus, QDateTimeEdit:focus, QTimeEdit:focus {{
    border: 1px solid {c["accent"]};
}}
QLineEdit:disabled, QComboBox:disabled, QDateTimeEdit:disabled {{ color: {c["dim"]}; background: {c["surface"]}; }}
QComboBox::drop-down {{ border: none; width: 32px; }}
QDateTimeEdit::up-button, QDateTimeEdit::down-button, QTimeEdit::up-button, QTimeEdit::down-button,
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
QComboBox QAbstractItemView, QListView#popup {{
    background: {c["raised"]}; color: {c["text"]}; border: 1px solid {c["line"]}; outline: none;
    selection-background-color: {c["accent_ground"]}; selection-color: {c["text"]}; padding: 4px;
}}
QComboBox QAbstractItemView::item, QListView#popup::item {{ min-height: {target - 8}px; padding: 0 8px; }}
QListView, QScrollArea, QAbstractScrollArea {{ background: transparent; border: none; outline: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QTextEdit {{
    background: transparent; color: {c["text"]}; border: none;
    selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]};
}}
QPlainTextEdit {{
    background: transparent; color: {c["text"]}; border: 1px solid transparent; border-radius: 6px;
    selection-background-color: {c["accent"]}; selection-color: {c["on_accent"]};
}}
QPlainTextEdit:hover {{ border: 1px solid {c["line"]}; }}
QPlainTextEdit:focus {{ background: {c["well"]}; border: 1px solid {c["accent"]}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c["line"]}; border-radius: 3px; min-height: 32px; margin: 2px; }}
QScrollBar::handle:vertical:hover {{ background: {c["faint"]}; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {c["line"]}; border-radius: 3px; min-width: 32px; margin: 2px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QHeaderView, QHeaderView::section {{ background: {c["raised"]}; color: {c["text"]}; border: none; padding: 2px 8px; }}
QToolTip {{
    background: {c["raised"]}; color: {c["text"]}; border: 1px solid {c["line"]};
    padding: 6px 8px; font-size: {scale.small}px;
}}
"""
