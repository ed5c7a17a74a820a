"""What every camera can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from devices.status import DeviceState, Status

Picture = NDArray[np.uint8]
"""Height x width x 3, blue first, as OpenCV has it."""


@dataclass(frozen=True)
class Frame:
    """A picture and the moment it was taken, on the clock of time.monotonic()."""

    bgr: Picture
    taken_s: float


class Camera(Protocol):
    """A camera that looks down on the desk."""

    def open(self) -> Status:
        """Start the camera; anything but ready says why it did not start."""

    def read(self) -> Frame | None:
        """Wait for the next frame; None if the camera is closed or gone."""

    def close(self) -> None:
        """Stop the camera; closing a closed one does nothing."""

    def status(self) -> Status:
        """Say cheaply whether the camera is there."""


class NoCamera:
    """A terminal without a camera."""

    def open(self) -> Status:
        """Say that there is no camera."""
        return self.status()

    def read(self) -> Frame | None:
        """Return None, always."""
        return None

    def close(self) -> None:
        """Do nothing."""

    def status(self) -> Status:
        """Say that there is no camera."""
        return Status(
            DeviceState.ABSENT, "本机没有装摄像头", "请带材料原件到综合窗口，由工作人员收取"
        )
