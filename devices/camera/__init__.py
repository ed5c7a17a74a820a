"""The camera over the desk, and what becomes of its pictures."""

from devices.camera.assessment import Verdict, assess
from devices.camera.camera import Camera, Frame, NoCamera, Picture
from devices.camera.encoding import PictureError, encode_jpeg, encode_preview_png
from devices.camera.opencv import OpenCvCamera
from devices.camera.page import Corners, find_page, straighten
from devices.camera.portrait_camera import PortraitCamera
from devices.camera.watched import WatchedCamera


def build_camera(source: int | str, width: int, height: int) -> Camera:
    """Return the camera of a number, device path, stream address or video file; "none" is none."""
    if source == "none":
        return NoCamera()
    return WatchedCamera(lambda: OpenCvCamera(source, width, height))


def build_portrait_camera(source: int | str, width: int, height: int) -> Camera:
    """Return the camera that takes photos of people; "none" is none."""
    return PortraitCamera(build_camera(source, width, height))


__all__ = [
    "Camera",
    "Corners",
    "Frame",
    "NoCamera",
    "OpenCvCamera",
    "Picture",
    "PictureError",
    "PortraitCamera",
    "Verdict",
    "WatchedCamera",
    "assess",
    "build_camera",
    "build_portrait_camera",
    "encode_jpeg",
    "encode_preview_png",
    "find_page",
    "straighten",
]
