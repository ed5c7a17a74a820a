"""`python -m kiosk.hall`: a hall as a process of its own, as terminals embed it."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import uvicorn

from kiosk.hall.announcements import Announcer
from kiosk.hall.config import HallConfig
from kiosk.hall.server import HallStartError, Opened, run_hall


def main(announcer: Announcer | None = None) -> int:
    """Serve a hall; the first line of output is a JSON object with its addresses."""
    arguments = _parser().parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    config = HallConfig(
        arguments.name,
        arguments.folder,
        public_url=arguments.public_url,
        database_url=arguments.database_url,
    )
    try:
        run_hall(
            config,
            arguments.host,
            arguments.port,
            on_open=_announce,
            announcer=announcer,
            workers=arguments.workers,
            enrolling=arguments.enrol,
            on_server=_stop_with_parent if arguments.with_parent else lambda server: None,
        )
    except HallStartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m kiosk.hall", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where data and keys lie")
    parser.add_argument("--name", default="政务服务中心", help="the hall's name")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--public-url", default="", help="how phones reach the hall")
    parser.add_argument("--database-url", default="", help="empty keeps SQLite in the folder")
    parser.add_argument("--workers", type=int, default=1, help="more than 1 need PostgreSQL")
    parser.add_argument("--enrol", default="", help="make a code for a terminal of this name")
    parser.add_argument("--with-parent", action="store_true", help="end when standard input ends")
    return parser


def _announce(opened: Opened) -> None:
    sys.stdout.write(json.dumps(asdict(opened)) + "\n")
    sys.stdout.flush()


def _stop_with_parent(server: uvicorn.Server) -> None:
    """End when standard input does: the kernel closes it however the parent dies."""

    def wait() -> None:
        sys.stdin.buffer.read()
        server.should_exit = True

    threading.Thread(target=wait, name="parent", daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
