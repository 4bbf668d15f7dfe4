"""Our own widgets: small, painted from the theme, each describing itself in words."""
