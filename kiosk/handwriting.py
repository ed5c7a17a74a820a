"""Characters written with the finger are recognised; nothing written is remembered."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.events import Stroke

if TYPE_CHECKING:
    from dinkit import Recognizer

log = logging.getLogger(__name__)

MOST = 12
"""Characters offered; the first six stand on the screen at once."""
_CONSIDERED = 24
_MOST_POINTS = 40
"""Of one stroke; the time to recognise grows with them, and no curve of a character needs more."""
_CHARACTER = re.compile(r"[0-9A-Za-z㐀-䶿一-鿿]")
# Parts of characters that nobody writes by themselves, though the recogniser knows them.
_PARTS = frozenset(
    "丨丶丿乀乁乚乛亅亠亻冂冖冫凵刂勹匚匸卄卩厶囗夂夊宀尢屮巛廴廾彐彡彳忄扌攴攵"
    "氵灬爫爿牜犭疒癶礻糹纟罒罓耂艹艸虍衤覀訁讠辵辶釒钅阝飠饣髟丬丷"
)


class Handwriting:
    """Recognises one character at a time; called from one worker thread only.

    Raises ImportError, OSError or RuntimeError where the recogniser cannot be loaded.
    """

    def __init__(self) -> None:
        # Loaded here: a terminal without it goes on with its keys.
        from dinkit import Recognizer

        self._recognizer: Recognizer = Recognizer()
        # Its close() unloads the library each time it is called, and it is called again when the
        # object goes: the second time ends the process. The library stays loaded instead, and the
        # object frees itself once no thread uses it any more.
        self._recognizer._engine._dll_close = None

    def characters(self, strokes: Sequence[Stroke], most: int = MOST) -> tuple[str, ...]:
        """Return the likeliest characters first; none for no strokes."""
        thinned = [_thinned(stroke) for stroke in strokes if stroke]
        if not thinned:
            return ()
        costs = self._recognizer.recognize(thinned, top_k=_CONSIDERED)
        known = {text: cost for text, cost in costs.items() if _CHARACTER.fullmatch(text)}
        ranked = sorted(known, key=lambda text: known[text] * _rarity(text))
        return tuple(ranked[:most])


def open_handwriting() -> Handwriting | None:
    """Open the recogniser, or return None where this machine cannot load it."""
    try:
        return Handwriting()
    except (ImportError, OSError, RuntimeError) as error:
        log.warning("characters cannot be written by hand: %s", error)
        return None


def _thinned(stroke: Stroke) -> list[tuple[int, int]]:
    """Return at most so many points, the first and the last among them."""
    step = max(1, -(-len(stroke) // (_MOST_POINTS - 1)))
    return [*stroke[:-1:step], stroke[-1]]


def _rarity(character: str) -> float:
    """Return how much closer than a common character a rare one must come to be offered first."""
    if character in _PARTS:
        return 4.0
    if _row_in(character, "gb2312") in range(0xA3, 0xD8):
        return 1.0
    # Rarer characters of names, and the common ones of traditional Chinese.
    second = _row_in(character, "gb2312") or _row_in(character, "big5") in range(0xA4, 0xC7)
    return 1.15 if second else 1.6


def _row_in(character: str, charset: str) -> int:
    """Return the first byte of a character in a charset ordered by use; 0 where it is not in it."""
    try:
        return character.encode(charset)[0]
    except UnicodeEncodeError:
        return 0
