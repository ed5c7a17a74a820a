"""`yimen devices` and `yimen doctor`: what is attached, what is wrong, and files as a camera."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from forms.today import SHANGHAI
from kiosk.commands import simulate
from kiosk.commands.common import AsJson, ConfigPath, fail, settings_of, show
from kiosk.commands.device_setup import setup
from kiosk.commands.travel_documents import read_passport
from kiosk.opening import KIOSK_CONFIG

if TYPE_CHECKING:
    from kiosk.doctor import Finding

app = typer.Typer(help="Look at devices, and try the camera's work on files.", no_args_is_help=True)
Picture = Annotated[
    Path, typer.Argument(metavar="FILE", help="A photograph: JPEG, PNG, WebP, TIFF, BMP.")
]


def doctor(
    config: ConfigPath = KIOSK_CONFIG,
    as_json: AsJson = False,
    report: Annotated[
        Path | None, typer.Option(help="Write a dated readiness report (PDF) there.")
    ] = None,
) -> None:
    """Check every device; exits 0 only when every device that is wanted is ready."""
    from kiosk.doctor import examine

    settings = settings_of(config)
    found = list(examine(settings))
    if as_json:
        print(json.dumps([_as_row(one) for one in found], ensure_ascii=False))
    else:
        _print_findings(found)
    if report is not None:
        _write_report(report, settings.hall.name, config, found)
        if not as_json:
            show(f"检查报告在 {report}")
    if not all(one.is_fine for one in found):
        raise typer.Exit(1)


def _as_row(finding: Finding) -> dict[str, str]:
    keys = ("name", "kind", "status", "reason", "remedy")
    return {key: str(getattr(finding, key)) for key in keys}


def _print_findings(found: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Column, Table

    table = Table("设备", "状态", *(Column(name, overflow="fold") for name in ("说明", "怎么办")))
    for one in found:
        colour, state = ("green", "正常") if one.is_fine else ("red", "有问题")
        if not one.status.is_usable and one.is_fine:
            colour, state = "dim", "不需要"
        remedy = "" if state == "不需要" else one.remedy
        table.add_row(one.name, f"[{colour}]{state}[/]", one.reason, remedy)
    Console().print(table)


def _write_report(path: Path, hall_name: str, config: Path, found: list[Finding]) -> None:
    import socket
    from datetime import datetime
    from importlib.metadata import version

    from kiosk.readiness import ReportHead, draw_readiness

    now = datetime.now(SHANGHAI)
    head = ReportHead(
        hall_name, socket.gethostname(), f"yimen {version('yimen')}", str(config), now
    )
    try:
        path.write_bytes(draw_readiness(head, found))
    except OSError as error:
        fail(f"{path}: 写不了（{error.strerror}）")


app.command("list")(doctor)
app.command()(setup)
app.command("read-passport")(read_passport)
app.add_typer(simulate.app, name="simulate")


@app.command("print")
def print_pages(
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="A PDF document.")],
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Print a document on the A4 printer and wait until it is out."""
    from devices.printers.cups import CupsPrinter

    queue = settings_of(config).page_printer.queue
    if not queue:
        fail("没有装 A4 打印机。请在设置 page_printer.queue 写上它在 CUPS 里的名字")
    try:
        data = file.read_bytes()
    except OSError as error:
        fail(f"{file}: 打不开（{error.strerror}）")
    if not data.startswith(b"%PDF-"):
        fail(f"{file}: 不是 PDF 文件")
    outcome = CupsPrinter(queue).print_pdf(data, file.stem)
    if not outcome.ok:
        fail(f"{outcome.reason}。{outcome.remedy}")
    show("打印完了")


@app.command()
def scan(
    file: Picture,
    output: Annotated[Path | None, typer.Option(help="Where the straightened page goes.")] = None,
    as_json: AsJson = False,
) -> None:
    """Find the page in a photograph, judge it and straighten it."""
    from devices.camera.encoding import PictureError
    from devices.camera.files import scan_photo
    from devices.camera.photo_files import read_photo

    empty: dict[str, object] = {"accepted": False, "reason": "", "corners": [], "output": ""}
    try:
        found = scan_photo(read_photo(file))
    except PictureError as error:
        refuse(empty, str(error), as_json)
    place = output or file.with_name(f"{file.stem}-scan.jpg")
    if found.accepted:
        try:
            place.write_bytes(*_upright(found.jpeg))
        except OSError as error:
            refuse(empty, f"{place}: 写不了（{error.strerror}）", as_json)
    result = {
        "accepted": found.accepted,
        "reason": found.reason,
        "corners": [[float(x), float(y)] for x, y in found.corners or ()],
        "output": str(place) if found.accepted else "",
    }
    words = f"{place}\n{found.reason}".strip() if found.accepted else found.reason
    show_result(result, as_json, words)


