"""What an ESC/POS printer answers about itself, in real time (DLE EOT) and in its turn (GS r)."""

from __future__ import annotations

from devices.printers.wire import Wire
from devices.status import DeviceState, Status

READY = Status(DeviceState.READY)
STAFF = "请用手机拍下屏幕上的号码，并告诉工作人员"
PAPER_OUT = Status(DeviceState.ERROR, "打印机没有纸了", f"{STAFF}换纸")
PAPER_LOW = Status(DeviceState.READY, "打印纸快用完了", "请工作人员备好新的纸卷")
COVER_OPEN = Status(DeviceState.ERROR, "打印机的盖子开着", f"{STAFF}合上盖子")
CUTTER = Status(DeviceState.ERROR, "打印机的切刀卡住了", f"{STAFF}取出卡住的纸")
BROKEN = Status(DeviceState.ERROR, "打印机出了故障", f"{STAFF}关掉打印机，等十秒再打开")
TOO_HOT = Status(DeviceState.BUSY, "打印机太热，正在降温", "请等一两分钟再打印")
OFFLINE = Status(DeviceState.ERROR, "打印机停在离线状态", f"{STAFF}按一下打印机上的进纸键")

ASK_PRINTER, ASK_CAUSE, ASK_ERROR, ASK_PAPER = (b"\x10\x04" + bytes((n,)) for n in (1, 2, 3, 4))
"""DLE EOT n: answered at once with one byte, whatever is being printed."""
ASK_WHEN_DONE = b"\x1d\x72\x01"
"""GS r 1: answered with one byte when everything sent before is on the paper and cut."""

_NEVER, _ALWAYS = 0x81, 0x12
"""Bits that a real-time answer never and always has (ESC/POS reference, DLE EOT)."""


def ask(wire: Wire, question: bytes, wait_s: float) -> int | None:
    """Ask in real time; None if the printer does not answer such questions."""
    wire.write(question, wait_s)
    return wire.read(wait_s)


def ask_status(wire: Wire, wait_s: float) -> Status | None:
    """Ask for paper, cover, cutter and errors; None from a printer that answers nothing."""
    paper = ask(wire, ASK_PAPER, wait_s)
    if paper is None:
        return None
    if paper & 0x60:
        return PAPER_OUT
    cause = ask(wire, ASK_CAUSE, wait_s) or 0
    if cause & 0x04:
        return COVER_OPEN
    if cause & 0x20:
        return PAPER_OUT
    if cause & 0x40:
        return _error_status(ask(wire, ASK_ERROR, wait_s) or 0)
    if (ask(wire, ASK_PRINTER, wait_s) or 0) & 0x08:
        return OFFLINE
    return PAPER_LOW if paper & 0x0C else READY


def is_real_time(answer: int) -> bool:
    """Tell the answer to DLE EOT from the answer to GS r by its fixed bits."""
    return answer & (_NEVER | _ALWAYS) == _ALWAYS


def _error_status(error: int) -> Status:
    if error & 0x08:
        return CUTTER
    return TOO_HOT if error & 0x40 else BROKEN
