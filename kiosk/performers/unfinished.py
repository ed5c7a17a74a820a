"""Keeping what a citizen did not finish, and finding it for the same card."""

from __future__ import annotations

from kiosk.effects import DropUnfinished, Effect, FindUnfinished, KeepUnfinished
from kiosk.events import UnfinishedFound
from kiosk.platform.client import HallClient
from kiosk.platform.draft_courier import DraftCourier
from kiosk.platform.draft_protocol import Draft
from kiosk.runner import Post
from kiosk.unfinished_shelf import UnfinishedShelf

_MOST_S = 2.0
"""So long is the hall waited for: the citizen is choosing meanwhile, and then goes on."""


class UnfinishedDesk:
    """Works on the shelf first, one form after the other, and shares it with the hall behind."""

    handles: tuple[type, ...] = (KeepUnfinished, FindUnfinished, DropUnfinished)
    urgent: tuple[type, ...] = ()

    def __init__(self, shelf: UnfinishedShelf, client: HallClient) -> None:
        self._shelf = shelf
        self._client = client
        self._courier = DraftCourier(client, shelf.untold, shelf.mark_told)

    def start(self, post: Post) -> None:
        """Forget what is too old, and tell the hall what it could not be told before."""
        self._shelf.clear_old()
        self._courier.start()

    def stop(self) -> None:
        """End after what is being told."""
        self._courier.stop()

    def perform(self, effect: Effect, post: Post) -> None:
        """Keep, find or drop a form."""
        match effect:
            case KeepUnfinished(owner, text):
                self._shelf.keep(owner, text)
                self._courier.wake()
            case DropUnfinished(owner):
                self._shelf.drop(owner)
                self._courier.wake()
            case FindUnfinished(owner):
                self._ask_hall(owner)
                found = self._shelf.find(owner)
                if found is not None and found.text:
                    post(UnfinishedFound(owner, found.text))

    def _ask_hall(self, owner: str) -> None:
        """Take over what another terminal left later than this one; without the hall, nothing."""
        answer = self._client.find_draft(owner, _MOST_S)
        if isinstance(answer, Draft) and answer.kept_at is not None:
            self._shelf.take_over(owner, answer.text, answer.kept_at)
