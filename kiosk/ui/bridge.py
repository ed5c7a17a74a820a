"""The one way from other threads to the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from kivy.clock import Clock

from kiosk.journeys.view import Screen

CameraFrame = tuple[bytes, int, int]
Answer = TypeVar("Answer")


class Bridge:
    """Keeps the newest screen and the newest camera frame until the UI thread draws them.

    A screen is whole in itself and a late frame is of no use, so older ones are dropped.
    """

    def __init__(
        self,
        draw: Callable[[Screen], None],
        draw_frame: Callable[[bytes, int, int], None],
        stop: Callable[[], None],
    ) -> None:
        self._draw, self._draw_frame, self._stop = draw, draw_frame, stop
        self._lock = threading.Lock()
        self._screen: Screen | None = None
        self._frame: CameraFrame | None = None
        self._questions: list[Callable[[], None]] = []
        self._stopping = False
        self._scheduled = False

    def show(self, screen: Screen) -> None:
        """Have a screen drawn; may be called from any thread."""
        with self._lock:
            self._screen = screen
            self._wake()

    def show_frame(self, bgr: bytes, width: int, height: int) -> None:
        """Have a camera frame drawn; may be called from any thread."""
        with self._lock:
            self._frame = (bgr, width, height)
            self._wake()

    def ask(self, question: Callable[[], Answer], timeout_s: float = 10.0) -> Answer:
        """Have something looked up on the UI thread and wait for it; never call it from there."""
        future: Future[Answer] = Future()

        def answer() -> None:
            try:
                future.set_result(question())
            except Exception as error:
                future.set_exception(error)

        with self._lock:
            self._questions.append(answer)
            self._wake()
        return future.result(timeout_s)

    def stop(self) -> None:
        """Have the app end; may be called from any thread."""
        with self._lock:
            self._stopping = True
            self._wake()

    def _wake(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            Clock.schedule_once(self._deliver, -1)

    def _deliver(self, _elapsed_s: float) -> None:
        with self._lock:
            screen, frame, stopping = self._screen, self._frame, self._stopping
            questions, self._questions = self._questions, []
            self._screen = self._frame = None
            self._scheduled = False
        if screen is not None:
            self._draw(screen)
        if frame is not None:
            self._draw_frame(*frame)
        for answer in questions:
            answer()
        if stopping:
            self._stop()
