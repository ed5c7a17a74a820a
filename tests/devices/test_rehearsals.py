"""Each fault that a technician can rehearse is told by the driver above it, and mended again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from devices.camera import (
    Camera,
    OpenCvCamera,
    Picture,
    WatchedCamera,
    assess,
    build_camera,
    watched,
)
from devices.camera.assessment import BLURRED, GLARE, NO_PAGE, TOO_DARK
from devices.camera.live import LiveEdges
from devices.cards.identity import Identity
from devices.cards.pcsc import MUTE, TOO_SLOW, PcscCardReader
from devices.cards.reader import CardFault, CardReader
from devices.cards.sdt import reader as sdt_reader
from devices.cards.sdt.link import SerialPlace
from devices.cards.sdt.reader import SdtCardReader
from devices.printers import TicketSlip, build_printer
from devices.simulators.printer_sink import PrinterSink, PtyPrinter
from devices.simulators.rehearsals import (
    Rehearsal,
    rehearse_camera,
    rehearse_card,
    rehearse_printer,
    rehearse_sdt,
)
from devices.simulators.scene_stream import SceneFault
from devices.status import DeviceState

PATIENCE_S = 10.0
WIDTH, HEIGHT = 800, 450
"""Smaller than a terminal's picture: scenes are put together the faster."""
SLIP = TicketSlip("取号单", "B007", ("请到 3 号窗口",), "B007")


def order(rehearsal: Rehearsal, name: str) -> None:
    rehearsal.orders[name].carry_out()


def await_(holds: Callable[[], bool]) -> None:
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s, "it never came to hold"
        time.sleep(0.02)


def lay(rehearsal: Rehearsal, reader: CardReader, card: str) -> None:
    """Lay a card, and wait until the reader has seen it."""
    order(rehearsal, "lift")
    await_(lambda: reader.status().state is DeviceState.NO_CARD)
    order(rehearsal, card)
    await_(lambda: reader.status().state is DeviceState.READY)


def rehearse_faults(
    rehearsal: Rehearsal, reader: CardReader, card: str, *, keeps_lying: bool = False
) -> dict[str, str]:
    """Lay the card, break it and read it, for each fault; mend it and see it read at the end.

    Returns what was read in words where it was not read.
    """
    told = {}
    lay(rehearsal, reader, card)
    for fault in rehearsal.faults:
        order(rehearsal, fault)
        read = reader.read()
        if isinstance(read, CardFault):
            assert read.reason and read.remedy.startswith("请"), fault
            told[fault] = read.reason
        order(rehearsal, "none")
        # Laid once, a chip card is read as often as one likes, unless the fault took it away.
        if not (keeps_lying and isinstance(reader.read(), Identity)):
            lay(rehearsal, reader, card)
    assert isinstance(reader.read(), Identity)
    return told


@pytest.fixture(scope="module")
def chips() -> Iterator[Rehearsal]:
    """The virtual reader, started once: a pcscd takes a second to start and to end."""
    with rehearse_card() as rehearsal:
        yield rehearsal


def test_every_fault_of_a_chip_card_is_told_with_a_remedy_and_can_be_mended(
    chips: Rehearsal,
) -> None:
    reader = PcscCardReader(chips.settings["card_reader.name"], timeout_s=6.0)
    quick = without(chips, "late", "never")
    told = rehearse_faults(quick, reader, "generation 2", keeps_lying=True)
    assert set(told) == {"removed half way", "half a frame", "wrong checksum", "mute"}
    assert "拿开" in told["removed half way"]


def without(rehearsal: Rehearsal, *faults: str) -> Rehearsal:
    """Return a rehearsal that does not try some faults."""
    orders = {name: one for name, one in rehearsal.orders.items() if name not in faults}
    return Rehearsal(rehearsal.settings, orders)


def test_a_chip_card_that_never_answers_is_given_up_and_the_next_one_read(
    chips: Rehearsal,
) -> None:
    reader = PcscCardReader(chips.settings["card_reader.name"], timeout_s=0.7)
    lay(chips, reader, "generation 1")
    order(chips, "never")
    assert reader.read() == TOO_SLOW
    order(chips, "none")
    lay(chips, reader, "generation 1")
    await_(lambda: isinstance(reader.read(), Identity))


