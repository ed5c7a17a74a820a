"""A keyboard of keys that move: what is typed goes to the open field."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.events import Event, Typed


class HardwareKeyboard:
    """Posts the whole text of the field after each key.

    Keys come faster than screens: text posted but not yet drawn is remembered, so that a screen
    drawn late does not take back what was typed after it.
    """

    def __init__(self, field_text: Callable[[], str | None], post: Callable[[Event], None]) -> None:
        self._field_text, self._post = field_text, post
        self._sent: list[str] = []

    def type(self, text: str) -> bool:
        """Add text; return whether a field is open to take it."""
        current = self._current()
        if current is None:
            return False
        self._send(current + text)
        return True

    def delete(self) -> bool:
        """Take back the last character; return whether a field is open."""
        current = self._current()
        if current is None:
            return False
        self._send(current[:-1])
        return True

    def _current(self) -> str | None:
        drawn = self._field_text()
        if drawn is None:
            self._sent.clear()
            return None
        if drawn in self._sent[:-1]:
            return self._sent[-1]
        if self._sent and drawn != self._sent[-1] and drawn == self._before:
            return self._sent[-1]
        self._sent.clear()
        self._before = drawn
        return drawn

    _before = ""

    def _send(self, text: str) -> None:
        self._sent.append(text)
        self._post(Typed(text))
