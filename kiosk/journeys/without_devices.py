"""What a citizen is told before beginning, when a device is missing, and the other way there is."""

from __future__ import annotations

from kiosk.journeys.world import World

NO_PRINTER = "本机现在打不出小票，请用手机扫一扫，或记下号码"


def fill_in_note(world: World) -> str:
    """Return what stands on the door to filling in."""
    no_reader = world.device_fault("card_reader") is not None
    no_camera = world.device_fault("camera") is not None
    if no_reader and no_camera:
        return "照常办：自己填写，材料带到窗口"
    if no_reader:
        return "读卡器不能用，可以自己填写"
    return "不能拍照，材料请带到窗口" if no_camera else ""


def ticket_note(world: World) -> str:
    """Return what stands on the door to taking a number."""
    return "" if world.can_print else "不打小票，用手机扫码"


def camera_note(world: World) -> str:
    """Return what is said on the first page of a form, so that nobody finds out on the last."""
    if world.device_fault("camera") is None:
        return ""
    return "本机现在不能拍照，需要的材料请带原件到窗口交。"
