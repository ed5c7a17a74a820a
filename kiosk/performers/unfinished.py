"""Keeping what a citizen did not finish, and finding it for the same card."""

from __future__ import annotations

import time
from collections.abc import Iterable

from kiosk.effects import DropUnfinished, Effect, FindUnfinished, KeepUnfinished
from kiosk.events import UnfinishedFound
from kiosk.platform.client import HallClient
from kiosk.platform.draft_courier import DraftCourier
from kiosk.platform.draft_protocol import Draft, DraftPage
from kiosk.runner import Post
from kiosk.unfinished_shelf import UnfinishedShelf

_MOST_S = 2.0
"""So long is the hall waited for: the citizen is choosing meanwhile, and then goes on."""
_MOST_PAGES_S = 4.0
"""So long for its pictures too; those that do not come in time are asked for again."""


class UnfinishedDesk:
    """Works on the shelf first, one form after the other, and shares it with the hall behind."""

    handles: tuple[type, ...] = (KeepUnfinished, FindUnfinished, DropUnfinished)
    urgent: tuple[type, ...] = ()

    def __init__(self, shelf: UnfinishedShelf, client: HallClient) -> None:
        self._shelf = shelf
        self._client = client
        self._courier = DraftCourier(client, shelf)

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
            case KeepUnfinished(owner, text, pages):
                self._shelf.keep(owner, text, pages)
                self._courier.wake()
            case DropUnfinished(owner):
                self._shelf.drop(owner)
                self._courier.wake()
            case FindUnfinished(owner):
                self._ask_hall(owner)
                found = self._shelf.find(owner)
                if found is not None and found.text:
                    post(UnfinishedFound(owner, found.text, self._shelf.pages_of(found)))

    def _ask_hall(self, owner: str) -> None:
        """Take over what another terminal left later than this one; without the hall, nothing."""
        answer = self._client.find_draft(owner, _MOST_S)
        if not isinstance(answer, Draft) or answer.kept_at is None:
            return
        if self._shelf.is_newer(owner, answer.kept_at):
            fetched = self._fetch(owner, answer.pages)
            self._shelf.take_over(owner, answer.text, answer.kept_at, answer.pages, fetched)

    def _fetch(self, owner: str, pages: Iterable[str]) -> dict[str, bytes]:
        """Return the pages that do not lie here, as many as come in time."""
        until_s = time.monotonic() + _MOST_PAGES_S
        fetched: dict[str, bytes] = {}
        for digest in pages:
            left_s = until_s - time.monotonic()
            if self._shelf.page(owner, digest) is not None or left_s <= 0:
                continue
            answer = self._client.find_draft_page(owner, digest, left_s)
            if isinstance(answer, DraftPage) and answer.content:
                fetched[digest] = answer.content
        return fetched
