"""What every command shares: its options and how it speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NoReturn

import typer

ConfigPath = Annotated[Path, typer.Option("--config", help="The settings file.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def show(text: str, *, error: bool = False) -> None:
    """Print a line for a person; errors go to stderr, in red."""
    # Imported here: the terminal must not load a table printer before its first frame.
    from rich.console import Console

    Console(stderr=error).print(
        text, style="red" if error else None, highlight=False, soft_wrap=True
    )


def fail(reason: str) -> NoReturn:
    """Say why, and end with exit code 1."""
    show(reason, error=True)
    raise typer.Exit(1)
