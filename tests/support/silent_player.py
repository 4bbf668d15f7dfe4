"""A player that nobody hears, so that a test has the music's time in hand as well."""

from kapguide.audio.player.silent_player import SilentPlayer

__all__ = ["SilentPlayer"]
