"""The whole scripted visit, three times: medians of its steps, stalls of the window, memory."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from statistics import median
from typing import Any

RUNS = 3
TIMEOUT_S = 300


def measure() -> dict[str, Any]:
    """Return the steps in seconds (medians), and of the stalls and the memory the worst."""
    results = [_visit() for _ in range(RUNS)]
    last = results[-1]
    return {
        "steps": {
            name: round(median(result["steps"][name] for result in results), 2)
            for name in last["steps"]
        },
        "case_number": last["case_number"],
        "ticket": last["ticket"],
        "ui_blocked_ms_max": max(result["ui_blocked_ms_max"] for result in results),
        "ui_blocked_ms_each": [result["ui_blocked_ms_max"] for result in results],
        "peak_rss_mb": max(result["peak_rss_mb"] for result in results),
    }


def _visit() -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="yimen-bench-") as pictures:
        command = [sys.executable, "-m", "kiosk", "demo", "--json", "--pace-s", "0"]
        done = subprocess.run(
            [*command, "--pictures", pictures],
            stdout=subprocess.PIPE,
            text=True,
            timeout=TIMEOUT_S,
            check=True,
        )
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result
