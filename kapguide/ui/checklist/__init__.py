"""The checklists of a client outside of a session: asked, gone on with, read again as they were asked."""
