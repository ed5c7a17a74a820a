"""`yimen hall`: the hall service."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.commands import hall_staff
from kiosk.commands.common import ConfigPath, fail, show
from kiosk.settings import PROJECT_FOLDER, HallSettings, SettingsError

if TYPE_CHECKING:
    from kiosk.hall.config import HallConfig
    from kiosk.hall.service import HallService

_LONGEST_NAME = 40
HALL_CONFIG = PROJECT_FOLDER / "config" / "hall.toml"
app = typer.Typer(help="Start the hall service, or look after it.")
app.add_typer(hall_staff.app, name="staff")


@app.callback(invoke_without_command=True)
def hall(
    context: typer.Context,
    config: ConfigPath = HALL_CONFIG,
    workers: Annotated[
        int, typer.Option(min=0, help="Processes that serve it; 0 takes the setting.")
    ] = 0,
) -> None:
    """Start the hall service."""
    if context.invoked_subcommand is not None:
        return
    from kiosk.announcer import EspeakAnnouncer
    from kiosk.hall.server import HallStartError, Opened, run_hall
    from kiosk.settings import load_hall_settings

    def tell(opened: Opened) -> None:
        show(f"{opened.url}\n{opened.staff_url}")

    try:
        settings = load_hall_settings(config, os.environ)
        place = hall_config(settings)
        run_hall(
            place,
            settings.server.host,
            settings.server.port,
            on_open=tell,
            workers=workers or settings.server.workers,
            announcer=EspeakAnnouncer(),
            worker="kiosk.hall_with_voice:create",
        )
    except (SettingsError, HallStartError) as error:
        fail(str(error))


def hall_config(settings: HallSettings) -> HallConfig:
    """Return what the hall service needs to know of its settings."""
    from kiosk.hall.config import THEME_OF, HallConfig, Levels
    from kiosk.hall.slots import SlotRules

    return HallConfig(
        settings.hall.name,
        settings.data.folder,
        public_url=settings.server.public_url,
        database_url=settings.data.database_url,
        exchange_url=settings.exchange.url,
        themes={**THEME_OF, **settings.queue.themes},
        appointments=SlotRules.of(settings.appointments.model_dump()),
        levels=Levels.of(settings.evaluation.model_dump()),
        profile_days=settings.profiles.days,
        draft_hours=settings.drafts.hours,
        streams_per_address=settings.server.streams_per_address,
    )


@app.command()
def code(
    name: Annotated[str, typer.Argument(help="How the terminal is called, e.g. 大堂 1 号机")],
    config: ConfigPath = HALL_CONFIG,
    hall: Annotated[str, typer.Option(help="Where it stands, of several halls.")] = "main",
) -> None:
    """Make a one-time code with which a terminal enrols, valid for half an hour."""
    with _opened(config) as service:
        if hall not in (known := service.queue.windows.halls()):
            fail(f"没有大厅 {hall}；可选：{'、'.join(known)}")
        show(service.terminals.make_code(name, hall))


@app.command()
def halls(config: ConfigPath = HALL_CONFIG) -> None:
    """List the halls of this service."""
    with _opened(config) as service:
        for key, name in service.queue.windows.halls().items():
            show(f"{key}　{name}")


@app.command("add-hall")
def add_hall(
    key: Annotated[str, typer.Argument(help="A short name for commands and links, e.g. east")],
    name: Annotated[str, typer.Argument(help="What people call it, e.g. 东区政务服务大厅")],
    config: ConfigPath = HALL_CONFIG,
) -> None:
    """Add a hall with queue, windows and board of its own, or give one another name."""
    if not re.fullmatch(r"[a-z0-9-]{1,32}", key):
        fail(f"{key} 不能用：只用小写字母、数字和短横，最多 32 个")
    if not 1 <= len(name.strip()) <= _LONGEST_NAME:
        fail(f"大厅的名字要有 1 到 {_LONGEST_NAME} 个字")
    with _opened(config) as service:
        service.queue.windows.add_hall(key, name.strip())
    show(f"大厅 {key}（{name.strip()}）加好了。登记它的终端：yimen hall code 终端名 --hall {key}")


@contextmanager
def _opened(config: Path) -> Iterator[HallService]:
    from kiosk.hall.service import HallService
    from kiosk.settings import load_hall_settings

    try:
        service = HallService(hall_config(load_hall_settings(config, os.environ)))
    except SettingsError as error:
        fail(str(error))
    try:
        yield service
    finally:
        service.close()
