"""`yimen hall`: the hall service."""

from __future__ import annotations

import os

from kiosk.commands.common import ConfigPath, fail, show
from kiosk.settings import PROJECT_FOLDER, SettingsError

HALL_CONFIG = PROJECT_FOLDER / "config" / "hall.toml"


def hall(config: ConfigPath = HALL_CONFIG) -> None:
    """Start the hall service."""
    from kiosk.hall.config import HallConfig
    from kiosk.hall.server import HallStartError, Opened, run_hall
    from kiosk.settings import load_hall_settings

    def tell(opened: Opened) -> None:
        show(f"{opened.url}\n{opened.staff_url}")

    try:
        settings = load_hall_settings(config, os.environ)
        place = HallConfig(settings.hall.name, settings.data.folder)
        run_hall(place, settings.server.host, settings.server.port, on_open=tell)
    except (SettingsError, HallStartError) as error:
        fail(str(error))
