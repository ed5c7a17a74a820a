"""What every command shares: its options and how it speaks."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from kiosk.settings import KioskSettings

BAD_SETTINGS = 2
"""The exit code of every command that cannot use its settings file."""

ConfigPath = Annotated[Path, typer.Option("--config", help="The settings file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def show(text: str, *, error: bool = False) -> None:
    """Print a line for a person; errors go to stderr, in red."""
    # Imported here: the terminal must not load a table printer before its first frame.
    from rich.console import Console

    Console(stderr=error).print(
        text, style="red" if error else None, highlight=False, soft_wrap=True
    )


def fail(reason: str, code: int = 1) -> NoReturn:
    """Say why, and end with this exit code."""
    show(reason, error=True)
    raise typer.Exit(code)


def settings_of(config: Path) -> KioskSettings:
    """Load a terminal's settings, or say in one line what is wrong and end with exit code 2."""
    # Imported here: the checker of settings must not be loaded before the window is open.
    from kiosk.settings import SettingsError, load_settings

    try:
        return load_settings(config, os.environ)
    except SettingsError as error:
        fail(str(error), BAD_SETTINGS)
