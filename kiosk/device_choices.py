"""What can be chosen for each device of a terminal: the core of the wizard, on glass and typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from devices.attached import Attached, Kind

__all__ = [
    "Attached",
    "Choice",
    "KEYS",
    "KIND_NAMES",
    "Kind",
    "Settings",
    "WANTED",
    "choices",
    "place_choice",
]

WANTED: Mapping[str, str] = MappingProxyType(
    {
        "card_reader": "读卡器",
        "camera": "摄像头",
        "printer": "打印机",
        "page_printer": "A4 打印机",
        "microphone": "话筒",
    }
)
"""What the wizard goes through → its name, in this order."""
KIND_NAMES: Mapping[str, str] = MappingProxyType(
    {**WANTED, "serial": "串口", "other": "其他", "unknown": "不认识"}
)
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "card_reader": ("card_reader.kind", "card_reader.name", "card_reader.place"),
        "camera": ("camera.source",),
        "printer": ("printer.kind", "printer.target"),
        "page_printer": ("page_printer.queue",),
        "microphone": ("speech.microphone",),
    }
)
"""Device → the settings that say which it is; the first is what it is left out by."""
_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "pcsc": "PC/SC",
        "sdt": "SDT",
        "pcsc+sdt": "PC/SC 和 SDT",
        "file": "文件",
        "network": "网络",
        "serial": "串口",
        "usb": "USB",
    }
)
_USB = re.compile(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{4}")

RECORDED_S = 5
SAY_SOMETHING = f"请现在对着话筒说一句话，例如“我要办居住证”。录 {RECORDED_S} 秒，再放给您听"

Settings = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choice:
    """One device that may be taken, and the settings that take it."""

    name: str
    place: str
    settings: Settings
    is_none: bool = False
    """Whether it says that this terminal has no such device."""

    @property
    def words(self) -> str:
        """The device as a technician reads it."""
        return f"{self.name}（{self.place}）" if self.place else self.name


def choices(
    section: str, found: Sequence[Attached], values: Mapping[str, str]
) -> tuple[Choice, ...]:
    """Return what may be chosen: what is plugged in, then what the settings name, then none.

    The last of the microphones is the system's own: a terminal can always be spoken to.
    """
    # Two readers of one make go by one name: the settings cannot tell them apart.
    fitting = tuple({one.settings: one for one in _fitting(section, found)}.values())
    return (*fitting, *_configured(section, fitting, values), _last(section))


def _last(section: str) -> Choice:
    key = KEYS[section][0]
    if section == "microphone":
        return Choice("系统默认的话筒", "", ((key, ""),))
    absent = "" if section == "page_printer" else "none"
    return Choice("这台机器不装", "", ((key, absent),), is_none=True)


def place_choice(section: str, text: str) -> Choice | None:
    """Return the device at a place that was typed in; None where nothing was."""
    place = text.strip()
    if not place:
        return None
    if section in ("page_printer", "microphone"):
        return Choice(WANTED[section], place, ((KEYS[section][0], place),))
    if section == "camera":
        return Choice("摄像头", place, (("camera.source", place),))
    if section == "card_reader":
        settings = (("card_reader.kind", "sdt"), ("card_reader.place", place))
        return Choice("身份证读卡器", place, settings)
    kind = "serial" if place.startswith("/") else "usb" if _USB.fullmatch(place) else "network"
    names = {"serial": "串口打印机", "usb": "USB 打印机", "network": "网络打印机"}
    return Choice(names[kind], place, (("printer.kind", kind), ("printer.target", place)))


def _fitting(section: str, found: Sequence[Attached]) -> Iterator[Choice]:
    taken = []
    for one in found:
        if one.kind == section:
            taken.append(Choice(one.name, _where(one), one.settings))
        elif one.kind is Kind.SERIAL and section == "printer":
            taken.append(Choice("串口打印机", one.place, one.settings))
        elif one.kind is Kind.SERIAL and section == "card_reader":
            settings = (("card_reader.kind", "sdt"), ("card_reader.place", one.place))
            taken.append(Choice("身份证读卡器", one.place, settings))
    yield from taken
    if section == "card_reader":
        yield from _pairs(taken)


def _pairs(taken: Sequence[Choice]) -> Iterator[Choice]:
    """Yield each resident card reader with each other one: a terminal may have both."""
    by_kind: dict[str, list[Choice]] = {"pcsc": [], "sdt": []}
    for one in taken:
        by_kind[dict(one.settings)["card_reader.kind"]].append(one)
    for chip in by_kind["pcsc"]:
        for resident in by_kind["sdt"]:
            both = {**dict(chip.settings), **dict(resident.settings)}
            both["card_reader.kind"] = "pcsc+sdt"
            yield Choice("两个一起用", f"{chip.name}、{resident.place}", tuple(both.items()))


def _where(one: Attached) -> str:
    return f"{one.place}，序列号 {one.serial}" if one.serial else one.place


def _configured(
    section: str, fitting: Sequence[Choice], values: Mapping[str, str]
) -> Iterator[Choice]:
    """Yield what the settings name, unless it was found or is none."""
    named = {key: values[key] for key in KEYS[section] if key in values}
    known = any(set(one.settings) <= set(named.items()) for one in fitting)
    if any(named.values()) and not known and "none" not in named.values():
        place = "，".join(_WORDS.get(text, text) for text in named.values() if text)
        yield Choice("现在设置的", place, tuple(named.items()))
