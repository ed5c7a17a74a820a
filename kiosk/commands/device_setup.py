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
    from devices.detection import Attached
    from devices.status import Status
    from kiosk.settings import KioskSettings

WANTED = {"card_reader": "读卡器", "camera": "摄像头", "printer": "打印机"}
NONE = {"card_reader": "card_reader.kind", "camera": "camera.source", "printer": "printer.kind"}


def setup(
    config: ConfigPath = KIOSK_CONFIG,
    yes: Annotated[
        bool, typer.Option("--yes", help="Take the first of each kind without asking.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Save nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Find what is plugged in, test it, and write it into the settings."""
    from devices.detection import detect

    settings = settings_of(config)
    found = detect(production=settings.production)
    if as_json:
        print(json.dumps([_as_row(one) for one in found], ensure_ascii=False))
        return
    _print_found(found)
    chosen: dict[str, str] = {}
    for kind, name in WANTED.items():
        fitting = [one for one in found if _fits(one, kind)]
        picked = _pick(kind, name, fitting, yes)
        if picked is None:
            continue
        if _test(settings, picked, name) or yes or typer.confirm("还没有就绪。仍然保存吗？"):
            chosen.update(picked)
    _save(config, chosen, dry_run)


def _fits(one: Attached, kind: str) -> bool:
    return one.kind == kind or (kind == "printer" and one.kind == "serial")


def _pick(kind: str, name: str, fitting: Sequence[Attached], yes: bool) -> dict[str, str] | None:
    """Return the settings of the chosen device; None leaves them as they are."""
    if not fitting:
        show(f"{name}：没有找到，设置不变")
        return None
    if yes:
        return dict(fitting[0].settings)
    for number, one in enumerate(fitting, 1):
        show(f"  {number}  {one.name}　{one.place}")
    show("  0  这台机器不装")
    answer = typer.prompt(f"{name}用哪一个（回车不改）", default="", show_default=False)
    if answer == "0":
        return {NONE[kind]: "none"}
    if answer.isdecimal() and 0 < int(answer) <= len(fitting):
        return dict(fitting[int(answer) - 1].settings)
    return None


def _test(settings: KioskSettings, picked: dict[str, str], name: str) -> bool:
    if "none" in picked.values():
        return True
    status = _status_with(settings, picked)
    show(f"{name}：{status.reason or '正常'}{'。' + status.remedy if status.remedy else ''}")
    return status.state.is_usable


def _status_with(settings: KioskSettings, picked: dict[str, str]) -> Status:
    """Ask the device as the terminal would, with these settings in place of its own."""
    from kiosk.doctor import device_checks, look_at
    from kiosk.settings import KioskSettings
    from kiosk.settings_file import lay

    values = settings.model_dump()
    for key, text in picked.items():
        lay(values, tuple(key.split(".")), text)
    tried = KioskSettings.model_validate(values)
    section = next(iter(picked)).split(".")[0]
    checks = [one for one in device_checks(tried) if one.kind.startswith(f"{section}/")]
    (finding,) = look_at(checks)
    from devices.status import Status

    return Status(finding.status, finding.reason, finding.remedy)


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

    words = {**WANTED, "serial": "串口", "other": "其他", "unknown": "不认识"}
    table = Table("类别", "名称", "位置", "序列号")
    for one in found:
        table.add_row(words[str(one.kind)], one.name, one.place, one.serial)
    if found:
        Console().print(table)
    else:
        show("没有找到外接设备。请插好连接线，再运行一次")
