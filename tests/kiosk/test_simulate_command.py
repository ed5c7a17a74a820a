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


@pytest.mark.parametrize("device", ["card", "sdt", "camera", "printer"])
def test_a_terminal_in_service_refuses_it(device: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YIMEN_PRODUCTION", "true")
    monkeypatch.setenv("YIMEN_PRINTER__KIND", "none")
    done = CliRunner().invoke(app, ["devices", "simulate", device])
    assert done.exit_code == 1 and "正式使用" in done.output


def test_a_fault_that_is_not_known_is_named() -> None:
    options = ["--port", "0", "--fault", "on fire"]
    done = CliRunner().invoke(app, ["devices", "simulate", "printer", *options])
    assert done.exit_code == 1 and "paper out" in done.output


@pytest.mark.parametrize("device", ["camera", "printer"])
def test_a_port_that_cannot_be_is_refused(device: str) -> None:
    done = CliRunner().invoke(app, ["devices", "simulate", device, "--port", "99999"])
    assert done.exit_code == 2 and "65535" in done.output


def test_orders_are_typed_by_name_or_number_and_a_slip_of_the_hand_is_told() -> None:
    typed = "late\n1\non fire\nquit\n"
    done = CliRunner().invoke(app, ["devices", "simulate", "sdt"], input=typed)
    assert done.exit_code == 0
    assert "YIMEN_CARD_READER__PLACE=/dev/pts/" in done.output
    assert "→ 很慢" in done.output and "→ 放上身份证" in done.output
    assert "on fire" in done.output


def test_a_rehearsal_ends_by_itself_after_its_time() -> None:
    start_s = time.monotonic()
    done = CliRunner().invoke(app, ["devices", "simulate", "sdt", "--for", "0.3"], input="")
    assert done.exit_code == 0 and 0.3 <= time.monotonic() - start_s < 30
