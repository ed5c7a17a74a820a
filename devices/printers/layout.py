"""Breaks text into the lines of a paper roll."""

from __future__ import annotations

import re
import unicodedata

COLUMNS = 48
"""Columns of font A on paper of 80 mm; a Chinese character takes two."""

NOT_FIRST = "，。、；：？！）》」』】”’…％·"
PIECE = re.compile(rf"(?:[!-~]+|.)[{NOT_FIRST}]?")


def display_width(text: str) -> int:
    """Return the columns of a text: a printer draws all but ASCII two columns wide."""
    return sum(1 if character.isascii() else 2 for character in text)


def wrap(text: str, columns: int = COLUMNS) -> tuple[str, ...]:
    """Break a text into lines of at most this width, numbers and words whole where they fit."""
    return tuple(
        line
        for paragraph in re.split(r"\r\n|[\r\n\v\f\x85\u2028\u2029]", text)
        for line in _wrapped(printable(paragraph), columns)
    )


def printable(text: str) -> str:
    """Return the text without control characters, which a printer would obey."""
    spaced = text.replace("\t", " ")
    kept = (c for c in spaced if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return "".join(kept)


def _wrapped(text: str, columns: int) -> list[str]:
    lines, line = [], ""
    for piece in _pieces(text, columns):
        if line and display_width(line + piece) > columns:
            lines.append(line.rstrip(" "))
            line = "" if piece == " " else piece
        else:
            line += piece
    return [*lines, line.rstrip(" ")]


def _pieces(text: str, columns: int) -> list[str]:
    pieces: list[str] = []
    for piece in PIECE.findall(text):
        pieces.extend([piece] if display_width(piece) <= columns else piece)
    return pieces
