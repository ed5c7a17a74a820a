"""A camera whose driver may hang: nobody waits for it longer than a deadline."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from devices.camera.camera import Camera, Frame
from devices.deadline import Deadline
from devices.status import DeviceState, Status

OPEN_S = 10.0
FRAME_S = 4.0
"""A camera that is open and gives no picture for so long hangs; a slow one takes a second."""
CLOSE_S = 2.0
STUCK = Status(
    DeviceState.ERROR,
    "摄像头没有反应",
    "请找工作人员重新插拔摄像头的连接线，或到综合窗口交材料原件",
)


class WatchedCamera:
    """Runs a camera on a thread of its own; one that hangs is left behind for a new one."""

    def __init__(
        self, build: Callable[[], Camera], open_s: float = OPEN_S, frame_s: float = FRAME_S
    ) -> None:
        self._build = build
        self._open_s = open_s
        self._frame_s = frame_s
        self._lock = threading.Lock()
        self._session = self._new_session()

    def open(self) -> Status:
        """Start the camera."""
        with self._lock:
            if not self._session.end() or self._session.is_stuck:
                self._session = self._new_session()
            else:
                self._session = _Session(self._session.camera, self._open_s, self._frame_s)
            return self._session.begin()

    def read(self) -> Frame | None:
        """Wait for the next frame, for `frame_s` at most."""
        return self._session.next_frame()

    def close(self) -> None:
        """Stop the camera."""
        with self._lock:
            self._session.end()

    def status(self) -> Status:
        """Say whether the camera is there, and not hanging."""
        return STUCK if self._session.is_stuck else self._session.camera.status()

    def _new_session(self) -> _Session:
        return _Session(self._build(), self._open_s, self._frame_s)


class _Session:
    """One camera from opening to closing."""

    def __init__(self, camera: Camera, open_s: float, frame_s: float) -> None:
        self.camera = camera
        self._frame_s = frame_s
        self._opening = Deadline("camera", open_s, STUCK, STUCK)
        self._came = threading.Condition()
        self._frame: Frame | None = None
        self._ended = threading.Event()
        self._waits_since_s: float | None = None
        self._was_late = False
        self._thread: threading.Thread | None = None

    @property
    def is_stuck(self) -> bool:
        """Whether a call into the driver has lasted longer than any should."""
        since_s = self._waits_since_s
        late = since_s is not None and time.monotonic() - since_s > self._frame_s
        return late or self._was_late or self._opening.is_busy

    def begin(self) -> Status:
        status = self._opening.call(self.camera.open)
        if status.state is DeviceState.READY:
            self._thread = threading.Thread(target=self._pump, name="camera-pump", daemon=True)
            self._thread.start()
        return status

    def end(self) -> bool:
        """End the session; False if it hangs and is left behind."""
        self._ended.set()
        with self._came:
            self._came.notify_all()
        if self._thread is None:
            return True
        self._thread.join(CLOSE_S)
        return not self._thread.is_alive()

    def next_frame(self) -> Frame | None:
        with self._came:
            # Whoever was told that no picture came must be told why, even if one comes just then.
            self._was_late = not self._came.wait_for(self._has_news, self._frame_s)
            frame, self._frame = self._frame, None
            return None if self._ended.is_set() else frame

    def _has_news(self) -> bool:
        over = self._thread is None or not self._thread.is_alive()
        return self._frame is not None or self._ended.is_set() or over

    def _pump(self) -> None:
        try:
            while not self._ended.is_set():
                self._waits_since_s = time.monotonic()
                frame = self.camera.read()
                self._waits_since_s = None
                if frame is None:
                    break
                with self._came:
                    self._frame = frame
                    self._came.notify_all()
        finally:
            self._waits_since_s = None
            self.camera.close()
            self._ended.set()
            with self._came:
                self._came.notify_all()
