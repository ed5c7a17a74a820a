"""`yimen catalogue`: look into the catalogue of service items."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from kiosk.commands.common import AsJson, fail, show
from kiosk.settings import CATALOGUE

if TYPE_CHECKING:
    from forms.catalogue import Catalogue
    from forms.faults import CatalogueError
    from forms.service_item import ServiceItem

# None of the paths is checked by typer, whose refusals are neither plain nor Chinese.
Folder = Annotated[Path, typer.Option("--folder", help="The catalogue's folder.", readable=False)]
Codes = Annotated[list[str] | None, typer.Argument(metavar="[CODE]...", help="Codes or names.")]

_MOST_NEAR = 5

app = typer.Typer(help="Look into the catalogue of service items.", no_args_is_help=True)


@app.command("check")
def check_catalogue_command(
    folder: Annotated[
        Path, typer.Argument(help="The catalogue's folder.", readable=False)
    ] = CATALOGUE,
) -> None:
    """Check every item; exits 0 only when nothing is wrong."""
    from forms.catalogue_check import check_catalogue

    _look_into(folder)
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

    if not text.strip():
        fail("没有写要找什么。写上名称、别名、拼音或首字母")
    found = ItemSearch(spell_names(_load(CATALOGUE).items)).find(text)
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False))
        return
    for one in found:
        show(f"{one.code}　{one.name}　{one.score:.0f}")
    if not found:
        show(f"没有找到“{text}”。换个说法，少写几个字，或者写拼音、首字母")


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
    pdf: Annotated[
        Path | None, typer.Option(help="Write the sample as PDF.", readable=False)
    ] = None,
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
    old: Annotated[Path, typer.Argument(help="A folder, or a published file.", readable=False)],
    new: Annotated[Path, typer.Argument(help="A folder, or a published file.", readable=False)],
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
        Path | None,
        typer.Argument(metavar="[FILE.json]", help="The document to write.", readable=False),
    ] = None,
    folder: Folder = CATALOGUE,
    hall: Annotated[
        Path | None,
        typer.Option(help="The data folder of a hall, whose terminals fetch it.", readable=False),
    ] = None,
) -> None:
    """Check a catalogue and hand it out: as one document, or to the terminals of a hall."""
    from forms.catalogue_check import check_catalogue
    from forms.faults import CatalogueError
    from forms.published import digest_of, publish

    if file is None and hall is None:
        fail("写上文件名，或用 --hall 写上大厅的数据文件夹")
    _look_into(folder)
    catalogue = _load(folder)
    faults = check_catalogue(folder)
    if faults:
        _tell_faults(CatalogueError(faults), "没有发布")
    document = publish(catalogue)
    if file is not None:
        _write(file, document)
    if hall is not None:
        _put(hall, document)
    show(f"版本 {catalogue.version}　{len(catalogue.items)} 个事项")
    show(f"SHA-256 {digest_of(document)}")


@app.command("export")
def export_items(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to write.", readable=False)
    ],
    codes: Codes = None,
    folder: Folder = CATALOGUE,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> None:
    """Write items into a workbook in the XLSForm manner; all of them where none is named."""
    from forms.catalogue_check import files_of
    from forms.workbook import write_workbook

    _check_ending(file)
    if os.path.lexists(file) and not force:
        # Somebody may have worked in it since it was written.
        fail(f"{file} 已经有了，没有动它。换一个文件名，或者加上 --force 覆盖它")
    _look_into(folder)
    catalogue = _load(folder)
    items = [_item_named(catalogue, code) for code in codes or catalogue.codes]
    files = files_of(folder, catalogue)
    stems = [Path(files[item.code]).stem for item in items]
    _write(file, write_workbook(catalogue, items, stems))
    show(f"{len(items)} 个事项写进了 {file}")


@app.command("import")
def import_items(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.xlsx", help="The workbook to read.", readable=False)
    ],
    folder: Folder = CATALOGUE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check and write nothing.")] = False,
) -> None:
    """Take the items of a workbook in, all of them after a check of everything, or none."""
    from forms.catalogue_import import import_workbook
    from forms.faults import CatalogueError

    _look_into(folder)
    try:
        data = file.read_bytes()
    except OSError as error:
        _tell_refusal("读不了", file, error)
    try:
        imported = import_workbook(data, file.name, folder, dry_run)
    except OSError as error:
        _tell_refusal("目录没有改动，写不了", folder, error)
    except CatalogueError as error:
        _tell_faults(error, "目录没有改动")
    for word, names in (("新增", imported.added), ("修改", imported.changed)):
        for name in names:
            show(f"{word}　{name}")
    done = "检查通过，没有写入" if dry_run else "已导入"
    counts = f"新增 {len(imported.added)}，修改 {len(imported.changed)}"
    show(f"{done}：{counts}，没有变化 {len(imported.unchanged)}")


def _write(file: Path, data: bytes) -> None:
    # Written beside its place: a full disk must not leave half a file where a whole one was.
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(data)
        fresh.replace(file)
    except OSError as error:
        _tell_refusal("写不了", file, error)
    finally:
        with suppress(OSError):
            fresh.unlink()


def _put(hall: Path, document: bytes) -> None:
    from forms.shelf import Shelf

    try:
        if not hall.is_dir():
            fail(f"没有文件夹 {hall}：写上大厅服务的数据文件夹")
        Shelf(hall / "catalogue").put(document)
    except OSError as error:
        _tell_refusal("写不了", hall, error)
    show("大厅的终端会在两位办事人之间换用")


def _load(place: Path) -> Catalogue:
    """Return the catalogue in a folder or in a published document."""
    from forms.catalogue import load_catalogue
    from forms.faults import CatalogueError
    from forms.published import PUBLISHED, digest_of, read_published

    try:
        if place.is_dir():
            return load_catalogue(place)
        document = place.read_bytes()
        return read_published(document, digest_of(document))
    except OSError as error:
        _tell_refusal("读不了", place, error)
    except CatalogueError as error:
        # A document knows itself only by the name it is published under.
        told = [replace(f, file=str(place)) if f.file == PUBLISHED else f for f in error.faults]
        _tell_faults(CatalogueError(tuple(told)), "先改好这些再来")


def _item_named(catalogue: Catalogue, code: str) -> ServiceItem:
    items = catalogue.items
    code = code.strip()
    found = next((i for i in items if code in (i.code, i.name, i.short_name)), None)
    if found is None:
        named = [item for item in items if code in item.aliases]
        found = named[0] if len(named) == 1 else None
    if found is None:
        _tell_near(catalogue, code)
    return found


def _tell_near(catalogue: Catalogue, text: str) -> NoReturn:
    """Say that no item is called so, and which ones nearly are."""
    from forms.search import ItemSearch, spell_names

    if not text:
        fail("没有写是哪个事项。写上编码或名称，用 yimen catalogue search 查找")
    near = [i.name for i in catalogue.items if i.code.startswith(text)]
    near = near or [one.name for one in ItemSearch(spell_names(catalogue.items)).find(text)]
    meant = f"是不是：{'、'.join(near[:_MOST_NEAR])}？" if near else ""
    fail(f"目录里没有“{text}”。{meant}写编码或全名，可以用 yimen catalogue search 查找")


def _look_into(folder: Path) -> None:
    """Say in one line when a catalogue's folder cannot be looked into."""
    try:
        next(iter(folder.iterdir()), None)
    except OSError as error:
        _tell_refusal("打不开目录文件夹", folder, error)


def _check_ending(file: Path) -> None:
    # Office programs open a workbook by its ending.
    if file.suffix.lower() != ".xlsx":
        fail(f"{file} 不是工作簿的名称。文件名的末尾写成 .xlsx")


def _tell_refusal(what: str, place: Path, error: OSError) -> NoReturn:
    from forms.file_errors import reason_of

    reason, remedy = reason_of(error)
    fail(f"{what} {place}：{reason}。{remedy}")


def _tell_faults(error: CatalogueError, outcome: str) -> NoReturn:
    for fault in error.faults:
        show(str(fault), error=True)
    fail(f"{len(error.faults)} 处有问题，{outcome}")
