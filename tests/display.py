"""A display for a program under test: the one that is there, or a virtual one for as long."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

SCREEN = "1080x1920x24"


@contextmanager
def display(screen: str = SCREEN, *, own: bool = False) -> Iterator[dict[str, str]]:
    """Yield an environment with a DISPLAY; a virtual one when none is set, or for `own`.

    Who touches by the pointer needs a display of their own: another window would take the touch.
    """
    environment = {**os.environ, "LIBGL_ALWAYS_SOFTWARE": "1"}
    if environment.get("DISPLAY") and not own:
        yield environment
        return
    read_end, write_end = os.pipe()
    options = ["-ac", "+extension", "GLX", "+render", "-noreset", "-nolisten", "tcp"]
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", screen, *options]
    with subprocess.Popen(command, pass_fds=[write_end], stderr=subprocess.DEVNULL) as server:
        os.close(write_end)
        try:
            with os.fdopen(read_end) as numbers:
                number = numbers.readline().strip()
            assert number, "Xvfb did not start"
            yield {**environment, "DISPLAY": f":{number}"}
        finally:
            server.terminate()
