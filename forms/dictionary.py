"""The dictionary of fields (数据元): every datum once, shared by all service items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from forms.cells import Cells, cells_of
from forms.periods import ends_of
from forms.pictures import AT_WINDOW, PICTURED, digests_of

CellKind = Literal[
    "text",
    "person_name",
    "resident_number",
    "document_number",
    "uscc",
    "date",
    "period",
    "phone",
    "address",
    "choice",
    "multiple_choice",
    "yes_no",
    "money",
    "number",
    "digits",
]
KindName = CellKind | Literal["rows", "file", "signature"]
ReadAloud = Literal["text", "digits", "date", "money"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Words = Annotated[str, Field(min_length=1, max_length=200)]


class Strict(BaseModel):
    """A frozen model that knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Names(Strict):
    """The name of a datum in three languages."""

    zh_hans: Words
    zh_hant: Words
    en: Words


class Choice(Strict):
    """One answer of a choice; `value` is kept, `label` is shown."""

    value: Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[^、']+$")]
    label: Words


class Datum(Strict):
    """What a value may be, in a field or in a column of a table of rows."""

    key: Key
    kind: KindName
    choices: tuple[Choice, ...] = ()
    max_length: Annotated[int, Field(ge=1, le=100_000)] = 60
    minimum: int | None = None
    maximum: int | None = None
    digits: tuple[int, ...] = ()
    """Lengths a `digits` field may have; empty for any."""
    unit: str = ""

    @model_validator(mode="before")
    @classmethod
    def _offer_yes_and_no(cls, data: Any) -> Any:
        """Give every yes/no question its two answers, so that no file repeats them."""
        if isinstance(data, dict) and data.get("kind") == "yes_no" and "choices" not in data:
            return {**data, "choices": [{"value": v, "label": v} for v in ("是", "否")]}
        return data

    def label_of(self, text: str) -> str:
        """Return a value as it is shown: the label of a choice, an amount with its unit."""
        if self.unit:
            return f"{text} {self.unit}"
        if self.kind == "period":
            return " 至 ".join(end for end in ends_of(text) if end)
        labels = {choice.value: choice.label for choice in self.choices}
        if self.kind == "multiple_choice":
            return "、".join(labels.get(part, part) for part in text.split("、"))
        return labels.get(text, text)


class Column(Datum):
    """One column of a table of rows, such as the share of each shareholder."""

    kind: CellKind
    name: Words
    required: bool = True

    @field_validator("kind", mode="before")
    @classmethod
    def _is_no_picture(cls, kind: object) -> object:
        """Tell plainly that a row holds no picture, whose page a row of a list has no room for."""
        if kind in PICTURED:
            raise PydanticCustomError("pictured_column", "a column cannot be a picture")
        return kind


class FieldDefinition(Datum):
    """One datum: what it is called, how it is asked, what it may hold, who can supply it."""

    names: Names
    question: Words
    hint: str = ""
    columns: tuple[Column, ...] = ()
    """The columns of a `rows` field; `minimum` and `maximum` then count its rows."""
    personal: bool = True
    sensitive: bool = False
    supplied_by: tuple[str, ...] = ()
    standard: str = ""
    read_aloud: ReadAloud = "text"
    specimen: Annotated[str, Field(min_length=1, max_length=1000)]
    """A value that passes, for the filled sample."""

    @property
    def name(self) -> str:
        """Return the simplified Chinese name."""
        return self.names.zh_hans

    def label_of(self, text: str) -> str:
        """Return a value as it is shown; rows one after the other, a file by what became of it."""
        if self.kind == "rows":
            return "；".join(self._row_label(row) for row in cells_of(text))
        if self.kind in PICTURED:
            return self._picture_label(text)
        return super().label_of(text)

    def _picture_label(self, text: str) -> str:
        if self.kind == "signature":
            return "到窗口签" if text == AT_WINDOW else "已签名"
        if text == AT_WINDOW:
            return "到窗口交"
        return f"已拍摄，{len(digests_of(text))} 页"

    def _row_label(self, row: Cells) -> str:
        cells = ((column, row.get(column.key, "")) for column in self.columns)
        return "，".join(column.label_of(text) for column, text in cells if text)


class Rule(Strict):
    """A relation between fields; `message` is shown at `key` when it does not hold."""

    key: Key
    holds: Words
    message: Words


class DictionaryFile(Strict):
    """The shape of dictionary.yaml."""

    fields: tuple[FieldDefinition, ...]
    rules: tuple[Rule, ...] = ()


class Dictionary(Mapping[str, FieldDefinition]):
    """The definitions by key, in the order in which a form asks them."""

    def __init__(self, fields: tuple[FieldDefinition, ...], rules: tuple[Rule, ...] = ()) -> None:
        """Keep the definitions; keys are taken to be different (the loader checks)."""
        self._fields = {definition.key: definition for definition in fields}
        self.rules = rules

    def __getitem__(self, key: str) -> FieldDefinition:
        """Return the definition of one datum."""
        return self._fields[key]

    def __iter__(self) -> Iterator[str]:
        """Go through the keys in the order of the file."""
        return iter(self._fields)

    def __len__(self) -> int:
        """Return the number of definitions."""
        return len(self._fields)
