"""`yimen pin`: set the PIN of service mode."""

from __future__ import annotations

from typing import Annotated

import typer

from kiosk.commands.common import ConfigPath, fail, settings_of, show
from kiosk.opening import KIOSK_CONFIG


def pin(
    digits: Annotated[
        str,
        typer.Option(prompt="维护密码（6–12 位数字）", hide_input=True, confirmation_prompt=True),
    ],
    config: ConfigPath = KIOSK_CONFIG,
) -> None:
    """Set the PIN that opens service mode on this terminal."""
    from kiosk.performers.service import PIN_FILE
    from kiosk.staff_pin import StaffPin

    folder = settings_of(config).data.folder
    try:
        StaffPin(folder / PIN_FILE).set(digits)
    except ValueError as error:
        fail(str(error))
    show("维护密码已设置。在首页按住左上角的“一门”3 秒，输入密码进入维护")
