"""One of several processes that serve the same hall."""

from __future__ import annotations

import logging
import os
import time

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError

from kiosk.hall.announcements import Announcer
from kiosk.hall.app import build_app
from kiosk.hall.config import WORKER_VARIABLE, HallConfig
from kiosk.hall.outage import is_away, reason_of
from kiosk.hall.service import HallService

_RETRY_S = 0.5

log = logging.getLogger(__name__)


def create(announcer: Announcer | None = None) -> FastAPI:
    """Build the application of the hall the parent process named, once its database is there."""
    os.umask(0o077)
    config = HallConfig.from_json(os.environ[WORKER_VARIABLE])
    while True:
        try:
            hall = HallService(config, announcer=announcer)
        except DBAPIError as error:
            if not is_away(error):
                raise
            # To die would cost the start of another process every second, and a page of log.
            log.warning("waiting for the database: %s", reason_of(error))
            time.sleep(_RETRY_S)
        else:
            hall.catalogues.open_ahead()
            return build_app(hall)
