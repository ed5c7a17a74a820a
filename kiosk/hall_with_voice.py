"""A hall whose board speaks: as a terminal embeds it, and as each of several workers serves it."""

from __future__ import annotations

import sys

from fastapi import FastAPI

from kiosk.announcer import EspeakAnnouncer
from kiosk.hall import worker
from kiosk.hall.__main__ import main


def create() -> FastAPI:
    """Build the application of the hall the parent process named."""
    return worker.create(EspeakAnnouncer())


if __name__ == "__main__":
    sys.exit(main(EspeakAnnouncer()))
