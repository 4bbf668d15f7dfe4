"""Playlist files: read with every entry checked, written so that other programs open them, labels beside them."""
