"""The recognition of text in a process of its own, killed when it hangs and started anew."""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

import devices
from devices.camera.camera import Picture
from devices.ocr.lines import Line, OcrError

START_S = 60.0
"""Loading the models takes a second or two, on a busy machine many."""
ANSWER_S = 30.0
NARROW = {wide: wide - 0xFEE0 for wide in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
"""Digits and capitals that were read as full-width ones."""
COMMAND = (sys.executable, "-m", "devices.ocr.worker")


class OcrProcess:
    """A text reader that stays loaded; safe for several threads, which take turns."""

    def __init__(self, answer_s: float = ANSWER_S, command: tuple[str, ...] = COMMAND) -> None:
        self._answer_s = answer_s
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def warm_up(self) -> None:
        """Load the models now, so that the first citizen does not wait for it."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._kill()

    def read(self, bgr: Picture) -> tuple[Line, ...]:
        """Return every line found in a picture; raises `OcrError`."""
        with self._lock:
            found = self._ask("read", bgr)
        return tuple(
            Line(text.translate(NARROW), tuple((float(x), float(y)) for x, y in box), score)
            for text, box, score in found
        )

    def read_crops(self, crops: tuple[Picture, ...]) -> tuple[tuple[str, float], ...]:
        """Return text and score of pictures of one line each; raises `OcrError`."""
        with self._lock:
            answers = [self._ask("crop", crop) for crop in crops]
        return tuple(
            (found[0][0].translate(NARROW), found[0][1]) if found else ("", 0.0)
            for found in answers
        )

    def _ask(self, kind: str, bgr: Picture) -> list[Any]:
        process = self._started()
        height, width = bgr.shape[:2]
        head = json.dumps({"kind": kind, "height": height, "width": width}).encode() + b"\n"
        end_s = time.monotonic() + self._answer_s
        self._write(process, head + np.ascontiguousarray(bgr).tobytes(), end_s)
        answer: list[Any] = json.loads(self._next_line(process, end_s))
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._kill()
        package = str(Path(devices.__file__).parent.parent)
        path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._next_line(self._process, time.monotonic() + START_S)
        return self._process

    def _write(self, process: subprocess.Popen[bytes], data: bytes, end_s: float) -> None:
        """Write without waiting for ever on a process that no longer reads."""
        assert process.stdin is not None
        pipe, left = process.stdin.fileno(), memoryview(data)
        os.set_blocking(pipe, False)
        while left:
            _, ready, _ = select.select([], [pipe], [], max(0.0, end_s - time.monotonic()))
            if not ready:
                self._kill()
                raise OcrError("the recognition of text took too long")
            try:
                left = left[os.write(pipe, left) :]
            except BlockingIOError:
                continue
            except OSError as error:
                self._kill()
                raise OcrError("the recognition of text ended by itself") from error

    def _next_line(self, process: subprocess.Popen[bytes], end_s: float) -> bytes:
        assert process.stdout is not None
        while b"\n" not in self._rest:
            left_s = max(0.0, end_s - time.monotonic())
            ready, _, _ = select.select([process.stdout], [], [], left_s)
            piece = os.read(process.stdout.fileno(), 65536) if ready else b""
            if not piece:
                self._kill()
                raise OcrError("the recognition of text took too long" if not ready else "it ended")
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\n")
        return line

    def _kill(self) -> None:
        process, self._process, self._rest = self._process, None, b""
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
