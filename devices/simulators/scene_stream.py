"""A camera that streams generated scenes over HTTP, as network cameras do (motion JPEG)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

import cv2
import numpy as np

from devices.camera.camera import Picture
from devices.simulators.scenes import FPS, SceneLook, compose_scene

BOUNDARY = "yimen"
TURN = 15
"""Frames after which the trembling repeats."""
TREMOR_PX = (26.0, 18.0)
SMEAR_PX = 9
"""How far the page moves while one frame is exposed."""
LATE_S = 1.5
QUALITY = 92


class SceneFault(StrEnum):
    """How the scene or the camera can fail."""

    NONE = "none"
    TREMOR = "hand tremor"
    GLARE = "glare"
    BLUR = "blur"
    DARK = "bad light"
    BRIGHT = "too bright"
    NO_PAGE = "no page"
    HALF_FRAME = "half a frame"
    LATE = "late"
    NEVER = "never"
    REMOVED = "removed half way"


LOOKS = {
    SceneFault.GLARE: SceneLook(glare=True),
    SceneFault.BLUR: SceneLook(sharp=False),
    SceneFault.DARK: SceneLook(light=0.25),
    SceneFault.BRIGHT: SceneLook(light=1.8),
    SceneFault.NO_PAGE: SceneLook(page=False),
}


class SceneStream:
    """A camera to be used in a `with` block; `source` is what settings would name."""

    def __init__(self, port: int = 0, width: int = 1280) -> None:
        """Listen on loopback alone; port 0 takes a free one."""
        self._width = width
        self._fault = SceneFault.NONE
        self._pictures: dict[SceneLook, Picture] = {}
        self._composing = threading.Lock()
        self._stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler(self._parts))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), name="scene stream", daemon=True
        )

    @property
    def source(self) -> str:
        """Return the stream's address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/camera.mjpg"

    def fail(self, fault: SceneFault) -> None:
        """Fail like this from the next frame on; SceneFault.NONE mends it."""
        # Composed before it is shown: the picture must not stand still meanwhile.
        self._scene(LOOKS.get(fault, SceneLook()))
        self._fault = fault

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def _parts(self) -> Iterator[bytes]:
        """Yield one part of the stream after the other, until the camera is pulled."""
        number = 0
        while not self._stopping.is_set() and self._fault is not SceneFault.REMOVED:
            if self._fault is SceneFault.NEVER:
                self._stopping.wait(0.05)
                continue
            number += 1
            yield _part(self._jpeg(number))
            self._stopping.wait(LATE_S if self._fault is SceneFault.LATE else 1 / FPS)

    def _jpeg(self, number: int) -> bytes:
        fault = self._fault
        picture = self._scene(LOOKS.get(fault, SceneLook()))
        if fault is SceneFault.TREMOR:
            picture = _shaken(picture, number)
        jpeg = _encode(picture)
        return jpeg[: len(jpeg) // 2] if fault is SceneFault.HALF_FRAME else jpeg

    def _scene(self, look: SceneLook) -> Picture:
        with self._composing:
            if look not in self._pictures:
                self._pictures[look] = compose_scene(look, width=self._width).bgr
            return self._pictures[look]


def _shaken(picture: Picture, number: int) -> Picture:
    """Return the picture as a trembling hand takes it: moved, and smeared along its way."""
    turn = 2 * np.pi * (number % TURN) / TURN
    x, y = TREMOR_PX[0] * np.sin(3 * turn), TREMOR_PX[1] * np.sin(4 * turn)
    move = np.array([[1, 0, x], [0, 1, y]], np.float32)
    size = (picture.shape[1], picture.shape[0])
    moved = cv2.warpAffine(picture, move, size, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.blur(moved, (SMEAR_PX, 1)), np.uint8)


def _encode(picture: Picture) -> bytes:
    done, jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise OSError("the scene cannot be written as JPEG")
    return jpeg.tobytes()


def _part(jpeg: bytes) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
    return head.encode("ascii") + jpeg + b"\r\n"


def _handler(parts: Callable[[], Iterator[bytes]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is http.server's
            self.send_response(200)
            self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
            self.end_headers()
            try:
                for part in parts():
                    self.wfile.write(part)
            except OSError:
                # The one who looked went away.
                self.close_connection = True

        def log_message(self, *words: object) -> None:
            """Say nothing: frames are no news."""

    return Handler
