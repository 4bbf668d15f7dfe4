"""The composer of the music that ships with KapGuide: timbres, harmony, space, loudness and the pieces themselves."""
