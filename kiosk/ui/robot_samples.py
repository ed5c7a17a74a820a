"""Sample screens of the robot: its face in every mood, and the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from kiosk.hall_map import usable_map
from kiosk.journeys.lobby import lobby_view
from kiosk.journeys.view import Action, AskView, Body, MapSpot, MapView
from kiosk.journeys.wayfinding import drawn
from kiosk.settings import PROJECT_FOLDER

_LONG = "城乡居民基本养老保险待遇申领"
_QUICK = ("居住证", "社保卡补办", "公积金提取", "营业执照变更")


def lobbies() -> Iterator[tuple[str, Body]]:
    """Yield the robot's first screen."""
    quick = tuple((name, name) for name in _QUICK)
    hall = "等候 12 人　·　正在办理 A023"
    yield "ordinary", lobby_view(quick, hall, "plain", True, "你好一门")
    long = tuple((_LONG, str(number)) for number in range(4))
    crowded = "等候 128 人　·　正在办理 A023、B107"
    yield "long", lobby_view(long, crowded, "plain", True, "你好政务小助手")
    yield "nameless", lobby_view(quick, hall, "plain", can_hear=True)
    yield "empty", lobby_view((), "没有人在等", "plain", can_hear=True)
    offline = "暂时连不上大厅，可以照常填表，2 件待上传"
    yield "failing", lobby_view(quick, offline, "warn", can_hear=False)


def conversations(asks: Mapping[str, Body]) -> Iterator[tuple[str, Body]]:
    """Yield the consultation as the robot shows it."""
    for name, body in asks.items():
        if isinstance(body, AskView) and name != "typing":
            yield f"{name}_robot", replace(body, has_face=True)


def maps() -> Iterator[tuple[str, Body]]:
    """Yield the floors of the hall that the project comes with."""
    floors = usable_map(PROJECT_FOLDER / "config" / "maps" / "hall.toml").floors
    know = Action("back", "知道了")
    for number, floor in enumerate(floors):
        spots = tuple(drawn(spot, is_goal=place == 4) for place, spot in enumerate(floor.spots))
        buttons = tuple(Action("floor", f.name, f.name, chosen=f == floor) for f in floors)
        title = f"在{floor.name}，9–11 号"
        where = "直走到底，正前方偏右。"
        view = MapView(title, where, floor.name, floor.shape, spots, buttons, know)
        yield ("ordinary" if number == 0 else "goalless"), view
    alone = MapSpot("您在这里", "here", 0.5, 0.5, 0, 0)
    yield "empty", MapView("大厅里都在哪里", "点楼层，看另一层", "一楼", 1.6, (alone,), (), know)
