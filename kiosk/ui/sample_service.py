"""Sample screens of service mode, as a technician meets them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from forms.catalogue import Catalogue
from forms.dictionary import Dictionary
from kiosk.device_choices import Attached, Kind, choices
from kiosk.events import DeviceChanged, DeviceTried, Fact, ServiceReported
from kiosk.journeys.service_mode import ServiceState, view
from kiosk.journeys.service_setup import SetupState
from kiosk.journeys.view import Body
from kiosk.journeys.world import World

DEVICES = (
    DeviceChanged("card_reader", "no_card", "读卡器上没有卡", "请把社保卡放到读卡器上"),
    DeviceChanged("camera", "ready"),
    DeviceChanged(
        "printer", "error", "打印机没有纸了", "请用手机拍下屏幕上的号码，并告诉工作人员换纸"
    ),
    DeviceChanged("microphone", "ready"),
    DeviceChanged("loudspeaker", "absent", "没有找到喇叭", "请检查音箱是否插好并打开"),
)
FACTS = (
    Fact("大厅服务", "http://10.20.0.5:8080"),
    Fact("网络", "10.20.0.31"),
    Fact("磁盘", "磁盘只剩 0.4 GB。请清理磁盘，否则办件存不下来", False),
    Fact("时钟", "2026-11-25 09:41（北京时间），已联网对时"),
    Fact("待上传", "2 件"),
)
ATTACHED = (
    Fact("读卡器", "PC/SC：ACS ACR39U ICC Reader 00 00，上次使用 11-25 09:12"),
    Fact("打印机", "网络：192.168.1.50:9100，开机后还没用过"),
)
VALUES = (
    ("speech.volume", "0.9"),
    ("speech.volume_by_hour", "12-14 0.5, 21-7 0"),
    ("speech.rate", "170"),
    ("visit.inactivity_s", "120.0"),
    ("visit.countdown_s", "30.0"),
    ("screen.home", "services"),
    ("production", "False"),
    ("camera.source", "0"),
    ("card_reader.kind", "pcsc"),
    ("hall.timeout_s", "5.0"),
)
LOG = (
    "2026-11-25 09:40:12,100 INFO kiosk.performers.watch: printer error",
    "2026-11-25 09:41:03,220 WARNING kiosk.performers.staff: staff called: help",
)
REPORT = ServiceReported((("整机检查", FACTS), ("接着的设备", ATTACHED)), LOG, VALUES, True)
DETECTED = (
    Attached(
        Kind.CARD_READER,
        "ACS ACR39U ICC Reader",
        "PC/SC",
        (("card_reader.kind", "pcsc"), ("card_reader.name", "ACS ACR39U ICC Reader")),
    ),
    Attached(
        Kind.CAMERA,
        "HD Document Camera",
        "/dev/video0",
        (("camera.source", "/dev/video0"),),
    ),
    Attached(
        Kind.PRINTER,
        "EPSON TM-T82III Receipt",
        "04b8:0e28",
        (("printer.kind", "usb"), ("printer.target", "04b8:0e28")),
        "X5NK012345",
    ),
    Attached(
        Kind.SERIAL,
        "串口设备",
        "/dev/ttyUSB0",
        (("printer.kind", "serial"), ("printer.target", "/dev/ttyUSB0")),
    ),
    Attached(
        Kind.PAGE_PRINTER, "HP_LaserJet_M404", "CUPS", (("page_printer.queue", "HP_LaserJet_M404"),)
    ),
    Attached(
        Kind.MICROPHONE,
        "USB Audio Device",
        "PortAudio",
        (("speech.microphone", "USB Audio Device"),),
    ),
    Attached(Kind.OTHER, "键盘、鼠标或触摸屏", "222a:0001"),
    Attached(Kind.UNKNOWN, "不认识", "1234:5678"),
)
PICKING = SetupState("pick", DETECTED)
USB_MICROPHONE = choices("microphone", DETECTED, {})[0]
EPSON = choices("printer", DETECTED, {})[0]
WIZARD = {
    "finding": SetupState(),
    "found": SetupState("found", DETECTED),
    "nothing": SetupState("found"),
    "pick": PICKING,
    "type": replace(PICKING, page="type", section=2, place="192.168.1.50"),
    "trying": replace(PICKING, page="trying", section=2, picked=EPSON),
    "tried": replace(
        PICKING,
        page="tried",
        section=2,
        picked=EPSON,
        tried=DeviceTried(True, "测试页已送到打印机，请看是否清楚"),
    ),
    "pick_microphone": replace(PICKING, section=4, picked=USB_MICROPHONE),
    "trying_microphone": replace(PICKING, page="trying", section=4, picked=USB_MICROPHONE),
    "tried_microphone": replace(
        PICKING,
        page="tried",
        section=4,
        picked=USB_MICROPHONE,
        tried=DeviceTried(
            True,
            "最大音量 ■■■■■■□□□□，听到“我要办居住证”。刚才放的录音听得清楚，就是正常",
        ),
    ),
    "failing": replace(
        PICKING,
        page="tried",
        section=2,
        picked=EPSON,
        tried=DeviceTried(False, "", "没有找到打印机", "请检查打印机的电源和连接线"),
    ),
    "summary": replace(
        PICKING,
        page="summary",
        taken=(
            ("card_reader", choices("card_reader", DETECTED, {})[2], True),
            ("printer", EPSON, False),
        ),
    ),
    "saved": replace(
        PICKING, page="saved", taken=(("printer", EPSON, True),), before=EPSON.settings
    ),
}
STATES = {
    "pin": ServiceState(pin="604211"),
    "badge": ServiceState(fault="这张卡不是登记过的工作卡。请换一张，或者输入维护密码"),
    "overview": ServiceState(page="overview", report=REPORT),
    "settings": ServiceState(page="settings", report=REPORT, changed="speech.volume", before="0.7"),
    "setting": ServiceState(page="setting", report=REPORT, key="speech.volume", text="0.9"),
    "part_of_day": ServiceState(
        page="setting", report=REPORT, key="speech.volume_by_hour@12-14", text="0.5"
    ),
    "refused": ServiceState(
        page="setting",
        report=REPORT,
        key="production",
        text="True",
        fault="现在接的是模拟设备（printer.kind），不能正式使用。请先接上真的设备并改好设置",
    ),
    "touch": ServiceState(page="touch", touched=frozenset(range(13))),
    "loudspeaker": ServiceState(
        page="test",
        report=REPORT,
        device="loudspeaker",
        result="响完了。只有一边响，请检查接线",
        tone="ok",
    ),
    "log": ServiceState(page="log", report=REPORT),
    **{
        f"setup_{name}": ServiceState(page="setup", report=REPORT, setup=setup)
        for name, setup in WIZARD.items()
    },
}


def service_samples() -> Iterator[tuple[str, Body]]:
    """Yield each page of service mode."""
    known = {device.device: device for device in DEVICES}
    world = World(Catalogue((), Dictionary(()), ""), "样本大厅", lambda: "", devices=known)
    for name, state in STATES.items():
        yield name, view(state, world)
