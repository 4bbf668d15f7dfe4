"""Our own widgets: small, painted from the theme, each describing itself in words.

`charts` show what lies in time, `lists` what scrolls, `forms` are typed into; all else is here.
"""
