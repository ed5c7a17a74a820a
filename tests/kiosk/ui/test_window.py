"""What needs a window runs in processes of its own, since Kivy keeps one window a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.display import display

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-m", "kiosk", "screens", "--check-only"], id="every screen"),
        pytest.param(["-m", "pytest", "-q", str(Path(__file__).with_name("in_window.py"))]),
    ],
)
def test_in_a_window(command: list[str], tmp_path: Path) -> None:
    with display("1920x1920x24") as environment:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**environment, "KIVY_NO_ARGS": "1", "YIMEN_TEST_HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=600,  # a minute and a half on two quiet cores
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Config:" not in done.stderr
