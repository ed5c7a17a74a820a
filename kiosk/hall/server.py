"""Runs a hall in this process until it is told to stop."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from kiosk.hall.announcements import Announcer
from kiosk.hall.app import build_app
from kiosk.hall.config import WORKER_VARIABLE, HallConfig
from kiosk.hall.database import is_shared
from kiosk.hall.service import HallService

_SERVING: dict[str, Any] = {
    "log_config": None,
    "access_log": False,
    "server_header": False,
    "timeout_graceful_shutdown": 3,
    "http": "kiosk.hall.patience:PatientProtocol",
}


_MOST_LINES = 65_536


class HallStartError(Exception):
    """The hall cannot start; the text says what to do."""


@dataclass(frozen=True)
class Opened:
    """Where a hall can be reached, with a link that signs the staff in once."""

    url: str
    staff_url: str
    enrolment_code: str = ""
    """With which one terminal enrols, once, when that was asked for."""


def run_hall(
    config: HallConfig,
    host: str = "127.0.0.1",
    port: int = 0,
    on_open: Callable[[Opened], None] = lambda opened: None,
    on_server: Callable[[uvicorn.Server], None] = lambda server: None,
    workers: int = 1,
    announcer: Announcer | None = None,
    worker: str = "kiosk.hall.worker:create",
    enrolling: str = "",
) -> None:
    """Serve until SIGTERM or SIGINT; port 0 takes a free one, which `on_open` is told.

    `enrolling` is the name of a terminal to make a one-time code for;
    `announcer` is the board's voice; `worker` names what builds the application in each of
    several processes, which cannot be handed an announcer.
    """
    if workers > 1 and not is_shared(config.url_of_database):
        raise HallStartError(
            "several workers need PostgreSQL: set database_url in config/hall.toml, or workers = 1"
        )
    # The process is the hall's own: nothing it writes is anybody else's to read.
    os.umask(0o077)
    allow_many_lines()
    listener = listen(host, port)
    hall = HallService(config, announcer=announcer)
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
    url = f"http://{shown}:{listener.getsockname()[1]}"
    code = hall.terminals.make_code(enrolling) if enrolling else ""
    opened = Opened(url, url + hall.staff_path(), code)
    if workers > 1:
        # The workers open the hall each for itself; it has been looked at here, and works.
        hall.close()
        on_open(opened)
        _run_workers(config, listener, workers, worker)
        return
    hall.catalogues.open_ahead()
    server = uvicorn.Server(uvicorn.Config(build_app(hall), **_SERVING))
    on_server(server)
    # The socket listens already: who is told now finds the door, and waits a moment behind it.
    on_open(opened)
    server.run(sockets=[listener])


def _run_workers(config: HallConfig, listener: socket.socket, workers: int, worker: str) -> None:
    os.environ[WORKER_VARIABLE] = config.to_json()
    serving = uvicorn.Config(worker, factory=True, workers=workers, **_SERVING)
    # Starts another worker for each that dies.
    Multiprocess(serving, sockets=[listener]).run()


def allow_many_lines() -> None:
    """Take as many open lines as the system grants: a thousand pages listen soon, for hours."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_LINES if hard == resource.RLIM_INFINITY else min(hard, _MOST_LINES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, or raise `HallStartError` with what to do."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named TCP, or asyncio leaves Nagle's algorithm on and every answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        raise HallStartError(
            f"{host}:{port} cannot be used ({error.strerror}); "
            "stop what listens there or choose another port"
        ) from error
    return listener
