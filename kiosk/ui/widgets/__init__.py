"""The small set of widgets that all screens are made of."""
