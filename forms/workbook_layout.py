"""The sheets of a workbook of items, in the XLSForm manner, and the columns of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CellShape = Literal["text", "lines", "number", "yes_no", "date"]
CODE = "form_id"


@dataclass(frozen=True)
class SheetColumn:
    """One column: its head, the fact of the item it holds, and how a cell is written."""

    head: str
    fact: str
    shape: CellShape = "text"
    is_told: bool = False
    """Told from the dictionary for the reader; what an import finds there changes nothing."""


@dataclass(frozen=True)
class Sheet:
    """One sheet; `section` is the list of the item that its rows make, '' for the item itself."""

    name: str
    section: str
    columns: tuple[SheetColumn, ...]
    width: tuple[int, ...]
    is_map: bool = False
    """The rows are pairs of a name and a value."""

    def column(self, head: str) -> SheetColumn | None:
        """Return the column under a head, or None."""
        return next((column for column in self.columns if column.head == head), None)


_ITEM = SheetColumn(CODE, CODE)

SETTINGS = Sheet(
    "settings",
    "",
    (
        SheetColumn(CODE, "code"),
        SheetColumn("form_title", "name"),
        SheetColumn("file", "file"),
        SheetColumn("short_name", "short_name"),
        SheetColumn("aliases", "aliases", "lines"),
        SheetColumn("department", "department"),
        SheetColumn("category", "category"),
        SheetColumn("applicant_kinds", "applicant_kinds", "lines"),
        SheetColumn("conditions", "conditions", "lines"),
        SheetColumn("fee", "fee"),
        SheetColumn("statutory_days", "statutory_days", "number"),
        SheetColumn("promised_days", "promised_days", "number"),
        SheetColumn("place", "place"),
        SheetColumn("hours", "hours"),
        SheetColumn("legal_basis", "legal_basis"),
        SheetColumn("reviewers", "reviewers", "lines"),
        SheetColumn("verified", "verified", "date"),
    ),
    (34, 30, 30, 16, 30, 18, 14, 14, 40, 16, 10, 10, 24, 30, 40, 24, 12),
)
SURVEY = Sheet(
    "survey",
    "fields",
    (
        _ITEM,
        SheetColumn("type", "type", is_told=True),
        SheetColumn("name", "key"),
        SheetColumn("label", "label", is_told=True),
        SheetColumn("hint", "hint", is_told=True),
        SheetColumn("required", "required", "yes_no"),
        SheetColumn("relevant", "when"),
    ),
    (34, 26, 26, 36, 30, 10, 50),
)
CHOICES = Sheet(
    "choices",
    "choices",
    (
        SheetColumn("list_name", "list_name", is_told=True),
        SheetColumn("name", "name", is_told=True),
        SheetColumn("label", "label", is_told=True),
    ),
    (26, 20, 30),
)
SITUATIONS = Sheet(
    "situations",
    "situations",
    (
        _ITEM,
        SheetColumn("name", "key"),
        SheetColumn("label", "name"),
        SheetColumn("relevant", "when"),
    ),
    (34, 20, 26, 60),
)
MATERIALS = Sheet(
    "materials",
    "materials",
    (
        _ITEM,
        SheetColumn("name", "key"),
        SheetColumn("label", "name"),
        SheetColumn("required", "required", "yes_no"),
        SheetColumn("how", "how"),
        SheetColumn("originals", "originals", "number"),
        SheetColumn("copies", "copies", "number"),
        SheetColumn("note", "note"),
        SheetColumn("relevant", "when"),
        SheetColumn("one_of", "one_of"),
    ),
    (34, 26, 26, 10, 10, 10, 10, 36, 50, 24),
)
WORDINGS = Sheet(
    "wordings",
    "wordings",
    (_ITEM, SheetColumn("aspect", "aspect"), SheetColumn("sentences", "sentences", "lines")),
    (34, 14, 60),
    is_map=True,
)
RESULTS = Sheet(
    "results",
    "results",
    (_ITEM, SheetColumn("label", "name"), SheetColumn("how", "how")),
    (34, 30, 50),
)
QUESTIONS = Sheet(
    "questions",
    "questions",
    (_ITEM, SheetColumn("question", "question"), SheetColumn("answer", "answer")),
    (34, 40, 80),
)
SOURCES = Sheet(
    "sources",
    "sources",
    (_ITEM, SheetColumn("fact", "fact"), SheetColumn("source", "source")),
    (34, 16, 50),
    is_map=True,
)
SHEETS = (
    SURVEY,
    CHOICES,
    SETTINGS,
    SITUATIONS,
    MATERIALS,
    WORDINGS,
    RESULTS,
    QUESTIONS,
    SOURCES,
)
NEEDED = (SURVEY, SETTINGS)
"""Without these there is no item; a sheet left out otherwise is an empty one."""
