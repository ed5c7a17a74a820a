"""`yimen devices simulate`: devices to rehearse with, refused on a terminal in service."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.commands.common import ConfigPath, fail, settings_of, show
from kiosk.opening import KIOSK_CONFIG

if TYPE_CHECKING:
    from devices.simulators.rehearsals import Rehearsal

app = typer.Typer(
    help="Rehearse with simulated devices; faults are typed while they run.", no_args_is_help=True
)
Fault = Annotated[
    str, typer.Option(help="How it fails from the start: late, never, half a frame, ...")
]
Seconds = Annotated[
    float, typer.Option("--for", min=0, help="End after so many seconds; 0 never ends.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Where it is on this machine; 0 is any.")]


@app.callback()
def simulate() -> None:
    """Rehearse with simulated devices."""


@app.command()
def card(
    fault: Fault = "none",
    lay: Annotated[
        str, typer.Option(help="What lies there from the start: generation 3, locked, lift, ...")
    ] = "generation 2",
    for_s: Seconds = 0.0,
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Stand in for a PC/SC reader and its cards, behind the real card service."""
    _refuse_in_service(config)
    from devices.simulators.rehearsals import rehearse_card

    _run(rehearse_card(), (lay, fault), for_s)


@app.command()
def sdt(
    fault: Fault = "none",
    lay: Annotated[
        str, typer.Option(help="What lies there from the start: card J, moved, lift, ...")
    ] = "card",
    for_s: Seconds = 0.0,
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Stand in for a resident card reader on a serial line of 115,200 baud."""
    _refuse_in_service(config)
    from devices.simulators.rehearsals import rehearse_sdt

    _run(rehearse_sdt(), (lay, fault), for_s)


@app.command()
def camera(
    fault: Fault = "none",
    port: Port = 0,
    for_s: Seconds = 0.0,
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Stand in for a camera over a desk, with a page well or badly photographed."""
    _refuse_in_service(config)
    from devices.simulators.rehearsals import rehearse_camera

    _run(rehearse_camera(port), (fault,), for_s)


@app.command()
def printer(
    port: Port = 9100,
    serial: Annotated[
        bool, typer.Option("--serial", help="On a serial line instead of the network.")
    ] = False,
    fault: Fault = "none",
    pictures: Annotated[
        Path | None, typer.Option(help="A folder for a picture of each slip.")
    ] = None,
    slips: Annotated[int, typer.Option(help="End after so many slips; 0 never ends.")] = 0,
    for_s: Seconds = 0.0,
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Stand in for a receipt printer, showing what it prints."""
    _refuse_in_service(config)
    from devices.simulators.printer_sink import PrinterSink, PtyPrinter
    from devices.simulators.rehearsals import rehearse_printer

    try:
        sink = PtyPrinter() if serial else PrinterSink(port)
    except OSError as error:
        fail(f"端口 {port} 用不了（{error.strerror}）")
    shown = 0

    def show_slips() -> bool:
        nonlocal shown
        shown = _show_new(sink.received, shown, pictures)
        return not slips or shown < slips

    _run(rehearse_printer(sink), (fault,), for_s, show_slips)


def _refuse_in_service(config: Path) -> None:
    if settings_of(config).production:
        fail("本机正在正式使用（production = true），不能用模拟设备")


def _run(
    device: AbstractContextManager[Rehearsal],
    first: tuple[str, ...],
    for_s: float,
    goes_on: Callable[[], bool] = lambda: True,
) -> None:
    """Run a device until it is told to end, or say in words why it cannot run."""
    from devices.errors import SimulatorError
    from kiosk.commands.rehearsing import UnknownOrderError, rehearse

    try:
        with device as rehearsal:
            rehearse(rehearsal, first, for_s, goes_on)
    except UnknownOrderError as error:
        fail(str(error))
    except SimulatorError as error:
        fail(f"模拟设备没有运行起来：{error}")
    except OSError as error:
        fail(f"模拟设备没有运行起来（{error.strerror}）")


def _show_new(received: bytes, shown: int, pictures: Path | None) -> int:
    """Show the slips that were cut off since; return how many there are by now."""
    from devices.simulators.paper import PaperError, decode
    from devices.simulators.paper_picture import draw_paper

    pieces = _slips(received)
    for number, piece in enumerate(pieces[shown:], shown + 1):
        try:
            paper = decode(piece)
        except PaperError as error:
            show(f"第 {number} 张打不出来：{error}", error=True)
            continue
        show(f"—— 第 {number} 张 ——\n{paper.text}\n{' '.join(paper.qr_texts)}")
        if pictures is not None:
            pictures.mkdir(parents=True, exist_ok=True)
            draw_paper(paper).save(pictures / f"slip-{number:03}.png")
    return len(pieces)


def _slips(received: bytes) -> list[bytes]:
    cut = b"\x1d\x56\x01"
    return [piece + cut for piece in received.split(cut)[:-1]]
