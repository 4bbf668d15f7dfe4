"""The list that is gone through before a client leaves: asked item by item, and nothing is added up."""
