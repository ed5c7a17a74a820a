"""Finding the characters that strokes look like."""

from __future__ import annotations

from kiosk.effects import Effect, FindCharacters
from kiosk.events import CharactersFound
from kiosk.handwriting import Handwriting
from kiosk.runner import Post


class HandReader:
    """Answers FindCharacters; without a recogniser it has nothing to offer."""

    handles: tuple[type, ...] = (FindCharacters,)
    urgent: tuple[type, ...] = ()

    def __init__(self, handwriting: Handwriting | None) -> None:
        self._handwriting = handwriting

    def start(self, post: Post) -> None:
        """Nothing to open: the recogniser remembers no strokes between two questions."""

    def stop(self) -> None:
        """Nothing to close: the lane may be recognising still."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Recognise what is written so far."""
        if isinstance(effect, FindCharacters) and self._handwriting is not None:
            post(CharactersFound(effect.strokes, self._handwriting.characters(effect.strokes)))
