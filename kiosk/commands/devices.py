"""`yimen devices` and `yimen doctor`: what is attached, what is wrong, and files as a camera."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands.common import AsJson, ConfigPath, fail, show
from kiosk.opening import KIOSK_CONFIG
from kiosk.settings import SettingsError, load_settings

app = typer.Typer(help="Look at devices, and try the camera's work on files.", no_args_is_help=True)
Picture = Annotated[Path, typer.Argument(metavar="FILE", help="A photograph, JPEG or PNG.")]


def doctor(config: ConfigPath = KIOSK_CONFIG, as_json: AsJson = False) -> None:
    """Check every device; exits 0 only when nothing is wrong."""
    from kiosk.doctor import examine

    try:
        found = list(examine(load_settings(config, os.environ)))
    except SettingsError as error:
        fail(str(error))
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        from rich.console import Console
        from rich.table import Column, Table

        table = Table(
            "设备", "状态", *(Column(name, overflow="fold") for name in ("原因", "怎么办"))
        )
        for one in found:
            state = "正常" if one.is_fine else "有问题"
            colour = "green" if one.is_fine else "red"
            table.add_row(one.name, f"[{colour}]{state}[/]", one.reason, one.remedy)
        Console().print(table)
    if not all(one.is_fine for one in found):
        raise typer.Exit(1)


app.command("list")(doctor)


@app.command()
def scan(
    file: Picture,
    output: Annotated[Path | None, typer.Option(help="Where the straightened page goes.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find the page in a photograph, judge it and straighten it."""
    from devices.camera.encoding import PictureError
    from devices.camera.files import read_picture
    from devices.camera.files import scan as scan_picture

    try:
        found = scan_picture(read_picture(file))
    except PictureError as error:
        fail(str(error))
    place = output or file.with_name(f"{file.stem}-scan.jpg")
    if found.accepted:
        try:
            place.write_bytes(found.jpeg)
        except OSError as error:
            fail(f"{place}: 写不了（{error.strerror}）")
    corners = [[float(x), float(y)] for x, y in found.corners] if found.corners is not None else []
    result = {
        "accepted": found.accepted,
        "reason": found.reason,
        "corners": corners,
        "output": str(place) if found.accepted else "",
    }
    show_result(result, as_json, str(place) if found.accepted else found.reason)


@app.command()
def codes(file: Picture, as_json: AsJson = False) -> None:
    """Read the bar codes and QR codes in a photograph."""
    from devices.camera.encoding import PictureError
    from devices.camera.files import find_codes, read_picture

    try:
        found = [asdict(code) for code in find_codes(read_picture(file))]
    except PictureError as error:
        fail(str(error))
    words = "\n".join(f"{code['format']}　{code['text']}" for code in found)
    show_result({"codes": found}, as_json, words or "没有找到条码或二维码")


def show_result(result: dict[str, object], as_json: bool, words: str) -> None:
    """Print a result for a program or for a person."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        show(words)
