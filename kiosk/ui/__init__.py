"""The face: draws view data and reports touches; the only package that imports kivy."""