def _upright(*jpegs: bytes) -> tuple[bytes, ...]:
    """Turn pages as their text is read; where none can be read they stay as they were taken."""
    from devices.camera.encoding import decode, encode_jpeg
    from devices.ocr.lines import OcrError
    from devices.ocr.process import OcrProcess
    from devices.ocr.upright import upright

    turned = []
    try:
        with OcrProcess() as reader:
            for jpeg in jpegs:
                page = decode(jpeg)
                right = upright(page, reader)
                turned.append(jpeg if right is page else encode_jpeg(right))
    except OcrError:
        return jpegs
    return tuple(turned)


@app.command()
def bind(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Photographs, a page each, in order.")
    ],
    output: Annotated[Path, typer.Option(help="Where the PDF goes.")] = Path("pages.pdf"),
    most_mb: Annotated[int, typer.Option(min=1, max=200, help="Largest size of the PDF.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Straighten several photographed pages and bind them into one PDF."""
    from devices.camera.binding import bind as bind_pages
    from devices.camera.encoding import PictureError
    from devices.camera.files import scan_photo
    from devices.camera.photo_files import read_photo

    result: dict[str, object] = {"accepted": False, "reason": "", "pages": 0, "output": ""}
    pages = []
    try:
        for number, file in enumerate(files, start=1):
            found = scan_photo(read_photo(file))
            if not found.accepted:
                refuse(result, f"第 {number} 页（{file}）：{found.reason}", as_json, exit_code=0)
            pages.append(found.jpeg)
        output.write_bytes(bind_pages(_upright(*pages), most_mb * 1_000_000))
    except PictureError as error:
        refuse(result, str(error), as_json)
    except OSError as error:
        refuse(result, f"{output}: 写不了（{error.strerror}）", as_json)
    result |= {"accepted": True, "pages": len(pages), "output": str(output)}
    show_result(result, as_json, f"{output}\n共 {len(pages)} 页")


@app.command()
def codes(file: Picture, as_json: AsJson = False) -> None:
    """Read the bar codes and QR codes in a photograph."""
    from devices.camera.encoding import PictureError
    from devices.camera.files import find_codes
    from devices.camera.photo_files import read_photo

    try:
        found = [asdict(code) for code in find_codes(read_photo(file), look_closely=True)]
    except PictureError as error:
        refuse({"codes": []}, str(error), as_json)
    words = "\n".join(f"{code['format']}　{code['text']}" for code in found)
    nothing = "" if found else "没有找到条码或二维码"
    show_result({"codes": found, "reason": nothing}, as_json, words or nothing)


@app.command()
def portrait(
    file: Picture,
    output: Annotated[Path | None, typer.Option(help="Where the cut photo goes.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a picture of a person as the photo of a document, and cut it out."""
    from devices.camera.encoding import PictureError, encode_jpeg
    from devices.camera.photo_files import read_photo
    from devices.camera.portrait import check_portrait

    result: dict[str, object] = {"accepted": False, "reason": "", "face": [], "output": ""}
    place = output or file.with_name(f"{file.stem}-portrait.jpg")
    try:
        photo = read_photo(file)
        found = check_portrait(photo.bgr)
        if found.photo is not None:
            place.write_bytes(encode_jpeg(found.photo))
    except PictureError as error:
        refuse(result, str(error), as_json)
    except OSError as error:
        refuse(result, f"{place}: 写不了（{error.strerror}）", as_json)
    result |= {
        "accepted": found.accepted,
        "reason": found.reason,
        "face": [round(side * photo.scale) for side in found.face or ()],
        "output": str(place) if found.accepted else "",
    }
    show_result(result, as_json, str(place) if found.accepted else found.reason)


@app.command("read-id")
def read_id(file: Picture, as_json: AsJson = False) -> None:
    """Read a resident card, a social security card or a business licence from a photograph."""
    from devices.camera.encoding import PictureError
    from devices.camera.photo_files import read_photo
    from devices.ocr.card_photo import read_card_photo
    from devices.ocr.lines import OcrError
    from devices.ocr.process import OcrProcess

    empty: dict[str, object] = {"accepted": False, "reason": "", "fields": {}}
    try:
        with OcrProcess() as reader:
            found = read_card_photo(read_photo(file).bgr, reader)
    except PictureError as error:
        refuse(empty, str(error), as_json)
    except OcrError as error:
        refuse(empty, f"文字识别没有运行起来（{error}），请重新运行 ./run setup", as_json)
    result = {"accepted": found.accepted, "reason": found.reason, "fields": dict(found.fields)}
    words = "\n".join(f"{key}　{text}" for key, text in found.fields.items())
    show_result(result, as_json, f"{found.label}\n{words}" if found.accepted else found.reason)


def refuse(result: dict[str, object], reason: str, as_json: bool, exit_code: int = 1) -> NoReturn:
    """Say in the shape of a result why there is none, and end."""
    if as_json:
        print(json.dumps(result | {"reason": reason}, ensure_ascii=False))
    elif exit_code:
        fail(reason)
    else:
        show(reason)
    raise typer.Exit(exit_code)


def show_result(result: dict[str, object], as_json: bool, words: str) -> None:
    """Print a result for a program or for a person."""
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        show(words)
