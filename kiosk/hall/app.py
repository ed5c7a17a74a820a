"""Puts the hall's web application together."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from kiosk.hall.api import api_routes
from kiosk.hall.appointment_api import appointment_api_routes
from kiosk.hall.catalogue_api import catalogue_api_routes
from kiosk.hall.draft_api import draft_api_routes
from kiosk.hall.fleet_api import fleet_api_routes
from kiosk.hall.gate import Gate, problem
from kiosk.hall.outage import Outage
from kiosk.hall.pages import page_routes
from kiosk.hall.pages.guard import guard_pages
from kiosk.hall.pages.templates import Templates
from kiosk.hall.person_api import person_api_routes
from kiosk.hall.service import HallService
from kiosk.hall.upload_api import upload_api_routes
from kiosk.platform.protocol import API, HEALTH_PATH, Health

_SWEEP_S = 1800.0
_API = (
    api_routes,
    appointment_api_routes,
    fleet_api_routes,
    person_api_routes,
    draft_api_routes,
    catalogue_api_routes,
    upload_api_routes,
)

log = logging.getLogger(__name__)


def build_app(hall: HallService) -> FastAPI:
    """Build the web application over a hall."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        courier = hall.open_courier()
        app.state.courier = courier
        if courier is not None:
            courier.start()
        sweeping = asyncio.create_task(_sweep(hall))
        yield
        sweeping.cancel()
        if courier is not None:
            courier.stop()
        hall.close()

    app = FastAPI(
        title="Yimen hall",
        version=_version(),
        lifespan=lifespan,
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    # Their own routes, not routers included: FastAPI would prepare each route of these once more.
    for routes in _API:
        app.router.routes.extend(routes(hall).routes)
    reports = bool(hall.config.exchange_url)
    templates = Templates(hall.config.name, reports, hall.queue.windows.halls)
    app.router.routes.extend(page_routes(hall, templates))
    guard_pages(app, hall, templates)
    app.add_exception_handler(RequestValidationError, _refuse_invalid)
    app.add_middleware(Gate, terminals=hall.terminals, public_url=hall.config.public_url)
    app.add_middleware(Outage)

    @app.get(HEALTH_PATH)
    def health() -> Health:
        # Raises, and so answers 503, when the database cannot be read.
        hall.cases.is_readable()
        return Health(status="ok", version=_version(), catalogue=hall.catalogues.readiness)

    return app


async def _sweep(hall: HallService) -> None:
    """Drop from time to time what terminals began to upload and never finished."""
    while True:
        try:
            await run_in_threadpool(hall.uploads.sweep)
        except Exception:
            log.exception("abandoned uploads could not be swept")
        await asyncio.sleep(_SWEEP_S)


async def _refuse_invalid(_request: Request, error: Exception) -> Response:
    # The library's own answer quotes the input, which may be a citizen's data.
    faults = error.errors() if isinstance(error, RequestValidationError) else ()
    places = "、".join(sorted({".".join(map(str, fault["loc"])) for fault in faults}))
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid", f"请求的格式不对：{places}")


def _version() -> str:
    try:
        return version("yimen")
    except PackageNotFoundError:
        return "0"
