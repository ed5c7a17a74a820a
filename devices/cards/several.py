"""Several card readers that the citizen sees as one: whichever holds a card is read."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from devices.cards.identity import Identity
from devices.cards.mrz import MrzKey
from devices.cards.reader import NO_CHIPS, CardFault, CardReader, StatusListener, Unwatch
from devices.status import DeviceState, Status

_ORDER = (
    DeviceState.READY,
    DeviceState.BUSY,
    DeviceState.NO_CARD,
    DeviceState.ERROR,
    DeviceState.ABSENT,
)
"""What the citizen can use comes first; one broken reader does not hide one that works."""


class SeveralCardReaders:
    """Joins readers; at least one."""

    def __init__(self, readers: tuple[CardReader, ...]) -> None:
        self._readers = readers

    def status(self) -> Status:
        """Return the status of the reader that is nearest to being read."""
        return _best(reader.status() for reader in self._readers)

    def read(self) -> Identity | CardFault:
        """Read the first card that lies on one of the readers."""
        by_state = sorted(self._readers, key=lambda reader: _rank(reader.status()))
        return by_state[0].read()

    def read_travel_document(self, key: MrzKey) -> Identity | CardFault:
        """Read a passport on the first of the readers that can read one."""
        read: Identity | CardFault = NO_CHIPS
        for reader in self._readers:
            read = reader.read_travel_document(key)
            if read != NO_CHIPS:
                break
        return read

    def close(self) -> None:
        """Give back what the readers hold."""
        for reader in self._readers:
            reader.close()

    def watch(self, listener: StatusListener) -> Unwatch:
        """Tell the joint status now and at each change."""
        board = _Board(len(self._readers), listener)
        ends = [reader.watch(board.teller(n)) for n, reader in enumerate(self._readers)]

        def unwatch() -> None:
            for end in ends:
                end()

        return unwatch


class _Board:
    """Keeps what each reader told last."""

    def __init__(self, count: int, listener: StatusListener) -> None:
        self._last: list[Status | None] = [None] * count
        self._listener = listener
        self._told: Status | None = None
        self._lock = threading.Lock()

    def teller(self, number: int) -> StatusListener:
        """Return the listener for one reader."""

        def tell(status: Status) -> None:
            with self._lock:
                self._last[number] = status
                seen = [one for one in self._last if one is not None]
                best = _best(seen)
                # Before every reader spoke, an absent one would be told for a moment.
                if len(seen) == len(self._last) and best != self._told:
                    self._told = best
                    self._listener(best)

        return tell


def _best(found: Iterable[Status]) -> Status:
    return min(found, key=_rank)


def _rank(status: Status) -> int:
    return _ORDER.index(status.state)
