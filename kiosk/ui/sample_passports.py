"""Sample screens of a citizen with a passport or a permit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from forms.catalogue import Catalogue
from forms.dictionary import Dictionary
from kiosk.events import DeviceChanged
from kiosk.journeys import identify
from kiosk.journeys.application import ApplyState
from kiosk.journeys.view import Body
from kiosk.journeys.world import World

READ = {
    "document_number": "L898902C3",
    "english_name": "ERIKSSON ANNA MARIA",
    "nationality": "UTO",
    "valid_to": date(2012, 4, 15).isoformat(),
}
PAGE_ALONE = (
    "只读了证件上印的机读码，没有读芯片：不能证明证件是真的，也不能证明是本人，窗口要核对原件"
)
CHIP = "芯片认可了证件上印的号码；没有核对签发机关的签名和持证人"
EXPIRED = "这本证件已经过期，窗口可能要您先换证"
FAULT = "证件芯片里的信息没有读出来。请把证件放平再试一次，或自己填写"
NO_LINES = (
    "没有读出证件下方的机读码（带 < 号的两三行）。"
    "请把带照片的一页放平、不要反光，机读码全露出来，再拍一次，或自己填写"
)


def passports() -> Iterator[tuple[str, Body]]:
    """Yield the reader's pages: waiting for the chip, failing, and what was read."""
    world = sample_world()
    chip = ApplyState(travel="chip", card=READ, card_label="照片（护照）")
    yield "passport-chip", identify.view(chip, world)
    yield "passport-reading", identify.view(replace(chip, reading=True), world)
    yield "passport-failing", identify.view(replace(chip, card_fault=FAULT), world)
    read = replace(chip, travel="", pictured=True, card_proves=PAGE_ALONE)
    yield "passport-page", identify.view(read, world)
    chipped = replace(read, pictured=False, card_label="护照或通行证", card_proves=CHIP)
    yield "passport-read", identify.view(replace(chipped, card_note=EXPIRED), world)


def passport_captures() -> Iterator[tuple[str, Body]]:
    """Yield the camera's pages."""
    world, page = sample_world(), ApplyState(travel="page")
    yield "passport", identify.view(page, world)
    yield "passport-failing", identify.view(replace(page, card_fault=NO_LINES), world)


def sample_world() -> World:
    """Return a world with a reader on which nothing lies."""
    known = {"card_reader": DeviceChanged("card_reader", "no_card")}
    empty = Catalogue((), Dictionary(()), "")
    return World(empty, "样本大厅", lambda: "", devices=known, reads_chips=True)
