"""Staff badges that open service mode: contactless cards known by a salted hash of their number.

A card's number can be copied by who held the card; a badge is as good as a key, and no better.
"""

from __future__ import annotations

import json
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk.staff_tries import write_private

NAME_MAX = 20


class StaffBadges:
    """Keeps name and hash of each badge in one small file; the numbers themselves nowhere."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hasher = PasswordHasher()

    def names(self) -> tuple[str, ...]:
        """Return whose badges open service mode."""
        return tuple(self._kept())

    def add(self, name: str, number: str) -> None:
        """Take a badge in, in place of the one of that name; `ValueError` says why not."""
        if not name.strip() or len(name) > NAME_MAX:
            raise ValueError(f"名字要 1 到 {NAME_MAX} 个字")
        if is_random(number):
            raise ValueError("这张卡（或手机）每次的号码都不一样，不能当工作卡，请换一张")
        self._write(self._kept() | {name.strip(): self._hasher.hash(number)})

    def remove(self, name: str) -> bool:
        """Take a badge out; False if there is none of that name."""
        kept = self._kept()
        if kept.pop(name, None) is None:
            return False
        self._write(kept)
        return True

    def owner(self, number: str) -> str | None:
        """Return whose badge this is, None for a card of nobody."""
        return next((name for name, kept in self._kept().items() if self._fits(kept, number)), None)

    def _fits(self, kept: str, number: str) -> bool:
        try:
            return self._hasher.verify(kept, number)
        except (VerificationError, InvalidHashError):
            return False

    def _kept(self) -> dict[str, str]:
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            return {str(name): str(hashed) for name, hashed in kept.items()}
        except (OSError, ValueError, AttributeError):
            return {}

    def _write(self, kept: dict[str, str]) -> None:
        write_private(self._path, kept)


def is_random(number: str) -> bool:
    """Whether a number is drawn anew at each reading, as phones do (ISO 14443-3: 08 of four)."""
    return len(number) == 8 and number.startswith("08")
