"""The command `yimen`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from kiosk.settings import PROJECT_FOLDER, KioskSettings, SettingsError, load_settings
from kiosk.start import KIOSK_CONFIG

app = typer.Typer(
    help="一门 Yimen: kiosk, consultation robot and hall service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
catalogue_app = typer.Typer(help="Look into the catalogue of service items.")
config_app = typer.Typer(help="Look into the settings.")
app.add_typer(catalogue_app, name="catalogue")
app.add_typer(config_app, name="config")


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


ConfigPath = Annotated[Path, typer.Option("--config", help="The settings file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ROBOT_CONFIG = PROJECT_FOLDER / "config" / "robot.toml"
HALL_CONFIG = PROJECT_FOLDER / "config" / "hall.toml"
CATALOGUE = PROJECT_FOLDER / "assets" / "catalogue"


def _print(text: str, *, error: bool = False) -> None:
    # Imported here: the terminal must not load a table printer before its first frame.
    from rich.console import Console

    Console(stderr=error).print(
        text, style="red" if error else None, highlight=False, soft_wrap=True
    )


@app.command()
def kiosk(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Start the touchscreen terminal."""
    _start_terminal(config)


@app.command()
def robot(config: ConfigPath = ROBOT_CONFIG) -> None:
    """Start the terminal with the conversation as its home screen."""
    _start_terminal(config)


@app.command()
def hall(config: ConfigPath = HALL_CONFIG) -> None:
    """Start the hall service."""
    from kiosk.hall.config import HallConfig
    from kiosk.hall.server import HallStartError, Opened, run_hall
    from kiosk.settings import load_hall_settings

    def tell(opened: Opened) -> None:
        _print(f"{opened.url}\n{opened.staff_url}")

    try:
        settings = load_hall_settings(config, os.environ)
        place = HallConfig(settings.hall.name, settings.data.folder)
        run_hall(place, settings.server.host, settings.server.port, on_open=tell)
    except (SettingsError, HallStartError) as error:
        _print(str(error), error=True)
        raise typer.Exit(1) from None


@app.command()
def demo(
    pictures: Annotated[Path, typer.Option(help="Where a picture of each screen goes.")] = Path(
        "screens/demo"
    ),
    pace_s: Annotated[float, typer.Option(help="Seconds to pause on each screen.")] = 1.5,
    kill_hall: Annotated[
        bool, typer.Option("--kill-hall", help="Kill the hall before submitting.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make one whole visit in the real window with simulated devices."""
    from kiosk.demo.show import DemoError, play_demo

    try:
        result = play_demo(pictures, pace_s, kill_hall, tell=_tell)
    except DemoError as error:
        _fail(f"演示没有走完：{error}")
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    _print(f"办件编号　{result['case_number']}")
    _print(f"排队号　　{result['ticket'] or '（大厅离线，没有取号）'}")
    _print(f"画面保存在 {pictures}")


@app.command()
def screens(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.")] = Path("screens"),
) -> None:
    """Draw every screen in every look into a folder."""
    from kiosk.ui.environment import check_display, prepare_environment

    absent = check_display()
    if absent is not None:
        _fail(f"{absent.reason}; {absent.remedy}")
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yimen-screens-") as home:
        prepare_environment(1920, 1920, False, Path(home))
        from kiosk.ui.gallery import draw_screens

        drawn = list(draw_screens(folder))
    faulty = [one for one in drawn if one.faults]
    for one in faulty:
        _print(f"{one.name}: {'; '.join(one.faults)}", error=True)
    _print(f"{len(drawn)} 张画面在 {folder}，{len(faulty)} 张有问题")
    if faulty:
        raise typer.Exit(1)


@app.command()
def bench(name: Annotated[str, typer.Argument(help="start or visit")]) -> None:
    """Measure; prints a table and, as its last line, one JSON object."""
    from kiosk.bench import BENCHES

    if name not in BENCHES:
        _print(f"没有名为 {name} 的测量；可选：{'、'.join(BENCHES)}", error=True)
        raise typer.Exit(2)
    figures = BENCHES[name]()
    from rich.console import Console
    from rich.table import Table

    table = Table("figure", "value", title=f"bench {name}")
    for key, value in figures.items():
        table.add_row(key, str(value))
    Console().print(table)
    print(json.dumps(figures, ensure_ascii=False))


@catalogue_app.command("check")
def check_catalogue_command(
    folder: Annotated[Path, typer.Argument(help="The catalogue's folder.")] = CATALOGUE,
) -> None:
    """Check every item; exits 0 only when nothing is wrong."""
    from forms.catalogue_check import check_catalogue

    faults = check_catalogue(folder)
    for fault in faults:
        _print(str(fault), error=True)
    if faults:
        raise typer.Exit(1)
    _print("没有发现问题")


@catalogue_app.command("show")
def show_item(code: str, as_json: AsJson = False) -> None:
    """Show one item by its code or its name."""
    from forms.catalogue import load_catalogue

    items = load_catalogue(CATALOGUE).items
    found = next((i for i in items if code in (i.code, i.name, i.short_name)), None)
    if found is None:
        _print(f"目录里没有 {code}", error=True)
        raise typer.Exit(1)
    text = found.model_dump_json(indent=None if as_json else 2)
    print(text)


@config_app.command("show")
def show_config(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Print the settings in force, file and environment together."""
    print(_settings(config).model_dump_json(indent=2))


@app.command()
def ask(text: str, as_json: AsJson = False) -> None:
    """Answer one typed question without a window."""
    from forms.catalogue import load_catalogue
    from kiosk.asking import answer

    turn = answer(text, load_catalogue(CATALOGUE))
    print(json.dumps(turn, ensure_ascii=False) if as_json else turn["answer"] or turn["outcome"])


def _fail(reason: str) -> NoReturn:
    _print(reason, error=True)
    raise typer.Exit(1)


def _settings(config: Path) -> KioskSettings:
    try:
        return load_settings(config, os.environ)
    except SettingsError as error:
        _print(str(error), error=True)
        raise typer.Exit(2) from None


def _start_terminal(config: Path) -> None:
    from kiosk.start import start_terminal

    raise typer.Exit(start_terminal(config))
