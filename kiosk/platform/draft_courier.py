"""Tells the hall of unfinished forms from a thread of its own; without the hall they wait here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

from kiosk.delivery_thread import DeliveryThread
from kiosk.platform.client import HallClient, Unreachable
from kiosk.platform.draft_protocol import KeepDraft


class UntoldForm(Protocol):
    """A form as it was left; empty text was submitted or given up."""

    @property
    def owner(self) -> str:
        """Whose it is."""

    @property
    def text(self) -> str:
        """What was filled in."""

    @property
    def kept_at(self) -> datetime:
        """When."""


Form = TypeVar("Form", bound=UntoldForm)


class DraftCourier(DeliveryThread):
    """Tells at once when woken, and again after a growing pause while the hall is away."""

    def __init__(
        self,
        client: HallClient,
        untold: Callable[[], Sequence[Form]],
        mark_told: Callable[[Form], None],
        first_pause_s: float = 2.0,
        longest_pause_s: float = 60.0,
    ) -> None:
        tell = partial(tell_once, client, untold, mark_told)
        super().__init__("drafts", tell, first_pause_s, longest_pause_s)


def tell_once(
    client: HallClient,
    untold: Callable[[], Sequence[Form]],
    mark_told: Callable[[Form], None],
) -> bool:
    """Tell what the hall does not know; return whether nothing waits any more."""
    for one in untold():
        given = KeepDraft(number=one.owner, shown="card", text=one.text, kept_at=one.kept_at)
        if isinstance(client.keep_draft(given), Unreachable):
            return False
        # A form the hall refuses would be refused again: it stays on this terminal.
        mark_told(one)
    return True
