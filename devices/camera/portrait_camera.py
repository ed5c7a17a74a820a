"""A camera that takes photos of people: what it lacks leads elsewhere than a page's does."""

from __future__ import annotations

from devices.camera.camera import Camera, Frame
from devices.camera.opencv import FILE_REFUSES, NO_FILE
from devices.status import Status

CHECK_CABLE = "请找工作人员检查人像摄像头的连接线，或带证件照到综合窗口"
BRING_PHOTO = "请带证件照到综合窗口"
OF_SETTINGS = (NO_FILE.remedy, FILE_REFUSES.remedy)


class PortraitCamera:
    """Another camera, whose faults are told as those of one for portraits."""

    def __init__(self, camera: Camera, remedy: str = CHECK_CABLE) -> None:
        self._camera = camera
        self._remedy = remedy

    def open(self) -> Status:
        """Start the camera."""
        return self._told(self._camera.open())

    def read(self) -> Frame | None:
        """Wait for the next frame."""
        return self._camera.read()

    def close(self) -> None:
        """Stop the camera."""
        self._camera.close()

    def status(self) -> Status:
        """Say whether the camera is there, in words for whoever wants a portrait."""
        return self._told(self._camera.status())

    def _told(self, status: Status) -> Status:
        if status.state.is_usable:
            return status
        reason = status.reason.replace("摄像头", "人像摄像头")
        # What only the settings can mend is mended there for either camera.
        remedy = status.remedy.replace("摄像头", "人像摄像头")
        return Status(
            status.state, reason, remedy if status.remedy in OF_SETTINGS else self._remedy
        )
