"""The terminal's side of the hall service: what is said, who says it, what waits to be said."""
