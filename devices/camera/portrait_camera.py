"""A camera that takes photos of people: what it lacks leads elsewhere than a page's does."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from devices.camera.camera import Camera, Frame, NoCamera
from devices.camera.opencv import LOST, NO_FILE, PLUG, REFUSES
from devices.camera.watched import STUCK
from devices.status import DeviceState, Status

CHECK_CABLE = "请找工作人员检查人像摄像头的连接线，或带证件照到综合窗口"
BRING_PHOTO = "请带证件照到综合窗口"
REPLUG = "请找工作人员重新插拔人像摄像头的连接线，或带证件照到综合窗口"
PATH = "请检查设置里人像摄像头的文件路径"
TOLD: Mapping[Status, Status] = MappingProxyType(
    {
        NoCamera().status(): Status(DeviceState.ABSENT, "本机没有装人像摄像头", BRING_PHOTO),
        PLUG: Status(DeviceState.ABSENT, "没有找到人像摄像头", CHECK_CABLE),
        REFUSES: Status(DeviceState.ERROR, "人像摄像头打不开", CHECK_CABLE),
        LOST: Status(DeviceState.ERROR, "人像摄像头没有画面了", CHECK_CABLE),
        STUCK: Status(DeviceState.ERROR, "人像摄像头没有反应", REPLUG),
        NO_FILE: Status(DeviceState.ABSENT, NO_FILE.reason, PATH),
    }
)
"""What a camera says of itself → the same of one for portraits."""


class PortraitCamera:
    """Another camera, whose faults are told as those of one for portraits."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera

    def open(self) -> Status:
        """Start the camera."""
        return _told(self._camera.open())

    def read(self) -> Frame | None:
        """Wait for the next frame."""
        return self._camera.read()

    def close(self) -> None:
        """Stop the camera."""
        self._camera.close()

    def status(self) -> Status:
        """Say whether the camera is there, in words for whoever wants a portrait."""
        return _told(self._camera.status())


def _told(status: Status) -> Status:
    return TOLD.get(status, status)
