"""Tells the hall of unfinished forms from a thread of its own; without the hall they wait here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from kiosk.delivery_thread import DeliveryThread
from kiosk.platform.client import HallClient, Unreachable
from kiosk.platform.draft_protocol import DraftKept, KeepDraft, KeepDraftPage


class UntoldForm(Protocol):
    """A form as it was left; empty text was submitted or given up."""

    @property
    def owner(self) -> str:
        """Whose it is."""

    @property
    def text(self) -> str:
        """What was filled in."""

    @property
    def pages(self) -> tuple[str, ...]:
        """The digests of the pages that answer some of its fields."""

    @property
    def kept_at(self) -> datetime:
        """When."""


Form = TypeVar("Form", bound=UntoldForm)


class Shelf(Protocol[Form]):
    """Where the forms of this terminal lie."""

    def untold(self) -> Sequence[Form]:
        """Return what the hall does not know, the oldest first."""

    def mark_told(self, one: Form, /) -> None:
        """Note that the hall knows."""

    def page(self, owner: str, digest: str, /) -> bytes | None:
        """Return a page of somebody's form, if it is here."""


class DraftCourier(DeliveryThread):
    """Tells at once when woken, and again after a growing pause while the hall is away."""

    def __init__(
        self,
        client: HallClient,
        shelf: Shelf[Form],
        first_pause_s: float = 2.0,
        longest_pause_s: float = 60.0,
    ) -> None:
        tell = partial(tell_once, client, shelf)
        super().__init__("drafts", tell, first_pause_s, longest_pause_s)


def tell_once(client: HallClient, shelf: Shelf[Form]) -> bool:
    """Tell what the hall does not know; return whether nothing waits any more."""
    for one in shelf.untold():
        given = KeepDraft(
            number=one.owner, shown="card", text=one.text, pages=one.pages, kept_at=one.kept_at
        )
        answer = client.keep_draft(given)
        if isinstance(answer, Unreachable):
            return False
        missing = answer.missing if isinstance(answer, DraftKept) else ()
        if not all(_hand_over(client, shelf, one.owner, digest) for digest in missing):
            return False
        # A form the hall refuses would be refused again: it stays on this terminal.
        shelf.mark_told(one)
    return True


def _hand_over(client: HallClient, shelf: Shelf[Form], owner: str, digest: str) -> bool:
    content = shelf.page(owner, digest)
    if content is None:
        # Something newer has taken its place meanwhile, and is told after this.
        return True
    given = KeepDraftPage(number=owner, shown="card", page=digest, content=content)
    return not isinstance(client.keep_draft_page(given), Unreachable)
