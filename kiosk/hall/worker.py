"""One of several processes that serve the same hall."""

from __future__ import annotations

import os

from fastapi import FastAPI

from kiosk.hall.app import create_app
from kiosk.hall.config import WORKER_VARIABLE, HallConfig


def create() -> FastAPI:
    """Build the application of the hall the parent process named."""
    os.umask(0o077)
    return create_app(HallConfig.from_json(os.environ[WORKER_VARIABLE]))
