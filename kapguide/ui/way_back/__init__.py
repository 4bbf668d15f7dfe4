"""The door of a record that cannot be opened: what is there, what a backup has, and the one step that helps."""
