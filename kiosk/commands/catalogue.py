"""`yimen catalogue`: look into the catalogue of service items."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kiosk.commands.common import AsJson, fail, show
from kiosk.settings import CATALOGUE

if TYPE_CHECKING:
    from forms.catalogue import Catalogue
    from forms.faults import CatalogueError
    from forms.service_item import ServiceItem

Folder = Annotated[Path, typer.Option("--folder", help="The catalogue's folder.")]
Codes = Annotated[list[str] | None, typer.Argument(metavar="[CODE]...", help="Codes or names.")]

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
    from forms.search import ItemSearch, spell_names

    found = ItemSearch(spell_names(_load(CATALOGUE).items)).find(text)
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        show(f"{one.code}　{one.name}　{one.score:.0f}")
    if not found:
        show(f"没有找到“{text}”")


@app.command("show")
def show_item(code: str, as_json: AsJson = False) -> None:
    """Show one item by its code or its name, as a person reads it."""
    from kiosk.commands.item_guide import guide_of

    catalogue = _load(CATALOGUE)
    item = _item_named(catalogue, code)
    if as_json:
        print(item.model_dump_json())
    else:
        # Printed as it is: square brackets in a guide are no markup.
        print(guide_of(catalogue, item))


@app.command("sample")
def show_sample(
    code: Annotated[str, typer.Argument(help="A code or a name.")],
    pdf: Annotated[Path | None, typer.Option(help="Write the sample as PDF.")] = None,
    folder: Folder = CATALOGUE,
    as_json: AsJson = False,
) -> None:
    """Show an item's table as filled in by a specimen citizen (样表)."""
    from forms.sample import sample_application, sample_text

    catalogue = _load(folder)
    codes = (_item_named(catalogue, code).code,)
    if as_json:
        print(sample_application(catalogue, codes).to_json())
    elif pdf is None:
        show(sample_text(catalogue, codes))
    if pdf is not None:
        from forms.paper import draw_application

        _write(pdf, draw_application(sample_application(catalogue, codes), case_number="样表"))


@app.command("diff")
def show_differences(
    old: Annotated[Path, typer.Argument(help="A folder, or a published file.")],
    new: Annotated[Path, typer.Argument(help="A folder, or a published file.")],
    as_json: AsJson = False,
) -> None:
    """Say what changed from one catalogue to another, item by item and fact by fact."""
    from forms.catalogue_diff import differences

    found = differences(_load(old), _load(new))
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        show(str(one))
    show(f"{len(found)} 处不同" if found else "没有不同")


@app.command("schema")
def show_schema() -> None:
    """Print the JSON Schema of a finished application."""
    from forms.application import application_schema

    print(json.dumps(application_schema(), ensure_ascii=False, indent=2))


@app.command("publish")
def publish_catalogue(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE.json]", help="The document to write.")
    ] = None,
    folder: Folder = CATALOGUE,
    hall: Annotated[
        Path | None, typer.Option(help="The data folder of a hall, whose terminals fetch it.")
    ] = None,
) -> None:
    """Check a catalogue and hand it out: as one document, or to the terminals of a hall."""
    from forms.catalogue_check import check_catalogue
    from forms.faults import CatalogueError
    from forms.published import digest_of, publish

    catalogue = _load(folder)
    faults = check_catalogue(folder)
    if faults:
        _tell_faults(CatalogueError(faults), "没有发布")
    document = publish(catalogue)
    if file is None and hall is None:
        fail("写上文件名，或用 --hall 写上大厅的数据文件夹")
    if file is not None:
        _write(file, document)
    if hall is not None:
        _put(hall, document)
    show(f"版本 {catalogue.version}　{len(catalogue.items)} 个事项")
    show(f"SHA-256 {digest_of(document)}")


@app.command("export")
def export_items(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.")],
    codes: Codes = None,
    folder: Folder = CATALOGUE,
) -> None:
    """Write items into a workbook in the XLSForm manner; all of them where none is named."""
    from forms.catalogue_check import files_of
    from forms.workbook import write_workbook

    catalogue = _load(folder)
    items = [_item_named(catalogue, code) for code in codes or catalogue.codes]
    files = files_of(folder, catalogue)
    stems = [Path(files[item.code]).stem for item in items]
    _write(file, write_workbook(catalogue, items, stems))
    show(f"{len(items)} 个事项写进了 {file}")


@app.command("import")
def import_items(
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to read.")],
    folder: Folder = CATALOGUE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and write nothing.")] = False,
) -> None:
    """Take the items of a workbook in, all of them after a check of everything, or none."""
    from forms.catalogue_import import import_workbook
    from forms.faults import CatalogueError

    try:
        imported = import_workbook(file.read_bytes(), file.name, folder, dry_run)
    except OSError as error:
        fail(f"读不了 {error.filename or file}：{error.strerror or error}")
    except CatalogueError as error:
        _tell_faults(error, "目录没有改动")
    for word, names in (("新增", imported.added), ("修改", imported.changed)):
        for name in names:
            show(f"{word}　{name}")
    done = "检查通过，没有写入" if dry_run else "已导入"
    counts = f"新增 {len(imported.added)}，修改 {len(imported.changed)}"
    show(f"{done}：{counts}，没有变化 {len(imported.unchanged)}")


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as error:
        fail(f"写不了 {file}：{error.strerror or error}。换一个能写的位置")


def _put(hall: Path, document: bytes) -> None:
    from forms.shelf import Shelf

    if not hall.is_dir():
        fail(f"没有文件夹 {hall}：写上大厅服务的数据文件夹")
    try:
        Shelf(hall / "catalogue").put(document)
    except OSError as error:
        fail(f"写不了 {error.filename or hall}：{error.strerror or error}")
    show("大厅的终端会在两位办事人之间换用")


def _load(place: Path) -> Catalogue:
    """Return the catalogue in a folder or in a published document."""
    from forms.catalogue import load_catalogue
    from forms.faults import CatalogueError
    from forms.published import digest_of, read_published

    try:
        if place.is_dir():
            return load_catalogue(place)
        document = place.read_bytes()
        return read_published(document, digest_of(document))
    except OSError as error:
        fail(f"读不了 {place}：{error.strerror or error}")
    except CatalogueError as error:
        _tell_faults(error, "先改好这些再来")


def _item_named(catalogue: Catalogue, code: str) -> ServiceItem:
    items = catalogue.items
    found = next((i for i in items if code in (i.code, i.name, i.short_name)), None)
    if found is None:
        fail(f"目录里没有 {code}")
    return found


def _tell_faults(error: CatalogueError, outcome: str) -> NoReturn:
    for fault in error.faults:
        show(str(fault), error=True)
    fail(f"{len(error.faults)} 处有问题，{outcome}")
