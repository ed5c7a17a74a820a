from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from devices.diagnostics import PrinterLook
from devices.printers import (
    EscposPrinter,
    FileConnection,
    NoPrinter,
    Printer,
    TicketSlip,
    build_printer,
    network_connection,
)
from devices.printers.connections import WireConnection
from devices.printers.wire import open_socket
from devices.simulators.paper import decode
from devices.simulators.printer_sink import PrinterSink, PtyPrinter, SinkFault
from devices.status import DeviceState, Status

SLIP = TicketSlip("取号单", "B007", ("社会保障卡申领", "请到 3 号窗口"), "B007")


@dataclass(frozen=True)
class Bench:
    """A printer under test, what it received, and how to break and mend it."""

    printer: Printer
    received: Callable[[], bytes]
    break_it: Callable[[], None]
    mend_it: Callable[[], None]


@pytest.fixture(params=["file", "network", "mute network", "serial"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    if request.param == "file":
        path = tmp_path / "out" / "tickets.bin"
        yield Bench(
            build_printer("file", str(path)),
            lambda: path.read_bytes() if path.is_file() else b"",
            lambda: path.mkdir(parents=True),
            path.rmdir,
        )
        return
    if request.param == "serial":
        with PtyPrinter() as pty:
            yield Bench(
                build_printer("serial", pty.target),
                lambda: pty.received,
                lambda: pty.fail(SinkFault.COVER_OPEN),
                lambda: pty.fail(SinkFault.NONE),
            )
        return
    working = SinkFault.MUTE if request.param == "mute network" else SinkFault.NONE
    with PrinterSink() as sink:
        sink.fail(working)
        yield Bench(
            build_printer("network", sink.target),
            lambda: sink.received,
            lambda: sink.fail(SinkFault.SWITCHED_OFF),
            lambda: sink.fail(working),
        )


def soon(received: Callable[[], bytes], slips: int) -> bytes:
    """Wait for the slips: a mute printer takes them after the connection is closed."""
    end_s = time.monotonic() + 5
    while received().count(b"\x1d\x56") < slips and time.monotonic() < end_s:
        time.sleep(0.01)
    return received()


def test_a_slip_is_printed(bench: Bench) -> None:
    assert bench.printer.status().state is DeviceState.READY
    outcome = bench.printer.print_ticket(SLIP)
    assert (outcome.ok, outcome.reason, outcome.remedy) == (True, "", "")
    paper = decode(soon(bench.received, 1))
    assert paper.slips == ("取号单\nB007\n社会保障卡申领\n请到 3 号窗口",)
    assert paper.qr_texts == ("B007",)


def test_slips_of_several_threads_do_not_mix(bench: Bench) -> None:
    slips = [TicketSlip("取号单", f"C{n:03}", ("请稍候",)) for n in range(3)]
    threads = [threading.Thread(target=bench.printer.print_ticket, args=(s,)) for s in slips]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    printed = decode(soon(bench.received, 3)).slips
    assert sorted(printed) == [f"取号单\n{slip.large}\n请稍候" for slip in slips]


def test_a_broken_printer_is_an_outcome_with_a_remedy_and_can_be_mended(bench: Bench) -> None:
    bench.break_it()
    outcome = bench.printer.print_ticket(SLIP)
    assert not outcome.ok
    assert outcome.reason
    assert outcome.remedy.startswith("请")
    assert bench.printer.status().state in (DeviceState.ABSENT, DeviceState.ERROR)
    bench.mend_it()
    assert bench.printer.status().state is DeviceState.READY
    assert bench.printer.print_ticket(SLIP).ok
    assert len(decode(soon(bench.received, 1)).slips) == 1


def test_paper_out_is_said_before_anything_is_sent() -> None:
    with PrinterSink() as sink:
        printer = build_printer("network", sink.target)
        sink.fail(SinkFault.PAPER_OUT)
        assert "没有纸" in printer.status().reason
        outcome = printer.print_ticket(SLIP)
        assert not outcome.ok
        assert "换纸" in outcome.remedy
        assert sink.received == b""


@pytest.mark.parametrize(
    ("fault", "state", "reason"),
    [
        (SinkFault.PAPER_LOW, DeviceState.READY, "快用完"),
        (SinkFault.COVER_OPEN, DeviceState.ERROR, "盖子"),
        (SinkFault.CUTTER_JAM, DeviceState.ERROR, "切刀"),
        (SinkFault.OFFLINE, DeviceState.ERROR, "离线"),
    ],
)
@pytest.mark.parametrize("kind", ["network", "serial"])
def test_what_a_printer_says_of_itself_is_a_status(
    kind: str, fault: SinkFault, state: DeviceState, reason: str
) -> None:
    with PrinterSink() if kind == "network" else PtyPrinter() as simulated:
        printer = build_printer(kind, simulated.target)
        simulated.fail(fault)
        status = printer.status()
        assert status.state is state and reason in status.reason and status.remedy
        assert printer.print_ticket(SLIP).ok is (state is DeviceState.READY)


def test_paper_that_ends_in_the_middle_of_a_slip_is_no_success() -> None:
    with PtyPrinter() as simulated:
        printer = build_printer("serial", simulated.target)
        simulated.fail(SinkFault.RUNS_OUT)
        outcome = printer.print_ticket(SLIP)
        assert not outcome.ok and "没有纸" in outcome.reason
        simulated.fail(SinkFault.NONE)
        assert printer.print_ticket(SLIP).ok


def test_a_printer_that_does_not_know_whether_it_is_done_is_asked_only_once() -> None:
    with PrinterSink() as sink:
        sink.fail(SinkFault.NEVER_DONE)
        host, port = sink.target.split(":")
        opened = lambda: open_socket(host, int(port), 5)  # noqa: E731
        connection = WireConnection(opened, done_s=0.2)
        assert EscposPrinter(connection).print_ticket(SLIP).ok
        begun_s = time.monotonic()
        assert EscposPrinter(connection).print_ticket(SLIP).ok
        assert len(decode(sink.received).slips) == 2
        assert time.monotonic() - begun_s < 10


def test_a_printer_that_hangs_keeps_nobody_waiting() -> None:
    release = threading.Event()

    class Hanging(FileConnection):
        def send(self, data: bytes) -> Status:
            release.wait(20)
            return super().send(data)

    printer = EscposPrinter(Hanging(Path("/dev/null")), longest_s=0.1)
    outcome = printer.print_ticket(SLIP)
    assert not outcome.ok and "没有反应" in outcome.reason
    assert printer.status().state is DeviceState.BUSY
    release.set()


def test_a_printer_in_order_is_asked_seldom_and_one_in_trouble_each_time() -> None:
    now_s = [0.0]
    with PrinterSink() as sink:
        asked = []
        printer = build_printer("network", sink.target)

        class Counted(NoPrinter):
            def is_there(self) -> bool:
                return True

            def status(self) -> Status:
                asked.append(now_s[0])
                return printer.status()

        look = PrinterLook(Counted(), lambda: now_s[0]).look
        for now_s[0] in (0.0, 1.0, 2.0, 5.0):
            assert look().state is DeviceState.READY
        assert asked == [0.0, 5.0]
        sink.fail(SinkFault.COVER_OPEN)
        for now_s[0] in (6.0, 10.0, 10.5, 11.0):
            look()
        assert asked == [0.0, 5.0, 10.0, 10.5, 11.0]


def test_a_network_printer_that_vanishes_in_the_middle_is_noticed() -> None:
    with PrinterSink() as sink:
        sink.fail(SinkFault.VANISHES)
        outcome = build_printer("network", sink.target).print_ticket(SLIP)
        assert not outcome.ok
        assert "断开" in outcome.reason


def test_an_unknown_network_printer_is_absent() -> None:
    printer = EscposPrinter(network_connection("printer.invalid", 9100, timeout_s=1))
    assert printer.status().state is DeviceState.ABSENT
    assert not printer.print_ticket(SLIP).ok


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full stands for a full disk")
def test_a_full_disk_is_an_outcome() -> None:
    outcome = EscposPrinter(FileConnection(Path("/dev/full"))).print_ticket(SLIP)
    assert not outcome.ok
    assert "磁盘" in outcome.remedy


def test_half_a_slip_is_taken_back_from_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tickets.bin"
    printer = EscposPrinter(FileConnection(path))
    assert printer.print_ticket(SLIP).ok
    before = path.read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    assert not printer.print_ticket(SLIP).ok
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "target"), [("serial", "/dev/ttyUSB97@19200"), ("usb", "04b8:0e97"), ("none", "")]
)
def test_an_absent_printer_is_a_status_and_an_outcome(kind: str, target: str) -> None:
    printer = build_printer(kind, target)
    assert printer.status().state is DeviceState.ABSENT
    outcome = printer.print_ticket(SLIP)
    assert not outcome.ok
    assert outcome.reason
    assert outcome.remedy.startswith("请")


def test_a_serial_printer_receives_the_slip() -> None:
    ours, theirs = os.openpty()
    try:
        assert build_printer("serial", os.ttyname(theirs)).print_ticket(SLIP).ok
        received = b""
        while b"\x1d\x56\x01" not in received:
            received += os.read(ours, 4096)
    finally:
        os.close(ours)
        os.close(theirs)
    assert decode(received).qr_texts == ("B007",)


def test_an_unknown_kind_is_a_mistake_of_the_settings() -> None:
    with pytest.raises(ValueError, match="parrot"):
        build_printer("parrot", "")
    assert isinstance(build_printer("none", ""), NoPrinter)
