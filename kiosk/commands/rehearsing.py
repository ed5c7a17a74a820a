"""A rehearsal at the keyboard: a technician types what a simulated device is to do next."""

from __future__ import annotations

import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from devices.simulators.rehearsals import Rehearsal
from kiosk.commands.common import show

POLL_S = 0.2
END = "quit"


class UnknownOrderError(Exception):
    """The device cannot be told so; the message lists what it can."""


def rehearse(
    rehearsal: Rehearsal, first: tuple[str, ...], for_s: float, goes_on: Callable[[], bool]
) -> None:
    """Carry out the first orders, then each one typed, until `quit`, the time or `goes_on`."""
    for order in first:
        _carry_out(rehearsal, order)
    _show_head(rehearsal)
    with _ended_in_order():
        _obey(rehearsal, for_s, goes_on)


def _obey(rehearsal: Rehearsal, for_s: float, goes_on: Callable[[], bool]) -> None:
    typed = _typed_lines()
    end_s = time.monotonic() + for_s
    while goes_on() and not (for_s and time.monotonic() > end_s):
        try:
            line = typed.get(timeout=POLL_S)
        except queue.Empty:
            continue
        if line == END:
            return
        try:
            show(f"→ {_carry_out(rehearsal, line)}")
        except UnknownOrderError as error:
            show(str(error), error=True)


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM end the rehearsal alone, so that what it started is stopped."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with suppress(KeyboardInterrupt):
            yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _carry_out(rehearsal: Rehearsal, name: str) -> str:
    """Do what a name or its number says; return it in words."""
    names = tuple(rehearsal.orders)
    if name.isdecimal() and 0 < int(name) <= len(names):
        name = names[int(name) - 1]
    order = rehearsal.orders.get(name)
    if order is None:
        raise UnknownOrderError(f"没有“{name}”这种做法；可选：{'、'.join(names)}")
    order.carry_out()
    return order.words


def _show_head(rehearsal: Rehearsal) -> None:
    from rich.console import Console
    from rich.table import Table

    as_environment = " ".join(
        f"YIMEN_{key.upper().replace('.', '__')}={_quoted(value)}"
        for key, value in rehearsal.settings.items()
    )
    show(f"模拟设备已经运行。在另一个窗口这样启动终端：\n{as_environment} ./run\n")
    table = Table("编号", "命令", "做什么")
    for number, (name, order) in enumerate(rehearsal.orders.items(), 1):
        table.add_row(str(number), name, order.words)
    table.add_row("", END, "结束")
    Console().print(table)
    show("输入编号或命令，再按回车：")


def _quoted(value: str) -> str:
    return f"'{value}'" if " " in value else value


def _typed_lines() -> queue.SimpleQueue[str]:
    """Return the lines as they are typed; an input that ends does not end the rehearsal."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    typed = sys.stdin

    def read() -> None:
        for line in typed:
            if line.strip():
                lines.put(line.strip())

    threading.Thread(target=read, name="typed orders", daemon=True).start()
    return lines
