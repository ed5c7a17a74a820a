"""One module for each class of view; loaded when its first screen is drawn."""
