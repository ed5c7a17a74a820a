"""What every card reader can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from devices.cards.identity import Identity
from devices.cards.mrz import MrzKey
from devices.status import DeviceState, Status

StatusListener = Callable[[Status], None]
Unwatch = Callable[[], None]


NO_READER = Status(
    DeviceState.ABSENT, "没有找到读卡器", "请工作人员检查读卡器的连线，您也可以自己填写"
)


@dataclass(frozen=True)
class CardFault:
    """Why a card could not be read and what the citizen can do, in plain Chinese."""

    reason: str
    remedy: str


NO_CHIPS = CardFault("这台机器的读卡器读不了护照的芯片", "请不读芯片，直接继续")


class CardReader(Protocol):
    """A reader onto which the citizen lays a card."""

    def status(self) -> Status:
        """Return the status of this moment."""

    def read(self) -> Identity | CardFault:
        """Read the card that lies on the reader; blocks for seconds at most."""

    def read_travel_document(self, key: MrzKey) -> Identity | CardFault:
        """Read the chip of a passport or permit, opened by its page; blocks for seconds at most."""

    def close(self) -> None:
        """Give back what is held between cards; the next call takes it again."""

    def watch(self, listener: StatusListener) -> Unwatch:
        """Tell the status at once and then each change, from the reader's own thread.

        Calling what is returned ends that; the listener is not called again after it.
        """


class NoCardReader:
    """Stands in where no reader is meant to be."""

    def status(self) -> Status:
        """Return absent."""
        return Status(DeviceState.ABSENT, "这台机器没有读卡器", "请自己填写，办事不受影响")

    def read(self) -> CardFault:
        """Return that there is nothing to read with."""
        status = self.status()
        return CardFault(status.reason, status.remedy)

    def read_travel_document(self, key: MrzKey) -> CardFault:
        """Return that there is nothing to read with."""
        return NO_CHIPS

    def close(self) -> None:
        """Nothing is held."""

    def watch(self, listener: StatusListener) -> Unwatch:
        """Tell once that the reader is absent."""
        listener(self.status())
        return lambda: None
