"""The command `yimen`."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands import badge, catalogue, devices, hall, models, voice
from kiosk.commands import config as settings
from kiosk.commands.asking import ask
from kiosk.commands.common import AsJson, ConfigPath, fail, show
from kiosk.commands.enrol import enrol
from kiosk.commands.pin import pin
from kiosk.opening import KIOSK_CONFIG
from kiosk.settings import ASSETS, PROJECT_FOLDER

app = typer.Typer(
    help="一门 Yimen: kiosk, consultation robot and hall service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(devices.app, name="devices")
app.command()(devices.doctor)
app.add_typer(settings.app, name="config")
app.command()(ask)
voice.app.command("check")(models.check)
app.add_typer(voice.app, name="voice")
app.add_typer(hall.app, name="hall")
app.add_typer(models.app, name="models")
app.command()(pin)
app.add_typer(badge.app, name="badge")
app.command()(enrol)


def _tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


ROBOT_CONFIG = PROJECT_FOLDER / "config" / "robot.toml"


@app.command()
def kiosk(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Start the touchscreen terminal."""
    _start_terminal(config)


@app.command()
def robot(config: ConfigPath = ROBOT_CONFIG) -> None:
    """Start the terminal with the conversation as its home screen."""
    _start_terminal(config)


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
        fail(f"演示没有走完：{error}")
    if as_json:
        print(json.dumps(result, ensure_ascii=False))
        return
    show(f"办件编号　{result['case_number']}")
    show(f"排队号　　{result['ticket'] or '（大厅离线，没有取号）'}")
    show(f"画面保存在 {pictures}")


@app.command()
def screens(
    folder: Annotated[Path, typer.Argument(help="Where the pictures go.")] = Path("screens"),
    check_only: Annotated[
        bool, typer.Option("--check-only", help="Look for faults and draw no pictures.")
    ] = False,
) -> None:
    """Draw every screen in every look into a folder."""
    from kiosk.ui.environment import check_display, prepare_environment

    absent = check_display()
    if absent is not None:
        fail(f"{absent.reason}; {absent.remedy}")
    with tempfile.TemporaryDirectory(prefix="yimen-screens-") as home:
        prepare_environment(1920, 1920, False, Path(home))
        from kiosk.language import open_translators
        from kiosk.ui.gallery import draw_screens

        translators = open_translators(ASSETS / "locale")
        drawn = list(draw_screens(None if check_only else folder, translators=translators))
    faulty = [one for one in drawn if one.faults]
    for one in faulty:
        show(f"{one.name}: {'; '.join(one.faults)}", error=True)
    place = "" if check_only else f"在 {folder}"
    show(f"{len(drawn)} 张画面{place}，{len(faulty)} 张有问题")
    if faulty:
        raise typer.Exit(1)


@app.command()
def bench(
    name: Annotated[str, typer.Argument(help="Which one; a wrong name lists them.")],
    everything: Annotated[
        bool, typer.Option("--all", help="Everything, where a part is usual.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Less, where a bench takes long.")] = False,
) -> None:
    """Measure; prints a table and, as its last line, one JSON object."""
    from kiosk.bench import BENCHES, Part, measure

    if name not in BENCHES:
        show(f"没有名为 {name} 的测量；可选：{'、'.join(BENCHES)}", error=True)
        raise typer.Exit(2)
    part = Part.QUICK if quick else Part.EVERYTHING if everything else Part.USUAL
    figures = measure(name, part)
    from rich.console import Console
    from rich.table import Table

    table = Table("figure", "value", title=f"bench {name}")
    for key, value in figures.items():
        table.add_row(key, str(value))
    Console().print(table)
    print(json.dumps(figures, ensure_ascii=False))


def _start_terminal(config: Path) -> None:
    from kiosk.start import start_terminal

    raise typer.Exit(start_terminal(config))
