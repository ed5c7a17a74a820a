"""Where things are in this hall, from a small file that a technician writes."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk.settings_file import SettingsError, load_section

log = logging.getLogger(__name__)

SpotKind = Literal["window", "room", "entrance", "stairs", "here"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Spot(_Part):
    """A place on a floor; lengths are parts of the floor's width and depth."""

    label: str = Field(min_length=1, max_length=24)
    kind: SpotKind
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    width: float = Field(default=0.0, ge=0, le=1)
    height: float = Field(default=0.0, ge=0, le=1)
    serves: tuple[str, ...] = ()
    directions: str = ""


class Floor(_Part):
    """One floor and what is on it; `shape` is its width divided by its depth."""

    name: str = Field(min_length=1, max_length=12)
    shape: float = Field(default=1.6, gt=0.3, lt=4)
    spots: tuple[Spot, ...] = ()


class HallMap(_Part):
    """All floors of the hall."""

    floors: tuple[Floor, ...] = ()

    def find(self, place: str) -> tuple[Floor, Spot] | None:
        """Return where a place of the guide is, or None when the map does not tell."""
        for floor in self.floors:
            for spot in floor.spots:
                if any(word in place for word in (*spot.serves, spot.label)):
                    return floor, spot
        return None


def usable_map(path: Path) -> HallMap:
    """Read a map; a slip in it costs the citizen the picture, not the terminal."""
    try:
        return load_hall_map(path)
    except SettingsError as error:
        log.error("%s", error)
        return HallMap()


def load_hall_map(path: Path) -> HallMap:
    """Read a map; raises SettingsError with file, key and reason."""
    return load_section(HallMap, path, {})
