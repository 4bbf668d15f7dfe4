"""The library screen: the clinic's music, what is said of it, and playlists made of it."""
