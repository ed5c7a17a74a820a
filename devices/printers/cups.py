"""A printer of whole pages behind CUPS: PDF in, by its own commands and with deadlines."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence

from devices.printers.printer import PrintOutcome
from devices.status import DeviceState, Status

ANSWER_S = 10.0
PRINT_S = 90.0
"""A page printer wakes, warms up and pulls paper; after this the job is left to CUPS."""
POLL_S = 0.3

READY = Status(DeviceState.READY)
NO_CUPS = Status(DeviceState.ABSENT, "打印服务（CUPS）没有运行", "请工作人员启动 cups 服务")
NO_QUEUE = Status(DeviceState.ABSENT, "没有找到 A4 打印机", "请工作人员检查设置里打印机的名字")
PAUSED = Status(DeviceState.ERROR, "A4 打印机停下了", "请工作人员检查纸张和盖子，再恢复打印队列")
HANGS = Status(DeviceState.ERROR, "打印服务没有反应", "请工作人员重新启动 cups 服务")
ALERTS: Mapping[str, Status] = {
    "media-empty": Status(DeviceState.ERROR, "A4 打印机没有纸了", "请工作人员加纸"),
    "media-jam": Status(DeviceState.ERROR, "A4 打印机卡纸了", "请工作人员取出卡住的纸"),
    "cover-open": Status(DeviceState.ERROR, "A4 打印机的盖子开着", "请工作人员合上盖子"),
    "door-open": Status(DeviceState.ERROR, "A4 打印机的盖子开着", "请工作人员合上盖子"),
    "toner-empty": Status(DeviceState.ERROR, "A4 打印机没有墨粉了", "请工作人员换墨粉"),
    "offline": Status(DeviceState.ABSENT, "连不上 A4 打印机", "请工作人员检查打印机的电源和连线"),
    "connecting-to-device": Status(
        DeviceState.ABSENT, "连不上 A4 打印机", "请工作人员检查打印机的电源和连线"
    ),
    "toner-low": Status(DeviceState.READY, "A4 打印机墨粉快用完了", "请工作人员备好墨粉"),
    "media-low": Status(DeviceState.READY, "A4 打印机纸快用完了", "请工作人员备好纸"),
}
"""printer-state-reasons of IPP (RFC 8011, 5.4.12) → what it means here; the worst first."""
_REQUEST = re.compile(r"request id is (\S+-\d+)")


def queue_names(environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Return the queues that CUPS has, none where there is no CUPS."""
    try:
        asked = subprocess.run(
            ("lpstat", "-e"), capture_output=True, env={**environ, "LC_ALL": "C"}, timeout=ANSWER_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(asked.stdout.decode(errors="replace").split()) if not asked.returncode else ()


class CupsPrinter:
    """One queue of CUPS."""

    def __init__(
        self, queue: str, environ: Mapping[str, str] = os.environ, print_s: float = PRINT_S
    ) -> None:
        self._queue = queue
        # The words that are looked for are those of no language.
        self._environ = {**environ, "LC_ALL": "C"}
        self._print_s = print_s

    def status(self) -> Status:
        """Ask CUPS about the queue and what the printer complains of."""
        try:
            asked = self._run(("lpstat", "-l", "-p", self._queue))
        except FileNotFoundError:
            return NO_CUPS
        except subprocess.TimeoutExpired:
            return HANGS
        if asked.returncode:
            unknown = b"Invalid destination" in asked.stderr
            return NO_QUEUE if unknown else NO_CUPS
        words = asked.stdout.decode(errors="replace")
        alert = next((status for key, status in ALERTS.items() if key in words), None)
        if alert is not None:
            return alert
        return PAUSED if f"printer {self._queue} disabled" in words else READY

    def print_pdf(self, pdf: bytes, title: str) -> PrintOutcome:
        """Print a document and wait until CUPS has handed all of it over."""
        status = self.status()
        if status.state is not DeviceState.READY:
            return PrintOutcome(False, status.reason, status.remedy)
        try:
            sent = self._run(("lp", "-d", self._queue, "-t", title, "-"), pdf)
            number = _REQUEST.search(sent.stdout.decode(errors="replace"))
            if sent.returncode or number is None:
                return PrintOutcome(False, NO_CUPS.reason, NO_CUPS.remedy)
            return self._await_job(number[1])
        except subprocess.TimeoutExpired:
            return PrintOutcome(False, HANGS.reason, HANGS.remedy)

    def _await_job(self, number: str) -> PrintOutcome:
        end_s = time.monotonic() + self._print_s
        while time.monotonic() < end_s:
            waiting = self._run(("lpstat", "-W", "not-completed", "-o", self._queue))
            if number.encode() not in waiting.stdout:
                return PrintOutcome(True)
            status = self.status()
            if status.state in (DeviceState.ERROR, DeviceState.ABSENT):
                self._run(("cancel", number))
                return PrintOutcome(False, status.reason, status.remedy)
            time.sleep(POLL_S)
        self._run(("cancel", number))
        return PrintOutcome(False, "A4 打印机太久没有打完", PAUSED.remedy)

    def _run(self, command: Sequence[str], data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            command, input=data, capture_output=True, env=self._environ, timeout=ANSWER_S
        )
