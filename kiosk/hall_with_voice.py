"""A hall whose board speaks: as a terminal embeds it, and as each of several workers serves it."""

from __future__ import annotations

import os
import sys

from fastapi import FastAPI

from kiosk.announcer import EspeakAnnouncer
from kiosk.hall.__main__ import main
from kiosk.hall.app import create_app
from kiosk.hall.config import WORKER_VARIABLE, HallConfig


def create() -> FastAPI:
    """Build the application of the hall the parent process named."""
    os.umask(0o077)
    return create_app(HallConfig.from_json(os.environ[WORKER_VARIABLE]), EspeakAnnouncer())


if __name__ == "__main__":
    sys.exit(main(EspeakAnnouncer()))
