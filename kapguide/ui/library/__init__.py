"""The library screen: the clinic's music, what is said of it, and playlists made of it.

`flow` brings it to the window; `screen` is what a person does there, `view` what it shows and `layout` where; `work`
goes on behind it, with `survey` and `imports`. All others are its parts.
"""
