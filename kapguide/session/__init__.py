"""The pure heart: what should happen, and what happened. No Qt, no files being written, no time of day.

`engine` decides, `state` evolves, `plan` and `view` look; `commands` go in, `events` come out, `telling` puts them into
words, and `live` runs them. Each matter of a session has a room with its own `commands`, `events`, `rules` and
`telling`, as far as it needs them: `people`, `doses`, `care`, `guiding`, `consent`, `safety`, `leaving`. `protocol` and
`clinic_texts` are what a clinic writes, read by `toml_file`.
"""
