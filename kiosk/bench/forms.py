"""The catalogue and the one table: loading, searching, changing, printing, every sample."""

from __future__ import annotations

import gc
import json
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from statistics import mean, median
from typing import Any

from pypinyin import Style, lazy_pinyin

from forms.application import Application, fill_application
from forms.catalogue import Catalogue, load_catalogue
from forms.dictionary import Column, Dictionary, FieldDefinition, Names, Rule
from forms.expression import parse
from forms.one_table import OneTable, Source, Value, merge
from forms.opening import open_published
from forms.paper import draw_application
from forms.published import PublishedCatalogue, digest_of, publish, read_published
from forms.sample import fill_sample
from forms.search import ItemSearch, spell_names
from forms.service_item import ItemField
from kiosk.bench.item_round_trips import faulty_items
from kiosk.bench.many_items import many_items, wide_items
from kiosk.bench.timing import ms_of
from kiosk.settings import CATALOGUE

ITEMS = 6416
ROUNDS = 5
QUERIES = 600
CHANGES = 600
ROWS = 500
LICENCE_CHANGE = "营业执照变更"


def measure() -> dict[str, Any]:
    """Return the figures; the large catalogue is generated, the items counted are the shipped."""
    shipped = load_catalogue(CATALOGUE)
    licence = next(item for item in shipped.items if item.name == LICENCE_CHANGE)
    figures: dict[str, Any] = {
        "items": len(shipped.items),
        "items_ok": len(shipped.items) - len(faulty_items(shipped)),
        "bundles": len(shipped.bundles),
        "licence_change_situations": len(licence.situations),
    }
    large = many_items(shipped, ITEMS)
    with tempfile.TemporaryDirectory(prefix="yimen-bench-") as folder:
        figures |= _loading(large, Path(folder))
    figures["search_p99_ms"] = _searching(large)
    figures |= _changing(wide_items(shipped, 10, 200))
    figures["rows500_change_ms"] = median(_changing_rows() for _ in range(ROUNDS))
    figures["pdf_ms"] = _printing(shipped)
    return {key: round(v, 3) if isinstance(v, float) else v for key, v in figures.items()}


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


def _application(table: OneTable) -> Application:
    return fill_application(table, "bench", datetime(2026, 1, 1, tzinfo=UTC))


def _loading(large: Catalogue, folder: Path) -> dict[str, float]:
    """Load the published document against json.loads and pydantic alone; then from the cache."""
    file, cache = folder / "catalogue.json", folder / "cache" / "catalogue.compiled"
    file.write_bytes(publish(large))
    digest = digest_of(file.read_bytes())

    def validate() -> None:
        PublishedCatalogue.model_validate(json.loads(file.read_bytes()))

    def load() -> None:
        parse.cache_clear()
        read_published(file.read_bytes(), digest)

    def start() -> None:
        opened = open_published(file, digest, cache)
        ItemSearch(opened.names)
        opened.catalogue.item(large.codes[-1])

    ratios, starts = [], []
    open_published(file, digest, cache)
    for _ in range(ROUNDS):
        gc.collect()
        plain = ms_of(validate)
        gc.collect()
        ratios.append(ms_of(load) / plain)
        gc.collect()
        starts.append(ms_of(start))
    return {"load_ratio": median(ratios), "warm_start_ms": median(starts)}


def _searching(large: Catalogue) -> float:
    search = ItemSearch(spell_names(large.items))
    queries = list(_queries(large, random.Random(3)))
    return _p99([ms_of(lambda text=text: search.find(text)) for text in queries])  # type: ignore[misc]


def _queries(large: Catalogue, chance: random.Random) -> Iterator[str]:
    """Yield what people type: names, parts, everyday names, slips, pinyin, initials."""
    for number in range(QUERIES):
        item = chance.choice(large.items)
        name = item.name
        start = chance.randrange(max(len(name) - 3, 1))
        yield (
            name,
            name[start : start + 4],
            chance.choice(item.aliases),
            name[:2] + "政" + name[3:],
            "".join(lazy_pinyin(name)),
            "".join(lazy_pinyin(name[:6], style=Style.FIRST_LETTER)),
        )[number % 6]


def _changing(wide: Catalogue) -> dict[str, float]:
    """Change one field after the other and look at all that follows; then reckon it all anew."""
    table = fill_sample(wide, wide.codes)
    changes = _changes(table, random.Random(5))
    times = []
    for key, text in changes:
        start = time.perf_counter()
        table = table.with_value(key, Value(text, Source.TYPED))
        _look_at(table)
        times.append((time.perf_counter() - start) * 1000)
    anew = [ms_of(lambda: _look_at(table.made_anew())) for _ in range(60)]
    return {"change_p99_ms": _p99(times), "change_speedup": mean(anew) / mean(times)}


def _look_at(table: OneTable) -> object:
    return table.is_complete, table.materials


def _changes(table: OneTable, chance: random.Random) -> list[tuple[str, str]]:
    rows = [row.definition for row in table.rows]
    found = []
    for _ in range(CHANGES):
        definition = chance.choice(rows)
        texts = [definition.specimen, "", *(choice.value for choice in definition.choices)]
        found.append((definition.key, chance.choice(texts)))
    return found


def _changing_rows() -> float:
    """Change one cell of a table of 500 shareholders whose shares must come to the whole."""
    table = _shareholders()
    rows = [
        {"holder": "陈样本", "number": "11010519491231002X", "share": "2", "since": "2020-01-01"}
        for _ in range(ROWS)
    ]
    for place, row in enumerate(rows):
        row["since"] = f"2020-{place % 12 + 1:02d}-{place % 28 + 1:02d}"
    table = table.with_cells("holders", rows, Source.TYPED, "")
    times = []
    for place, share in zip(range(0, ROWS, 5), cycle(("3", "2", "x")), strict=False):
        start = time.perf_counter()
        table = table.with_row("holders", place, {**rows[place], "share": share})
        _look_at(table)
        times.append((time.perf_counter() - start) * 1000)
    return _p99(times)


def _shareholders() -> OneTable:
    columns = (
        Column(key="holder", name="姓名", kind="person_name"),
        Column(key="number", name="身份证号码", kind="resident_number"),
        Column(key="share", name="出资（千分之）", kind="number"),
        Column(key="since", name="出资日期", kind="date"),
    )
    holders = FieldDefinition(
        key="holders",
        names=Names(zh_hans="股东", zh_hant="股東", en="Shareholders"),
        kind="rows",
        columns=columns,
        question="有哪些股东？",
        specimen="[]",
    )
    holds = "total(holders, 'share') == 1000"
    rule = Rule(key="holders", holds=holds, message="各人的出资加起来应当是 1000")
    shipped = load_catalogue(CATALOGUE).items[0]
    item = shipped.model_copy(
        update={"fields": (ItemField(key="holders"),), "materials": (), "situations": ()}
    )
    return merge(Catalogue((item,), Dictionary((holders,), (rule,)), "generated"), (item.code,))


def _printing(shipped: Catalogue) -> float:
    """Print an application of three pages; the fonts are read with the first, as at the start."""
    for count in range(1, len(shipped.items) + 1):
        application = _application(fill_sample(shipped, shipped.codes[:count]))
        paper = draw_application(application, b"", "0" * 43)
        if paper.count(b"/Type /Page\n") >= 3:
            break
    return median(
        ms_of(lambda: draw_application(application, b"", "0" * 43)) for _ in range(ROUNDS)
    )
