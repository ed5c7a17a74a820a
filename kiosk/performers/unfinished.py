"""Keeping what a citizen did not finish, and finding it for the same card."""

from __future__ import annotations

from kiosk.events import DropUnfinished, Effect, FindUnfinished, KeepUnfinished, UnfinishedFound
from kiosk.runner import Post
from kiosk.unfinished_shelf import UnfinishedShelf


class UnfinishedDesk:
    """Works on the shelf, one form after the other."""

    handles: tuple[type, ...] = (KeepUnfinished, FindUnfinished, DropUnfinished)
    urgent: tuple[type, ...] = ()

    def __init__(self, shelf: UnfinishedShelf) -> None:
        self._shelf = shelf

    def start(self, post: Post) -> None:
        """Forget what is too old."""
        self._shelf.clear_old()

    def stop(self) -> None:
        """Nothing is held."""

    def perform(self, effect: Effect, post: Post) -> None:
        """Keep, find or drop a form."""
        match effect:
            case KeepUnfinished(owner, text):
                self._shelf.keep(owner, text)
            case DropUnfinished(owner):
                self._shelf.drop(owner)
            case FindUnfinished(owner):
                text = self._shelf.find(owner)
                if text:
                    post(UnfinishedFound(owner, text))
