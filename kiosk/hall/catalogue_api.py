"""The routes by which terminals learn of a new catalogue and fetch what changed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from forms.publication import Digest
from kiosk.hall.service import HallService
from kiosk.platform.catalogue_protocol import (
    CATALOGUE_PATH,
    MOST_PARTS,
    PARTS_PATH,
    CatalogueNotice,
    CatalogueParts,
)
from kiosk.platform.protocol import Problem

Wanted = Annotated[list[Digest], Query(alias="digest", min_length=1, max_length=MOST_PARTS)]


def catalogue_api_routes(hall: HallService) -> APIRouter:
    """Return the routes over one hall."""
    router = APIRouter(responses={422: {"model": Problem}})

    @router.get(CATALOGUE_PATH)
    def current() -> CatalogueNotice:
        manifest = hall.catalogues.publication.manifest
        return CatalogueNotice(manifest=manifest, seal=hall.seal.seal(manifest.to_bytes()))

    @router.get(PARTS_PATH)
    def parts(digests: Wanted) -> CatalogueParts:
        return CatalogueParts(parts=hall.catalogues.parts(digests))

    return router
