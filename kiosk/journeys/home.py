"""The home screen; imports nothing heavy, so that it can be drawn before anything is loaded."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from kiosk.events import HallSeen
from kiosk.journeys.lobby import lobby_view
from kiosk.journeys.view import Action, HomeView, LobbyView, Looks, Screen, Tone

HELP = Action("help", "求助", note="叫人帮忙")
BRAND = "一门"
REMEMBERED = "home.json"
"""The file with the home screen's facts, in the data folder."""


@dataclass(frozen=True)
class HomeFacts:
    """What the home screen says of the catalogue in force."""

    quick: tuple[tuple[str, str], ...] = ()
    """Short name and code of the items shown as quick choices."""
    item_count: int = 0
    has_face: bool = False
    """Whether the first screen is the robot's."""
    wake_phrase: str = ""
    """By which name the terminal is called, if it listens for one."""


@dataclass(frozen=True)
class DoorNotes:
    """What a missing device changes about the doors; empty where nothing is missing."""

    fill_in: str = ""
    take_ticket: str = ""


def home_view(
    facts: HomeFacts, hall: HallSeen, can_hear: bool, notes: DoorNotes = DoorNotes()
) -> HomeView | LobbyView:
    """Return the home screen's view data."""
    state, tone = _hall_state(hall)
    if facts.has_face:
        return lobby_view(facts.quick, state, tone, can_hear, facts.wake_phrase)
    chips = [Action("show_answer", name, code) for name, code in facts.quick]
    if facts.item_count:
        chips.append(Action("all_items", f"全部 {facts.item_count} 项 ›"))
    chips.append(Action("feedback", "意见建议"))
    wait = f"现在约等 {hall.wait_min} 分钟" if hall.online else "离线也可以填表"
    return HomeView(
        greeting="您好，想办什么事？",
        voice=_voice_door(can_hear, facts.wake_phrase),
        voice_examples=("“居住证怎么办理”", "“我的社保卡丢了”"),
        doors=(
            Action("fill_in", "填表办事", note=notes.fill_in or "一张表，办多件事", glyph="表"),
            Action("take_ticket", "取号排队", note=notes.take_ticket or wait, glyph="号"),
            Action("progress", "查进度", note="看看办到哪一步了", glyph="查"),
            Action("type", "打字提问", note="说话不方便，就打字", glyph="问"),
        ),
        quick=tuple(chips),
        hall_tag="大厅现在",
        hall_state=state,
        hall_tone=tone,
    )


def home_footer(looks: Looks, reads_aloud: bool = False) -> tuple[Action, ...]:
    """Return the home screen's footer."""
    return (
        HELP,
        care_action(looks),
        Action("high_contrast", "对比", note="高对比", chosen=looks.high_contrast),
        Action("low_reach", "低位", note="低位操作", chosen=looks.low_reach),
        read_action(reads_aloud),
        Action("language", "语言", note="Language"),
    )


def care_action(looks: Looks) -> Action:
    """Return the switch between large and normal type."""
    return Action("care", "普通" if looks.care else "大字", note="关爱版", chosen=looks.care)


def read_action(reads_aloud: bool) -> Action:
    """Return the switch that has the screen read aloud, or silences it."""
    if reads_aloud:
        return Action("stop_reading", "停止", note="停止朗读", chosen=True)
    return Action("read_screen", "朗读", note="读给我听")


def offline_text(hall: HallSeen) -> str:
    """Return in plain words that the hall is away."""
    kept = f"，{hall.outbox} 件待上传" if hall.outbox else ""
    return f"暂时连不上大厅，可以照常填表{kept}"


def first_screen(hall_name: str, remembered: Path, has_face: bool = False) -> Screen:
    """Return the screen to show while the catalogue is read, from what the last start knew."""
    facts = replace(_recall(remembered), has_face=has_face)
    return Screen(
        body=home_view(facts, HallSeen(online=True), can_hear=True),
        title=BRAND,
        subtitle=hall_name,
        footer=home_footer(Looks()),
    )


def remember(facts: HomeFacts, path: Path) -> None:
    """Keep the facts for the next start; they are nobody's personal data."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(asdict(facts), ensure_ascii=False), encoding="utf-8")
    except OSError:
        # A full disk costs the next start its chips for a second, nothing more.
        return


def _recall(path: Path) -> HomeFacts:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        quick = tuple((str(name), str(code)) for name, code in kept["quick"])
        return HomeFacts(quick, int(kept["item_count"]))
    except (OSError, ValueError, KeyError, TypeError):
        return HomeFacts()


def _voice_door(can_hear: bool, wake_phrase: str) -> Action:
    if can_hear and wake_phrase:
        return Action("listen", f"点这里，或说“{wake_phrase}”")
    if can_hear:
        return Action("listen", "点这里，直接说")
    return Action("type", "点这里，打字问", note="话筒暂时不能用，打字一样能问")


def _hall_state(hall: HallSeen) -> tuple[str, Tone]:
    if not hall.online:
        return offline_text(hall), "warn"
    serving = f"　·　正在办理 {hall.serving}" if hall.serving else ""
    return f"等候 {hall.waiting} 人{serving}", "plain"
