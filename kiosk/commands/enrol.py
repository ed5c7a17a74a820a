"""`yimen enrol`: make this terminal known to its hall."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from kiosk.commands.common import ConfigPath, fail, show
from kiosk.opening import KIOSK_CONFIG
from kiosk.settings import SettingsError


def enrol(
    code: Annotated[str, typer.Argument(help="The one-time code that the hall made.")],
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Make this terminal known to its hall: from then on it signs what it asks."""
    from kiosk.hall_link import enrol as enrol_at
    from kiosk.platform.protocol import Enrolled
    from kiosk.settings import load_settings

    try:
        settings = load_settings(config, os.environ)
    except SettingsError as error:
        fail(str(error))
    if settings.hall.is_embedded:
        show("这台终端用自带的大厅服务，不用登记；要连别的大厅，先在设置里填 hall.url")
        return
    outcome = enrol_at(
        settings.hall.url, settings.data.folder, code.strip(), settings.hall.timeout_s
    )
    if not isinstance(outcome, Enrolled):
        fail(outcome.reason)
    show(f"已登记为“{outcome.name}”（{outcome.terminal}）")
