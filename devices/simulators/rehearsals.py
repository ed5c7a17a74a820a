"""Simulated devices as a technician rehearses with them: orders by name, settings to copy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from devices.simulators.badge import BadgeChip
from devices.simulators.chip import Chip
from devices.simulators.passport import PassportChip
from devices.simulators.pcsc_daemon import PcscDaemon
from devices.simulators.printer_sink import PrinterSink, PtyPrinter, SinkFault
from devices.simulators.resident_card import SPECIMENS, ResidentCard
from devices.simulators.scene_stream import SceneFault, SceneStream
from devices.simulators.sdt_reader import SdtFault, SdtReaderSimulator, Trouble
from devices.simulators.virtual_card import AnyChip, ChipFault, VirtualCard

Fault = TypeVar("Fault", bound=StrEnum)

ONLY_ON_A_NETWORK = (SinkFault.SWITCHED_OFF, SinkFault.VANISHES)
FIRST_READER = "Virtual PCD 00 00"
LINE_BAUD = 115200
LATE_S = 2.0


@dataclass(frozen=True)
class Order:
    """Something that can be done to a simulated device, in words for a technician."""

    words: str
    carry_out: Callable[[], None]


@dataclass(frozen=True)
class Rehearsal:
    """A simulated device that runs: what names it in the settings, and what it can be told."""

    settings: Mapping[str, str]
    orders: Mapping[str, Order]

    @property
    def faults(self) -> tuple[str, ...]:
        """Return the orders that make it fail."""
        return tuple(name for name in self.orders if name in FAULT_WORDS and name != "none")


FAULT_WORDS: Mapping[str, str] = {
    "none": "一切正常",
    "removed half way": "读到一半拿走",
    "half a frame": "数据只来一半",
    "wrong checksum": "校验不对",
    "late": "很慢",
    "never": "不回答",
    "mute": "没有反应",
    "wrong layout": "不认识的证",
    "noise": "线路有杂音",
    "hand tremor": "手在抖",
    "glare": "反光",
    "blur": "模糊",
    "bad light": "太暗",
    "too bright": "太亮",
    "no page": "没有放材料",
    "switched off": "关机",
    "paper out": "没有纸",
    "paper low": "纸快用完",
    "cover open": "盖子开着",
    "cutter jam": "切刀卡住",
    "offline": "脱机",
    "runs out": "打到一半没纸",
    "vanishes": "打到一半断线",
    "never done": "不说打完没有",
}


@contextmanager
def rehearse_card() -> Iterator[Rehearsal]:
    """Run pcscd with a virtual reader and a social security card beside it."""
    with PcscDaemon():
        card = VirtualCard()
        orders = {
            f"generation {generation}": Order(
                f"放上第{number}代社保卡", _lay_chip(card, Chip(generation))
            )
            for generation, number in ((1, "一"), (2, "二"), (3, "三"))
        }
        orders["locked"] = Order("放上已锁定的社保卡", _lay_chip(card, Chip(is_locked=True)))
        orders["unknown"] = Order("放上别的卡", _lay_chip(card, Chip(application=b"other")))
        orders["passport"] = Order("放上护照样本", _lay_chip(card, PassportChip()))
        orders["badge"] = Order("放上感应工作卡", _lay_chip(card, BadgeChip()))
        orders["lift"] = Order("拿走卡", card.remove)
        try:
            yield Rehearsal(
                {"card_reader.kind": "pcsc", "card_reader.name": FIRST_READER},
                orders | _faults(ChipFault, card.fail),
            )
        finally:
            card.remove()


@contextmanager
def rehearse_sdt() -> Iterator[Rehearsal]:
    """Run a resident card reader on a pseudo terminal."""
    names = {
        " ": "身份证",
        "J": "港澳台居民居住证",
        "I": "外国人永居证（2017）",
        "Y": "外国人永居证（2023）",
    }
    with SdtReaderSimulator(LINE_BAUD) as reader:
        orders = {
            f"card {kind}".strip(): Order(
                f"放上{names[kind]}", _lay_resident(reader, ResidentCard(kind))
            )
            for kind in SPECIMENS
        }
        moved = ResidentCard(new_address="佛山市禅城区样本路3号")
        orders["moved"] = Order("放上写有新住址的身份证", _lay_resident(reader, moved))
        orders["lift"] = Order("拿走证", reader.lift)
        orders |= _faults(SdtFault, lambda fault: reader.fail(Trouble(fault, LATE_S)))
        yield Rehearsal({"card_reader.kind": "sdt", "card_reader.place": reader.device}, orders)


@contextmanager
def rehearse_camera(port: int = 0, width: int = 1280) -> Iterator[Rehearsal]:
    """Stream generated scenes of a page on a desk."""
    removed = SceneFault.REMOVED
    with SceneStream(port, width) as stream:
        yield Rehearsal(
            {"camera.source": stream.source},
            _faults(SceneFault, stream.fail)
            | {str(removed): Order("拍到一半拔掉", _failing(stream.fail, removed))},
        )


@contextmanager
def rehearse_printer(sink: PrinterSink | PtyPrinter) -> Iterator[Rehearsal]:
    """Run a receipt printer on the network or on a pseudo terminal."""
    kind = "network" if isinstance(sink, PrinterSink) else "serial"
    faults = (fault for fault in SinkFault if kind == "network" or fault not in ONLY_ON_A_NETWORK)
    mute = SinkFault.MUTE
    with sink:
        yield Rehearsal(
            {"printer.kind": kind, "printer.target": sink.target},
            _faults(faults, sink.fail)
            | {str(mute): Order("能打印，但不回答", _failing(sink.fail, mute))},
        )


def _faults(faults: Iterable[Fault], fail: Callable[[Fault], None]) -> dict[str, Order]:
    return {str(fault): Order(FAULT_WORDS[fault], _failing(fail, fault)) for fault in faults}


def _failing(fail: Callable[[Fault], None], fault: Fault) -> Callable[[], None]:
    return lambda: fail(fault)


def _lay_chip(card: VirtualCard, chip: AnyChip) -> Callable[[], None]:
    return lambda: card.insert(chip)


def _lay_resident(reader: SdtReaderSimulator, card: ResidentCard) -> Callable[[], None]:
    return lambda: reader.lay(card)
