"""The live picture of the document camera, and pages judged and kept."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from devices.camera import Camera, Frame, assess, encode_jpeg, encode_preview_png, straighten
from devices.status import DeviceState, Status
from kiosk.events import DeviceChanged, Effect, PhotoTaken, StartCamera, StopCamera, TakePhoto, Wipe
from kiosk.runner import Post

Picture = NDArray[np.uint8]
ShowFrame = Callable[[Picture], None]

FRESH_S = 1.0
"""A frame older than this is no picture of what lies there now."""


class PictureDesk:
    """Runs the camera only while a material is being photographed."""

    handles: tuple[type, ...] = (StartCamera, TakePhoto)
    urgent: tuple[type, ...] = (StopCamera, Wipe)

    def __init__(
        self,
        camera: Camera,
        show_frame: ShowFrame,
        report: Callable[[Status], None] = lambda status: None,
    ) -> None:
        self._camera = camera
        self._report = report
        self._show_frame = show_frame
        self._running = threading.Event()
        self._lock = threading.Lock()
        self._latest: Frame | None = None
        self._thread: threading.Thread | None = None

    def start(self, post: Post) -> None:
        """Nothing to open before a picture is wanted."""

    def stop(self) -> None:
        """Close the camera."""
        self._running.clear()
        if self._thread is not None:
            self._thread.join(timeout=2)

    def perform(self, effect: Effect, post: Post) -> None:
        """Start or stop the live picture, or take a photograph."""
        match effect:
            case StopCamera() | Wipe():
                self._running.clear()
                with self._lock:
                    self._latest = None
            case StartCamera():
                self._start_live(post)
            case TakePhoto():
                post(self._take())

    def _tell(self, status: Status, post: Post) -> None:
        self._report(status)
        post(DeviceChanged("camera", str(status.state), status.reason, status.remedy))

    def _start_live(self, post: Post) -> None:
        self._running.clear()
        if self._thread is not None:
            self._thread.join(timeout=3)
        with self._lock:
            self._latest = None
        status = self._camera.open()
        if status.state is not DeviceState.READY:
            self._tell(status, post)
            return
        self._running.set()
        self._thread = threading.Thread(target=self._live, args=(post,), name="live", daemon=True)
        self._thread.start()

    def _live(self, post: Post) -> None:
        try:
            while self._running.is_set():
                frame = self._camera.read()
                if frame is None:
                    if self._running.is_set():
                        self._tell(self._camera.status(), post)
                    return
                with self._lock:
                    self._latest = frame
                self._show_frame(frame.bgr)
        finally:
            self._camera.close()

    def _take(self) -> PhotoTaken:
        frame = self._fresh_frame()
        if frame is None:
            return PhotoTaken(accepted=False, reason="摄像头还没有画面，请再按一次“重拍”")
        verdict = assess(frame.bgr)
        if not verdict.accepted:
            preview = encode_preview_png(frame.bgr)
            return PhotoTaken(accepted=False, reason=verdict.reason, preview_png=preview)
        page: Any = straighten(frame.bgr, verdict.corners) if verdict.corners else frame.bgr
        return PhotoTaken(True, "", encode_jpeg(page), encode_preview_png(page))

    def _fresh_frame(self, timeout_s: float = 3.0) -> Frame | None:
        end_s = time.monotonic() + timeout_s
        while time.monotonic() < end_s:
            with self._lock:
                frame = self._latest
            if frame is not None and time.monotonic() - frame.taken_s < FRESH_S:
                return frame
            time.sleep(0.02)
        return None
