"""`yimen devices simulate printer`: what is printed is shown, in words and as a picture."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner

from devices.printers import PrintOutcome, TicketSlip, build_printer
from kiosk.cli import app

SLIP = TicketSlip("取号单", "B007", ("请到 3 号窗口",), "https://hall.example/t/B007")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_a_slip_is_shown_and_drawn(tmp_path: Path) -> None:
    port = free_port()
    outcomes: list[PrintOutcome] = []

    def print_once_it_listens() -> None:
        printer = build_printer("network", f"127.0.0.1:{port}")
        end_s = time.monotonic() + 30
        while not outcomes and time.monotonic() < end_s:
            outcome = printer.print_ticket(SLIP)
            if outcome.ok:
                outcomes.append(outcome)
            else:
                time.sleep(0.05)

    citizen = threading.Thread(target=print_once_it_listens)
    citizen.start()
    options = ["--port", str(port), "--slips", "1", "--pictures", str(tmp_path)]
    done = CliRunner().invoke(app, ["devices", "simulate", "printer", *options])
    citizen.join()
    assert done.exit_code == 0 and outcomes
    assert "B007" in done.output and "https://hall.example/t/B007" in done.output
    with Image.open(tmp_path / "slip-001.png") as picture:
        assert picture.width > 576 and picture.getextrema() == (0, 255)


def test_a_terminal_in_service_refuses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIMEN_PRODUCTION", "true")
    monkeypatch.setenv("YIMEN_PRINTER__KIND", "none")
    done = CliRunner().invoke(app, ["devices", "simulate", "printer"])
    assert done.exit_code == 1 and "正式使用" in done.output


def test_a_fault_that_is_not_known_is_named() -> None:
    done = CliRunner().invoke(app, ["devices", "simulate", "printer", "--fault", "on fire"])
    assert done.exit_code == 1 and "paper out" in done.output
