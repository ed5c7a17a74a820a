"""Cameras, streams and recorded files through OpenCV."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import cv2
import numpy as np

from devices.camera.camera import Frame, Picture
from devices.status import DeviceState, Status

READY = Status(DeviceState.READY)
REMEDY = "请找工作人员检查摄像头的连接线，或到综合窗口交材料原件"
PLUG = Status(DeviceState.ABSENT, "没有找到摄像头", REMEDY)
REFUSES = Status(DeviceState.ERROR, "摄像头打不开", REMEDY)
LOST = Status(DeviceState.ERROR, "摄像头没有画面了", REMEDY)
NO_FILE = Status(DeviceState.ABSENT, "没有找到录好的画面", "请检查设置里摄像头的文件路径")
FILE_REFUSES = Status(DeviceState.ERROR, "录好的画面放不出来", "请换一个能播放的视频文件")

USUAL_FPS = 15.0


class OpenCvCamera:
    """A camera by number or device path, a stream by address, or a file that plays in a loop."""

    def __init__(self, source: int | str, width: int, height: int) -> None:
        self._source = source
        self._size = (width, height)
        self._lock = threading.Lock()
        self._capture: cv2.VideoCapture | None = None
        self._fault: Status | None = None
        self._frame_s = 0.0
        self._next_s = 0.0

    def open(self) -> Status:
        """Start the camera, or play the file its path names now from the beginning."""
        self.close()
        missing = self._missing()
        if missing is not None:
            return missing
        with self._lock:
            self._capture = self._new_capture()
            self._fault = None if self._capture else self._refusal()
            self._next_s = time.monotonic()
            return self._fault or READY

    def read(self) -> Frame | None:
        """Wait for the next frame; a file is paced by its own rate."""
        if self._is_file:
            time.sleep(max(0.0, self._next_s - time.monotonic()))
        with self._lock:
            if self._capture is None:
                return None
            bgr = self._grab()
            if bgr is None:
                self._fault = LOST
                return None
            taken_s = time.monotonic()
            # A reader that fell behind starts afresh instead of racing to catch up.
            self._next_s = max(self._next_s, taken_s - self._frame_s) + self._frame_s
            return Frame(bgr, taken_s)

    def close(self) -> None:
        """Release the device."""
        with self._lock:
            if self._capture is not None:
                self._capture.release()
            self._capture = None

    def status(self) -> Status:
        """Look whether the device or file exists and the last attempt went well."""
        return self._missing() or self._fault or READY

    @property
    def _device(self) -> Path | None:
        if isinstance(self._source, int):
            return Path(f"/dev/video{self._source}")
        return Path(self._source) if self._source.startswith("/dev/") else None

    @property
    def _is_file(self) -> bool:
        return self._device is None and "://" not in str(self._source)

    def _missing(self) -> Status | None:
        try:
            if self._device is not None:
                return None if self._device.exists() else PLUG
            if self._is_file:
                return None if Path(str(self._source)).is_file() else NO_FILE
        except (OSError, ValueError):
            return PLUG if self._device is not None else NO_FILE
        return None

    def _refusal(self) -> Status:
        return FILE_REFUSES if self._is_file else REFUSES

    def _new_capture(self) -> cv2.VideoCapture | None:
        try:
            capture = cv2.VideoCapture(self._source)
        except cv2.error:
            return None
        if not capture.isOpened():
            capture.release()
            return None
        if self._is_file:
            self._frame_s = 1 / (capture.get(cv2.CAP_PROP_FPS) or USUAL_FPS)
        elif self._device is not None:
            self._ask_for_size(capture)
        return capture

    def _ask_for_size(self, capture: cv2.VideoCapture) -> None:
        # Uncompressed, USB 2 carries full HD at five frames a second only.
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, self._size[0])
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, self._size[1])
        # The live picture must not lag behind the hand.
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def _grab(self) -> Picture | None:
        assert self._capture is not None
        bgr = _next_picture(self._capture)
        if bgr is None and self._is_file:
            self._capture.release()
            self._capture = self._new_capture()
            bgr = _next_picture(self._capture) if self._capture else None
        return bgr


def _next_picture(capture: cv2.VideoCapture) -> Picture | None:
    try:
        seen, bgr = capture.read()
    except cv2.error:
        return None
    return np.asarray(bgr, dtype=np.uint8) if seen and bgr is not None else None
