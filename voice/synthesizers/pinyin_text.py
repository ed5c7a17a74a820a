"""Text for espeak-ng's `cmn-latn-pinyin` voice, the only one that reads Mandarin rightly."""

from __future__ import annotations

import re

from voice.lexicon import toned_syllables
from voice.reading import spoken_form

_RUN = re.compile(r"[\u3400-\u9fff]+|[A-Za-z]+|[，、；：,;:]|[。！？.!?]")
_LETTERS = {
    "A": "ei1", "B": "bi4", "C": "xi1", "D": "di4", "E": "yi4", "F": "ai2fu5",
    "G": "ji4", "H": "ai2qi5", "I": "ai4", "J": "zhei4", "K": "kei4", "L": "ai2lou5",
    "M": "ai2mu5", "N": "en1", "O": "ou1", "P": "pi1", "Q": "kiu1", "R": "a4er5",
    "S": "ai2si5", "T": "ti4", "U": "you1", "V": "wei1", "W": "da2bu5liu5", "X": "ai2ke5si5",
    "Y": "wai4", "Z": "zei4",
}  # fmt: skip


def pinyin_text(text: str) -> str:
    """Return a text as tone-numbered pinyin with the pauses of its punctuation."""
    said: list[str] = []
    for run in _RUN.findall(spoken_form(text)):
        if run[0].isascii() and run[0].isalpha():
            said += [_LETTERS[letter] for letter in run.upper()]
        elif "\u3400" <= run[0] <= "\u9fff":
            said += toned_syllables(run)
        else:
            said.append("." if run in "。！？.!?" else ",")
    return " ".join(said).replace(" ,", ",").replace(" .", ".")
