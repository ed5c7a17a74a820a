"""`yimen catalogue`: look into the catalogue of service items."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kiosk.commands.common import AsJson, fail, show
from kiosk.settings import CATALOGUE

app = typer.Typer(help="Look into the catalogue of service items.", no_args_is_help=True)


@app.command("check")
def check_catalogue_command(
    folder: Annotated[Path, typer.Argument(help="The catalogue's folder.")] = CATALOGUE,
) -> None:
    """Check every item; exits 0 only when nothing is wrong."""
    from forms.catalogue_check import check_catalogue

    faults = check_catalogue(folder)
    for fault in faults:
        show(str(fault), error=True)
    if faults:
        raise typer.Exit(1)
    show("没有发现问题")


@app.command("search")
def search_items(text: str, as_json: AsJson = False) -> None:
    """Find items by name, everyday name, pinyin or initials."""
    from forms.catalogue import load_catalogue
    from forms.search import ItemSearch, spell_names

    found = ItemSearch(spell_names(load_catalogue(CATALOGUE).items)).find(text)
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        show(f"{one.code}　{one.name}　{one.score:.0f}")
    if not found:
        show(f"没有找到“{text}”")


@app.command("show")
def show_item(code: str, as_json: AsJson = False) -> None:
    """Show one item by its code or its name."""
    from forms.catalogue import load_catalogue

    items = load_catalogue(CATALOGUE).items
    found = next((i for i in items if code in (i.code, i.name, i.short_name)), None)
    if found is None:
        fail(f"目录里没有 {code}")
    text = found.model_dump_json(indent=None if as_json else 2)
    print(text)
