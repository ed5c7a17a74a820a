"""What every journey may look at but never change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from devices.status import DeviceState
from forms.catalogue import Catalogue, ServiceItem
from forms.divisions import Divisions
from kiosk.events import DeviceChanged
from kiosk.hall_map import HallMap

MOST_IN_HEADING = 24
"""Characters of a heading that fit beside the time left, large type too."""


@dataclass(frozen=True)
class World:
    """The catalogue in force and the facts of this hall."""

    catalogue: Catalogue
    hall_name: str
    new_id: Callable[[], str]
    """Makes an id no other visit has; injected so that tests are repeatable."""
    divisions: Divisions = field(default_factory=lambda: Divisions(()))
    now: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    quick_items: tuple[str, ...] = ()
    inactivity_s: float = 120.0
    countdown_s: float = 30.0
    demo: bool = False
    card_names: str = "社保卡"
    portrait_device: str = ""
    """The camera that takes photos of citizens, by its name among the devices; '' is none."""
    reads_chips: bool = False
    """Whether the reader can read the chip of a passport."""
    """The cards that this terminal's readers read, as they stand in a sentence."""
    handwriting: bool = True
    """Whether characters written with the finger can be recognised."""
    in_service: bool = True
    has_face: bool = False
    """Whether this is the robot, whose first screen is the conversation."""
    wake_phrase: str = ""
    """The name by which the robot is called; empty where it does not listen for one."""
    hears_over_speech: bool = False
    """Whether who speaks while the machine does is heard."""
    recordings_days: float = 0.0
    """So many days what is said is kept, while somebody evaluates the hearing; 0 keeps nothing."""
    hall_map: HallMap = field(default_factory=HallMap)
    devices: Mapping[str, DeviceChanged] = field(default_factory=dict)

    def item(self, code: str) -> ServiceItem:
        """Return the service item with this code."""
        return self.catalogue.item(code)

    def names(self, codes: tuple[str, ...]) -> str:
        """Return the short names of items joined for a heading, or the first and how many."""
        names = " ＋ ".join(self.item(code).short_name for code in codes)
        if len(codes) > 1 and len(names) > MOST_IN_HEADING:
            return f"{self.item(codes[0]).short_name} 等 {len(codes)} 件事"
        return names

    def device_fault(self, device: str) -> DeviceChanged | None:
        """Return why a device cannot be used, or None when it can."""
        status = self.devices.get(device)
        if status is None or DeviceState(status.state).is_usable:
            return None
        return status

    @property
    def can_print(self) -> bool:
        """Whether a slip would come out."""
        return self.device_fault("printer") is None
