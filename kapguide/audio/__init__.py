"""Music and lines: what there is, what sounds when, and the sound itself.

`planning` tells `player` what is to sound; `player` reaches the process in `sound`, which makes it. `library` and
`playlists` say what there is to play. Beside the rooms lies what they share: a track, a process of our own, and the
lines that are said to the client.
"""
