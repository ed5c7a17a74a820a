"""Keeps Chinese punctuation off the beginning of printed lines."""

from __future__ import annotations

from typing import Any

from reportlab.lib import textsplit
from reportlab.platypus import paragraph

NEVER_FIRST = "，；：！？…～%"
"""What reportlab, whose rules are those of Japanese, would begin a line with."""


def keep_punctuation_with_its_words() -> None:
    """Let these characters hang at the end of a line in whatever reportlab breaks from now on."""
    # reportlab takes its table from nowhere else, and copies it into the second module.
    modules: tuple[Any, ...] = (textsplit, paragraph)
    for module in modules:
        missing = "".join(c for c in NEVER_FIRST if c not in module.ALL_CANNOT_START)
        module.ALL_CANNOT_START += missing
