"""The finished application: what the hall receives, the same on every terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from forms.one_table import OneTable, Row, Value
from forms.pictures import AT_WINDOW, PICTURED, digests_of
from forms.values import Source

SCHEMA_ID = "urn:yimen:application:1"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AppliedItem(_Part):
    """A service item applied for."""

    code: str
    name: str


Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class AppliedValue(_Part):
    """One datum of the application; `shown` is the text of a choice as the citizen read it."""

    key: str
    name: str
    text: str = Field(repr=False)
    shown: str = Field(repr=False)
    source: Source
    source_label: str = ""
    pages: tuple[Sha256, ...] = ()
    """Of a field answered by pictures: they travel beside the application and must match."""
    at_window: bool = False
    """Such a field is photographed or signed at the window instead."""


class AppliedMaterial(_Part):
    """One material; its pages travel beside the application and must match their SHA-256."""

    key: str
    name: str
    pages: Annotated[int, Field(ge=0, le=50)]
    sha256: tuple[Sha256, ...] = ()
    at_window: bool = False
    """The citizen brings it to the window instead."""
    earlier_case: str = ""
    """The case it was handed in with before, when the citizen took it from there."""


class Application(_Part):
    """Everything a citizen handed in at once."""

    application_id: Annotated[str, Field(min_length=1, max_length=64)]
    catalogue_version: str
    items: Annotated[tuple[AppliedItem, ...], Field(min_length=1)]
    values: tuple[AppliedValue, ...]
    materials: tuple[AppliedMaterial, ...] = ()
    signed: bool = False
    created_at: AwareDatetime

    def to_json(self) -> str:
        """Return the application as JSON text, in Chinese as it stands."""
        return self.model_dump_json()

    def value(self, key: str) -> str:
        """Return the text of one datum, or empty text."""
        return next((value.text for value in self.values if value.key == key), "")


def application_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a finished application."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        **Application.model_json_schema(mode="serialization"),
    }


def _applied(row: Row, value: Value) -> AppliedValue:
    pictured = row.definition.kind in PICTURED
    return AppliedValue(
        key=row.key,
        name=row.definition.name,
        text=value.text,
        shown=row.shown,
        source=value.source,
        source_label=value.origin,
        pages=digests_of(value.text) if pictured else (),
        at_window=pictured and value.text == AT_WINDOW,
    )


def fill_application(
    table: OneTable,
    application_id: str,
    created_at: datetime,
    materials: Sequence[AppliedMaterial] = (),
    signed: bool = False,
) -> Application:
    """Return the application of a table; what hidden fields hold is left out.

    `created_at` carries its time zone; UTC in storage.
    """
    values = tuple(_applied(row, row.value) for row in table.visible_rows if row.value is not None)
    return Application(
        application_id=application_id,
        catalogue_version=table.catalogue_version,
        items=tuple(AppliedItem(code=code, name=name) for code, name in table.items),
        values=values,
        materials=tuple(materials),
        signed=signed,
        created_at=created_at,
    )
