"""`yimen devices simulate`: devices to rehearse with, refused on a terminal in service."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands.common import ConfigPath, fail, settings_of, show
from kiosk.opening import KIOSK_CONFIG

app = typer.Typer(help="Rehearse with simulated devices.", no_args_is_help=True)
POLL_S = 0.2


@app.callback()
def simulate() -> None:
    """Rehearse with simulated devices."""


@app.command()
def printer(
    port: Annotated[int, typer.Option(help="Where it listens on this machine.")] = 9100,
    fault: Annotated[
        str, typer.Option(help="How it fails: paper out, cover open, mute, vanishes, ...")
    ] = "none",
    pictures: Annotated[
        Path | None, typer.Option(help="A folder for a picture of each slip.")
    ] = None,
    slips: Annotated[int, typer.Option(help="End after so many slips; 0 never ends.")] = 0,
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Stand in for a network printer, showing what it prints."""
    from devices.simulators.printer_sink import PrinterSink, SinkFault

    if settings_of(config).production:
        fail("本机正在正式使用（production = true），不能用模拟打印机")
    if fault not in list(SinkFault):
        fail(f"没有“{fault}”这种故障；可选：{'、'.join(SinkFault)}")
    try:
        sink = PrinterSink(port)
    except OSError as error:
        fail(f"端口 {port} 用不了（{error.strerror}）")
    with sink:
        sink.fail(SinkFault(fault))
        show(
            f'模拟打印机在 {sink.target}。设置：printer.kind = "network"，target = "{sink.target}"'
        )
        shown = 0
        while not slips or shown < slips:
            time.sleep(POLL_S)
            shown = _show_new(sink.received, shown, pictures)


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