def test_cards_that_tell_nobody_say_why(chips: Rehearsal) -> None:
    reader = PcscCardReader(chips.settings["card_reader.name"])
    for card, word in (("locked", "锁定"), ("unknown", "不认识")):
        lay(chips, reader, card)
        read = reader.read()
        assert isinstance(read, CardFault) and word in read.reason
    order(chips, "mute")
    lay(chips, reader, "generation 2")
    assert reader.read() == MUTE
    order(chips, "none")
    lay(chips, reader, "generation 3")
    third = reader.read()
    assert isinstance(third, Identity) and "name" not in third.data


def test_every_fault_of_a_resident_card_reader_is_told_with_a_remedy_and_can_be_mended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The simulator, unlike a reader's antenna, finds a card however often it is asked.
    monkeypatch.setattr(sdt_reader, "POLL_S", 0.05)
    monkeypatch.setattr(sdt_reader, "FOUND_HOLD_S", 0.2)
    with rehearse_sdt() as rehearsal:
        place = SerialPlace(rehearsal.settings["card_reader.place"])
        reader = SdtCardReader(place, read_hold_s=0.1)
        quick = without(rehearsal, "late", "never", "removed half way")
        told = rehearse_faults(quick, reader, "card Y")
        assert set(told) == {"half a frame", "wrong checksum", "wrong layout"}
        reader.close()


def soon_judged(camera: Camera, reason: str) -> bool:
    """Whether a frame with this verdict comes; some that were under way come before it."""
    end_s = time.monotonic() + PATIENCE_S
    judged: Picture = np.empty(0, np.uint8)
    while time.monotonic() < end_s:
        frame = camera.read()
        # The page lies still: the same picture need not be judged again.
        if frame is None or np.array_equal(frame.bgr, judged):
            continue
        judged = frame.bgr
        if assess(judged).reason == reason:
            return True
    return False


def test_bad_pictures_are_told_apart_and_a_good_one_is_taken() -> None:
    with rehearse_camera(width=WIDTH) as rehearsal:
        camera = build_camera(rehearsal.settings["camera.source"], WIDTH, HEIGHT)
        assert camera.open().state.is_usable
        expected = {"bad light": TOO_DARK, "glare": GLARE, "blur": BLURRED, "no page": NO_PAGE}
        for fault, reason in (*expected.items(), ("none", "")):
            order(rehearsal, fault)
            assert soon_judged(camera, reason), fault
        camera.close()


def test_a_trembling_hand_keeps_the_shutter_from_going_off() -> None:
    with rehearse_camera(width=WIDTH) as rehearsal:
        order(rehearsal, "hand tremor")
        camera = build_camera(rehearsal.settings["camera.source"], WIDTH, HEIGHT)
        camera.open()
        edges = LiveEdges()
        frames = [frame for _ in range(17) if (frame := camera.read()) is not None]
        camera.close()
        assert len(frames) == 17
        assert not any(edges.look(frame).is_steady for frame in frames)


@pytest.mark.parametrize("fault", [SceneFault.REMOVED, SceneFault.NEVER])
def test_a_camera_pulled_out_or_hanging_ends_and_is_opened_again(
    fault: SceneFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched, "CLOSE_S", 0.3)
    with rehearse_camera(width=WIDTH) as rehearsal:
        source = rehearsal.settings["camera.source"]
        camera = WatchedCamera(lambda: OpenCvCamera(source, WIDTH, HEIGHT), frame_s=0.8)
        camera.open()
        assert camera.read() is not None
        order(rehearsal, fault)
        await_(lambda: camera.read() is None)
        status = camera.status()
        assert not status.state.is_usable and status.remedy.startswith("请")
        camera.close()
        order(rehearsal, "none")
        assert camera.open().state.is_usable and camera.read() is not None
        camera.close()


@pytest.mark.parametrize("build", [PrinterSink, PtyPrinter])
def test_a_printer_is_told_to_fail_by_name_and_mended(
    build: Callable[[], PrinterSink | PtyPrinter],
) -> None:
    with rehearse_printer(build()) as rehearsal:
        settings = rehearsal.settings
        printer = build_printer(settings["printer.kind"], settings["printer.target"])
        for fault, word in (("paper out", "没有纸"), ("cover open", "盖子")):
            order(rehearsal, fault)
            outcome = printer.print_ticket(SLIP)
            assert not outcome.ok and word in outcome.reason
            assert outcome.remedy.startswith("请")
        order(rehearsal, "none")
        assert printer.print_ticket(SLIP).ok
