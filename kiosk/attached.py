"""The devices that a terminal's settings name, and what is known of those attached."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from devices.cards.reader import CardReader
from devices.registry import build_card_reader
from kiosk.settings import KioskSettings


def build_reader(settings: KioskSettings) -> CardReader:
    """Return the card reader, or several as one."""
    reader = settings.card_reader
    return build_card_reader(
        reader.kind,
        reader.name,
        place=reader.place,
        photo_decoder=reader.photo_decoder,
        production=settings.production,
    )


def attached_devices(settings: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return (name, driver and what stands behind it) of each device; `settings` as texts."""
    return (
        ("读卡器", _reader_words(settings.get("card_reader.kind", ""))),
        ("摄像头", _camera_words(settings.get("camera.source", ""))),
        ("打印机", _printer_words(settings)),
        ("话筒", settings.get("speech.microphone") or "系统默认"),
        ("喇叭", "系统默认"),
    )


def _reader_words(kind: str) -> str:
    if "pcsc" not in kind:
        return {"sdt": "身份证读卡器（SDT）", "none": "没有装"}.get(kind, kind)
    from devices.cards.pcsc_link import PcscError, open_context, reader_names

    try:
        with open_context() as context:
            names = reader_names(context)
    except PcscError:
        names = ()
    return f"PC/SC：{'、'.join(names) or '没有接'}"


def _camera_words(source: str) -> str:
    if source == "none":
        return "没有装"
    device = f"video{source}" if source.isdecimal() else Path(source).name
    try:
        name = Path(f"/sys/class/video4linux/{device}/name").read_text(encoding="utf-8").strip()
    except OSError:
        return source if not source.isdecimal() else f"/dev/{device}，没有接"
    return f"/dev/{device}：{name}"


def _printer_words(settings: Mapping[str, str]) -> str:
    kinds = {"file": "文件", "network": "网络", "serial": "串口", "usb": "USB", "none": "没有装"}
    kind = settings.get("printer.kind", "")
    target = "" if kind == "none" else f"：{settings.get('printer.target', '')}"
    return f"{kinds.get(kind, kind)}{target}"
