"""Cold start to the first frame that can be touched, against a bare Kivy window."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

RUNS = 5
TIMEOUT_S = 60
READY = "first frame"
BARE = Path(__file__).with_name("bare_window.py")


def measure() -> dict[str, Any]:
    """Return the medians in seconds and their ratio; the two take turns."""
    ours: list[float] = []
    bare: list[float] = []
    with tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder:
        for number in range(RUNS + 1):
            # -P: the folder of the benches holds names of the standard library's.
            bare_s = _seconds([sys.executable, "-P", str(BARE)], {})
            ours_s = _seconds(
                [sys.executable, "-m", "kiosk", "kiosk"],
                {
                    "YIMEN_ANNOUNCE_FIRST_FRAME": "1",
                    "YIMEN_DATA__FOLDER": str(Path(folder) / "data"),
                },
            )
            if number:  # the first round fills the page cache for both
                bare.append(bare_s)
                ours.append(ours_s)
    first_frame_s, bare_kivy_s = median(ours), median(bare)
    return {
        "first_frame_s": round(first_frame_s, 3),
        "bare_kivy_s": round(bare_kivy_s, 3),
        "ratio": round(first_frame_s / bare_kivy_s, 2),
    }


def _seconds(command: list[str], environ: dict[str, str]) -> float:
    started_s = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environ},
    ) as process:
        try:
            return _until_ready(process, started_s)
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _until_ready(process: subprocess.Popen[str], started_s: float) -> float:
    assert process.stdout is not None
    for line in process.stdout:
        if READY in line:
            return time.perf_counter() - started_s
        if time.perf_counter() - started_s > TIMEOUT_S:
            break
    raise RuntimeError("the first frame never came; run `./run kiosk` to see why")
