"""`yimen devices setup`: detect, identify, test, save."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.commands.common import AsJson, ConfigPath, fail, settings_of, show
from kiosk.opening import KIOSK_CONFIG

if TYPE_CHECKING:
    from devices.attached import Attached
    from kiosk.device_choices import Choice
    from kiosk.device_trial import DeviceTrials


def setup(
    config: ConfigPath = KIOSK_CONFIG,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take the first of each kind without asking.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Save nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find what is plugged in, test it, and write it into the settings."""
    from kiosk.device_choices import KEYS, WANTED, choices
    from kiosk.device_trial import DeviceTrials
    from kiosk.settings_document import value_of

    settings = settings_of(config)
    trials = DeviceTrials(settings)
    found = trials.find()
    if as_json:
        print(json.dumps([_as_row(one) for one in found], ensure_ascii=False))
        return
    _print_found(found)
    values = {key: str(value_of(settings, key)) for keys in KEYS.values() for key in keys}
    chosen: dict[str, str] = {}
    for section, name in WANTED.items():
        offered = choices(section, found, values)
        picked = _pick(section, offered, found, yes)
        if picked is None:
            continue
        ready = _test(trials, picked, name)
        if ready or yes or typer.confirm("还没有就绪。仍然保存吗？"):
            chosen.update(picked.settings)
    _save(config, chosen, dry_run)


def _pick(
    section: str, offered: Sequence[Choice], found: Sequence[Attached], yes: bool
) -> Choice | None:
    """Return the device that was chosen; None leaves the settings as they are."""
    from kiosk.device_choices import WANTED, choices, place_choice

    name = WANTED[section]
    plugged_in = choices(section, found, {})[:-1]
    if not plugged_in:
        show(f"{name}：没有找到接着的")
    if yes:
        return plugged_in[0] if plugged_in else None
    *devices, none = offered
    for number, one in enumerate(devices, 1):
        show(f"  {number}  {one.name}　{one.place}")
    show(f"  0  {none.name}")
    while True:
        answer = typer.prompt(
            f"{name}用哪一个（编号，或者写上位置；回车不改）", default="", show_default=False
        )
        if not answer.isdecimal():
            return place_choice(section, answer)
        if int(answer) <= len(devices):
            return devices[int(answer) - 1] if int(answer) else none
        show(f"没有编号 {answer}，请再输入一次")


def _test(trials: DeviceTrials, picked: Choice, name: str) -> bool:
    if "speech.microphone" in dict(picked.settings):
        from kiosk.device_choices import SAY_SOMETHING

        show(SAY_SOMETHING)
    trial = trials.try_out(dict(picked.settings))
    status = trial.status
    told = status.reason or "正常"
    words = "。".join(part for part in (told, status.remedy, trial.did) if part)
    show(f"{name}：{words}")
    return trial.is_ready


def _save(config: Path, chosen: dict[str, str], dry_run: bool) -> None:
    from kiosk.settings import KioskSettings, SettingsError
    from kiosk.settings_document import change_all

    if not chosen:
        show("没有要改的设置")
        return
    for key, value in chosen.items():
        show(f"{key} = {value}")
    if dry_run:
        return
    if not os.access(config.parent, os.W_OK):
        fail(f"{config}: 没有权限写，请用管理员身份再运行一次")
    values: dict[str, Any] = dict(chosen)
    try:
        change_all(KioskSettings, config, values)
    except SettingsError as error:
        fail(str(error))
    show(f"已写入 {config}，重新启动后生效")


def _as_row(one: Attached) -> dict[str, Any]:
    return {**asdict(one), "kind": str(one.kind), "settings": dict(one.settings)}


def _print_found(found: Sequence[Attached]) -> None:
    from rich.console import Console
    from rich.table import Table

    from kiosk.device_choices import KIND_NAMES

    table = Table("类别", "名称", "位置", "序列号")
    for one in found:
        table.add_row(KIND_NAMES[one.kind], one.name, one.place, one.serial)
    if found:
        Console().print(table)
    else:
        show("没有找到外接设备。请插好连接线，再运行一次")
