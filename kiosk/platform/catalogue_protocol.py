"""How a terminal asks its hall for the catalogue in force and for what changed in it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from forms.publication import Digest, Manifest
from kiosk.platform.protocol import API

CATALOGUE_PATH = f"{API}/catalogue"
PARTS_PATH = f"{CATALOGUE_PATH}/parts"
MOST_PARTS = 50
"""Parts that may be asked for at once."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CatalogueNotice(_Message):
    """The manifest of the catalogue in force, sealed by the hall."""

    manifest: Manifest
    seal: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{86}==$")]


class CatalogueParts(_Message):
    """Parts by their digest, each as the text of its JSON."""

    parts: dict[Digest, str]
