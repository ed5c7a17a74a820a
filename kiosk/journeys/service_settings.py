"""The settings a technician can change on the glass: what each is for, what it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kiosk.journeys.view import Action, Card, Keyboard, Line, QuestionView, TableView, Tag
from kiosk.volume_by_hour import hours_of, parse_day, with_span, write_day

SAVED = "已保存，重新启动后生效"
BY_HOUR = "speech.volume_by_hour"
VARIES = "varies"
"""A part of the day in which a settings file has several volumes."""
_AT = "@"
VOLUMES = (("0.3", "很小"), ("0.5", "小"), ("0.7", "中"), ("0.9", "大"), ("1.0", "最大"))


@dataclass(frozen=True)
class Changeable:
    """A setting with its name and purpose; without choices it is typed."""

    key: str
    name: str
    why: str
    choices: tuple[tuple[str, str], ...] = ()
    keyboard: Keyboard = "letters"

    def label_of(self, value: str) -> str:
        """Return a value as a technician reads it."""
        if value == VARIES:
            return "这段时间里有几种"
        return dict(self.choices).get(value, value) or "（空）"


def _part_of_day(first: int, last: int, name: str) -> Changeable:
    choices = (("", "和平时一样"), ("0.0", "不出声"), *VOLUMES)
    return Changeable(f"{BY_HOUR}{_AT}{first}-{last}", name, "只在这个时段用的音量", choices)


GROUPS: tuple[tuple[str, tuple[Changeable, ...]], ...] = (
    (
        "声音",
        (
            Changeable(
                "speech.volume",
                "朗读音量",
                "太小老人听不清，太大吵到旁边的人",
                VOLUMES,
            ),
            Changeable(
                "speech.rate",
                "朗读语速",
                "每分钟多少字；老人多的大厅请选慢",
                (("130", "慢"), ("150", "稍慢"), ("170", "正常"), ("200", "快")),
            ),
        ),
    ),
    (
        "分时段的朗读音量",
        (
            _part_of_day(7, 9, "7–9 点"),
            _part_of_day(9, 12, "9–12 点"),
            _part_of_day(12, 14, "12–14 点"),
            _part_of_day(14, 18, "14–18 点"),
            _part_of_day(18, 21, "18–21 点"),
            _part_of_day(21, 7, "21–7 点"),
        ),
    ),
    (
        "听话",
        (
            Changeable(
                "speech.wake",
                "叫名字唤醒",
                "不按屏幕，叫一声名字就听；等名字时听到的话不保存",
                (("auto", "机器人开，终端关"), ("on", "开"), ("off", "关")),
            ),
            Changeable(
                "speech.interruptible",
                "说话打断朗读",
                "用说话提问的人，可以用说话打断回答",
                (("True", "可以"), ("False", "不可以")),
            ),
            Changeable(
                "recordings.keep",
                "评测录音",
                "把市民的话加密录下来几天，用来评测听得准不准；每个画面都会写明",
                (("False", "关"), ("True", "开")),
            ),
        ),
    ),
    (
        "使用",
        (
            Changeable(
                "visit.inactivity_s",
                "无人操作提醒",
                "多久没人碰屏幕，就问“您还在吗”",
                (("60.0", "1 分钟"), ("90.0", "1 分半"), ("120.0", "2 分钟"), ("180.0", "3 分钟")),
            ),
            Changeable(
                "visit.countdown_s",
                "清除前倒计时",
                "问过以后再等多久，清除这位市民的信息",
                (("15.0", "15 秒"), ("30.0", "30 秒"), ("60.0", "60 秒")),
            ),
            Changeable(
                "screen.home",
                "首页",
                "市民一来先看到什么",
                (("services", "办事"), ("conversation", "对话")),
            ),
            Changeable(
                "production",
                "正式使用",
                "正式使用时，模拟的摄像头、打印机和读卡器一律不许用",
                (("False", "否，调试中"), ("True", "是，对外服务")),
            ),
        ),
    ),
    (
        "设备",
        (
            Changeable(
                "camera.source",
                "摄像头",
                "用哪一个摄像头；换过插口后，编号会变",
                (("0", "第 1 个"), ("1", "第 2 个"), ("2", "第 3 个"), ("none", "没有装")),
            ),
            Changeable(
                "camera.portrait_source",
                "人像摄像头",
                "给市民拍证件照用；只有一个摄像头、能转上来拍人的，选“同一个”",
                (
                    ("none", "没有装"),
                    ("same", "同一个"),
                    ("0", "第 1 个"),
                    ("1", "第 2 个"),
                    ("2", "第 3 个"),
                ),
            ),
            Changeable(
                "card_reader.kind",
                "读卡器",
                "社保卡读卡器走 PC/SC，身份证读卡器走 SDT",
                (
                    ("pcsc", "社保卡"),
                    ("sdt", "身份证"),
                    ("pcsc+sdt", "两种都有"),
                    ("none", "没有装"),
                ),
            ),
        ),
    ),
    (
        "大厅",
        (
            Changeable(
                "hall.timeout_s",
                "等大厅多久",
                "大厅多久不回答，就先离线办理",
                (("3.0", "3 秒"), ("5.0", "5 秒"), ("10.0", "10 秒"), ("20.0", "20 秒")),
            ),
        ),
    ),
)
CHANGEABLE: Mapping[str, Changeable] = {one.key: one for _, group in GROUPS for one in group}


def setting_of(key: str) -> str:
    """Return the setting that a key names, or names a part of."""
    return key.partition(_AT)[0]


def value_in(values: Mapping[str, str], key: str) -> str:
    """Return the value of a setting, or of a part of the day in one that holds a whole day."""
    setting, _, part = key.partition(_AT)
    text = values.get(setting, "")
    if not part:
        return text
    first, _, last = part.partition("-")
    day = parse_day(text)
    volumes = {day[hour] for hour in hours_of(int(first), int(last))}
    if len(volumes) > 1:
        return VARIES
    (volume,) = volumes
    return "" if volume is None else str(volume)


def change_of(values: Mapping[str, str], key: str, value: str) -> tuple[str, str]:
    """Return the setting to be written and its text, for a new value of the key."""
    setting, _, part = key.partition(_AT)
    if not part:
        return setting, value
    first, _, last = part.partition("-")
    volume = float(value) if value else None
    day = with_span(parse_day(values.get(setting, "")), int(first), int(last), volume)
    return setting, write_day(day)


def settings_view(
    values: Mapping[str, str], can_change: bool, changed: str, fault: str
) -> TableView:
    """Return the list of settings; `changed` is the key that was saved last."""
    cards = tuple(
        Card(title, tuple(_line(one, values, can_change, changed) for one in group))
        for title, group in GROUPS
    )
    undo = (Action("undo_setting", "撤销修改"), Action("ask_restart", "重新启动"))
    message = fault or (SAVED if changed else "")
    if not can_change:
        message = "这台机器的设置不能在屏幕上改"
    return TableView(
        "设置",
        cards,
        Action("overview", "返回维护"),
        undo if changed else (),
        message=message,
        tone="error" if fault else "ok" if changed else "plain",
    )


def setting_view(one: Changeable, text: str, fault: str, busy: bool) -> QuestionView:
    """Return the page on which one setting is changed."""
    choices = tuple(
        Action("choose_value", label, value, chosen=value == text) for value, label in one.choices
    )
    save = Action("save_setting", "正在保存……" if busy else "保存", enabled=not busy)
    return QuestionView(
        step=0,
        steps=0,
        question=f"{one.name}的朗读音量" if _AT in one.key else one.name,
        hint=f"{one.why}（{setting_of(one.key)}）",
        text=text,
        tag=None,
        fault=fault,
        keyboard="none" if choices else one.keyboard,
        primary=save,
        choices=choices,
        helpers=(Action("show_settings", "不改了"),),
    )


def _line(one: Changeable, values: Mapping[str, str], can_change: bool, changed: str) -> Line:
    edit = Action("edit_setting", "改", one.key) if can_change else None
    tag = Tag("已改", "ok") if one.key == changed else None
    return Line(one.name, one.label_of(value_in(values, one.key)), tag, edit)
