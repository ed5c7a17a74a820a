"""`yimen badge`: which staff cards open service mode on this terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.commands.common import ConfigPath, fail, settings_of, show
from kiosk.opening import KIOSK_CONFIG

if TYPE_CHECKING:
    from kiosk.staff_badges import StaffBadges

app = typer.Typer(help="Staff cards that open service mode.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Whose card it is.")]


@app.command()
def add(name: Name, config: ConfigPath = KIOSK_CONFIG) -> None:
    """Take in the card that lies on the reader."""
    from devices.cards.identity import Identity
    from kiosk.performers.service import open_badge_reader

    read = open_badge_reader(settings_of(config))()
    if not isinstance(read, Identity):
        fail(f"{read.reason}。{read.remedy}")
    try:
        _badges(config).add(name, read.data["card_number"])
    except ValueError as error:
        fail(str(error))
    show(f"{name} 的工作卡已登记。在首页按住左上角的“一门”3 秒，放上卡，按“刷工作卡”")


@app.command("list")
def list_badges(config: ConfigPath = KIOSK_CONFIG) -> None:
    """Show whose cards open service mode."""
    show("\n".join(_badges(config).names()) or "还没有登记工作卡")


@app.command()
def remove(name: Name, config: ConfigPath = KIOSK_CONFIG) -> None:
    """Take a card out."""
    if not _badges(config).remove(name):
        fail(f"没有登记过 {name} 的工作卡")
    show(f"{name} 的工作卡不能再进入维护")


def _badges(config: Path) -> StaffBadges:
    from kiosk.performers.service import BADGE_FILE
    from kiosk.staff_badges import StaffBadges

    return StaffBadges(settings_of(config).data.folder / BADGE_FILE)
