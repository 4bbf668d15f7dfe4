"""The room of a second copy: what it would bring, what both say otherwise, and the one step that takes it in."""
