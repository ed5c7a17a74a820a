"""`yimen devices read-passport`: the chip of a travel document, opened by its printed page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.commands.common import AsJson, ConfigPath, fail, settings_of, show
from kiosk.opening import KIOSK_CONFIG

if TYPE_CHECKING:
    from devices.cards.mrz import MrzKey

Printed = Annotated[str, typer.Option(help="As printed: YYMMDD.")]


def read_passport(
    photo: Annotated[
        Path | None, typer.Option(help="A photograph of the page with the two or three code lines.")
    ] = None,
    number: Annotated[str, typer.Option(help="The document's number, instead of --photo.")] = "",
    birth: Printed = "",
    expiry: Printed = "",
    as_json: AsJson = False,
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Read a passport or permit that lies on the reader."""
    from devices.cards.identity import Identity
    from devices.cards.pcsc import PcscCardReader

    settings = settings_of(config)
    key = _key_of(photo) if photo else _typed_key(number, birth, expiry)
    reader = PcscCardReader(settings.card_reader.name, allow_virtual=not settings.production)
    read = reader.read_travel_document(key)
    if not isinstance(read, Identity):
        if as_json:
            print(_as_json(False, f"{read.reason}。{read.remedy}", {}))
            raise typer.Exit(1)
        fail(f"{read.reason}。{read.remedy}")
    if as_json:
        print(_as_json(True, read.note, dict(read.data)))
        return
    words = "\n".join(f"{name}　{text}" for name, text in read.data.items())
    show(f"{read.source_label}（{read.proves}）\n{words}\n{read.note}".rstrip())


def _as_json(accepted: bool, reason: str, fields: dict[str, str]) -> str:
    result = {"accepted": accepted, "reason": reason, "fields": fields}
    return json.dumps(result, ensure_ascii=False)


def _typed_key(number: str, birth: str, expiry: str) -> MrzKey:
    from devices.cards.mrz import MrzKey

    if not number or not all(len(day) == 6 and day.isdecimal() for day in (birth, expiry)):
        fail("请给出 --photo，或者 --number 加上六位数的 --birth 和 --expiry（年月日各两位）")
    return MrzKey(number.upper(), birth, expiry)


def _key_of(photo: Path) -> MrzKey:
    """Read the code lines in a photograph, or say why that fails."""
    from devices.camera.encoding import PictureError
    from devices.camera.photo_files import read_photo
    from devices.cards.reader import CardFault
    from devices.ocr.lines import OcrError
    from devices.ocr.process import OcrProcess
    from devices.ocr.travel_page import read_travel_page

    try:
        with OcrProcess() as reader:
            page = read_travel_page(read_photo(photo).bgr, reader)
    except PictureError as error:
        fail(str(error))
    except OcrError as error:
        fail(f"文字识别没有运行起来（{error}），请重新运行 ./run setup")
    if isinstance(page, CardFault):
        fail(f"{page.reason}。{page.remedy}")
    return page.key
