"""The sound process: decodes, mixes, plays, and goes on when the window dies. Imports nothing of KapGuide above it."""
