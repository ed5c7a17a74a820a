"""The commands of `yimen`, by subject."""
