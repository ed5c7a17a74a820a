"""A measurement that somebody ends leaves no server and no folder behind."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

_MEASUREMENT = """
import time
from kiosk.bench.ending import ended_by_signals
from kiosk.bench.postgresql import PostgresqlServer

with ended_by_signals():
    server = PostgresqlServer()
    try:
        server.start()
        print(server.folder, flush=True)
        time.sleep(60)
    finally:
        server.remove()
"""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_ended_measurement_leaves_no_server_running(how: signal.Signals) -> None:
    command = [sys.executable, "-c", _MEASUREMENT]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as bench:
        assert bench.stdout is not None
        folder = Path(bench.stdout.readline().strip())
        (server,) = psutil.Process(bench.pid).children()
        assert (folder / "data").is_dir()
        bench.send_signal(how)
        bench.wait(30)
    psutil.wait_procs([server], 30)

    assert not server.is_running()
    if how is signal.SIGKILL:
        # Nobody is left to clear up the folder.
        shutil.rmtree(folder)
    assert not folder.exists()
