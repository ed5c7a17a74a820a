"""Every shipped item put through all it must stand: its sample, merges, workbook, JSON, paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from itertools import combinations

from pypdf import PdfReader

from forms.application import Application
from forms.catalogue import Catalogue
from forms.faults import FormsError
from forms.one_table import merge
from forms.paper import draw_application
from forms.sample import fill_sample, sample_application
from forms.workbook import write_workbook
from forms.workbook_items import read_workbook

NOON = datetime(2026, 1, 1, 4, tzinfo=UTC)


def faulty_items(shipped: Catalogue) -> set[str]:
    """Return the codes of items that fail in any of it."""
    faulty = set(_lost_in_workbook(shipped)) | set(_badly_merged(shipped))
    for code in shipped.codes:
        application = sample_application(shipped, (code,), NOON)
        right = (
            not fill_sample(shipped, (code,)).faults()
            and Application.model_validate_json(application.to_json()) == application
            and _stands_on_paper(application)
        )
        if not right:
            faulty.add(code)
    return faulty


def _lost_in_workbook(shipped: Catalogue) -> Iterator[str]:
    data = write_workbook(shipped, shipped.items, [""] * len(shipped.items))
    read = {one.item.code: one.item for one in read_workbook(data, "bench.xlsx").items}
    return (item.code for item in shipped.items if read.get(item.code) != item)


def _badly_merged(shipped: Catalogue) -> Iterator[str]:
    """Yield the codes of pairs whose one table loses a field or a material, or cannot be made."""
    for first, second in combinations(shipped.items, 2):
        if not set(first.applicant_kinds) & set(second.applicant_kinds):
            continue
        asked = {field.key for item in (first, second) for field in item.fields}
        try:
            merged = {row.key for row in merge(shipped, (first.code, second.code)).rows}
        except FormsError:
            merged = set()
        if merged != asked:
            yield from (first.code, second.code)


def _stands_on_paper(application: Application) -> bool:
    """Say whether every name and value can be read out of the PDF again."""
    reader = PdfReader(BytesIO(draw_application(application, b"", "1" * 12)))
    text = _letters("".join(page.extract_text() for page in reader.pages))
    wanted = [item.name for item in application.items]
    for value in application.values:
        # The rows of a table stand one below the other.
        wanted += [value.name, *value.shown.split("；")]
    return all(_letters(part) in text for part in wanted)


def _letters(text: str) -> str:
    # Lines are broken to fit the paper, so white space tells nothing.
    return "".join(text.split())
