"""`yimen config`: check, show, explain, compare and migrate settings."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kiosk.commands.common import BAD_SETTINGS, AsJson, ConfigPath, fail, show
from kiosk.opening import KIOSK_CONFIG

if TYPE_CHECKING:
    from pydantic import BaseModel

    from kiosk.settings_document import Explained

app = typer.Typer(help="Look into the settings.", no_args_is_help=True)
CONFIG_FOLDER = KIOSK_CONFIG.parent
SCHEMA_FOLDER = CONFIG_FOLDER / "schema"


@app.command()
def check(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Name every fault of a settings file, one line each; exits 2 if there is one."""
    from kiosk.settings_document import SECRET_IN_URL
    from kiosk.settings_file import SettingsError, load_section

    try:
        load_section(_model(config), config, os.environ)
    except SettingsError as error:
        for fault in error.faults:
            show(fault, error=True)
        raise typer.Exit(BAD_SETTINGS) from None
    if SECRET_IN_URL.search(config.read_text(encoding="utf-8")):
        show(f"{config}: 网址里写着密码，建议改用环境变量 YIMEN_…__…_FILE 指向只有本程序能读的文件")
    show(f"{config}: 没有问题")


@app.command("show")
def show_config(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Print the settings in force as JSON, file and environment together, without passwords."""
    from kiosk.settings_document import without_secrets

    settings = _load(config).model_dump(mode="json")
    print(json.dumps(_each(settings, without_secrets), ensure_ascii=False, indent=2))


@app.command()
def explain(
    key: Annotated[str, typer.Argument(help="The setting, e.g. printer.kind.")],
    config: ConfigPath = KIOSK_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Say what one setting is for, what it may be, and where its value comes from."""
    from kiosk.settings_document import explain as explain_key
    from kiosk.settings_file import SettingsError

    try:
        found = explain_key(_model(config), config, _commented(config), key, os.environ)
    except SettingsError as error:
        fail(str(error), BAD_SETTINGS)
    row = _row(found)
    if as_json:
        print(json.dumps(row, ensure_ascii=False))
        return
    show(f"{found.key}\n{found.comment}\n")
    for name in ("value", "source", "default", "allowed"):
        show(f"{name:<8} {row[name]}")


@app.command()
def diff(config: ConfigPath = KIOSK_CONFIG, as_json: AsJson = False) -> None:
    """List every setting that is not at its default, and where its value comes from."""
    from kiosk.settings_document import differences
    from kiosk.settings_file import SettingsError

    try:
        found = [_row(one) for one in differences(_model(config), config, os.environ)]
    except SettingsError as error:
        fail(str(error), BAD_SETTINGS)
    if as_json:
        keys = ("key", "default", "value", "source")
        print(json.dumps([{key: one[key] for key in keys} for one in found], ensure_ascii=False))
        return
    for one in found:
        show(f"{one['key']}: {one['default']!r} -> {one['value']!r}  ({one['source']})")
    show(f"{len(found)} 项与默认值不同")


@app.command()
def migrate(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Bring the file of an older program up to date; the old one is kept beside it."""
    from kiosk.settings_file import SettingsError
    from kiosk.settings_migration import migrate as migrate_file

    try:
        done = migrate_file(_model(config), config, datetime.now().astimezone())
    except SettingsError as error:
        fail(str(error), BAD_SETTINGS)
    for change in done.changes:
        show(change)
    show(f"{config}: 已更新，原文件保存为 {done.backup}" if done.backup else f"{config}: 已是最新")


@app.command()
def schema(
    config: ConfigPath = KIOSK_CONFIG,
    write: Annotated[
        bool, typer.Option("--write", help="Renew the published files in config/schema.")
    ] = False,
) -> None:
    """Print the JSON Schema of a settings file, for editors."""
    if not write:
        print(schema_text(config))
        return
    for name in ("kiosk", "hall"):
        place = SCHEMA_FOLDER / f"{name}.schema.json"
        place.parent.mkdir(exist_ok=True)
        place.write_text(schema_text(CONFIG_FOLDER / f"{name}.toml") + "\n", encoding="utf-8")
        show(str(place))


def schema_text(config: Path) -> str:
    """Return the schema of a kind of settings file as text."""
    from kiosk.settings_document import json_schema

    found = json_schema(_model(config), _commented(config))
    return json.dumps(found, ensure_ascii=False, indent=2)


def _model(config: Path) -> type[BaseModel]:
    from kiosk.settings import HallSettings, KioskSettings

    return HallSettings if config.stem.startswith("hall") else KioskSettings


def _commented(config: Path) -> Path:
    """Return the file that comes with the program, whose comments say what each key is for."""
    return CONFIG_FOLDER / ("hall.toml" if config.stem.startswith("hall") else "kiosk.toml")


def _load(config: Path) -> BaseModel:
    from kiosk.settings_file import SettingsError, load_section

    try:
        return load_section(_model(config), config, os.environ)
    except SettingsError as error:
        fail(str(error), BAD_SETTINGS)


def _row(found: Explained) -> dict[str, Any]:
    from dataclasses import asdict

    from kiosk.settings_document import without_secrets

    row = _each(asdict(found), without_secrets)
    return {key: str(value) if isinstance(value, Path) else value for key, value in row.items()}


def _each(values: dict[str, Any], change: Any) -> dict[str, Any]:
    return {
        key: _each(value, change) if isinstance(value, dict) else change(value)
        for key, value in values.items()
    }
